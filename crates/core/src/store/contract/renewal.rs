//! Refreshes that spend nothing, and proofs of identity.

use countersign_token::Seconds;

use super::outcome::Outcome;
use super::stage::{Held, RULE, Stage, at, ending};
use crate::Moment;
use crate::session::SessionId;
use crate::store::{Ending, NewRefresh, NewSession, Renewal};

async fn renew(stage: &Stage<'_>, session: &SessionId, next: Option<&NewRefresh>, at: Moment) {
    let access_until = at.timestamp().saturating_add(Seconds::new(900));
    stage
        .store()
        .renew_session(&Renewal { session, next, access_until, interval: RULE.interval, at, outstanding: None })
        .await
        .unwrap();
}

/// Without rotation a refresh is a use of the session, and its token stays the current one.
pub async fn a_renewal_without_a_token_notes_the_use(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let before = stage.session(&held.session).await;
    renew(stage, &held.session, None, at(50)).await;
    let after = stage.session(&held.session).await;
    assert_eq!(after.last_used_at, at(50));
    assert_eq!(
        (after.chain, after.current_iat, after.current_exp),
        (before.chain, before.current_iat, before.current_exp)
    );
}

/// Where rotation leaves old tokens alive, the newest one is the current one, and the list shows its life.
pub async fn a_renewal_with_a_token_makes_it_the_current_one(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let next = stage.new_refresh(at(50));
    renew(stage, &held.session, Some(&next), at(50)).await;
    let row = stage.session(&held.session).await;
    assert_eq!((row.chain.generation, row.chain.rotated_at, row.last_used_at), (1, Some(at(50)), at(50)));
    assert_eq!((row.chain.previous, &row.chain.current), (Some(held.jti.clone()), &next.jti));
    assert_eq!((row.current_iat, row.current_exp), (next.iat, next.exp));
    stage.refresh(&Held { jti: next.jti, ..held }, at(60)).await.rotated();
}

/// A session that was ended, has reached its absolute end, or is not there takes no renewal.
pub async fn a_session_that_is_over_is_not_renewed(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let ended = stage.login(alice).await;
    stage.store().end_session(&ended.session, None, &ending(at(1))).await.unwrap();
    let limited = NewSession { expires_at: Some(at(50).timestamp()), ..stage.new_session(alice, at(0)) };
    let limited = stage.opened(limited).await;
    let (next, before) = (stage.new_refresh(at(50)), stage.picture().await);
    for session in [ended.session, limited.session, stage.sid()] {
        renew(stage, &session, None, at(50)).await;
        renew(stage, &session, Some(&next), at(50)).await;
    }
    assert_eq!(stage.picture().await, before);
}

/// A renewal lengthens the life that the row knows of access tokens, and never shortens it.
pub async fn a_renewal_keeps_the_longest_access_token(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    for (opened, renewed) in [(900, 300), (300, 900)] {
        let new = NewSession { access_until: at(opened).timestamp(), ..stage.new_session(alice, at(0)) };
        let session = stage.opened(new).await.session;
        let access_until = at(renewed).timestamp();
        stage
            .store()
            .renew_session(&Renewal {
                session: &session,
                next: None,
                access_until,
                interval: RULE.interval,
                at: at(1),
                outstanding: None,
            })
            .await
            .unwrap();
        let (seen, now) = (stage.last().await, Ending { at: at(2), access_until: at(100).timestamp() });
        stage.store().end_session(&session, None, &now).await.unwrap();
        let page = stage.store().feed_after(seen, at(0).timestamp()).await.unwrap();
        assert_eq!(page.events.first().unwrap().until, at(900).timestamp(), "{opened} {renewed}");
    }
}

/// A fresh proof is noted on its session alone.
pub async fn a_proof_is_noted(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let (proven, other) = (stage.login(alice).await, stage.login(alice).await);
    assert!(stage.store().prove_session(&proven.session, at(70)).await.unwrap());
    let row = stage.session(&proven.session).await;
    assert_eq!((row.proven_at, row.last_used_at, row.created_at), (Some(at(70)), at(0), at(0)));
    assert_eq!(stage.session(&other.session).await.proven_at, Some(at(0)));
}

/// A session that was ended, has reached its absolute end, or is not there proves nothing.
pub async fn a_session_that_is_over_proves_nothing(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let ended = stage.login(alice).await;
    stage.store().end_session(&ended.session, None, &ending(at(1))).await.unwrap();
    let limited = NewSession { expires_at: Some(at(50).timestamp()), ..stage.new_session(alice, at(0)) };
    let limited = stage.opened(limited).await;
    let before = stage.picture().await;
    for session in [ended.session, limited.session, stage.sid()] {
        assert!(!stage.store().prove_session(&session, at(50)).await.unwrap(), "{session}");
    }
    assert_eq!(stage.picture().await, before);
}
