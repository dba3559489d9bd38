//! Spending a refresh token: who wins, and who has no turn at all.

use std::collections::BTreeMap;

use countersign_token::Seconds;

use super::outcome::{Outcome, all_at_once, successors, tally};
use super::stage::{Held, RULE, Stage, at, ending};
use crate::session::ReuseRule;
use crate::store::{Ending, NewSession, OwnerRule, RotateRequest, Rotation};

/// The row turns by one, and the answer says what it says.
pub async fn a_refresh_spends_the_current_token_for_the_next(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let next = stage.refresh(&held, at(100)).await.rotated();
    let row = stage.session(&held.session).await;
    assert_eq!((row.chain.generation, row.chain.rotated_at), (1, Some(at(100))));
    assert_eq!((row.chain.current, row.chain.previous), (next.jti.clone(), Some(held.jti.clone())));
    assert_eq!((row.current_iat, row.current_exp, row.chain.expires_at), (next.iat, next.exp, next.session_end));
    assert_eq!((row.created_at, row.last_used_at, row.proven_at), (at(0), at(100), Some(at(0))));
    assert_eq!(row.earlier_use_at, Some(at(0)));
    assert_eq!((next.session, next.iat), (held.session.clone(), at(100).timestamp()));
    stage.refresh(&Held { jti: next.jti, ..held }, at(200)).await.rotated();
}

/// Fifty calls with one token, dealt out to both nodes: one rotates, and every other gets that same successor.
pub async fn of_fifty_parallel_refreshes_exactly_one_rotates(stage: &Stage<'_>) {
    let mut held = stage.login(stage.user("alice").await).await;
    for round in 1..=5 {
        let told = all_at_once((0..50).map(|node| stage.refresh_on(node, &held, at(round), RULE))).await;
        assert_eq!(tally(&told), BTreeMap::from([("rotated", 1), ("repeated", 49)]));
        let [next] = successors(&told).try_into().unwrap();
        assert_eq!(stage.session(&held.session).await.chain.generation, round);
        held = held.next(next);
    }
    assert_eq!(stage.last().await, 0);
}

/// With a reuse interval of 0 and no detection exactly one of fifty is answered, and the session lives.
pub async fn without_an_interval_one_of_fifty_is_answered(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let rule = ReuseRule { interval: Seconds::new(0), detection: false };
    let told = all_at_once((0..50).map(|node| stage.refresh_on(node, &held, at(1), rule))).await;
    assert_eq!(tally(&told), BTreeMap::from([("rotated", 1), ("replayed", 49)]));
    let [next] = successors(&told).try_into().unwrap();
    stage.refresh_on(0, &held.next(next), at(2), rule).await.rotated();
}

/// With a reuse interval of 0 and detection one is answered, one replay ends the session, and the rest come too late.
pub async fn without_an_interval_the_first_of_many_replays_ends_the_session(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let rule = ReuseRule { interval: Seconds::new(0), detection: true };
    let told = all_at_once((0..50).map(|node| stage.refresh_on(node, &held, at(1), rule))).await;
    assert_eq!(tally(&told), BTreeMap::from([("rotated", 1), ("replayed and ended", 1), ("over", 48)]));
    assert_eq!(stage.revoked_after(0).await.len(), 1);
}

/// Sessions have nothing to do with each other, of one user or of many.
pub async fn many_sessions_rotate_side_by_side(stage: &Stage<'_>) {
    let users = [stage.user("alice").await, stage.user("bob").await];
    let mut held = Vec::new();
    for user in users.repeat(20) {
        held.push(stage.login(user).await);
    }
    let told = all_at_once((0..).zip(&held).map(|(node, held)| stage.refresh_on(node, held, at(1), RULE))).await;
    assert_eq!(tally(&told), BTreeMap::from([("rotated", 40)]));
    assert_eq!(successors(&told).len(), 40);
}

/// A successor outlives neither itself nor the session, and the answer names the session's end.
pub async fn the_absolute_end_caps_every_successor(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let end = at(1000).timestamp();
    let held = stage.opened(NewSession { expires_at: Some(end), ..stage.new_session(alice, at(0)) }).await;
    let next = stage.refresh(&held, at(1)).await.rotated();
    assert_eq!((next.exp, next.session_end), (end, Some(end)));
    assert_eq!(stage.refresh(&held, at(2)).await.repeated().exp, end);
    assert_eq!(stage.session(&held.session).await.current_exp, end);
    let endless = stage.refresh(&stage.login(alice).await, at(1)).await.rotated();
    assert_eq!((endless.exp, endless.session_end), (stage.new_refresh(at(1)).exp, None));
}

/// A session is over from the second of its absolute end on, and not before.
pub async fn a_session_is_over_at_its_absolute_end(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let limited = || NewSession { expires_at: Some(at(100).timestamp()), ..stage.new_session(alice, at(0)) };
    let (late, in_time) = (stage.opened(limited()).await, stage.opened(limited()).await);
    let before = stage.picture().await;
    stage.refresh(&late, at(100).timestamp().into()).await.over();
    assert_eq!(stage.picture().await, before);
    stage.refresh(&in_time, at(99)).await.rotated();
}

/// A token whose session has no row is refused and ends nothing.
pub async fn a_session_without_a_row_is_unknown(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let held = stage.login(alice).await;
    let before = stage.picture().await;
    stage.refresh(&Held { session: stage.sid(), ..held }, at(1)).await.unknown();
    assert_eq!(stage.picture().await, before);
}

/// A session of somebody else is no session to the caller: neither rotated nor, with a spent token, ended.
pub async fn a_session_of_another_user_is_unknown(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    let held = stage.login(alice).await;
    let before = stage.picture().await;
    stage.refresh(&Held { user: bob, ..held.clone() }, at(1)).await.unknown();
    stage.refresh(&Held { user: bob, jti: stage.jti(), ..held.clone() }, at(1)).await.unknown();
    assert_eq!(stage.picture().await, before);
    stage.refresh(&held, at(1)).await.rotated();
}

/// An inactive owner is named as the reason, whatever the token is; so is one who is gone, session or not.
pub async fn an_inactive_owner_rotates_nothing(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    let (inactive, gone) = (stage.login(alice).await, stage.login(bob).await);
    stage.store().deactivate_user(alice, &ending(at(1))).await.unwrap();
    stage.store().delete_user(bob, &ending(at(1))).await.unwrap();
    let before = stage.picture().await;
    for held in [inactive, gone] {
        stage.refresh(&held, at(2)).await.owner_inactive();
        stage.refresh(&Held { jti: stage.jti(), ..held.clone() }, at(2)).await.owner_inactive();
        stage.refresh(&Held { session: stage.sid(), ..held }, at(2)).await.owner_inactive();
    }
    assert_eq!(stage.picture().await, before);
}

/// Where anyone may refresh, an inactive owner does, and one who is gone does not.
pub async fn where_anyone_may_refresh_an_inactive_owner_rotates(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    let (inactive, gone) = (stage.login(alice).await, stage.login(bob).await);
    stage.in_django("UPDATE auth_user SET is_active = FALSE").await;
    stage.in_django("DELETE FROM auth_user WHERE username = 'bob'").await;
    let rotate = async |held: &Held| {
        let (next, ending) = (stage.new_refresh(at(2)), ending(at(2)));
        let Held { session, user, jti: presented } = held;
        let owners = OwnerRule::Anyone;
        let request = RotateRequest {
            session,
            user: *user,
            presented,
            next: &next,
            rule: RULE,
            idle_timeout: None,
            owners,
            ending: &ending,
            exchange: None,
        };
        stage.store().rotate(&request).await.unwrap()
    };
    rotate(&gone).await.owner_inactive();
    let next = rotate(&inactive).await.rotated();
    assert!(matches!(rotate(&inactive).await, Rotation::Repeated(again) if again.jti == next.jti));
}

/// After an end nothing rotates, and nothing is written.
pub async fn a_session_that_is_over_rotates_no_more(stage: &Stage<'_>) {
    let spent = stage.login(stage.user("alice").await).await;
    let current = spent.next(stage.refresh(&spent, at(1)).await.rotated());
    stage.store().end_session(&spent.session, None, &ending(at(2))).await.unwrap();
    let before = stage.picture().await;
    for held in [&spent, &current] {
        stage.refresh(held, at(2)).await.over();
        stage.refresh(held, at(99)).await.over();
    }
    assert_eq!(stage.picture().await, before);
}

/// Refreshes beside an end come before it or are refused: after the answer nobody holds a token that rotates.
pub async fn a_refresh_beside_an_end_revives_nothing(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    for round in 0..10 {
        let (held, now) = (stage.login(alice).await, ending(at(1)));
        let (told, ended, _) = tokio::join!(
            all_at_once((round..round + 4).map(|node| stage.refresh_on(node, &held, at(1), RULE))),
            stage.node(round).end_session(&held.session, None, &now),
            stage.refresh_on(round + 1, &held, at(1), RULE),
        );
        ended.unwrap();
        for next in successors(&told) {
            stage.refresh(&held.next(next), at(1)).await.over();
        }
        stage.refresh(&held, at(1)).await.over();
    }
}

/// The row keeps the longest life of an access token so far; the event of its end waits for that one, or for the tokens
/// that may be minted beside the end, whichever live longer.
pub async fn access_until_never_moves_back(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let until = |seconds| Ending { at: at(1), access_until: at(seconds).timestamp() };
    for (opened, rotated, ended, wanted) in [(900, 300, 100, 900), (300, 900, 100, 900), (300, 100, 900, 900)] {
        let access_until = at(opened).timestamp();
        let held = stage.opened(NewSession { access_until, ..stage.new_session(alice, at(0)) }).await;
        let (next, ending) = (stage.new_refresh(at(1)), until(rotated));
        let Held { session, jti: presented, .. } = &held;
        let request = RotateRequest {
            session,
            user: alice,
            presented,
            next: &next,
            rule: RULE,
            idle_timeout: None,
            owners: OwnerRule::Active,
            ending: &ending,
            exchange: None,
        };
        stage.store().rotate(&request).await.unwrap().rotated();
        let seen = stage.last().await;
        stage.store().end_session(session, None, &until(ended)).await.unwrap();
        let page = stage.store().feed_after(seen, at(0).timestamp()).await.unwrap();
        assert_eq!(page.events.first().unwrap().until, at(wanted).timestamp(), "{opened} {rotated} {ended}");
    }
}
