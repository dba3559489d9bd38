//! The sealed signing keys.

use countersign_token::Algorithm;

use super::outcome::all_at_once;
use super::stage::{Stage, at};
use crate::store::{Entrance, KeyAdded, KeyEntry, KeyState, StoredKey};

fn key(kid: &str, algorithm: Algorithm, made: u64) -> StoredKey {
    StoredKey {
        kid: kid.to_owned(),
        algorithm,
        state: KeyState::Active,
        sealed: vec![0, 159, 146, 150, 255],
        created_at: at(made),
    }
}

fn kids(ring: &[StoredKey]) -> Vec<&str> {
    ring.iter().map(|key| key.kid.as_str()).collect()
}

/// An empty ring is empty; a key comes back as it was written, on both nodes.
pub async fn a_key_is_read_back_as_written(stage: &Stage<'_>) {
    assert!(stage.store().signing_keys().await.unwrap().is_empty());
    let written = key("one", Algorithm::Es256, 7);
    let told = stage.store().add_first_signing_key(&written).await.unwrap();
    let wanted = format!("{:?}", [written]);
    assert_eq!(format!("{told:?}"), wanted);
    for node in 0..2 {
        assert_eq!(format!("{:?}", stage.node(node).signing_keys().await.unwrap()), wanted);
    }
}

/// Many processes start at once, each with a key of its own: one key stands, and all of them are told that one.
pub async fn of_many_first_keys_one_stands(stage: &Stage<'_>) {
    let keys: Vec<_> = (0..20).map(|number| key(&format!("key{number}"), Algorithm::Es256, number)).collect();
    let told = all_at_once((0..).zip(&keys).map(|(turn, key)| stage.node(turn).add_first_signing_key(key))).await;
    let ring = stage.store().signing_keys().await.unwrap();
    assert_eq!(ring.len(), 1);
    assert!(told.into_iter().all(|told| kids(&told.unwrap()) == kids(&ring)));
}

/// Each algorithm has a first key of its own, and the ring is told oldest first.
pub async fn each_algorithm_has_a_first_key(stage: &Stage<'_>) {
    let add = async |key: StoredKey| stage.store().add_first_signing_key(&key).await.unwrap();
    add(key("b", Algorithm::Es256, 2)).await;
    assert_eq!(kids(&add(key("a", Algorithm::EdDsa, 3)).await), ["b", "a"]);
    assert_eq!(kids(&add(key("c", Algorithm::Es384, 1)).await), ["c", "b", "a"]);
    assert_eq!(kids(&add(key("d", Algorithm::EdDsa, 0)).await), ["c", "b", "a"]);
}

/// Every key with its state, as both nodes tell it.
async fn states(stage: &Stage<'_>) -> Vec<(String, KeyState)> {
    let mut told = Vec::new();
    for node in 0..2 {
        let ring = stage.node(node).signing_keys().await.unwrap();
        told.push(ring.into_iter().map(|key| (key.kid, key.state)).collect::<Vec<_>>());
    }
    assert_eq!(told.first(), told.last());
    told.remove(0)
}

fn named<const N: usize>(states: [(&str, KeyState); N]) -> Vec<(String, KeyState)> {
    states.map(|(kid, state)| (kid.to_owned(), state)).into()
}

fn entered(kid: &str, state: KeyState, retired: &[&str]) -> KeyAdded {
    KeyAdded::Added(entry(kid, state, retired))
}

fn entry(kid: &str, state: KeyState, retired: &[&str]) -> KeyEntry {
    KeyEntry { kid: kid.to_owned(), state, retired: retired.iter().map(|&kid| kid.to_owned()).collect() }
}

/// The first key of an algorithm signs; a further one waits, whatever the other algorithms have.
pub async fn a_further_key_waits_where_one_signs(stage: &Stage<'_>) {
    let add = async |key: StoredKey| stage.store().add_signing_key(&key, Entrance::Waiting).await.unwrap();
    assert_eq!(add(key("a", Algorithm::Es256, 1)).await, entered("a", KeyState::Active, &[]));
    assert_eq!(add(key("b", Algorithm::Es256, 2)).await, entered("b", KeyState::Next, &[]));
    assert_eq!(add(key("c", Algorithm::EdDsa, 3)).await, entered("c", KeyState::Active, &[]));
    assert_eq!(states(stage).await, named([("a", KeyState::Active), ("b", KeyState::Next), ("c", KeyState::Active)]));
}

/// A key that comes in to sign retires the one that signed, and no key of another algorithm and none that waits.
pub async fn a_key_that_signs_retires_the_one_before(stage: &Stage<'_>) {
    let add = async |key: StoredKey, entrance| stage.store().add_signing_key(&key, entrance).await.unwrap();
    for (kid, algorithm) in [("a", Algorithm::Es256), ("b", Algorithm::Es256), ("c", Algorithm::EdDsa)] {
        add(key(kid, algorithm, 1), Entrance::Waiting).await;
    }
    let told = add(key("d", Algorithm::Es256, 2), Entrance::Signing).await;
    assert_eq!(told, entered("d", KeyState::Active, &["a"]));
    let (next, active, retired) = (KeyState::Next, KeyState::Active, KeyState::Retired);
    assert_eq!(states(stage).await, named([("a", retired), ("b", next), ("c", active), ("d", active)]));
}

/// A key whose name is taken changes nothing, not even whom it would have retired.
pub async fn a_key_comes_in_once(stage: &Stage<'_>) {
    let first = key("a", Algorithm::Es256, 1);
    stage.store().add_first_signing_key(&first).await.unwrap();
    stage.store().add_signing_key(&key("b", Algorithm::Es256, 2), Entrance::Signing).await.unwrap();
    let before = stage.picture().await;
    for entrance in [Entrance::Waiting, Entrance::Signing] {
        for twin in [&first, &key("a", Algorithm::EdDsa, 3)] {
            assert_eq!(stage.node(1).add_signing_key(twin, entrance).await.unwrap(), KeyAdded::KidTaken);
        }
    }
    assert_eq!(stage.picture().await, before);
}

/// Of many keys that come in at once to sign, one is active in the end; every other one has retired.
pub async fn of_many_that_come_in_to_sign_one_does(stage: &Stage<'_>) {
    let keys: Vec<_> = (0..20).map(|number| key(&format!("key{number}"), Algorithm::Es256, number)).collect();
    let enter = |turn, key| stage.node(turn).add_signing_key(key, Entrance::Signing);
    let told = all_at_once((0..).zip(&keys).map(|(turn, key)| enter(turn, key))).await;
    assert!(told.into_iter().all(|told| matches!(told, Ok(KeyAdded::Added(_)))));
    let states = states(stage).await;
    let count = |wanted| states.iter().filter(|(_, state)| *state == wanted).count();
    assert_eq!((count(KeyState::Active), count(KeyState::Retired)), (1, 19));
}

/// The newest key that waits signs, the one that signed retires; where none waits nothing is written.
pub async fn a_rotation_lets_the_newest_that_waits_sign(stage: &Stage<'_>) {
    for (made, kid) in (0..).zip(["a", "b", "c"]) {
        stage.store().add_signing_key(&key(kid, Algorithm::Es256, made), Entrance::Waiting).await.unwrap();
    }
    stage.store().add_signing_key(&key("d", Algorithm::EdDsa, 9), Entrance::Waiting).await.unwrap();
    let rotate = async |algorithm| stage.store().rotate_signing_key(algorithm).await.unwrap();
    assert_eq!(rotate(Algorithm::Es256).await, Some(entry("c", KeyState::Active, &["a"])));
    assert_eq!(rotate(Algorithm::Es256).await, Some(entry("b", KeyState::Active, &["c"])));
    let before = stage.picture().await;
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256] {
        assert_eq!(rotate(algorithm).await, None);
    }
    assert_eq!(stage.picture().await, before);
    let (active, retired) = (KeyState::Active, KeyState::Retired);
    assert_eq!(states(stage).await, named([("a", retired), ("b", active), ("c", retired), ("d", active)]));
}
