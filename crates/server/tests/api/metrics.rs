//! `/metrics`.

use crate::support::TestApp;

#[tokio::test]
async fn there_is_no_such_page_unless_it_is_asked_for() {
    TestApp::new().await.get("/metrics").await.expect(404);
}

#[tokio::test]
async fn it_tells_how_far_revocations_are_followed() {
    let app = TestApp::build().metrics().start().await;
    let (alice, bob) = (app.user("alice").login().await, app.user("bob").login().await);
    for person in [alice, bob] {
        person.logout().await.expect(200);
    }
    app.follow().await;
    let answer = app.get("/metrics").await.expect(200);
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    let text = answer.text();
    for line in [
        "countersign_revocation_entries 2",
        "countersign_feed_position 2",
        "countersign_clock_difference_seconds 0.000",
    ] {
        assert!(text.lines().any(|told| told == line), "{line}: {text}");
    }
    let lag = text.lines().find_map(|line| line.strip_prefix("countersign_revocation_lag_seconds ")).unwrap();
    assert!(lag.parse::<f64>().unwrap() < 60.0, "{text}");
}
