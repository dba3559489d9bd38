//! F19: JSON that is cheap to send and dear to read.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::wire::post;
use super::{JSON, SECRET, attacked, unharmed};
use crate::support::hs256;

/// The endpoints that read a body from anybody.
pub(super) const OPEN: [&str; 6] = [
    "/api/token/",
    "/api/token/refresh/",
    "/api/token/verify/",
    "/api/token/blacklist/",
    "/api/register/",
    "/api-token-auth/",
];
/// Bodies above this size (bytes) are not read: Django's `DATA_UPLOAD_MAX_MEMORY_SIZE`.
const READ: usize = 2_621_440;
/// What somebody else waits at most while bombs are read.
const PROMPTLY: Duration = Duration::from_secs(5);

#[test]
fn f19_json_bombs_are_refused_in_bounded_time_while_others_are_served() {
    let mut server = attacked().serve();
    for ((name, bomb), path) in bombs().iter().zip(OPEN.iter().cycle()) {
        let reply = post(&server, path, Some(JSON), bomb);
        // What is too large is refused before it has been read; the client may see no more than the closed connection.
        let is_refused = reply.status == 400 || (bomb.len() > READ && reply.status == 0);
        assert!(is_refused, "{name} at {path}: {reply:?}");
    }
    unharmed(&mut server);
}

#[test]
fn f19_whoever_calls_beside_a_bomb_is_answered_promptly() {
    let mut server = attacked().serve();
    let address = &server;
    let slowest = thread::scope(|scope| {
        let bombers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(move || bombs().iter().for_each(|(_, bomb)| drop(post(address, OPEN[0], Some(JSON), bomb))))
            })
            .collect();
        let mut slowest = Duration::ZERO;
        while bombers.iter().any(|bomber| !bomber.is_finished()) {
            let asked = Instant::now();
            address.client().get("/healthz").expect(200);
            slowest = slowest.max(asked.elapsed());
        }
        slowest
    });
    println!("the slowest answer beside the bombs took {slowest:?}");
    assert!(slowest < PROMPTLY, "{slowest:?}");
    unharmed(&mut server);
}

#[test]
fn f19_of_two_members_of_one_name_the_last_counts_and_no_number_is_too_long_to_refuse() {
    let mut server = attacked().serve();
    let twice = r#"{"username":"nobody","username":"alice","password":"no","password":"correct horse battery"}"#;
    post(&server, "/api/token/", Some(JSON), twice).expect(200);
    let long = format!(r#"{{"token":{}}}"#, "9".repeat(1_000_000));
    let told = post(&server, "/api/token/verify/", Some(JSON), long).expect(400);
    assert!(told.text.len() < 1000, "an answer does not echo a million digits");
    unharmed(&mut server);
}

#[test]
fn f19_a_bomb_inside_of_a_signed_token_is_an_invalid_token() {
    let mut server = attacked().serve();
    let members = (0..20_000).map(|number| format!(r#""{number}":0"#)).collect::<Vec<_>>().join(",");
    for claims in [
        format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("{}1{}", r#"{"a":"#.repeat(50_000), "}".repeat(50_000)),
        format!(r#"{{"token_type":"access","user_id":"1","exp":{}}}"#, "9".repeat(100_000)),
        r#"{"token_type":"access","user_id":"1","exp":1e999}"#.to_owned(),
        format!("{{{members}}}"),
    ] {
        let token = hs256(SECRET.as_bytes(), claims.as_bytes());
        let body = json!({ "token": token }).to_string();
        post(&server, "/api/token/verify/", Some(JSON), body).expect_one_of(&[400, 401]);
    }
    unharmed(&mut server);
}

fn bombs() -> Vec<(&'static str, String)> {
    let members = |count: usize| (0..count).map(|number| format!(r#""{number}":0"#)).collect::<Vec<_>>().join(",");
    vec![
        ("100000 arrays in each other", nested("[", "]", 100_000)),
        ("100000 arrays, never closed", "[".repeat(100_000)),
        ("100000 objects in each other", nested(r#"{"a":"#, "}", 100_000).replacen('}', "1}", 1)),
        ("depth below a member", format!(r#"{{"username":{}}}"#, nested("[", "]", 100_000))),
        ("a million members", format!("{{{}}}", members(1_000_000))),
        ("as many members as are read", format!("{{{}}}", members(230_000))),
        ("members whose names collide", format!("{{{}}}", colliding())),
        ("a number of a million digits", format!(r#"{{"username":{}}}"#, "1".repeat(1_000_000))),
        ("a million digits behind the point", format!(r#"{{"username":0.{}x}}"#, "1".repeat(1_000_000))),
        ("an exponent of a million digits", format!(r#"{{"username":1e{}x}}"#, "9".repeat(1_000_000))),
        ("escapes without end", format!(r#"{{"username":"{}"#, r"\u0041".repeat(400_000))),
        ("blanks and no more", " ".repeat(2_000_000)),
        ("NaN", r#"{"username":NaN,"password":"x"}"#.to_owned()),
        ("Infinity", r#"{"username":-Infinity,"password":"x"}"#.to_owned()),
        ("data behind the value", r#"{"username":"alice","password":"x"}{}"#.to_owned()),
        ("a comment", r#"{"username":"alice"/* x */,"password":"x"}"#.to_owned()),
        ("a comma at the end", r#"{"username":"alice","password":"x",}"#.to_owned()),
        ("quotes of another kind", "{'username':'alice','password':'x'}".to_owned()),
    ]
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    open.repeat(depth) + &close.repeat(depth)
}

/// Names that have one value under every hash that multiplies by 33 and adds.
fn colliding() -> String {
    const BITS: usize = 15;
    let name = |number: usize| -> String {
        let pair = |bit: usize| if number >> bit & 1 == 0 { "Ez" } else { "FY" };
        (0..BITS).map(pair).collect()
    };
    let member = |number| format!(r#""{}":0"#, name(number));
    (0..1 << BITS).map(member).collect::<Vec<_>>().join(",")
}
