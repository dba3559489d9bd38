//! E12 and E13: values that a database could take for commands, and values of types that nobody expects.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::json_bombs::OPEN;
use super::wire::{post, request};
use super::{FORM, JSON, SECRET, attacked, unharmed};
use crate::support::{PASSWORD, Server, hs256, payload};

/// Values that mean something where text is pasted into a statement.
const SQL: [&str; 18] = [
    "' OR '1'='1",
    "' OR 1=1 --",
    "alice' --",
    "alice'/*",
    "alice\" OR \"\"=\"",
    "') OR ('1'='1",
    "'; DROP TABLE auth_user; --",
    "'; UPDATE auth_user SET is_superuser = 1; --",
    "' UNION SELECT id, password, username FROM auth_user --",
    "alice' AND (SELECT count(*) FROM auth_user) > 0 --",
    "alice' || (SELECT hex(randomblob(500000000))) || '",
    "a%",
    "a____",
    "alic_",
    "%",
    "*",
    "alice\\",
    "$1",
];
/// Values that are no text.
const TYPES: [&str; 8] = [
    r#"{"$gt":""}"#,
    r#"{"$ne":null}"#,
    r#"{"$regex":".*"}"#,
    r#"{"$where":"sleep(10000)"}"#,
    r#"["alice"]"#,
    "[]",
    "{}",
    "true",
];

#[test]
fn e12_what_looks_like_sql_logs_nobody_in() {
    let mut server = attacked().serve();
    let refused = json!({ "detail": "No active account found with the given credentials" });
    for text in SQL {
        for body in
            [json!({ "username": text, "password": PASSWORD }), json!({ "username": "alice", "password": text })]
        {
            let told = post(&server, "/api/token/", Some(JSON), body.to_string()).expect(401).json();
            assert_eq!(told, refused, "{text}");
        }
    }
    for text in ["alice\0", "alice\0' OR 1=1"] {
        let body = json!({ "username": text, "password": PASSWORD }).to_string();
        post(&server, "/api/token/", Some(JSON), body).expect_one_of(&[400, 401]);
    }
    post(&server, "/api/token/", Some(FORM), "username=alice%00&password=x").expect_one_of(&[400, 401]);
    unharmed(&mut server);
}

#[test]
fn e12_what_looks_like_sql_is_no_credential_of_any_class() {
    let classes = r#"["JWTAuthentication", "TokenAuthentication", "BasicAuthentication"]"#;
    let deployment = attacked().with("COUNTERSIGN_REST_FRAMEWORK__DEFAULT_AUTHENTICATION_CLASSES", classes);
    let mut server = deployment.serve();
    let credentials = json!({ "username": "alice", "password": PASSWORD }).to_string();
    post(&server, "/api-token-auth/", Some(JSON), credentials).expect(200);
    for text in SQL {
        let basic = [format!("{text}:{PASSWORD}"), format!("alice:{text}")]
            .map(|pair| format!("Basic {}", STANDARD.encode(pair)));
        let token = [format!("Token {text}"), format!("Token {}", text.replace(' ', "/**/"))];
        for authorization in basic.into_iter().chain(token) {
            let header = format!("Authorization: {authorization}\r\n");
            request(&server, "GET", "/api/users/me/", &header, "").expect(401);
        }
        let body = json!({ "username": text, "password": PASSWORD }).to_string();
        post(&server, "/api-token-auth/", Some(JSON), body).expect(400);
    }
    unharmed(&mut server);
}

#[test]
fn e12_what_looks_like_sql_is_kept_as_it_is_and_does_nothing_later() {
    let deployment = attacked();
    let mut server = deployment.serve();
    let pair = server.login("alice");
    for text in SQL {
        let bearer = format!("Authorization: Bearer {}\r\nContent-Type: {JSON}\r\n", pair.access);
        let body = json!({ "first_name": text, "last_name": text }).to_string();
        let told = request(&server, "PATCH", "/api/users/me/", &bearer, body).expect(200).json();
        assert_eq!([&told["first_name"], &told["last_name"]], [text, text]);
        let agent = format!("User-Agent: {text}\r\nContent-Type: {JSON}\r\n");
        let credentials = json!({ "username": "alice", "password": PASSWORD }).to_string();
        request(&server, "POST", "/api/token/", &agent, credentials).expect(200);
        let sessions = request(&server, "GET", "/api/sessions/", &bearer, "").expect(200).json();
        assert!(sessions.as_array().unwrap().iter().any(|session| session["user_agent"] == text), "{text}");
        assert_eq!(server.me(&pair.access).expect(200).body["first_name"], text);
    }
    assert_eq!(deployment.run(["users", "list", "--json"]).expect_json().as_array().unwrap().len(), 2);
    assert_eq!(deployment.run(["users", "show", "alice", "--json"]).expect_json()["is_superuser"], json!(false));
    unharmed(&mut server);
}

#[test]
fn e12_what_looks_like_sql_is_no_name_and_no_session() {
    let deployment = attacked();
    let mut server = deployment.serve();
    let (alice, bob) = (server.login("alice"), server.login("bob"));
    let bearer = format!("Authorization: Bearer {}\r\n", bob.access);
    let sid = payload(&alice.access)["sid"].as_str().unwrap().to_owned();
    for id in
        [&sid, "'%20OR%20'1'='1", "%25", "x'%20OR%20user_id=1%20--", "%27;DELETE%20FROM%20auth_user;--", "%00", "_"]
    {
        request(&server, "DELETE", &format!("/api/sessions/{id}/"), &bearer, "").expect(404);
    }
    server.me(&alice.access).expect(200);
    for text in SQL.into_iter().filter(|text| text.contains([' ', '\'', '%', '*', '$', '\\'])) {
        let body = json!({ "username": text, "password": "marble staircase 9" }).to_string();
        let told = post(&server, "/api/register/", Some(JSON), body).expect(400).json();
        assert!(told["username"][0].as_str().unwrap().starts_with("Enter a valid username."), "{told}");
        assert_eq!(deployment.run(["users", "show", text]).code, Some(1), "{text}");
    }
    unharmed(&mut server);
}

#[test]
fn e12_a_signed_token_s_claims_are_values_too() {
    let mut server = attacked().serve();
    let honest = server.login("alice");
    for text in SQL {
        let access = signed(&honest.access, "user_id", &json!(text));
        server.me(&access).expect(401);
        // With Alice's session in it, it would be hers to end: blacklisting it logs her out.
        let refresh = signed(&signed(&honest.refresh, "sid", &json!(text)), "jti", &json!(text));
        let body = json!({ "refresh": refresh }).to_string();
        post(&server, "/api/token/blacklist/", Some(JSON), &body).expect_one_of(&[200, 400, 401]);
        post(&server, "/api/token/refresh/", Some(JSON), &body).expect_one_of(&[400, 401]);
    }
    server.me(&honest.access).expect(200);
    server.refresh(&honest.refresh).expect(200);
    unharmed(&mut server);
}

#[test]
fn e13_a_field_that_is_no_text_is_told_so() {
    let mut server = attacked().serve();
    let invalid = json!(["Not a valid string."]);
    for (path, field, rest) in [
        ("/api/token/", "username", json!({ "password": PASSWORD })),
        ("/api/token/", "password", json!({ "username": "alice" })),
        ("/api/token/refresh/", "refresh", json!({})),
        ("/api/token/verify/", "token", json!({})),
        ("/api/token/blacklist/", "refresh", json!({})),
        ("/api-token-auth/", "username", json!({ "password": PASSWORD })),
        ("/api-token-auth/", "password", json!({ "username": "alice" })),
        ("/api/register/", "username", json!({ "password": PASSWORD })),
        ("/api/register/", "password", json!({ "username": "carol" })),
    ] {
        for value in TYPES {
            let told = field_errors(&server, path, field, &rest, value);
            assert_eq!(told[field], invalid, "{path} {field} {value}");
        }
        assert_eq!(field_errors(&server, path, field, &rest, "null")[field], json!(["This field may not be null."]));
    }
    let told =
        field_errors(&server, "/api/register/", "email", &json!({ "username": "carol", "password": PASSWORD }), "{}");
    assert_eq!(told["email"], json!(["Enter a valid email address."]));
    unharmed(&mut server);
}

#[test]
fn e13_a_number_is_its_digits_and_never_a_key_of_the_database() {
    let mut server = attacked().serve();
    for number in ["1", "0", "-1", "1.0", "1e400", "99999999999999999999999"] {
        let body = format!(r#"{{"username":{number},"password":"{PASSWORD}"}}"#);
        post(&server, "/api/token/", Some(JSON), body).expect_one_of(&[400, 401]);
        let body = format!(r#"{{"username":"alice","password":{number}}}"#);
        post(&server, "/api/token/", Some(JSON), body).expect_one_of(&[400, 401]);
    }
    unharmed(&mut server);
}

#[test]
fn e13_a_body_that_is_no_object_is_told_so() {
    let mut server = attacked().serve();
    for path in OPEN {
        for (body, kind) in [
            ("[]", "list"),
            (r#"[{"username":"alice"}]"#, "list"),
            (r#""alice""#, "str"),
            ("1", "int"),
            ("1.5", "float"),
            ("true", "bool"),
        ] {
            let told = post(&server, path, Some(JSON), body).expect(400).json();
            let message = format!("Invalid data. Expected a dictionary, but got {kind}.");
            assert_eq!(told, json!({ "non_field_errors": [message] }), "{path} {body}");
        }
        post(&server, path, Some(JSON), "null").expect(400);
    }
    unharmed(&mut server);
}

#[test]
fn e13_a_signed_token_s_claims_of_odd_types_are_refused() {
    let mut server = attacked().serve();
    let honest = server.login("alice");
    for value in TYPES.into_iter().chain(["null", "1.5", "-1", "1e300"]) {
        let value: Value = serde_json::from_str(value).unwrap();
        for claim in ["user_id", "exp", "token_type", "jti", "sid"] {
            let access = signed(&honest.access, claim, &value);
            let answer = server.me(&access);
            // A claim that nothing is asked of may be anything; it lets nobody else in.
            assert!(answer.status == 401 || answer.body["username"] == "alice", "{claim} {value}: {answer:?}");
            let body = json!({ "refresh": signed(&honest.refresh, claim, &value) }).to_string();
            post(&server, "/api/token/refresh/", Some(JSON), body).expect_one_of(&[200, 400, 401]);
        }
    }
    unharmed(&mut server);
}

fn field_errors(server: &Server, path: &str, field: &str, rest: &Value, value: &str) -> Value {
    let mut body = rest.clone();
    body[field] = serde_json::from_str(value).unwrap();
    post(server, path, Some(JSON), body.to_string()).expect(400).json()
}

/// A token like `honest` with one claim changed, signed with the secret that the server shares.
fn signed(honest: &str, claim: &str, value: &Value) -> String {
    let mut claims = payload(honest);
    claims[claim] = value.clone();
    hs256(SECRET.as_bytes(), claims.to_string().as_bytes())
}
