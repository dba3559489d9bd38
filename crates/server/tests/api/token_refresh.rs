//! `POST /api/token/refresh/`, as a new deployment has it: rotation, a reuse interval of 30 s, detection.

use std::collections::BTreeSet;

use serde_json::json;

use crate::support::{Answer, PASSWORD, START, TestApp, at_once, claims, seconds};

fn reuse(answer: &Answer) -> &str {
    answer.header("x-refresh-reuse")
}

#[tokio::test]
async fn a_refresh_spends_the_token_and_gives_the_next() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(60));
    let answer = alice.refresh().await.expect(200);
    let next = answer.clone().expect_pair();
    assert_eq!(answer.text(), format!(r#"{{"access":"{}","refresh":"{}"}}"#, next.access, next.refresh));
    assert_eq!((reuse(&answer), answer.header("cache-control")), ("none", "no-store"));
    let (old, new) = (claims(&alice.refresh), claims(&next.refresh));
    assert_ne!(old["jti"], new["jti"]);
    assert_eq!((&new["iat"], &new["exp"]), (&json!(START + 60), &json!(START + 60 + 86_400)));
    assert_eq!((&old["sid"], &old["user_id"]), (&new["sid"], &new["user_id"]));
}

#[tokio::test]
async fn c07_r6_a_lost_answer_is_given_again_within_the_interval() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let first = alice.refresh().await.expect_pair();
    app.clock.advance(seconds(29));
    let again = alice.refresh().await.expect(200);
    assert_eq!(reuse(&again), "concurrent");
    let again = again.expect_pair();
    assert_eq!(again.refresh, first.refresh);
    assert_eq!(claims(&again.access)["exp"], START + 29 + 900);
    app.refresh(&again.refresh).await.expect_pair();
}

#[tokio::test]
async fn c02_a_replayed_refresh_token_ends_its_session() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let second = alice.refresh().await.expect_pair();
    app.clock.advance(seconds(30));
    alice.refresh().await.expect_error(401, "token_not_valid");
    app.refresh(&second.refresh).await.expect_detail(401, "Token is blacklisted");
    app.me(&second.access).await.expect_bearer_refused("Token is blacklisted");
}

#[tokio::test]
async fn a_token_two_rotations_old_is_a_replay_even_within_the_interval() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let second = alice.refresh().await.expect_pair();
    let third = app.refresh(&second.refresh).await.expect_pair();
    alice.refresh().await.expect_detail(401, "Token is blacklisted");
    app.refresh(&third.refresh).await.expect_detail(401, "Token is blacklisted");
}

#[tokio::test]
async fn a_replay_ends_one_session_and_no_other() {
    let app = TestApp::new().await;
    let phone = app.user("alice").login().await;
    let laptop = app.user("alice").login().await;
    phone.refresh().await.expect_pair();
    app.clock.advance(seconds(31));
    phone.refresh().await.expect(401);
    laptop.me().await.expect(200);
    laptop.refresh().await.expect_pair();
}

#[tokio::test]
async fn a_name_that_was_never_in_the_chain_is_theft() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let mut forged = claims(&alice.refresh);
    forged["jti"] = json!("ffffffffffff4fffbfffffffffffffff");
    app.refresh(&app.sign(&forged)).await.expect_detail(401, "Token is blacklisted");
    alice.expect_out().await;
}

#[tokio::test]
async fn a_session_that_is_not_on_record_is_refused_and_ends_nothing() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    for sid in [json!("0".repeat(32)), json!("x"), json!(7), json!(null)] {
        let mut lost = claims(&alice.refresh);
        lost["sid"] = sid;
        app.refresh(&app.sign(&lost)).await.expect_detail(401, "Token is blacklisted");
    }
    alice.refresh().await.expect_pair();
}

#[tokio::test]
async fn somebody_elses_session_cannot_be_refreshed_nor_ended() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.user("mallory").exists().await;
    let mut forged = claims(&alice.refresh);
    forged["user_id"] = json!("2");
    app.refresh(&app.sign(&forged)).await.expect(401);
    alice.refresh().await.expect_pair();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r7_fifty_refreshes_at_once_with_one_token_have_one_successor() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let answers = at_once((0..50).map(|_| alice.refresh())).await;
    let winners = answers.iter().filter(|answer| reuse(answer) == "none").count();
    let pairs: Vec<_> = answers.into_iter().map(Answer::expect_pair).collect();
    let successors: BTreeSet<_> = pairs.iter().map(|pair| pair.refresh.clone()).collect();
    assert_eq!((winners, successors.len()), (1, 1));
    for pair in &pairs {
        app.me(&pair.access).await.expect(200);
    }
    app.refresh(&pairs[0].refresh).await.expect_pair();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn c23_two_nodes_agree_on_the_successor() {
    let app = TestApp::new().await;
    let other = app.another_node().await;
    let alice = app.user("alice").login().await;
    for _ in 0..10 {
        let device = app.user("alice").login().await;
        let calls =
            (0..20).map(|n| if n % 2 == 0 { app.refresh(&device.refresh) } else { other.refresh(&device.refresh) });
        let answers = at_once(calls).await;
        assert_eq!(answers.iter().filter(|answer| reuse(answer) == "none").count(), 1);
        let successors: BTreeSet<_> = answers.into_iter().map(|answer| answer.expect_pair().refresh).collect();
        assert_eq!(successors.len(), 1);
    }
    alice.refresh().await.expect_pair();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_minted_beside_a_logout_outlives_it() {
    let app = TestApp::new().await;
    for _ in 0..40 {
        let alice = app.user("alice").login().await;
        let answers = at_once([alice.refresh(), alice.logout(), alice.refresh()]).await;
        let minted = [&answers[0], &answers[2]].into_iter().filter(|answer| answer.status() == 200);
        for pair in minted.map(|answer| answer.clone().expect_pair()) {
            alice.with(pair).expect_out().await;
        }
        alice.expect_out().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_minted_beside_a_deactivation_outlives_it() {
    let app = TestApp::new().await;
    for _ in 0..20 {
        let alice = app.user("alice").login().await;
        let refreshes = tokio::spawn(at_once([alice.refresh(), alice.refresh(), app.obtain("alice", PASSWORD)]));
        app.user("alice").deactivate().await;
        let minted: Vec<_> = refreshes.await.unwrap().into_iter().filter(|answer| answer.status() == 200).collect();
        app.user("alice").reactivate().await;
        for pair in minted.into_iter().map(Answer::expect_pair) {
            alice.with(pair).expect_out().await;
        }
        alice.expect_out().await;
    }
}

#[tokio::test]
async fn c16_a_chain_never_outlives_its_session() {
    let app = TestApp::build().session_lifetime(86_400).start().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(86_000));
    let last = alice.refresh().await.expect_pair();
    assert_eq!(claims(&last.refresh)["exp"], START + 86_400);
    assert_eq!(claims(&last.access)["exp"], START + 86_400);
    app.clock.advance(seconds(400));
    app.refresh(&last.refresh).await.expect_detail(401, "Token is expired");
    app.me(&last.access).await.expect_bearer_refused("Token is expired");
}

#[tokio::test]
async fn a_session_without_end_goes_on_while_it_is_refreshed() {
    let app = TestApp::build().session_lifetime(0).start().await;
    let mut alice = app.user("alice").login().await;
    for _ in 0..60 {
        app.clock.advance(seconds(80_000));
        alice = alice.with(alice.refresh().await.expect_pair());
    }
    assert_eq!(alice.sessions().await[0]["expires_at"], json!(null));
}

#[tokio::test]
async fn an_expired_refresh_token_is_told_so() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(86_399));
    app.verify(&alice.refresh).await.expect(200);
    app.clock.advance(seconds(1));
    alice.refresh().await.expect_detail(401, "Token is expired");
}

#[tokio::test]
async fn only_a_refresh_token_refreshes() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.refresh(&alice.access).await.expect_detail(401, "Token has wrong type");
    app.refresh("nonsense").await.expect_error(401, "token_not_valid").expect_detail(401, "Token is invalid");
    app.post("/api/token/refresh/", &json!({ "refresh": 1 })).await.expect_detail(401, "Token is invalid");
}

#[tokio::test]
async fn a_tampered_token_is_invalid_wherever_it_was_touched() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    for at in (0..alice.refresh.len()).step_by(3) {
        let mut bytes = alice.refresh.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let tampered = String::from_utf8(bytes).unwrap();
        app.refresh(&tampered).await.expect_detail(401, "Token is invalid");
    }
    alice.refresh().await.expect_pair();
}

#[tokio::test]
async fn the_token_counts_in_a_json_body_or_a_form_and_not_in_the_query() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let query = format!("/api/token/refresh/?refresh={}", alice.refresh);
    let required = json!({ "refresh": ["This field is required."] });
    app.call("POST", &query).await.expect_json(400, &required);
    let form = format!("refresh={}", alice.refresh);
    app.call("POST", "/api-jwt-refresh/").body("application/x-www-form-urlencoded", form).await.expect_pair();
}
