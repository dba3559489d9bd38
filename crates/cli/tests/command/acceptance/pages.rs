//! What browsers are answered, and who is let in by cookie.

use serde_json::json;

use super::simplejwt;
use crate::attacks::wire::request;
use crate::support::{Deployment, PASSWORD, Server};

/// What browsers send.
const BROWSER: &str = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n";
const RENDERERS: &str = "COUNTERSIGN_REST_FRAMEWORK__DEFAULT_RENDERER_CLASSES";
const SESSION_AND_BASIC: &str = r#"
[routes.users_me]
authentication_classes = ["SessionAuthentication", "BasicAuthentication"]
"#;

#[test]
fn s41_the_api_is_pages_for_browsers_and_json_for_programs() {
    let server = simplejwt().serve();
    for path in ["/api/", "/api/token/", "/api/users/me/"] {
        let page = request(&server, "GET", path, BROWSER, "");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert!(page.text.contains("<form"), "{page:?}");
        let json = request(&server, "GET", path, "Accept: application/json\r\n", "");
        assert_eq!((json.status, json.header("content-type")), (page.status, Some("application/json")), "{path}");
        assert!(json.header("vary").is_some_and(|vary| vary.contains("Accept")), "{json:?}");
    }
}

#[test]
fn s41_the_pages_can_be_switched_off() {
    let server = simplejwt().with(RENDERERS, r#"["JSONRenderer"]"#).serve();
    request(&server, "GET", "/api/", "Accept: text/html\r\n", "").expect(406);
    let json = request(&server, "GET", "/api/", BROWSER, "").expect(200);
    assert_eq!(json.header("content-type"), Some("application/json"));
    assert!(!json.header("vary").unwrap_or_default().contains("Accept"), "{json:?}");
}

#[test]
fn s34_a_route_takes_the_credentials_of_its_own_classes_and_no_others() {
    let deployment = Deployment::new();
    deployment.write("countersign.toml", SESSION_AND_BASIC);
    let server = deployment.with_users(["alice"]).serve();
    let me = |headers: &str| request(&server, "GET", "/api/users/me/", headers, "");
    let bearer = format!("Authorization: Bearer {}\r\n", server.login("alice").access);
    // The first class has no challenge: what would be a 401 is a 403.
    me(&bearer).expect(403);
    me("").expect(403);
    let basic = format!("Authorization: Basic {}\r\n", "YWxpY2U6Y29ycmVjdCBob3JzZSBiYXR0ZXJ5");
    for headers in [basic, format!("Cookie: {}\r\n", session_cookie(&server))] {
        assert_eq!(me(&headers).expect(200).json()["username"], json!("alice"));
    }
    request(&server, "GET", "/api/sessions/", &bearer, "").expect(200);
}

/// Logs Alice in by the form.
fn session_cookie(server: &Server) -> String {
    let login = "/accounts/login/";
    let page = request(server, "GET", login, "", "").expect(200);
    let csrf = cookie(&page.head, "csrftoken");
    let token = csrf.split_once('=').map(|(_, value)| value).unwrap();
    let form = format!("csrfmiddlewaretoken={token}&username=alice&password={}", PASSWORD.replace(' ', "+"));
    let headers = format!("Cookie: {csrf}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    cookie(&request(server, "POST", login, &headers, form).expect(302).head, "sessionid")
}

/// A cookie that an answer sets, as it is sent back.
fn cookie(head: &str, name: &str) -> String {
    let cookies = head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
    let found = cookies.filter_map(|cookie| cookie.split(';').next()).find(|cookie| cookie.starts_with(name));
    found.unwrap_or_else(|| panic!("no {name}: {head}")).to_owned()
}
