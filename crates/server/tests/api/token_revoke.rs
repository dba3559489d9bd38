//! Revoking a token of either kind, as the command line does and RFC 7009 asks.

use countersign_core::flows::{RevokeError, TakenBack, token_revoke};

use crate::support::{TestApp, seconds};

#[tokio::test]
async fn an_access_token_dies_alone() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    assert_eq!(token_revoke(app.ctx(), &alice.access).await.unwrap(), TakenBack::Token);
    alice.me().await.expect_bearer_refused("Token is blacklisted");
    let second = alice.with(alice.refresh().await.expect_pair());
    second.me().await.expect(200);
    assert!(matches!(token_revoke(app.ctx(), &alice.access).await, Err(RevokeError::Before)));
}

#[tokio::test]
async fn a_refresh_token_takes_its_session_with_it() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    assert_eq!(token_revoke(app.ctx(), &alice.refresh).await.unwrap(), TakenBack::Session);
    alice.expect_out().await;
    for over in [&alice.refresh, &alice.access] {
        assert!(matches!(token_revoke(app.ctx(), over).await, Err(RevokeError::Before)));
    }
}

#[tokio::test]
async fn a_spent_refresh_token_takes_its_session_with_it_too() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let second = alice.with(alice.refresh().await.expect_pair());
    app.clock.advance(seconds(31));
    assert_eq!(token_revoke(app.ctx(), &alice.refresh).await.unwrap(), TakenBack::Session);
    second.expect_out().await;
}

#[tokio::test]
async fn without_blacklist_a_refresh_token_dies_alone() {
    let app = TestApp::build().blacklist_off().start().await;
    let alice = app.user("alice").login().await;
    let second = alice.with(alice.refresh().await.expect_pair());
    assert_eq!(token_revoke(app.ctx(), &alice.refresh).await.unwrap(), TakenBack::Token);
    alice.refresh().await.expect_detail(401, "Token is blacklisted");
    second.refresh().await.expect_pair();
}

#[tokio::test]
async fn a_revocation_lasts_as_long_as_a_verifier_may_take_the_token() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let elsewhere = app.another_node().await;
    token_revoke(app.ctx(), &alice.access).await.unwrap();
    elsewhere.follow().await;
    app.clock.advance(seconds(899));
    elsewhere.me(&alice.access).await.expect_bearer_refused("Token is blacklisted");
    app.clock.advance(seconds(1));
    elsewhere.me(&alice.access).await.expect_bearer_refused("Token is expired");
    assert!(matches!(token_revoke(app.ctx(), &alice.access).await, Err(RevokeError::Expired)));
}

#[tokio::test]
async fn tokens_without_a_session_die_alone_or_with_their_users_mark() {
    let app = TestApp::new().await;
    let user = app.user("alice").exists().await;
    let (access, refresh) = (app.foreign_access(&user), app.foreign_refresh(&user));
    assert_eq!(token_revoke(app.ctx(), &access).await.unwrap(), TakenBack::Unattached);
    app.me(&access).await.expect_bearer_refused("Token is blacklisted");
    app.clock.advance(seconds(1));
    let another = app.foreign_access(&user);
    app.me(&another).await.expect(200);
    app.user("alice").log_out().await;
    for before_the_mark in [another, refresh] {
        assert!(matches!(token_revoke(app.ctx(), &before_the_mark).await, Err(RevokeError::Before)));
    }
}

#[tokio::test]
async fn a_token_that_nobody_here_signed_is_not_revoked() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let (signed, _) = alice.access.rsplit_once('.').unwrap();
    let forged = format!("{signed}.AAAA");
    assert!(matches!(token_revoke(app.ctx(), &forged).await, Err(RevokeError::Token(_))));
    alice.me().await.expect(200);
}
