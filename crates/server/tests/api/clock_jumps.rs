//! Clocks that jump: what was spent or revoked stays so.

use countersign_core::flows::flush_expired_tokens;

use crate::support::{TestApp, seconds};

const HOUR: u64 = 3600;

#[tokio::test]
async fn c21_a_clock_that_is_set_back_revives_nothing_that_was_revoked() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(60));
    alice.logout().await.expect(200);
    app.clock.set_back(seconds(60));
    alice.expect_out().await;
    app.another_node().await.me(&alice.access).await.expect_bearer_refused("Token is blacklisted");
}

#[tokio::test]
async fn c21_an_hour_ahead_and_back_forgets_no_revocation() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    alice.logout().await.expect(200);
    app.clock.advance(seconds(HOUR));
    app.follow().await;
    flush_expired_tokens(app.ctx(), &mut |_| {}).await.unwrap();
    app.clock.set_back(seconds(HOUR));
    alice.expect_out().await;
    app.another_node().await.me(&alice.access).await.expect_bearer_refused("Token is blacklisted");
}

#[tokio::test]
async fn c21_a_clock_that_jumps_ahead_and_back_takes_no_session_with_it() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(HOUR));
    alice.me().await.expect_bearer_refused("Token is expired");
    let ahead = alice.refresh().await.expect_pair();
    app.clock.set_back(seconds(HOUR));
    app.me(&ahead.access).await.expect(401);
    app.refresh(&ahead.refresh).await.expect(401);
    app.clock.advance(seconds(HOUR));
    app.refresh(&ahead.refresh).await.expect_pair();
}

#[tokio::test]
async fn c21_a_node_that_read_the_feed_while_its_clock_was_ahead_reads_it_again_when_it_is_set_back() {
    let app = TestApp::new().await;
    let other = app.another_node().await;
    let alice = app.user("alice").login().await;
    alice.logout().await.expect(200);
    app.clock.advance(seconds(HOUR));
    other.follow().await;
    app.clock.set_back(seconds(HOUR));
    other.follow().await;
    other.me(&alice.access).await.expect_bearer_refused("Token is blacklisted");
}
