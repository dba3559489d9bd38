//! Taking a refresh token that no session issued into a session of its own.

use std::collections::BTreeMap;

use countersign_token::{Seconds, Timestamp};

use super::outcome::{Outcome, all_at_once, same, successors, tally};
use super::stage::{Foreign, Held, RULE, Stage, at, ending};
use crate::UserId;
use crate::store::{Adoption, NewSession, OwnerRule, Reach};

/// The successor of an adopted token, as its bearer holds it.
fn held(user: UserId, successor: crate::store::Successor) -> Held {
    Held { session: successor.session, user, jti: successor.jti }
}

/// The token becomes the first of a session, already spent for its successor; nobody has proven an identity.
pub async fn a_foreign_token_gets_a_session_of_its_own(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let (foreign, new) = (stage.foreign(alice), stage.new_session(alice, at(1)));
    let next = stage.adopt_on(0, &foreign, &new).await.rotated();
    assert_eq!(
        (&next.session, &next.jti, next.iat, next.exp),
        (&new.id, &new.refresh.jti, new.refresh.iat, new.refresh.exp)
    );
    let (row, owner) = stage.store().session_adopted_from(&foreign.jti).await.unwrap().unwrap();
    assert_eq!((&row.id, row.user, owner.unwrap().id), (&new.id, alice, alice));
    assert_eq!((row.chain.generation, row.chain.current), (1, next.jti.clone()));
    assert_eq!((row.chain.previous, row.chain.rotated_at), (Some(foreign.jti), Some(at(1))));
    assert_eq!((row.created_at, row.last_used_at, row.proven_at), (at(1), at(1), None));
    stage.refresh(&held(alice, next), at(2)).await.rotated();
}

/// Parallel first refreshes do not fork: one session, one successor, on both nodes.
pub async fn of_fifty_parallel_adoptions_one_makes_the_session(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    for round in 0..5 {
        let foreign = stage.foreign(alice);
        let offers: Vec<_> = (0..50).map(|_| stage.new_session(alice, at(0))).collect();
        let calls = (0..).zip(&offers).map(|(node, offer)| stage.adopt_on(node, &foreign, offer));
        let told = all_at_once(calls).await;
        assert_eq!(tally(&told), BTreeMap::from([("rotated", 1), ("repeated", 49)]));
        assert_eq!(successors(&told).len(), 1);
        assert_eq!(stage.live(alice, at(0)).await.len(), round + 1);
    }
}

/// Presented again in time it gets the same successor, and no second session; nothing is written.
pub async fn within_the_interval_an_adopted_token_gets_its_successor_again(stage: &Stage<'_>) {
    let foreign = stage.foreign(stage.user("alice").await);
    let next = stage.adopt(&foreign, at(0)).await.rotated();
    let before = stage.picture().await;
    assert!(same(&stage.adopt(&foreign, at(29)).await.repeated(), &next));
    assert_eq!(stage.picture().await, before);
}

/// Presented again too late it is theft, and ends the session that adopted it for good.
pub async fn past_the_interval_an_adopted_token_ends_its_session(stage: &Stage<'_>) {
    let foreign = stage.foreign(stage.user("alice").await);
    let next = stage.adopt(&foreign, at(0)).await.rotated();
    assert_eq!(stage.adopt(&foreign, at(30)).await.replayed(), Some(next.session.clone()));
    stage.refresh(&held(foreign.user, next), at(31)).await.over();
    stage.adopt(&foreign, at(31)).await.over();
}

/// After its successor was spent, the adopted token is theft at once.
pub async fn an_adopted_token_two_turns_old_is_a_replay(stage: &Stage<'_>) {
    let foreign = stage.foreign(stage.user("alice").await);
    let next = held(foreign.user, stage.adopt(&foreign, at(0)).await.rotated());
    stage.refresh(&next, at(1)).await.rotated();
    assert_eq!(stage.adopt(&foreign, at(2)).await.replayed(), Some(next.session));
}

/// A session that was ended is not opened again by the token that it adopted.
pub async fn an_ended_session_is_not_adopted_again(stage: &Stage<'_>) {
    let foreign = stage.foreign(stage.user("alice").await);
    let next = stage.adopt(&foreign, at(0)).await.rotated();
    stage.store().end_session(&next.session, None, &ending(at(1))).await.unwrap();
    let before = stage.picture().await;
    stage.adopt(&foreign, at(2)).await.over();
    assert_eq!(stage.picture().await, before);
}

/// At or before the mark's second a token is refused and leaves no session; a second later it passes.
pub async fn a_token_of_the_marks_second_is_refused(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    stage.store().end_sessions_of(alice, Reach::Everything, &ending(at(10))).await.unwrap();
    let issued = |at: Timestamp| Foreign { iat: Some(at), ..stage.foreign(alice) };
    let (mark, one) = (at(10).timestamp(), Seconds::new(1));
    let before = stage.picture().await;
    stage.adopt(&issued(mark.saturating_sub(one)), at(20)).await.over();
    stage.adopt(&issued(mark), at(20)).await.over();
    assert_eq!(stage.picture().await, before);
    stage.adopt(&issued(mark.saturating_add(one)), at(20)).await.rotated();
}

/// Nobody can say when a token without `iat` was issued: it passes only where there is no mark.
pub async fn a_token_without_iat_is_refused_where_there_is_a_mark(stage: &Stage<'_>) {
    let (marked, free) = (stage.user("alice").await, stage.user("bob").await);
    stage.store().end_sessions_of(marked, Reach::Everything, &ending(at(10))).await.unwrap();
    let before = stage.picture().await;
    stage.adopt(&Foreign { iat: None, ..stage.foreign(marked) }, at(20)).await.over();
    assert_eq!(stage.picture().await, before);
    stage.adopt(&Foreign { iat: None, ..stage.foreign(free) }, at(20)).await.rotated();
}

/// A token that was revoked by itself gets no session.
pub async fn a_revoked_token_is_not_adopted(stage: &Stage<'_>) {
    let foreign = stage.foreign(stage.user("alice").await);
    stage.store().revoke_token(&foreign.jti, foreign.exp, &ending(at(0))).await.unwrap();
    let before = stage.picture().await;
    stage.adopt(&foreign, at(1)).await.over();
    assert!(stage.store().session_adopted_from(&foreign.jti).await.unwrap().is_none());
    assert_eq!(stage.picture().await, before);
}

/// An inactive user adopts nothing, nor does one who is gone or never was.
pub async fn an_inactive_user_adopts_nothing(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    stage.store().deactivate_user(alice, &ending(at(0))).await.unwrap();
    stage.store().delete_user(bob, &ending(at(0))).await.unwrap();
    let before = stage.picture().await;
    for user in [alice, bob, UserId::from_key(4711)] {
        let after_the_mark = Foreign { iat: Some(at(5).timestamp()), ..stage.foreign(user) };
        stage.adopt(&after_the_mark, at(6)).await.owner_inactive();
    }
    assert_eq!(stage.picture().await, before);
}

/// Where anyone may refresh, the token of an inactive user gets its session.
pub async fn where_anyone_may_refresh_an_inactive_user_adopts(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    stage.in_django("UPDATE auth_user SET is_active = FALSE").await;
    let (foreign, session, ending) = (stage.foreign(alice), stage.new_session(alice, at(1)), ending(at(1)));
    let Foreign { jti: origin, iat, exp, .. } = &foreign;
    let (owners, session) = (OwnerRule::Anyone, &session);
    let adoption = Adoption {
        session,
        origin,
        iat: *iat,
        exp: *exp,
        rule: RULE,
        idle_timeout: None,
        owners,
        ending: &ending,
        exchange: None,
        must_be_known: false,
    };
    stage.store().adopt(&adoption).await.unwrap().rotated();
}

/// One name of a token, two users: the session stays its first user's, and the other is told nothing of it.
pub async fn an_adopted_token_of_another_user_is_unknown(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    let foreign = stage.foreign(alice);
    stage.adopt(&foreign, at(0)).await.rotated();
    let before = stage.picture().await;
    stage.adopt(&Foreign { user: bob, ..foreign.clone() }, at(1)).await.unknown();
    stage.adopt(&Foreign { user: bob, ..foreign }, at(99)).await.unknown();
    assert_eq!(stage.picture().await, before);
}

/// The successor of an adopted token outlives neither itself nor the session.
pub async fn the_absolute_end_caps_the_adopted_tokens_successor(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let end = at(1000).timestamp();
    let offer = NewSession { expires_at: Some(end), ..stage.new_session(alice, at(0)) };
    let next = stage.adopt_on(0, &stage.foreign(alice), &offer).await.rotated();
    assert_eq!((next.exp, next.session_end), (end, Some(end)));
}

/// An adoption comes before the mark and ends with it, or after and is refused: none is alive after the answer.
pub async fn an_adoption_beside_a_logout_everywhere_leaves_no_session(stage: &Stage<'_>) {
    for round in 0..10 {
        let alice = stage.user(&format!("alice{round}")).await;
        let foreign: Vec<_> = (0..10).map(|_| stage.foreign(alice)).collect();
        let (first, second) = foreign.split_at(5);
        let now = ending(at(0));
        let (_, ended, _) = tokio::join!(
            all_at_once(first.iter().map(|foreign| stage.adopt(foreign, at(0)))),
            stage.node(round).end_sessions_of(alice, Reach::Everything, &now),
            all_at_once(second.iter().map(|foreign| stage.adopt(foreign, at(0)))),
        );
        ended.unwrap();
        assert_eq!(stage.live(alice, at(0)).await, []);
    }
}

/// A step that fails in its middle takes back its beginning: here a session's name that is taken.
pub async fn an_adoption_that_fails_writes_nothing(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let twin = NewSession { id: stage.login(alice).await.session, ..stage.new_session(alice, at(1)) };
    let (foreign, before) = (stage.foreign(alice), stage.picture().await);
    stage.try_to_adopt(0, &foreign, &twin).await.unwrap_err();
    assert_eq!(stage.picture().await, before);
    stage.adopt(&foreign, at(1)).await.rotated();
}
