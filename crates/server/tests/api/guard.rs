//! The crate `countersign`, which others put before their own routes, answers as this server does.

use axum::{Router, routing::get};
use countersign::testing::FixedClock;
use countersign::token::{Algorithm, Seconds, SigningKey};
use countersign::{Authenticator, Clock};
use serde_json::{Value, json};

use crate::support::{TestApp, Web};

const PATH: &str = "/api/users/me/";
const SECRET: &[u8] = b"the secret of a server and of its neighbour";

fn bearer(app: &TestApp, change: impl Fn(&mut Value)) -> Vec<u8> {
    let mut claims = app.good_claims("access");
    change(&mut claims);
    format!("Bearer {}", app.sign(&claims)).into_bytes()
}

#[tokio::test]
async fn a_guarded_route_refuses_as_the_server_does_byte_for_byte() {
    let app = TestApp::build().key(SigningKey::from_secret(Algorithm::Hs256, SECRET).unwrap()).start().await;
    let clock = FixedClock::new(app.now());
    let guard = Authenticator::from_secret(SECRET).unwrap().with_clock(clock.clone()).required();
    let guarded = Web::new(Router::new().route(PATH, get(async || ())).layer(guard));
    let past = json!(clock.now().saturating_sub(Seconds::new(1)).unix());
    let headers = [
        b"Basic YTpi".to_vec(),
        b"Bearer".to_vec(),
        b"Bearer a b".to_vec(),
        b"Bearer nonsense".to_vec(),
        b"Bearer \xff".to_vec(),
        bearer(&app, |claims| claims["exp"] = past.clone()),
        bearer(&app, |claims| claims["token_type"] = json!("refresh")),
        bearer(&app, |claims| drop(claims.as_object_mut().unwrap().remove("token_type"))),
        bearer(&app, |claims| drop(claims.as_object_mut().unwrap().remove("exp"))),
        bearer(&app, |claims| drop(claims.as_object_mut().unwrap().remove("jti"))),
        bearer(&app, |claims| drop(claims.as_object_mut().unwrap().remove("user_id"))),
    ];
    for header in headers {
        let shown = String::from_utf8_lossy(&header).into_owned();
        let ours = app.get(PATH).header("authorization", &header).await.expect(401);
        let theirs = guarded.get(PATH).header("authorization", &header).await.expect(401);
        assert_eq!(theirs.text(), ours.text(), "{shown}");
        for name in ["content-type", "www-authenticate", "cache-control"] {
            assert_eq!(theirs.header(name), ours.header(name), "{shown}: {name}");
        }
    }
}

#[tokio::test]
async fn a_token_of_the_server_opens_a_guarded_route() {
    let app = TestApp::build().key(SigningKey::from_secret(Algorithm::Hs256, SECRET).unwrap()).start().await;
    let alice = app.user("alice").login().await;
    let guard = Authenticator::from_secret(SECRET).unwrap().with_clock(FixedClock::new(app.now()));
    let caller = guard.authenticate(&alice.access).unwrap();
    assert_eq!(caller.user_id(), app.row_of("alice").await.id.to_string());
    assert!(caller.session().is_some());
}
