//! Tokens that are revoked one by one.

use countersign_token::Jti;

use super::outcome::{Outcome, all_at_once};
use super::stage::{Foreign, Stage, at, ending};
use crate::store::{OwnerRule, Reach, Revocation, Revoked, Unattached, UnattachedUse};

/// The token, and no other, is revoked on both nodes, and the feed says so until its `exp`.
pub async fn a_revoked_token_is_known(stage: &Stage<'_>) {
    let (jti, other, exp) = (stage.jti(), stage.jti(), at(500).timestamp());
    assert!(!stage.store().is_token_revoked(&jti).await.unwrap());
    assert_eq!(stage.store().revoke_token(&jti, exp, &ending(at(0))).await.unwrap(), Revocation::Now(None));
    for node in 0..2 {
        assert!(stage.node(node).is_token_revoked(&jti).await.unwrap());
        assert!(!stage.node(node).is_token_revoked(&other).await.unwrap());
    }
    let [event] = stage.store().feed_after(0, at(0).timestamp()).await.unwrap().events.try_into().unwrap();
    assert_eq!((event.revoked, event.until), (Revoked::Token(jti), exp));
}

/// A second revocation is told that there was one before, and writes nothing.
pub async fn a_token_is_revoked_once(stage: &Stage<'_>) {
    let jti = stage.jti();
    stage.store().revoke_token(&jti, at(500).timestamp(), &ending(at(0))).await.unwrap();
    let before = stage.picture().await;
    let again = stage.store().revoke_token(&jti, at(600).timestamp(), &ending(at(1))).await.unwrap();
    assert_eq!(again, Revocation::Before);
    assert_eq!(stage.picture().await, before);
}

/// Many revocations at once are one revocation and one event.
pub async fn of_many_that_revoke_a_token_one_does(stage: &Stage<'_>) {
    let (jti, exp, now) = (stage.jti(), at(500).timestamp(), ending(at(0)));
    let told = all_at_once((0..20).map(|turn| stage.node(turn).revoke_token(&jti, exp, &now))).await;
    assert_eq!(told.iter().filter(|told| matches!(told, Ok(Revocation::Now(None)))).count(), 1);
    assert_eq!(told.iter().filter(|told| matches!(told, Ok(Revocation::Before))).count(), 19);
    assert_eq!(stage.revoked_after(0).await, [Revoked::Token(jti)]);
}

/// What another issuer calls its tokens is no matter: text of any kind is a name, and no two of them are one.
pub async fn a_token_is_revoked_under_any_name(stage: &Stage<'_>) {
    let (alice, long) = (stage.user("alice").await, "x".repeat(255));
    let names = ["", "a\0b", "\0", "\u{1}0", "a\u{1}0b", "'; DROP TABLE countersign_session; --", "\u{1f600}", &long];
    for (node, name) in names.into_iter().enumerate() {
        let foreign = Foreign { jti: Jti::new(name), ..stage.foreign(alice) };
        assert!(!stage.node(node).is_token_revoked(&foreign.jti).await.unwrap(), "{name:?}");
        let session = stage.adopt(&foreign, at(0)).await.rotated().session;
        let (row, _) = stage.store().session_adopted_from(&foreign.jti).await.unwrap().unwrap();
        assert_eq!((row.id, row.chain.previous.as_ref()), (session.clone(), Some(&foreign.jti)));
        let told = stage.store().revoke_token(&foreign.jti, foreign.exp, &ending(at(1))).await.unwrap();
        assert_eq!(told, Revocation::Now(Some(session)), "{name:?}");
        assert!(stage.revoked_after(0).await.contains(&Revoked::Token(foreign.jti)), "{name:?}");
    }
}

/// The session that adopted the token ends with it, in the same step.
pub async fn revoking_an_adopted_token_ends_its_session(stage: &Stage<'_>) {
    let foreign = stage.foreign(stage.user("alice").await);
    let session = stage.adopt(&foreign, at(0)).await.rotated().session;
    let told = stage.store().revoke_token(&foreign.jti, foreign.exp, &ending(at(1))).await.unwrap();
    assert_eq!(told, Revocation::Now(Some(session.clone())));
    assert!(stage.session(&session).await.chain.ended);
    let events = stage.revoked_after(0).await;
    assert_eq!(events.len(), 2);
    assert!(events.contains(&Revoked::Session(session)) && events.contains(&Revoked::Token(foreign.jti.clone())));
    stage.adopt(&foreign, at(1)).await.over();
}

/// A session that was over before does not end again with the token that it adopted.
pub async fn revoking_an_adopted_token_ends_no_session_twice(stage: &Stage<'_>) {
    let foreign = stage.foreign(stage.user("alice").await);
    let session = stage.adopt(&foreign, at(0)).await.rotated().session;
    stage.store().end_session(&session, None, &ending(at(1))).await.unwrap();
    let told = stage.store().revoke_token(&foreign.jti, foreign.exp, &ending(at(2))).await.unwrap();
    assert_eq!(told, Revocation::Now(None));
    assert_eq!(stage.revoked_after(1).await, [Revoked::Token(foreign.jti)]);
}

/// Revoking a token that a session of ours issued, by itself, leaves that session alone.
pub async fn revoking_a_sessions_own_token_ends_nothing(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let told = stage.store().revoke_token(&held.jti, at(500).timestamp(), &ending(at(1))).await.unwrap();
    assert_eq!(told, Revocation::Now(None));
    assert!(!stage.session(&held.session).await.chain.ended);
}

/// An adoption comes before the revocation and ends with it, or comes after and is refused.
pub async fn an_adoption_beside_a_revocation_leaves_no_session(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    for round in 0..20 {
        let (foreign, offer) = (stage.foreign(alice), stage.new_session(alice, at(0)));
        let now = ending(at(0));
        let (_, told) = tokio::join!(
            stage.adopt_on(round, &foreign, &offer),
            stage.node(round / 2).revoke_token(&foreign.jti, foreign.exp, &now),
        );
        let adopted = stage.store().session_adopted_from(&foreign.jti).await.unwrap().map(|(session, _)| session);
        assert!(adopted.as_ref().is_none_or(|session| session.chain.ended));
        assert_eq!(told.unwrap(), Revocation::Now(adopted.map(|session| session.id)));
        stage.adopt(&foreign, at(0)).await.over();
    }
}

/// A token without a session is good until it, its user or everything before a mark is revoked; using it writes nothing.
pub async fn an_unattached_token_is_judged_by_itself_its_user_and_its_mark(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let token = |iat| UnattachedUse {
        user: alice,
        jti: Some(stage.jti()),
        iat,
        owners: OwnerRule::Active,
        at: at(20),
        next: None,
    };
    let (old, new, undated) = (token(Some(at(9).timestamp())), token(Some(at(10).timestamp())), token(None));
    let before = stage.picture().await;
    for good in [&old, &new, &undated] {
        assert_eq!(stage.store().use_unattached(good).await.unwrap(), Unattached::Live(at(20)));
    }
    assert_eq!(stage.picture().await, before);
    stage.store().end_sessions_of(alice, Reach::Everything, &ending(at(9))).await.unwrap();
    for over in [&old, &undated] {
        assert_eq!(stage.node(1).use_unattached(over).await.unwrap(), Unattached::Over);
    }
    assert_eq!(stage.node(1).use_unattached(&new).await.unwrap(), Unattached::Live(at(20)));
    stage.store().revoke_token(new.jti.as_ref().unwrap(), at(500).timestamp(), &ending(at(11))).await.unwrap();
    assert_eq!(stage.node(1).use_unattached(&new).await.unwrap(), Unattached::Over);
    stage.store().deactivate_user(alice, &ending(at(12))).await.unwrap();
    assert_eq!(stage.node(1).use_unattached(&new).await.unwrap(), Unattached::OwnerInactive);
    let unnamed = UnattachedUse { jti: None, iat: Some(at(13).timestamp()), owners: OwnerRule::Anyone, ..new };
    assert_eq!(stage.node(1).use_unattached(&unnamed).await.unwrap(), Unattached::Live(at(20)));
}
