//! `GET /api/revocations/`.

use std::future::IntoFuture;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countersign_core::flows;
use countersign_server::{AuthenticationClass, Route};
use serde_json::{Value, json};

use crate::support::{Call, TestApp};

/// A program with credentials.
pub(crate) struct Program<'a> {
    app: &'a TestApp,
    id: String,
    secret: String,
}

impl<'a> Program<'a> {
    pub(crate) async fn of(app: &'a TestApp) -> Self {
        let ctx = app.ctx();
        let (id, secret) = flows::create_client(&*ctx.store, "bookstore", &*ctx.clock, &*ctx.randomness).await.unwrap();
        Self { app, id: id.to_string(), secret: secret.expose().to_owned() }
    }

    fn asks(&self, query: &str) -> Call {
        self.calls("GET", query)
    }

    pub(crate) fn calls(&self, method: &str, query: &str) -> Call {
        let call = self.app.call(method, &format!("/api/revocations/?{query}"));
        call.header("authorization", basic(&self.id, &self.secret))
    }

    async fn told(&self, query: &str) -> Value {
        self.asks(query).await.expect(200).json()
    }
}

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

fn seqs(page: &Value) -> Vec<u64> {
    page["events"].as_array().unwrap().iter().map(|event| event["seq"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn a_program_is_told_what_was_revoked() {
    let app = TestApp::new().await;
    let (shop, now) = (Program::of(&app).await, app.now().unix());
    let (phone, laptop) = (app.user("alice").login().await, app.user("alice").login().await);
    phone.logout().await.expect(200);
    let alice = app.row_of("alice").await;
    app.blacklist(&app.foreign_refresh(&alice)).await.expect(200);
    laptop.logout_all().await.expect(200);
    let page = shop.told("since=0").await;
    let events = page["events"].as_array().unwrap();
    assert_eq!(events[0], json!({ "seq": 1, "kind": "session", "session": phone.sid(), "until": events[0]["until"] }));
    assert!(events[0]["until"].as_i64().unwrap() > now);
    assert_eq!((&events[1]["kind"], &events[1]["jti"]), (&json!("jti"), &json!(format!("f0re19n-{now}"))));
    let user = json!({ "seq": 3, "kind": "user", "user": "1", "before": now, "until": events[2]["until"] });
    assert_eq!((&events[2], &events[3]["session"]), (&user, &json!(laptop.sid())));
    assert_eq!((page["next"].as_u64(), events.len()), (Some(4), 4));
}

#[tokio::test]
async fn a_program_goes_on_where_it_was() {
    let app = TestApp::new().await;
    let shop = Program::of(&app).await;
    let device = app.user("alice").login().await;
    let beginning = shop.told("since=0").await;
    let epoch = beginning["epoch"].as_str().unwrap();
    assert_eq!((&beginning["events"], &beginning["next"]), (&json!([]), &json!(0)));
    device.logout().await.expect(200);
    app.user("alice").login().await.logout().await.expect(200);
    assert_eq!(seqs(&shop.told(&format!("since=0&epoch={epoch}")).await), [1, 2]);
    assert_eq!(seqs(&shop.told(&format!("since=1&epoch={epoch}")).await), [2]);
    assert_eq!(shop.told(&format!("since=2&epoch={epoch}")).await["events"], json!([]));
}

#[tokio::test]
async fn another_history_is_told_from_its_beginning() {
    let app = TestApp::new().await;
    let shop = Program::of(&app).await;
    app.user("alice").login().await.logout().await.expect(200);
    let epoch = shop.told("since=0").await["epoch"].as_str().unwrap().to_owned();
    for query in ["since=1&epoch=another&wait=60", "since=1&wait=60", &format!("since=2&epoch={epoch}&wait=60")] {
        let page = shop.told(query).await;
        assert_eq!((seqs(&page), &page["next"], &page["epoch"]), (vec![1], &json!(1), &json!(epoch)), "{query}");
    }
}

#[tokio::test]
async fn whoever_waits_is_told_when_something_is_revoked() {
    let app = TestApp::new().await;
    let shop = Program::of(&app).await;
    let device = app.user("alice").login().await;
    let epoch = shop.told("").await["epoch"].as_str().unwrap().to_owned();
    let waiting = tokio::spawn(shop.asks(&format!("since=0&epoch={epoch}&wait=60")).into_future());
    device.logout().await.expect(200);
    app.follow().await;
    assert_eq!(seqs(&waiting.await.unwrap().expect(200).json()), [1]);
}

#[tokio::test]
async fn whoever_waits_is_let_go_after_the_time_and_at_the_end_of_the_process() {
    let app = TestApp::new().await;
    let shop = Program::of(&app).await;
    let epoch = shop.told("").await["epoch"].as_str().unwrap().to_owned();
    assert_eq!(shop.told(&format!("since=0&epoch={epoch}&wait=1")).await["events"], json!([]));
    let waiting = tokio::spawn(shop.asks(&format!("since=0&epoch={epoch}&wait=60")).into_future());
    app.ctx().follower.release();
    assert_eq!(waiting.await.unwrap().expect(200).json()["events"], json!([]));
}

#[tokio::test]
async fn a_long_feed_is_told_in_pieces() {
    let app = TestApp::new().await;
    let shop = Program::of(&app).await;
    let until = app.now().unix() + 60;
    app.sql(&format!(
        "WITH RECURSIVE numbers(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM numbers WHERE seq < 10001)
         INSERT INTO countersign_feed (seq, kind, subject, until) SELECT seq, 'jti', 'a', {until} FROM numbers"
    ))
    .await;
    app.sql("UPDATE countersign_feed_counter SET last = 10001").await;
    let first = shop.told("since=0").await;
    assert_eq!((seqs(&first).len(), &first["next"]), (10_000, &json!(10_000)));
    let rest = shop.told(&format!("since=10000&epoch={}&wait=60", first["epoch"].as_str().unwrap())).await;
    assert_eq!((seqs(&rest), &rest["next"]), (vec![10_001], &json!(10_001)));
}

#[tokio::test]
async fn an_event_of_an_older_version_says_no_mark() {
    let app = TestApp::new().await;
    let shop = Program::of(&app).await;
    let until = app.now().unix() + 60;
    app.sql(&format!("INSERT INTO countersign_feed (seq, kind, subject, until) VALUES (1, 'user', '7', {until})"))
        .await;
    app.sql("UPDATE countersign_feed_counter SET last = 1").await;
    let event = json!({ "seq": 1, "kind": "user", "user": "7", "until": until });
    assert_eq!(shop.told("").await["events"], json!([event]));
}

#[tokio::test]
async fn nobody_but_a_program_with_credentials_is_told() {
    let app = TestApp::new().await;
    let shop = Program::of(&app).await;
    let root = app.user("root").login().await;
    app.sql("UPDATE auth_user SET is_staff = TRUE, is_superuser = TRUE").await;
    let refused = |answer: crate::support::Answer, detail: &str| {
        let answer = answer.expect_detail(401, detail);
        assert_eq!(answer.header("www-authenticate"), "Basic realm=\"api\"");
    };
    refused(app.get("/api/revocations/").await, "Authentication credentials were not provided.");
    refused(root.call("GET", "/api/revocations/").await, "Authentication credentials were not provided.");
    refused(app.call("POST", "/api/revocations/").await, "Authentication credentials were not provided.");
    for wrong in [basic(&shop.id, "another"), basic("another", &shop.secret), basic("root", crate::support::PASSWORD)] {
        refused(app.get("/api/revocations/").header("authorization", wrong).await, "Invalid username/password.");
    }
    shop.calls("POST", "").await.expect_detail(405, "Method \"POST\" not allowed.");
}

#[tokio::test]
async fn a_revoked_program_is_refused_at_its_next_request() {
    let app = TestApp::new().await;
    let (shop, cafe) = (Program::of(&app).await, Program::of(&app).await);
    shop.told("").await;
    let ctx = app.ctx();
    let id = countersign_core::ClientId::parse(&shop.id).unwrap();
    flows::revoke_client(&*ctx.store, &id, &*ctx.clock).await.unwrap();
    shop.asks("").await.expect_detail(401, "Invalid username/password.");
    cafe.told("").await;
}

#[tokio::test]
async fn a_parameter_that_is_no_number_or_beyond_its_bounds_is_named() {
    let app = TestApp::new().await;
    let shop = Program::of(&app).await;
    let integer = "A valid integer is required.";
    for (query, wanted) in [
        ("since=x", json!({ "since": [integer] })),
        ("since=-1", json!({ "since": ["Ensure this value is greater than or equal to 0."] })),
        ("wait=61", json!({ "wait": ["Ensure this value is less than or equal to 60."] })),
        ("wait=1.5&since=%00", json!({ "since": [integer], "wait": [integer] })),
    ] {
        shop.asks(query).await.expect_json(400, &wanted);
    }
}

#[tokio::test]
async fn nobody_else_can_be_let_in_by_a_setting() {
    let own = Route { authentication_classes: Some(vec![AuthenticationClass::Jwt]), ..Route::default() };
    let refusal = TestApp::build().route("revocations", own).refusal().await;
    assert!(refusal.unwrap().to_string().contains("countersign clients create"));
}
