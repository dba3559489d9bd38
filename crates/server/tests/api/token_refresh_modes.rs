//! Refresh under the other rules: rotation and blacklist on or off, no reuse interval, no detection.

use serde_json::json;

use crate::support::{TestApp, at_once, claims, seconds};

#[tokio::test]
async fn without_rotation_a_refresh_gives_an_access_token_and_spends_nothing() {
    for app in [TestApp::build().rotation_off(), TestApp::build().rotation_off().blacklist_off()] {
        let app = app.start().await;
        let alice = app.user("alice").login().await;
        for _ in 0..3 {
            app.clock.advance(seconds(600));
            let answer = alice.refresh().await.expect(200).json();
            assert_eq!(answer.as_object().unwrap().keys().collect::<Vec<_>>(), ["access"]);
            app.me(answer["access"].as_str().unwrap()).await.expect(200);
        }
    }
}

#[tokio::test]
async fn without_rotation_a_blacklisted_token_takes_its_session_with_it() {
    for app in [TestApp::build().rotation_off(), TestApp::build().rotation_off().blacklist_off()] {
        let app = app.start().await;
        let alice = app.user("alice").login().await;
        let access = alice.refresh().await.expect(200).json()["access"].as_str().unwrap().to_owned();
        app.blacklist(&alice.refresh).await.expect_json(200, &json!({}));
        app.me(&access).await.expect_bearer_refused("Token is blacklisted");
        alice.expect_out().await;
    }
}

#[tokio::test]
async fn without_blacklist_every_refresh_token_lives_to_its_own_end() {
    let app = TestApp::build().blacklist_off().start().await;
    let alice = app.user("alice").login().await;
    let second = alice.refresh().await.expect_pair();
    app.clock.advance(seconds(3600));
    let third = alice.refresh().await.expect_pair();
    assert_ne!(claims(&second.refresh)["jti"], claims(&third.refresh)["jti"]);
    for token in [&second.refresh, &third.refresh, &alice.refresh] {
        app.refresh(token).await.expect_pair();
    }
    app.clock.advance(seconds(86_400 - 3600));
    alice.refresh().await.expect_detail(401, "Token is expired");
    app.refresh(&third.refresh).await.expect_pair();
}

#[tokio::test]
async fn without_blacklist_a_blacklisted_token_dies_alone() {
    let app = TestApp::build().blacklist_off().start().await;
    let alice = app.user("alice").login().await;
    let second = alice.refresh().await.expect_pair();
    app.blacklist(&alice.refresh).await.expect(200);
    alice.refresh().await.expect_detail(401, "Token is blacklisted");
    alice.me().await.expect(200);
    app.refresh(&second.refresh).await.expect_pair();
}

#[tokio::test]
async fn without_blacklist_a_logout_ends_every_token_of_the_session() {
    let app = TestApp::build().blacklist_off().start().await;
    let alice = app.user("alice").login().await;
    let second = alice.with(alice.refresh().await.expect_pair());
    second.logout().await.expect(200);
    alice.expect_out().await;
    second.expect_out().await;
}

#[tokio::test]
async fn a_chain_without_blacklist_ends_with_its_session_too() {
    let app = TestApp::build().blacklist_off().session_lifetime(86_400).start().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(86_000));
    let last = alice.refresh().await.expect_pair();
    assert_eq!(claims(&last.refresh)["exp"], claims(&alice.refresh)["exp"]);
    assert_eq!(claims(&last.access)["exp"], claims(&alice.refresh)["exp"]);
}

#[tokio::test]
async fn without_an_interval_the_first_replay_ends_the_session() {
    let app = TestApp::build().reuse_interval(0).start().await;
    let alice = app.user("alice").login().await;
    let second = alice.with(alice.refresh().await.expect_pair());
    alice.refresh().await.expect_detail(401, "Token is blacklisted");
    second.expect_out().await;
}

#[tokio::test]
async fn without_detection_a_replay_is_refused_and_the_session_lives() {
    let app = TestApp::build().detection_off().start().await;
    let alice = app.user("alice").login().await;
    let second = alice.refresh().await.expect_pair();
    app.clock.advance(seconds(31));
    alice.refresh().await.expect_detail(401, "Token is blacklisted");
    app.me(&second.access).await.expect(200);
    app.refresh(&second.refresh).await.expect_pair();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_an_interval_exactly_one_of_fifty_wins() {
    for app in [TestApp::build().reuse_interval(0), TestApp::build().reuse_interval(0).detection_off()] {
        let app = app.start().await;
        let alice = app.user("alice").login().await;
        let answers = at_once((0..50).map(|_| alice.refresh())).await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status() == 200);
        assert_eq!(won.len(), 1);
        for answer in lost {
            answer.expect_detail(401, "Token is blacklisted");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn as_simplejwt_a_loser_of_the_race_does_not_log_the_winner_out() {
    let app = TestApp::build().reuse_interval(0).detection_off().start().await;
    let alice = app.user("alice").login().await;
    let answers = at_once((0..8).map(|_| alice.refresh())).await;
    let winner = answers.into_iter().find(|answer| answer.status() == 200).unwrap().expect_pair();
    app.me(&winner.access).await.expect(200);
    app.refresh(&winner.refresh).await.expect_pair();
}
