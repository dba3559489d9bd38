//! What waits for its turn to be written happens when it is written, not when it was asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use countersign_core::store::contract::{Outcome, Stage, at, ending};
use countersign_core::store::{OwnerRule, Reach, Sessions, Unattached, UnattachedUse, Users};
use countersign_core::{Clock, Moment, UserTable};
use countersign_store_sqlite::SqliteStore;
use sqlx::Executor;

use crate::support::File;

/// A clock that the test moves.
#[derive(Debug, Default)]
struct Hand(AtomicI64);

impl Hand {
    fn move_to(&self, moment: Moment) {
        self.0.store(moment.micros(), Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn now(&self) -> Moment {
        Moment::from_micros(self.0.load(Ordering::SeqCst))
    }
}

async fn store(file: &File) -> (SqliteStore, Arc<Hand>) {
    let hand = Arc::new(Hand::default());
    (SqliteStore::open(&file.path(), &UserTable::default(), Arc::<Hand>::clone(&hand)).await.unwrap(), hand)
}

/// Runs `asked` while another process holds the database, and lets go when the clock stands at `until`.
async fn behind_a_lock<T>(file: &File, hand: &Hand, until: Moment, asked: impl Future<Output = T>) -> T {
    let mut other = file.connection().await;
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let letting_go = async {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        hand.move_to(until);
        other.execute("ROLLBACK").await.unwrap();
    };
    let (answer, ()) = tokio::join!(biased; asked, letting_go);
    answer
}

#[tokio::test]
async fn a_wait_for_the_database_shortens_nobodys_grace() {
    let file = File::migrated().await;
    let (store, hand) = store(&file).await;
    let stage = Stage::new(&store, &store);
    let held = stage.login(stage.user("alice").await).await;
    let next = behind_a_lock(&file, &hand, at(40), stage.refresh(&held, at(0))).await.rotated();
    assert_eq!(stage.session(&held.session).await.chain.rotated_at, Some(at(40)));
    hand.move_to(at(69));
    assert_eq!(stage.refresh(&held, at(35)).await.repeated().jti, next.jti);
}

#[tokio::test]
async fn a_mark_that_had_to_wait_refuses_what_was_issued_meanwhile() {
    let file = File::migrated().await;
    let (store, hand) = store(&file).await;
    let stage = Stage::new(&store, &store);
    let alice = stage.user("alice").await;
    let now = ending(at(0));
    behind_a_lock(&file, &hand, at(5), store.end_sessions_of(alice, Reach::Everything, &now)).await.unwrap();
    assert_eq!(store.user(alice).await.unwrap().unwrap().not_before, Some(at(5).timestamp()));
    let issued_meanwhile = UnattachedUse {
        user: alice,
        jti: Some(stage.jti()),
        iat: Some(at(5).timestamp()),
        owners: OwnerRule::Active,
        at: at(5),
        next: None,
    };
    assert_eq!(store.use_unattached(&issued_meanwhile).await.unwrap(), Unattached::Over);
    let issued_later = UnattachedUse { iat: Some(at(6).timestamp()), ..issued_meanwhile };
    assert_eq!(store.use_unattached(&issued_later).await.unwrap(), Unattached::Live(at(5)));
}

#[tokio::test]
async fn a_session_that_ends_late_covers_the_access_tokens_minted_meanwhile() {
    let file = File::migrated().await;
    let (store, hand) = store(&file).await;
    let stage = Stage::new(&store, &store);
    let held = stage.login(stage.user("alice").await).await;
    let now = ending(at(0));
    behind_a_lock(&file, &hand, at(4), store.end_session(&held.session, None, &now)).await.unwrap();
    let until = file.number("SELECT until FROM countersign_feed").await;
    assert_eq!(until, now.access_until.unix() + 4);
}
