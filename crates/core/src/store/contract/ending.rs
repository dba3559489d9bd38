//! Ending sessions, one or all.

use super::outcome::{Outcome, all_at_once};
use super::stage::{Stage, at, ending};
use crate::UserId;
use crate::store::{Ended, Reach, Revoked};

/// The session is over on both nodes, and the feed says so for as long as its access tokens may live.
pub async fn an_ended_session_is_over(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let now = ending(at(5));
    assert_eq!(stage.store().end_session(&held.session, None, &now).await.unwrap(), Ended::Now);
    let page = stage.store().feed_after(0, at(5).timestamp()).await.unwrap();
    let [event] = page.events.try_into().unwrap();
    assert_eq!((event.revoked, event.until), (Revoked::Session(held.session.clone()), now.access_until));
    for node in 0..2 {
        assert!(stage.node(node).session(&held.session).await.unwrap().unwrap().0.chain.ended);
    }
    stage.refresh_on(1, &held, at(5), super::stage::RULE).await.over();
}

/// A second end is told that there was one before, and writes nothing.
pub async fn a_session_ends_once(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    stage.store().end_session(&held.session, None, &ending(at(1))).await.unwrap();
    let before = stage.picture().await;
    for owner in [None, Some(held.user)] {
        assert_eq!(stage.store().end_session(&held.session, owner, &ending(at(2))).await.unwrap(), Ended::Before);
    }
    assert_eq!(stage.picture().await, before);
}

/// Many ends at once are one end and one event.
pub async fn of_many_that_end_a_session_one_does(stage: &Stage<'_>) {
    let (held, now) = (stage.login(stage.user("alice").await).await, ending(at(1)));
    let told = all_at_once((0..20).map(|turn| stage.node(turn).end_session(&held.session, None, &now))).await;
    assert_eq!(told.iter().filter(|told| matches!(told, Ok(Ended::Now))).count(), 1);
    assert_eq!(told.iter().filter(|told| matches!(told, Ok(Ended::Before))).count(), 19);
    assert_eq!(stage.revoked_after(0).await, [Revoked::Session(held.session)]);
}

/// To its owner a session ends; to anybody else it is not there, over or not.
pub async fn a_session_of_somebody_else_counts_as_absent(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    let held = stage.login(alice).await;
    let end = async |owner| stage.store().end_session(&held.session, Some(owner), &ending(at(1))).await.unwrap();
    let before = stage.picture().await;
    assert_eq!(end(bob).await, Ended::Unknown);
    assert_eq!(stage.picture().await, before);
    assert_eq!((end(alice).await, end(bob).await, end(alice).await), (Ended::Now, Ended::Unknown, Ended::Before));
}

/// A session that is not there does not end.
pub async fn an_unknown_session_does_not_end(stage: &Stage<'_>) {
    stage.login(stage.user("alice").await).await;
    let before = stage.picture().await;
    assert_eq!(stage.store().end_session(&stage.sid(), None, &ending(at(1))).await.unwrap(), Ended::Unknown);
    assert_eq!(stage.picture().await, before);
}

/// Everything: the mark, every live session of the user and of nobody else, and the events, the user first.
pub async fn an_end_of_everything_sets_the_mark_and_ends_every_session(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    let (over, live, others) = (stage.login(alice).await, stage.login(alice).await, stage.login(bob).await);
    stage.store().end_session(&over.session, None, &ending(at(1))).await.unwrap();
    let (seen, now) = (stage.last().await, ending(at(2)));
    let ended = stage.store().end_sessions_of(alice, Reach::Everything, &now).await.unwrap();
    assert_eq!(ended, std::slice::from_ref(&live.session));
    let user = Revoked::User { user: alice, mark: Some(at(2).timestamp()) };
    assert_eq!(stage.revoked_after(seen).await, [user, Revoked::Session(live.session.clone())]);
    assert_eq!(stage.row_of(alice).await.not_before, Some(at(2).timestamp()));
    assert_eq!(stage.row_of(bob).await.not_before, None);
    stage.refresh(&live, at(3)).await.over();
    stage.refresh(&others, at(3)).await.rotated();
}

/// All but one: that one lives, the others end, and tokens without a session end with them.
pub async fn an_end_of_everything_but_one_session_sets_the_mark(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let (kept, ended) = (stage.login(alice).await, stage.login(alice).await);
    let foreign = stage.foreign(alice);
    let reach = Reach::EverythingBut(&kept.session);
    let told = stage.store().end_sessions_of(alice, reach, &ending(at(2))).await.unwrap();
    assert_eq!(told, std::slice::from_ref(&ended.session));
    let user = Revoked::User { user: alice, mark: Some(at(2).timestamp()) };
    assert_eq!(stage.revoked_after(0).await, [user, Revoked::Session(ended.session.clone())]);
    assert_eq!(stage.row_of(alice).await.not_before, Some(at(2).timestamp()));
    stage.refresh(&ended, at(3)).await.over();
    stage.refresh(&kept, at(3)).await.rotated();
    stage.adopt(&foreign, at(3)).await.over();
}

/// Sessions alone: every one ends, no mark is set, and tokens without a session live on.
pub async fn an_end_of_sessions_alone_sets_no_mark(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    let (held, others) = (stage.login(alice).await, stage.login(bob).await);
    let foreign = stage.foreign(alice);
    let told = stage.store().end_sessions_of(alice, Reach::Sessions, &ending(at(2))).await.unwrap();
    assert_eq!((told, stage.row_of(alice).await.not_before), (vec![held.session], None));
    stage.adopt(&foreign, at(3)).await.rotated();
    stage.refresh(&others, at(3)).await.rotated();
}

/// The session to keep belongs to somebody else: it keeps nothing of this user's.
pub async fn keeping_a_strangers_session_keeps_none(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    let (held, others) = (stage.login(alice).await, stage.login(bob).await);
    let reach = Reach::EverythingBut(&others.session);
    assert_eq!(stage.store().end_sessions_of(alice, reach, &ending(at(2))).await.unwrap(), [held.session]);
    stage.refresh(&others, at(3)).await.rotated();
}

/// A node whose clock is behind does not call older tokens back.
pub async fn a_mark_never_moves_back(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    for (now, mark) in [(100, 100), (50, 100), (100, 100), (101, 101)] {
        stage.store().end_sessions_of(alice, Reach::Everything, &ending(at(now))).await.unwrap();
        assert_eq!(stage.row_of(alice).await.not_before, Some(at(mark).timestamp()));
    }
    stage.store().deactivate_user(alice, &ending(at(60))).await.unwrap();
    assert_eq!(stage.row_of(alice).await.not_before, Some(at(101).timestamp()));
}

/// Of a user who is not there no session ends.
pub async fn nobody_has_no_sessions_to_end(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    for reach in [Reach::Everything, Reach::EverythingBut(&held.session), Reach::Sessions] {
        let nobody = UserId::from_key(4711);
        assert_eq!(stage.store().end_sessions_of(nobody, reach, &ending(at(1))).await.unwrap(), []);
    }
    stage.refresh(&held, at(2)).await.rotated();
}
