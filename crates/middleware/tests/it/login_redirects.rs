//! Pages: anonymous people are sent to the login page.

use axum::Router;
use axum::body::Body;
use axum::routing::any;
use bytes::Bytes;
use countersign::testing::Issuer;
use countersign::{AuthenticationLayer, Caller, IsAdminUser, IsAuthenticated, LoginRedirect, require};
use http::{Request, Response};

use crate::support::{Answer, CHALLENGE, DENIED, NOT_AUTHENTICATED, and, ask, get, whoami};

/// `[login URL, request target, Location]`, as a real Django answered; see `record.py` beside it.
const RECORDED: &str = include_str!("../data/login_redirects.jsonl");

fn pages(layer: AuthenticationLayer) -> Router {
    Router::new().route("/lr/", any(whoami)).layer(layer)
}

fn html(path: &str) -> Request<Body> {
    and(get(path), "accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
}

#[track_caller]
fn expect_sent_to(answer: &Answer, location: &str) {
    assert_eq!((answer.status().as_u16(), answer.header("location")), (302, Some(location)));
    assert_eq!((answer.text(), answer.header("content-type")), ("", Some("text/html; charset=utf-8")));
    assert_eq!(answer.header("www-authenticate"), None);
}

#[tokio::test]
async fn s31_an_anonymous_person_is_sent_to_the_login_page_which_learns_where_to_go_next() {
    let issuer = Issuer::new();
    let login = LoginRedirect::to("/accounts/login/");
    let app = pages(issuer.authenticator().required().login_redirect(login));
    let sent = ask(&app, get("/lr/?a=b&c=d")).await;
    expect_sent_to(&sent, "/accounts/login/?next=/lr/%3Fa%3Db%26c%3Dd");
    assert_eq!(sent.header("vary"), Some("Cookie"));
    ask(&app, and(get("/lr/"), "authorization", &issuer.user("7").bearer())).await.expect_seen("7");
}

#[tokio::test]
async fn s32_a_caller_of_the_api_keeps_its_401() {
    let login = LoginRedirect::to("/accounts/login/").only_pages();
    let app = pages(Issuer::new().authenticator().required().login_redirect(login));
    let sent = ask(&app, html("/lr/")).await;
    expect_sent_to(&sent, "/accounts/login/?next=/lr/");
    assert_eq!(sent.header("vary"), Some("Accept, Cookie"));
    for accept in ["*/*", "application/json", "text/*", "text/html;q=0", "text/html; Q=0.0, */*", ""] {
        let refused = ask(&app, and(get("/lr/"), "accept", accept)).await;
        refused.expect(401, NOT_AUTHENTICATED);
        assert_eq!(refused.header("www-authenticate"), Some(CHALLENGE));
    }
    ask(&app, get("/lr/")).await.expect(401, NOT_AUTHENTICATED);
    expect_sent_to(&ask(&app, and(get("/lr/"), "accept", "TEXT/HTML;q=0.1")).await, "/accounts/login/?next=/lr/");
}

#[tokio::test]
async fn s33_the_login_page_is_wherever_the_application_says() {
    let authenticator = Issuer::new().authenticator();
    for (login_url, location) in [("/login/", "/login/?next=/lr/"), ("/in?theme=dark", "/in?theme=dark&next=/lr/")] {
        let app = pages(authenticator.required().login_redirect(LoginRedirect::to(login_url)));
        expect_sent_to(&ask(&app, get("/lr/")).await, location);
    }
}

#[tokio::test]
async fn s33_an_application_replaces_the_answer() {
    let layer = Issuer::new().authenticator().optional().on_refusal(|refusal, request| {
        let text = format!("{} {:?} {}", refusal.status(), refusal.reason(), request.uri.path());
        let mut answer = Response::new(Bytes::from(text));
        *answer.status_mut() = http::StatusCode::IM_A_TEAPOT;
        answer
    });
    let extracted = Router::new().route("/extractor", any(async |_: Caller| ()));
    let permitted = Router::new().route("/permission", any(whoami)).route_layer(require(IsAuthenticated));
    let app = extracted.merge(permitted).layer(layer);
    for path in ["/extractor", "/permission"] {
        let answer = ask(&app, get(path)).await;
        assert_eq!(
            (answer.status().as_u16(), answer.text()),
            (418, &*format!("401 Unauthorized NotAuthenticated {path}"))
        );
    }
    let answer = ask(&app, and(get("/extractor"), "authorization", "Bearer x")).await;
    assert_eq!(answer.text(), "401 Unauthorized TokenNotValid(Decode(Malformed)) /extractor");
}

#[tokio::test]
async fn a_bad_token_and_a_missing_permission_lead_to_no_login_page() {
    let issuer = Issuer::new();
    let layer = issuer.authenticator().optional().login_redirect(LoginRedirect::to("/login/"));
    let app = Router::new().route("/lr/", any(whoami)).route_layer(require(IsAdminUser)).layer(layer);
    expect_sent_to(&ask(&app, html("/lr/")).await, "/login/?next=/lr/");
    ask(&app, and(html("/lr/"), "authorization", "Bearer x")).await.expect_token_refused("Token is invalid");
    ask(&app, and(html("/lr/"), "authorization", &issuer.user("7").bearer())).await.expect(403, DENIED);
}

#[tokio::test]
async fn a_login_page_behind_the_same_layer_is_reached_with_an_old_cookie() {
    let issuer = Issuer::new();
    let layer = issuer.authenticator().with_cookie("access").optional().login_redirect(LoginRedirect::to("/login/"));
    let members = Router::new().route("/lr/", any(whoami)).route_layer(require(IsAuthenticated));
    let app = members.route("/login/", any(whoami)).layer(layer);
    let old = format!("access={}", issuer.user("7").expired());
    expect_sent_to(&ask(&app, and(html("/lr/"), "cookie", &old)).await, "/login/?next=/lr/");
    ask(&app, and(html("/login/?next=/lr/"), "cookie", &old)).await.expect_seen("anonymous");
}

#[tokio::test]
async fn inside_a_nested_router_next_is_the_whole_path() {
    let issuer = Issuer::new();
    let layer = issuer.authenticator().required().login_redirect(LoginRedirect::to("/login/"));
    let app = Router::new().nest("/members", pages(layer));
    expect_sent_to(&ask(&app, get("/members/lr/?a=b")).await, "/login/?next=/members/lr/%3Fa%3Db");
    let layer = issuer.authenticator().optional().login_redirect(LoginRedirect::to("/login/"));
    let inner = Router::new().route("/lr/", any(whoami)).route_layer(require(IsAuthenticated));
    let app = Router::new().nest("/members", inner).layer(layer);
    expect_sent_to(&ask(&app, get("/members/lr/")).await, "/login/?next=/members/lr/");
}

#[test]
fn the_location_is_the_one_that_django_sends() {
    for line in RECORDED.lines() {
        let (login_url, target, location): (String, String, String) = serde_json::from_str(line).unwrap();
        assert_eq!(LoginRedirect::to(login_url).location(&target.parse().unwrap()), location, "{line}");
    }
}

#[test]
fn next_is_never_another_host() {
    let location = |target: &str| LoginRedirect::to("/login/").location(&target.parse().unwrap());
    assert_eq!(location("//evil.example/a"), "/login/?next=/%252Fevil.example/a");
    assert_eq!(location("///evil.example"), "/login/?next=/%252F/evil.example");
    assert_eq!(location("/%2Fevil.example"), "/login/?next=/%252Fevil.example");
    assert_eq!(location("/%2f%2fevil.example?a"), "/login/?next=/%252F/evil.example%3Fa");
    assert_eq!(location("https://evil.example/a"), "/login/?next=/a");
    assert_eq!(location("*"), "/login/?next=/%2A");
}
