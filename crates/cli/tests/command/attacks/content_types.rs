//! F23: bodies that say they are something else.

use serde_json::json;

use super::wire::{post, request};
use super::{FORM, JSON, attacked, unharmed};
use crate::support::PASSWORD;

/// No parser reads these; an empty type and a missing one are `text/plain` as in WSGI.
const UNSUPPORTED: [Option<&str>; 10] = [
    None,
    Some(""),
    Some("text/plain"),
    Some("text/json"),
    Some("text/html"),
    Some("application/xml"),
    Some("application/x-json"),
    Some("application/jsonp"),
    Some("application/octet-stream"),
    Some("nonsense"),
];

#[test]
fn f23_a_type_that_nobody_reads_is_a_415_however_good_the_body() {
    let mut server = attacked().serve();
    let body = credentials();
    for kind in UNSUPPORTED {
        post(&server, "/api/token/", kind, &body).expect(415);
        post(&server, "/api/register/", kind, &body).expect(415);
    }
    let form = format!("username=alice&password={}", PASSWORD.replace(' ', "+"));
    post(&server, "/api/token/", Some("text/plain"), form).expect(415);
    unharmed(&mut server);
}

#[test]
fn f23_a_body_under_another_type_s_name_is_judged_as_what_it_says_it_is() {
    let mut server = attacked().serve();
    let required = json!({ "username": ["This field is required."], "password": ["This field is required."] });
    assert_eq!(post(&server, "/api/token/", Some(FORM), credentials()).expect(400).json(), required);
    let form = format!("username=alice&password={}", PASSWORD.replace(' ', "+"));
    let told = post(&server, "/api/token/", Some(JSON), form).expect(400).text;
    assert!(told.contains("JSON parse error"), "{told}");
    for kind in ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x"] {
        post(&server, "/api/token/", Some(kind), credentials()).expect(400);
    }
    unharmed(&mut server);
}

#[test]
fn f23_a_byte_order_mark_before_json_is_refused() {
    let mut server = attacked().serve();
    for kind in [JSON, "application/json; charset=utf-8"] {
        let body = [b"\xef\xbb\xbf", credentials().as_bytes()].concat();
        let told = post(&server, "/api/token/", Some(kind), body).expect(400).text;
        assert!(told.contains("JSON parse error"), "{told}");
    }
    unharmed(&mut server);
}

#[test]
fn f23_no_charset_carries_a_value_past_the_validation() {
    let mut server = attacked().serve();
    for (charset, body) in [
        ("utf-7", b"{+ACI-username+ACI-:+ACI-bob+AAA-+ACI-,+ACI-password+ACI-:+ACI-+ACI-}".to_vec()),
        ("utf-7", register("a b")),
        ("utf-16", utf16(&register("a b"))),
        ("utf-16le", utf16(&register("a b"))),
        ("latin-1", register("a b")),
        ("utf-8", b"{\"username\":\"a\xc0\x80b\",\"password\":\"x\"}".to_vec()),
        ("utf-8", b"{\"username\":\"a\xed\xa0\x80b\",\"password\":\"x\"}".to_vec()),
        ("nonsense", register("a b")),
        ("base64", register("a b")),
        ("zlib", register("a b")),
        ("idna", register("a b")),
        ("unicode_escape", register("a b")),
    ] {
        for kind in [JSON, FORM] {
            let kind = format!("{kind}; charset={charset}");
            post(&server, "/api/register/", Some(&kind), &body).expect_one_of(&[400, 415]);
        }
    }
    unharmed(&mut server);
}

#[test]
fn f23_two_content_types_are_never_two_readings() {
    let mut server = attacked().serve();
    for (first, second) in [(JSON, FORM), (FORM, JSON), ("text/plain", JSON), (JSON, "text/plain")] {
        let headers = format!("Content-Type: {first}\r\nContent-Type: {second}\r\n");
        let reply = request(&server, "POST", "/api/token/", &headers, credentials());
        // The first counts, or neither.
        assert!(reply.status != 200 || first == JSON, "{first}, {second}: {reply:?}");
        let joined = format!("{first}, {second}");
        request(&server, "POST", "/api/token/", &format!("Content-Type: {joined}\r\n"), credentials())
            .expect_one_of(&[200, 400, 415]);
    }
    unharmed(&mut server);
}

#[test]
fn f23_a_form_from_another_site_acts_for_nobody() {
    let mut server = attacked().serve();
    // What a page elsewhere can send without asking: a form's types, cookies, no `Authorization`.
    let foreign = "Origin: https://elsewhere.example\r\nCookie: sessionid=x; access=y; csrftoken=z\r\n";
    for kind in [FORM, "multipart/form-data; boundary=x", "text/plain"] {
        let headers = format!("{foreign}Content-Type: {kind}\r\n");
        for path in ["/api/users/me/", "/api/logout/all/", "/api/sessions/", "/api/reauthenticate/"] {
            let reply = request(&server, "POST", path, &headers, "first_name=x").expect(401);
            assert_eq!(reply.header("access-control-allow-origin"), None);
        }
    }
    unharmed(&mut server);
}

fn credentials() -> String {
    json!({ "username": "alice", "password": PASSWORD }).to_string()
}

/// A registration that the validation refuses for its name.
fn register(username: &str) -> Vec<u8> {
    json!({ "username": username, "password": "marble staircase 9" }).to_string().into_bytes()
}

fn utf16(ascii: &[u8]) -> Vec<u8> {
    ascii.iter().flat_map(|byte| [*byte, 0]).collect()
}
