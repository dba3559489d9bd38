//! Deleting what has expired: what is deleted was dead, and what lives stays.

use countersign_token::{Seconds, Timestamp};

use super::outcome::{Outcome, all_at_once};
use super::stage::{Stage, at, ending, hash};
use crate::Moment;
use crate::store::{Batch, Expirable, NewSession, NewWebSession, Reach, WebOpening};
use crate::web_session::WebSessionKey;

const EVERYTHING: [Expirable; 3] = [Expirable::Sessions, Expirable::RevokedTokens, Expirable::Events];

/// Deletes all batches of one kind; how many rows each deleted.
async fn flush(stage: &Stage<'_>, rows: Expirable, by: Timestamp, limit: u32) -> Vec<u64> {
    let (mut counts, mut after) = (Vec::new(), None);
    loop {
        let batch = Batch { rows, by, after: after.as_deref(), limit };
        let deleted = stage.node(counts.len()).delete_expired(&batch).await.unwrap();
        counts.push(deleted.count);
        after = deleted.next;
        if after.is_none() {
            return counts;
        }
    }
}

async fn flush_all(stage: &Stage<'_>, by: Timestamp) -> u64 {
    let mut count = 0;
    for rows in EVERYTHING {
        count += flush(stage, rows, by, 100).await.iter().sum::<u64>();
    }
    count
}

fn second_before(at: Timestamp) -> Timestamp {
    at.saturating_sub(Seconds::new(1))
}

/// The session whose tokens expire then.
fn expiring(stage: &Stage<'_>, new: NewSession, exp: Moment, access_until: Moment) -> NewSession {
    let refresh = stage.new_refresh(new.at);
    NewSession {
        refresh: crate::store::NewRefresh { exp: exp.timestamp(), ..refresh },
        access_until: access_until.timestamp(),
        ..new
    }
}

/// While its refresh token or an access token of it may live, a session stays, ended or not.
pub async fn a_live_session_survives(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let [refreshable, readable, ended] = [(50, 20), (20, 50), (50, 20)]
        .map(|(exp, access_until)| expiring(stage, stage.new_session(alice, at(0)), at(exp), at(access_until)));
    for session in [&refreshable, &readable, &ended] {
        stage.opened(session.clone()).await;
    }
    stage.store().end_session(&ended.id, None, &ending(at(1))).await.unwrap();
    let before = stage.picture().await;
    assert_eq!(flush_all(stage, second_before(at(50).timestamp())).await, 0);
    assert_eq!(stage.picture().await, before);
}

/// A session, every token of which has expired, is gone with the second, ended or not; its tokens name no session then.
pub async fn a_dead_session_is_deleted(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let [dead, ended, live] = [(20, 50), (50, 20), (50, 51)]
        .map(|(exp, access_until)| expiring(stage, stage.new_session(alice, at(0)), at(exp), at(access_until)));
    let held = stage.opened(dead.clone()).await;
    stage.opened(ended.clone()).await;
    stage.opened(live.clone()).await;
    stage.store().end_session(&ended.id, None, &ending(at(1))).await.unwrap();
    assert_eq!(flush(stage, Expirable::Sessions, at(50).timestamp(), 100).await, [2]);
    for gone in [&dead.id, &ended.id] {
        assert!(stage.node(1).session(gone).await.unwrap().is_none());
    }
    assert!(stage.node(1).session(&live.id).await.unwrap().is_some());
    stage.refresh(&held, at(51)).await.unknown();
}

/// A session that adopted a token stays until that token has expired, so that it is not adopted twice.
pub async fn a_session_that_holds_an_adoption_survives(stage: &Stage<'_>) {
    let mut foreign = stage.foreign(stage.user("alice").await);
    foreign.exp = at(900_000).timestamp();
    stage.adopt(&foreign, at(0)).await.rotated();
    assert_eq!(flush_all(stage, second_before(foreign.exp)).await, 0);
    stage.adopt(&foreign, at(899_999)).await.replayed();
    assert_eq!(flush(stage, Expirable::Sessions, foreign.exp, 100).await, [1]);
}

/// A revoked token is known until its time has passed.
pub async fn a_revocation_survives_until_its_time(stage: &Stage<'_>) {
    let (sooner, later) = (stage.jti(), stage.jti());
    for (jti, exp) in [(&sooner, at(20)), (&later, at(30))] {
        stage.store().revoke_token(jti, exp.timestamp(), &ending(at(0))).await.unwrap();
    }
    assert_eq!(flush(stage, Expirable::RevokedTokens, second_before(at(20).timestamp()), 100).await, [0]);
    assert_eq!(flush(stage, Expirable::RevokedTokens, second_before(at(30).timestamp()), 100).await, [1]);
    assert!(!stage.node(1).is_token_revoked(&sooner).await.unwrap());
    assert!(stage.node(1).is_token_revoked(&later).await.unwrap());
}

/// An event is in the feed until the tokens that it speaks of have expired.
pub async fn an_event_survives_until_its_time(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let now = ending(at(1));
    stage.store().end_sessions_of(alice, Reach::Everything, &now).await.unwrap();
    assert_eq!(flush(stage, Expirable::Events, second_before(now.access_until), 100).await, [0]);
    assert_eq!(stage.revoked_after(0).await.len(), 1);
    assert_eq!(flush(stage, Expirable::Events, now.access_until, 100).await, [1]);
    assert_eq!(stage.revoked_after(0).await.len(), 0);
}

/// However many rows are dead, a batch deletes its limit and the next one goes on behind it.
pub async fn a_batch_deletes_no_more_than_its_limit(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    for number in 0..24 {
        let exp = if number % 4 == 0 { at(99) } else { at(20) };
        stage.opened(expiring(stage, stage.new_session(alice, at(0)), exp, at(20))).await;
        stage.store().revoke_token(&stage.jti(), exp.timestamp(), &ending(at(0))).await.unwrap();
    }
    for rows in EVERYTHING {
        assert_eq!(flush(stage, rows, at(20).timestamp(), 7).await, [7, 7, 4], "{rows:?}");
        assert_eq!(flush(stage, rows, at(99).timestamp(), 3).await, [3, 3, 0], "{rows:?}");
    }
}

/// Sessions whose old token has expired, and which are refreshed at the same time: each is either rotated and there, or was dead
/// before and is gone.
pub async fn beside_a_refresh_no_live_session_is_deleted(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let mut held = Vec::new();
    for _ in 0..40 {
        held.push(stage.opened(expiring(stage, stage.new_session(alice, at(0)), at(20), at(20))).await);
    }
    let flush = flush(stage, Expirable::Sessions, at(20).timestamp(), 3);
    let refresh =
        all_at_once((0..).zip(&held).map(|(turn, held)| stage.refresh_on(turn, held, at(19), super::stage::RULE)));
    let (deleted, told) = tokio::join!(flush, refresh);
    let rotated = told.iter().filter(|told| matches!(told, crate::store::Rotation::Rotated(_))).count();
    let there = stage.live(alice, at(21)).await.len();
    assert_eq!((there, deleted.iter().sum::<u64>()), (rotated, u64::try_from(held.len() - rotated).unwrap()));
}

/// A session of a browser stays until it expires.
pub async fn a_web_session_survives_until_it_expires(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    for (number, expires_at) in [(1, at(20)), (2, at(30))] {
        let key = WebSessionKey::parse(&format!("session{number:025}")).unwrap();
        let session = NewWebSession { key, data: "e30:1".to_owned(), expires_at };
        let opening = WebOpening {
            user: alice,
            checked: &hash("first"),
            upgrade: None,
            session: &session,
            replaces: None,
            at: at(0),
        };
        stage.store().open_web_session(&opening).await.unwrap();
    }
    assert_eq!(flush(stage, Expirable::WebSessions, at(20).timestamp(), 100).await, [0]);
    assert_eq!(flush(stage, Expirable::WebSessions, at(21).timestamp(), 100).await, [1]);
    let live = WebSessionKey::parse(&format!("session{:025}", 2)).unwrap();
    assert!(stage.node(1).web_session(&live, at(29)).await.unwrap().is_some());
}

/// A follower that had read to the end reads on without a gap, and one that begins anew is told the same number.
pub async fn the_feed_goes_on_after(stage: &Stage<'_>) {
    let revoke = async |exp: Moment| {
        stage.store().revoke_token(&stage.jti(), exp.timestamp(), &ending(at(0))).await.unwrap();
    };
    for exp in [20, 99, 20] {
        revoke(at(exp)).await;
    }
    let before = stage.node(1).feed_after(3, at(0).timestamp()).await.unwrap();
    assert_eq!(flush(stage, Expirable::Events, at(20).timestamp(), 100).await, [2]);
    let after = stage.node(1).feed_after(3, at(0).timestamp()).await.unwrap();
    assert_eq!((after.last, after.events, after.epoch), (3, Vec::new(), before.epoch));
    revoke(at(99)).await;
    let numbers = async |after| -> Vec<_> {
        let page = stage.node(1).feed_after(after, at(0).timestamp()).await.unwrap();
        page.events.into_iter().map(|event| event.seq).collect()
    };
    assert_eq!((numbers(3).await, numbers(0).await), (vec![4], vec![2, 4]));
}
