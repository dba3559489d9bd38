//! SimpleJWT's `token_blacklist` tables, shared with a Django on the same database.

use countersign_core::TokenClass;
use serde_json::{Value, json};

use crate::support::{PASSWORD, TestApp, at_once, claims, seconds};

const BLACKLISTED: &str = "Token is blacklisted";
/// How many rows there are, outstanding and blacklisted.
const ROWS: &str = "SELECT (SELECT count(*) FROM token_blacklist_outstandingtoken) || ' ' ||
                           (SELECT count(*) FROM token_blacklist_blacklistedtoken)";
/// The last row, as Django's ORM writes one; PostgreSQL shows the offset of times, and SQLite's are in UTC without one.
const LAST: &str = "SELECT user_id || ' ' || jti || ' ' || replace(created_at || ' ' || expires_at, '+00', '')
                      FROM token_blacklist_outstandingtoken ORDER BY id DESC";
const DJANGO_BLACKLISTS_THE_LAST: &str = "
INSERT INTO token_blacklist_blacklistedtoken (token_id, blacklisted_at)
SELECT max(id), '2026-01-01 00:00:00' FROM token_blacklist_outstandingtoken";

async fn beside_django() -> TestApp {
    TestApp::build().blacklist_tables().start().await
}

fn jti(token: &str) -> String {
    claims(token)["jti"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_login_and_a_rotation_leave_the_rows_that_djangos_would() {
    let app = beside_django().await;
    app.clock.advance(seconds(1));
    let alice = app.user("alice").login().await;
    let row = format!("1 {} 2026-01-01 00:00:01 2026-01-02 00:00:01", jti(&alice.refresh));
    assert_eq!(app.text(LAST).await, row);
    app.clock.advance(seconds(60));
    let next = alice.refresh().await.expect_pair();
    let row = format!("1 {} 2026-01-01 00:01:01 2026-01-02 00:01:01", jti(&next.refresh));
    assert_eq!((app.text(LAST).await, app.text(ROWS).await.as_str()), (row, "2 1"));
}

#[tokio::test]
async fn a_row_holds_the_digest_of_the_token_or_where_asked_itself() {
    const TOKEN: &str = "SELECT token FROM token_blacklist_outstandingtoken ORDER BY id DESC";
    let app = beside_django().await;
    let alice = app.user("alice").login().await;
    let text = |signed: &str| countersign_core::store::TokenText::hashed(signed).expose().to_owned();
    assert_eq!(app.text(TOKEN).await, text(&alice.refresh));
    let next = alice.refresh().await.expect_pair();
    assert_eq!(app.text(TOKEN).await, text(&next.refresh));
    let raw = TestApp::build().blacklist_tables().policy(|policy| policy.store_raw_tokens = true).start().await;
    let bob = raw.user("bob").login().await;
    assert_eq!(raw.text(TOKEN).await, bob.refresh);
    let next = bob.refresh().await.expect_pair();
    assert_eq!(raw.text(TOKEN).await, next.refresh);
}

#[tokio::test]
async fn the_row_of_a_token_that_its_session_cuts_short_holds_it_as_it_was_given() {
    const ROW: &str = "SELECT token || ' ' || replace(expires_at || '', '+00', '') FROM token_blacklist_outstandingtoken ORDER BY id DESC";
    let app = TestApp::build()
        .blacklist_tables()
        .session_lifetime(86_400)
        .policy(|policy| policy.store_raw_tokens = true)
        .start()
        .await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(3600));
    let next = alice.refresh().await.expect_pair();
    assert_eq!(app.text(ROW).await, format!("{} 2026-01-02 00:00:00", next.refresh));
}

#[tokio::test]
async fn what_django_blacklisted_is_refused_and_its_session_lives() {
    let app = beside_django().await;
    let alice = app.user("alice").login().await;
    app.sql(DJANGO_BLACKLISTS_THE_LAST).await;
    alice.refresh().await.expect_detail(401, BLACKLISTED);
    app.verify(&alice.refresh).await.expect_json(400, &json!({ "non_field_errors": [BLACKLISTED] }));
    app.blacklist(&alice.refresh).await.expect_detail(401, BLACKLISTED);
    alice.me().await.expect(200);
    app.verify(&alice.access).await.expect(200);
}

#[tokio::test]
async fn without_blacklist_after_rotation_verify_does_not_read_the_table() {
    let app = TestApp::build().blacklist_tables().blacklist_off().start().await;
    let alice = app.user("alice").login().await;
    app.sql(DJANGO_BLACKLISTS_THE_LAST).await;
    app.verify(&alice.refresh).await.expect(200);
    alice.refresh().await.expect_detail(401, BLACKLISTED);
}

#[tokio::test]
async fn where_nothing_is_blacklisted_by_rotation_each_token_has_a_row_of_its_own() {
    let app = TestApp::build().blacklist_tables().blacklist_off().start().await;
    let alice = app.user("alice").login().await;
    let next = alice.refresh().await.expect_pair();
    let foreign = app.foreign_refresh(&app.row_of("alice").await);
    let of_foreign = app.refresh(&foreign).await.expect_pair();
    let row = format!("1 {} 2026-01-01 00:00:00 2026-01-02 00:00:00", jti(&of_foreign.refresh));
    assert_eq!((app.text(ROWS).await.as_str(), app.text(LAST).await), ("3 0", row));
    alice.refresh().await.expect_pair();
    app.blacklist(&alice.refresh).await.expect(200);
    alice.refresh().await.expect_detail(401, BLACKLISTED);
    app.refresh(&next.refresh).await.expect_pair();
}

#[tokio::test]
async fn without_rotation_a_refresh_reads_the_table_and_writes_nothing() {
    let app = TestApp::build().blacklist_tables().rotation_off().start().await;
    let alice = app.user("alice").login().await;
    alice.refresh().await.expect(200);
    assert_eq!(app.text(ROWS).await, "1 0");
    app.sql(DJANGO_BLACKLISTS_THE_LAST).await;
    alice.refresh().await.expect_detail(401, BLACKLISTED);
    app.verify(&alice.refresh).await.expect(400);
}

#[tokio::test]
async fn whatever_ends_a_session_here_blacklists_its_token_for_django() {
    const REFUSED: &str = "SELECT o.jti FROM token_blacklist_outstandingtoken o
                             JOIN token_blacklist_blacklistedtoken b ON b.token_id = o.id ORDER BY b.id DESC LIMIT 1";
    let app = beside_django().await;
    let device = app.user("alice").login().await;
    app.blacklist(&device.refresh).await.expect_json(200, &json!({}));
    assert_eq!(app.text(REFUSED).await, jti(&device.refresh));
    let device = app.user("alice").login().await;
    device.logout().await.expect(200);
    assert_eq!(app.text(REFUSED).await, jti(&device.refresh));
    let device = app.user("alice").login().await;
    device.call("POST", "/api/logout/all/").await.expect(200);
    assert_eq!(app.text(REFUSED).await, jti(&device.refresh));
    let device = app.user("alice").login().await;
    let id = claims(&device.refresh)["sid"].as_str().unwrap().to_owned();
    device.call("DELETE", &format!("/api/sessions/{id}/")).await.expect(204);
    assert_eq!(app.text(REFUSED).await, jti(&device.refresh));
    app.clock.advance(seconds(2));
    let device = app.user("alice").login().await;
    app.user("alice").change_password("correct horse battery staple").await;
    assert_eq!(app.text(REFUSED).await, jti(&device.refresh));
}

#[tokio::test]
async fn a_token_of_simplejwt_is_blacklisted_with_a_row_of_its_own() {
    const TOKEN: &str = "SELECT o.token FROM token_blacklist_outstandingtoken o
                           JOIN token_blacklist_blacklistedtoken b ON b.token_id = o.id";
    let app = beside_django().await;
    let foreign = app.foreign_refresh(&app.user("alice").exists().await);
    app.blacklist(&foreign).await.expect_json(200, &json!({}));
    assert_eq!(app.text(TOKEN).await, countersign_core::store::TokenText::hashed(&foreign).expose());
    app.refresh(&foreign).await.expect_detail(401, BLACKLISTED);
    app.blacklist(&foreign).await.expect_detail(401, BLACKLISTED);
}

/// What SimpleJWT's rotation makes of a token of ours: the same claims, another name; Django's rows with it.
async fn rotated_by_django(app: &TestApp, refresh: &str) -> String {
    let mut claims = claims(refresh);
    claims["jti"] = json!("d1a90000000000000000000000000000");
    app.sql(DJANGO_BLACKLISTS_THE_LAST).await;
    app.sql(
        "INSERT INTO token_blacklist_outstandingtoken (user_id, jti, token, created_at, expires_at)
         VALUES (1, 'd1a90000000000000000000000000000', 'x', '2026-01-01 00:00:00.000250', '2026-01-02 00:00:00')",
    )
    .await;
    app.sign(&claims)
}

#[tokio::test]
async fn a_token_that_django_rotated_beside_us_is_no_theft() {
    let app = beside_django().await;
    let alice = app.user("alice").login().await;
    let beside = rotated_by_django(&app, &alice.refresh).await;
    alice.refresh().await.expect_detail(401, BLACKLISTED);
    app.verify(&beside).await.expect(200);
    let pair = app.refresh(&beside).await.expect_pair();
    assert_eq!(claims(&pair.refresh)["sid"], claims(&alice.refresh)["sid"]);
    alice.me().await.expect(200);
    app.refresh(&pair.refresh).await.expect_pair();
}

#[tokio::test]
async fn a_token_that_django_rotated_is_given_back_with_its_session() {
    let app = beside_django().await;
    let alice = app.user("alice").login().await;
    let beside = rotated_by_django(&app, &alice.refresh).await;
    app.blacklist(&beside).await.expect(200);
    assert_eq!(app.text(ROWS).await, "2 2");
    alice.me().await.expect_bearer_refused(BLACKLISTED);
    app.refresh(&beside).await.expect_detail(401, BLACKLISTED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_refreshes_at_once_one_leaves_rows() {
    let app = beside_django().await;
    let alice = app.user("alice").login().await;
    let answers = at_once((0..50).map(|_| alice.refresh())).await;
    let first = answers[0].json()["refresh"].clone();
    assert!(answers.iter().all(|answer| answer.json()["refresh"] == first));
    assert_eq!(app.text(ROWS).await, "2 1");
}

/// SimpleJWT's answer to a sliding token as Bearer.
fn sliding_refused() -> Value {
    let message = json!({ "token_class": "SlidingToken", "token_type": "sliding", "message": BLACKLISTED });
    let detail = "Given token not valid for any token type";
    json!({ "detail": detail, "code": "token_not_valid", "messages": [message] })
}

#[tokio::test]
async fn a_sliding_token_that_django_blacklisted_opens_nothing() {
    let app = TestApp::build()
        .blacklist_tables()
        .policy(|policy| policy.auth_token_classes = vec![TokenClass::SlidingToken])
        .start()
        .await;
    app.user("alice").exists().await;
    let token = app.obtain_sliding("alice").await;
    assert!(app.text(LAST).await.ends_with(" 2026-01-01 00:00:00 2026-01-01 00:05:00"));
    app.me(&token).await.expect(200);
    app.sql(DJANGO_BLACKLISTS_THE_LAST).await;
    app.me(&token).await.expect_json(401, &sliding_refused());
    app.refresh_sliding(&token).await.expect_detail(401, BLACKLISTED);
}

#[tokio::test]
async fn s52_only_what_is_on_record_is_taken_where_that_is_asked() {
    let app = TestApp::build().blacklist_tables().policy(|policy| policy.allow_list = true).start().await;
    let alice = app.user("alice").login().await;
    let unknown = app.foreign_refresh(&app.row_of("alice").await);
    app.refresh(&unknown).await.expect_detail(401, BLACKLISTED);
    app.verify(&unknown).await.expect_detail(401, BLACKLISTED);
    app.blacklist(&unknown).await.expect_detail(401, BLACKLISTED);
    let next = alice.refresh().await.expect_pair();
    app.verify(&next.refresh).await.expect(200);
    // Django's own is on record.
    let beside = rotated_by_django(&app, &next.refresh).await;
    app.refresh(&beside).await.expect_pair();
}

#[tokio::test]
async fn s52_without_djangos_tables_our_sessions_are_the_record() {
    for build in [TestApp::build(), TestApp::build().rotation_off(), TestApp::build().blacklist_off()] {
        let app = build.policy(|policy| policy.allow_list = true).start().await;
        let alice = app.user("alice").login().await;
        let unknown = app.foreign_refresh(&app.row_of("alice").await);
        app.refresh(&unknown).await.expect_detail(401, BLACKLISTED);
        app.verify(&unknown).await.expect_detail(401, BLACKLISTED);
        alice.refresh().await.expect(200);
    }
}

#[tokio::test]
async fn s52_a_sliding_token_that_is_not_on_record_opens_nothing() {
    let app = TestApp::build()
        .policy(|policy| {
            policy.allow_list = true;
            policy.auth_token_classes = vec![TokenClass::SlidingToken];
        })
        .start()
        .await;
    app.user("alice").exists().await;
    let ours = app.obtain_sliding("alice").await;
    app.me(&ours).await.expect(200);
    let mut unknown = claims(&ours);
    unknown.as_object_mut().unwrap().remove("sid");
    unknown["jti"] = json!("0000000000000000000000000000dead");
    let unknown = app.sign(&unknown);
    app.me(&unknown).await.expect_json(401, &sliding_refused());
    app.refresh_sliding(&unknown).await.expect_detail(401, BLACKLISTED);
}

#[tokio::test]
async fn a_user_whom_django_knows_tokens_of_can_be_deleted() {
    let app = beside_django().await;
    let alice = app.user("alice").login().await;
    alice.delete_account(PASSWORD).await.expect(204);
    assert_eq!(
        app.text("SELECT coalesce(CAST(max(user_id) AS text), 'nobody') FROM token_blacklist_outstandingtoken").await,
        "nobody"
    );
}

#[tokio::test]
async fn a_name_that_does_not_fit_djangos_column_is_no_reason_to_fail() {
    let app = beside_django().await;
    app.user("alice").exists().await;
    let mut long = app.good_claims("refresh");
    long["jti"] = json!("x".repeat(256));
    let pair = app.refresh(&app.sign(&long)).await.expect_pair();
    app.refresh(&pair.refresh).await.expect_pair();
}
