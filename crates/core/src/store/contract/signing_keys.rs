//! The sealed signing keys.

use countersign_token::Algorithm;

use super::outcome::all_at_once;
use super::stage::{Stage, at};
use crate::store::StoredKey;

fn key(kid: &str, algorithm: Algorithm, made: u64) -> StoredKey {
    StoredKey { kid: kid.to_owned(), algorithm, sealed: vec![0, 159, 146, 150, 255], created_at: at(made) }
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
