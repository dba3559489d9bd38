//! Refresh tokens that come again: at once, late, from elsewhere.

use crate::support::{TestApp, claims, seconds};

#[tokio::test]
async fn c04_r3_of_ten_rotations_in_one_second_every_earlier_token_is_a_replay() {
    let app = TestApp::new().await;
    let alice = app.user("alice");
    for generation in 0..9 {
        let mut chain = vec![alice.login().await.refresh.clone()];
        for _ in 0..10 {
            let next = app.refresh(chain.last().unwrap()).await.expect_pair();
            chain.push(next.refresh);
        }
        app.refresh(&chain[generation]).await.expect_detail(401, "Token is blacklisted");
        app.refresh(&chain[10]).await.expect_detail(401, "Token is blacklisted");
    }
}

#[tokio::test]
async fn c06_whoever_repeats_within_the_interval_is_given_the_one_successor_and_never_a_chain_of_their_own() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let successor = alice.refresh().await.expect_pair().refresh;
    for _ in 0..20 {
        app.clock.advance(seconds(1));
        let told = alice.refresh().await.expect_pair().refresh;
        assert_eq!(claims(&told)["jti"], claims(&successor)["jti"]);
    }
    let third = app.refresh(&successor).await.expect_pair();
    alice.refresh().await.expect_detail(401, "Token is blacklisted");
    app.me(&third.access).await.expect_bearer_refused("Token is blacklisted");
}

#[tokio::test]
async fn r5_three_tabs_that_share_a_token_are_not_logged_out_one_after_the_other_within_the_interval() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let first = alice.refresh().await.expect_pair();
    for _ in 0..2 {
        app.clock.advance(seconds(14));
        let told = alice.refresh().await.expect_pair();
        assert_eq!(claims(&told.refresh)["jti"], claims(&first.refresh)["jti"]);
    }
    app.clock.advance(seconds(3600));
    let next = app.refresh(&first.refresh).await.expect_pair();
    app.me(&next.access).await.expect(200);
}
