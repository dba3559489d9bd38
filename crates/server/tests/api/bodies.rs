//! Bodies, good and bad, as far as they reach an endpoint. The texts are CPython's and DRF's.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::{PASSWORD, TestApp};

const LOGIN: &str = r#"{"username":"alice","password":"correct horse battery"}"#;
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=b";

fn required() -> Value {
    json!({ "username": ["This field is required."], "password": ["This field is required."] })
}

#[tokio::test]
async fn no_body_is_no_fields_whatever_the_type() {
    let app = TestApp::new().await;
    app.call("POST", "/api/token/").await.expect_json(400, &required());
    for content_type in ["text/plain", JSON, FORM, MULTIPART, "garbage", ""] {
        app.call("POST", "/api/token/").body(content_type, "").await.expect_json(400, &required());
    }
}

#[tokio::test]
async fn a_type_that_nobody_parses_is_repeated_as_it_was_sent() {
    let app = TestApp::new().await;
    for sent in ["text/plain", "application/vnd.api+json; charset=utf-8", "garbage", "", "application/jsonx", "x/\"y\""]
    {
        let answer = app.call("POST", "/api/token/").body(sent, LOGIN).await;
        answer.expect_detail(415, &format!("Unsupported media type \"{sent}\" in request."));
    }
    let untyped = app.call("POST", "/api/token/").untyped_body(LOGIN).await;
    untyped.expect_detail(415, "Unsupported media type \"text/plain\" in request.");
}

#[tokio::test]
async fn the_type_is_read_without_case_and_parameters() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    for sent in ["Application/JSON", "application/json; charset=utf-8", "application/json;charset=klingon", "*/*"] {
        app.call("POST", "/api/token/").body(sent, LOGIN).await.expect_pair();
    }
}

#[tokio::test]
async fn the_charset_of_a_body_counts() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(LOGIN.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    app.call("POST", "/api/token/").body("application/json; charset=utf-16", utf16).await.expect_pair();
    let answer = app.call("POST", "/api/token/").body("application/json; charset=hex", LOGIN).await;
    answer.expect_detail(400, "Unsupported charset \"hex\" in request Content-Type header.");
}

#[tokio::test]
async fn broken_json_is_told_as_cpython_tells_it() {
    let app = TestApp::new().await;
    let table: [(&[u8], &str); 9] = [
        (b"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b"   ", "Expecting value: line 1 column 4 (char 3)"),
        (b"{\"a\":1} x", "Extra data: line 1 column 9 (char 8)"),
        (b"{\"a\":\"\n\"}", "Invalid control character at: line 1 column 7 (char 6)"),
        (b"\xef\xbb\xbf{}", "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)"),
        (b"\xff{}", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
        (b"{\"a\":NaN}", "Out of range float values are not JSON compliant: 'NaN'"),
        (b"{\"a\":Infinity}", "Out of range float values are not JSON compliant: 'Infinity'"),
        (b"{'a':1}", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    ];
    for (body, text) in table {
        let answer = app.call("POST", "/api/token/").body(JSON, body).await;
        answer.expect_detail(400, &format!("JSON parse error - {text}"));
    }
}

#[tokio::test]
async fn json_of_another_shape_is_named_in_python() {
    let app = TestApp::new().await;
    for (body, name) in [("[]", "list"), ("\"x\"", "str"), ("1", "int"), ("1.0", "float"), ("true", "bool")] {
        let told = format!("Invalid data. Expected a dictionary, but got {name}.");
        let answer = app.call("POST", "/api/token/").body(JSON, body).await;
        answer.expect_json(400, &json!({ "non_field_errors": [told] }));
    }
    let answer = app.call("POST", "/api/token/").body(JSON, "null").await;
    answer.expect_json(400, &json!({ "non_field_errors": ["No data provided"] }));
}

#[tokio::test]
async fn odd_but_good_json_logs_in() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    for extra in [r#""x":1e999"#, r#""username":"nobody""#, r#""x":[[[{}]]]"#, r#""\u0000":"\ud800""#] {
        let body = format!(r#"{{{extra},"username":"alice","password":"{PASSWORD}"}}"#);
        app.call("POST", "/api/token/").body(JSON, body).await.expect_pair();
    }
}

#[tokio::test]
async fn endless_nesting_and_endless_numbers_are_refused_cleanly() {
    let app = TestApp::new().await;
    let nested = "[".repeat(5000);
    let objects = "{\"a\":".repeat(100_000);
    let number = format!("{{\"username\":{}}}", "9".repeat(4301));
    for body in [nested, objects, number] {
        let answer = app.call("POST", "/api/token/").body(JSON, body).await.expect(400);
        assert!(answer.json()["detail"].as_str().unwrap().starts_with("JSON parse error - "), "{answer:?}");
    }
}

#[tokio::test]
async fn forms_are_read_as_django_reads_them() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let body = "username=nobody&username=alice&password=correct+horse%20battery&extra";
    app.call("POST", "/api/token/").body(FORM, body).await.expect_pair();
    let broken = app.call("POST", "/api/token/").body(FORM, "username=%ff&password=%zz").await;
    broken.expect_detail(401, "No active account found with the given credentials");
    let nothing = app.call("POST", "/api/token/").body(FORM, "&&=&").await;
    nothing.expect_json(400, &required());
}

#[tokio::test]
async fn broken_multipart_is_refused_cleanly() {
    let app = TestApp::new().await;
    let none = app.call("POST", "/api/token/").body("multipart/form-data", "x").await;
    none.expect_detail(400, "Multipart form parse error - Invalid boundary in multipart: None");
    for body in ["--b", "--b\r\n", "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", "x", "--b--"] {
        let status = app.call("POST", "/api/token/").body(MULTIPART, body).await.status();
        assert_eq!(status, 400, "{body:?}");
    }
}

#[tokio::test]
async fn a_file_is_no_password() {
    let app = TestApp::new().await;
    let disposition = "Content-Disposition: form-data; name=\"password\"; filename=\"p.txt\"";
    let body = format!("--b\r\n{disposition}\r\n\r\n{PASSWORD}\r\n--b--\r\n");
    let answer = app.call("POST", "/api/token/").body(MULTIPART, body).await.expect(400);
    assert_eq!(answer.json()["password"], json!(["Not a valid string."]));
}

#[tokio::test]
async fn a_body_too_large_or_with_too_many_fields_gets_djangos_page() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let mut largest = LOGIN.to_owned();
    largest.extend(std::iter::repeat_n(' ', 2_621_440 - LOGIN.len()));
    app.call("POST", "/api/token/").body(JSON, largest.clone()).await.expect_pair();
    largest.push(' ');
    let many = (0..1001).fold(String::new(), |mut form, n| {
        write!(form, "f{n}=&").unwrap();
        form
    });
    for (content_type, body) in [(JSON, largest), (FORM, many)] {
        let page = app.call("POST", "/api/token/").body(content_type, body).await.expect(400);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(page.text().contains("<h1>Bad Request (400)</h1>"));
    }
}

#[tokio::test]
async fn a_query_with_too_many_fields_gets_djangos_page_too() {
    let app = TestApp::new().await;
    let answer = app.get(&format!("/api/?{}", "a&".repeat(1001))).await.expect(400);
    assert!(answer.text().contains("<h1>Bad Request (400)</h1>"));
}

#[tokio::test]
async fn unicode_comes_back_as_it_was_sent() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let name = "\u{5f20}\u{2028}<&>\u{1f600}";
    let answer = alice.change(&json!({ "first_name": name })).await.expect(200);
    assert!(answer.text().contains("\"\u{5f20}\\u2028<&>\u{1f600}\""), "{answer:?}");
    assert_eq!(alice.me().await.json()["first_name"], name);
}
