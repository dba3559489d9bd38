//! Changes to an account that end its sessions: password, activation, deletion.

use super::outcome::{Outcome, all_at_once};
use super::stage::{Held, Stage, at, ending, hash};
use crate::UserId;
use crate::store::{Change, Opened, Revoked, StoreError};

/// Makes the change and holds it to what every such change promises: it ends the user's sessions and no others, sets the
/// mark, and says all that in the feed, the user first. Gives a token of an ended session.
async fn ends_every_session(stage: &Stage<'_>, change: impl AsyncFnOnce(UserId) -> Result<Change, StoreError>) -> Held {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    let (first, second) = (stage.login(alice).await, stage.login(alice).await);
    let others = stage.login(bob).await;
    let Change::Done(mut ended) = change(alice).await.unwrap() else { panic!("alice is there") };
    ended.sort();
    assert_eq!(ended, [first.session.clone(), second.session]);
    let events = stage.revoked_after(0).await;
    assert!(matches!(events.first(), Some(Revoked::User { user, mark: Some(_) }) if *user == alice));
    assert_eq!(events.len(), 3);
    assert!(ended.into_iter().all(|session| events.contains(&Revoked::Session(session))));
    assert!(stage.live(alice, at(1)).await.is_empty());
    assert!(stage.session(&first.session).await.chain.ended);
    stage.refresh(&others, at(1)).await.rotated();
    first
}

/// The new column is read back, every session is over, and older tokens without a session are refused by the mark.
pub async fn a_password_change_ends_every_session(stage: &Stage<'_>) {
    let (new, now) = (hash("second"), ending(at(1)));
    let held = ends_every_session(stage, async |user| stage.store().change_password(user, &new, &now).await).await;
    let alice = stage.row_of(held.user).await;
    assert!(alice.password == new);
    assert_eq!(alice.not_before, Some(at(1).timestamp()));
    stage.refresh(&held, at(2)).await.over();
}

/// An account out of use has no session.
pub async fn a_deactivation_ends_every_session(stage: &Stage<'_>) {
    let now = ending(at(1));
    let held = ends_every_session(stage, async |user| stage.store().deactivate_user(user, &now).await).await;
    let alice = stage.row_of(held.user).await;
    assert_eq!((alice.is_active, alice.not_before), (false, Some(at(1).timestamp())));
    stage.refresh(&held, at(2)).await.owner_inactive();
}

/// An account that comes back into use starts without sessions, whoever took it out of use.
pub async fn an_activation_ends_every_session(stage: &Stage<'_>) {
    let now = ending(at(1));
    let held = ends_every_session(stage, async |user| stage.store().activate_user(user, &now).await).await;
    let alice = stage.row_of(held.user).await;
    assert_eq!((alice.is_active, alice.not_before), (true, Some(at(1).timestamp())));
    stage.refresh(&held, at(2)).await.over();
}

/// A deleted account has no session; the row of one says that its owner is gone.
pub async fn a_deletion_ends_every_session(stage: &Stage<'_>) {
    let now = ending(at(1));
    let held = ends_every_session(stage, async |user| stage.store().delete_user(user, &now).await).await;
    assert!(stage.store().session(&held.session).await.unwrap().unwrap().1.is_none());
    stage.refresh(&held, at(2)).await.owner_inactive();
}

/// What a deactivation ended stays ended, and what it outdated stays outdated.
pub async fn reactivation_revives_nothing(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let (held, foreign) = (stage.login(alice).await, stage.foreign(alice));
    stage.store().deactivate_user(alice, &ending(at(1))).await.unwrap();
    stage.store().activate_user(alice, &ending(at(2))).await.unwrap();
    assert!(stage.row_of(alice).await.is_active);
    stage.refresh(&held, at(3)).await.over();
    stage.adopt(&foreign, at(3)).await.over();
    assert!(stage.live(alice, at(3)).await.is_empty());
}

/// A session that is over does not end again with its user.
pub async fn a_further_change_ends_no_session_twice(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    stage.login(alice).await;
    stage.store().deactivate_user(alice, &ending(at(1))).await.unwrap();
    let seen = stage.last().await;
    assert_eq!(stage.store().deactivate_user(alice, &ending(at(2))).await.unwrap(), Change::Done(Vec::new()));
    assert_eq!(stage.revoked_after(seen).await, [Revoked::User { user: alice, mark: Some(at(2).timestamp()) }]);
}

/// Logins, tokens from elsewhere and refreshes that run beside a change that ends sessions leave none that is alive.
async fn leaves_no_session(stage: &Stage<'_>, change: impl AsyncFn(UserId) -> Result<Change, StoreError>) {
    for round in 0..10 {
        let alice = stage.user(&format!("alice{round}")).await;
        let held = stage.login(alice).await;
        let logins: Vec<_> = (0..10).map(|_| stage.new_session(alice, at(0))).collect();
        let foreign: Vec<_> = (0..10).map(|_| stage.foreign(alice)).collect();
        let (_, done, _, _) = tokio::join!(
            all_at_once((round..).zip(&logins).map(|(node, session)| stage.open(node, session))),
            change(alice),
            all_at_once(foreign.iter().map(|foreign| stage.adopt(foreign, at(0)))),
            stage.refresh(&held, at(0)),
        );
        assert!(matches!(done, Ok(Change::Done(_))));
        assert_eq!(stage.live(alice, at(0)).await, []);
    }
}

/// Never a live session of an inactive user: a login comes before the deactivation and ends with it, or is refused.
pub async fn a_login_beside_a_deactivation_leaves_no_session(stage: &Stage<'_>) {
    leaves_no_session(stage, async |user| stage.node(1).deactivate_user(user, &ending(at(1))).await).await;
}

/// A login with the old password comes before the change and ends with it, or is refused.
pub async fn a_login_beside_a_password_change_leaves_no_session(stage: &Stage<'_>) {
    let new = hash("second");
    leaves_no_session(stage, async |user| stage.node(1).change_password(user, &new, &ending(at(1))).await).await;
}

/// A login comes before the deletion and ends with it, or is refused.
pub async fn a_login_beside_a_deletion_leaves_no_session(stage: &Stage<'_>) {
    leaves_no_session(stage, async |user| stage.node(1).delete_user(user, &ending(at(1))).await).await;
}

/// After the answer nothing opens: neither a session nor an adoption, on the other node either.
pub async fn nothing_opens_after_an_answered_deactivation(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    stage.store().deactivate_user(alice, &ending(at(1))).await.unwrap();
    let before = stage.picture().await;
    for node in 0..2 {
        let login = stage.open(node, &stage.new_session(alice, at(2))).await;
        assert!(matches!(login, Opened::OwnerInactive), "{login:?}");
        stage.adopt_on(node, &stage.foreign(alice), &stage.new_session(alice, at(2))).await.owner_inactive();
    }
    assert_eq!(stage.picture().await, before);
}
