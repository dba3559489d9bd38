//! `jwt.claims_url`: another program gives claims at a login, or keeps the user out.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use aws_lc_rs::hmac;
use serde_json::{Value, json};

use crate::support::{Deployment, PASSWORD, Server, payload};

const SECRET: &str = "a secret of the hook with more than 32 characters";

/// A question as it came: its header fields, in lower case, and its body.
struct Question {
    head: String,
    body: String,
}

impl Question {
    fn field(&self, name: &str) -> &str {
        let found = self.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        found.unwrap_or_else(|| panic!("{name} is missing: {}", self.head))
    }
}

/// Somebody who answers every question with the same bytes; `None`: who hears it and says nothing.
fn hook(answer: Option<String>) -> (String, Receiver<Question>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/claims/?v=1", listener.local_addr().unwrap());
    let (heard, questions) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, answer, heard) = (stream.unwrap(), answer.clone(), heard.clone());
            thread::spawn(move || converse(&stream, answer.as_deref(), |question| drop(heard.send(question))));
        }
    });
    (url, questions)
}

fn converse(stream: &TcpStream, answer: Option<&str>, heard: impl Fn(Question)) {
    let mut reader = BufReader::new(stream);
    while let Some(question) = read(&mut reader) {
        heard(question);
        match answer {
            Some(answer) => drop((&*stream).write_all(answer.as_bytes())),
            None => thread::park(),
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Question> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let head = head.replace("\r\n", "\n");
    let length: usize = head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Question { head, body: String::from_utf8(body).ok()? })
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn asking(url: &str) -> (Deployment, Server) {
    let deployment = Deployment::new().with_users(["alice"]);
    let settings = format!(
        "[jwt]\nclaims_url = \"{url}\"\nclaims_timeout = 1\nclaims_secret = \"{SECRET}\"\n[jwt.claims]\nname = \"username\"\n"
    );
    deployment.write("countersign.toml", settings);
    let server = deployment.serve();
    (deployment, server)
}

#[test]
fn what_the_hook_answers_is_in_the_tokens_of_a_login_and_of_every_refresh() {
    let (url, questions) = hook(Some(ok(r#"{"plan": "gold", "seats": [1, {"a": null}]}"#)));
    let (deployment, server) = asking(&url);
    let pair = server.login("alice");
    let next = server.client().refresh(&pair.refresh).pair();
    for token in [&pair.refresh, &pair.access, &next.refresh, &next.access] {
        let claims = payload(token);
        assert_eq!((&claims["plan"], &claims["name"]), (&json!("gold"), &json!("alice")));
        assert_eq!(claims["seats"], json!([1, { "a": null }]));
    }
    assert_eq!(questions.try_iter().count(), 1, "a refresh asks nobody");
    let issued = deployment.run(["token", "issue", "--user", "alice", "--access"]).expect_success();
    assert_eq!(payload(issued.trim())["plan"], "gold");
}

#[test]
fn a_question_is_signed_and_holds_no_secret() {
    let (url, questions) = hook(Some(ok("{}")));
    let (_deployment, server) = asking(&url);
    server.login("alice");
    let question = questions.recv().unwrap();
    assert!(question.head.starts_with("POST /claims/?v=1 HTTP/1.1\n"), "{}", question.head);
    let (at, signature) = question.field("countersign-signature").split_once(",v1=").unwrap();
    let signed = format!("{}.{}", at.strip_prefix("t=").unwrap(), question.body);
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let byte = |at| u8::from_str_radix(signature.get(at..at + 2).unwrap(), 16).unwrap();
    let signature: Vec<_> = (0..signature.len()).step_by(2).map(byte).collect();
    hmac::verify(&key, signed.as_bytes(), &signature).unwrap();
    let body: Value = serde_json::from_str(&question.body).unwrap();
    assert_eq!((&body["event"], &body["user"]["username"]), (&json!("login"), &json!("alice")));
    assert_eq!((&body["user"]["groups"], &body["claims"]), (&json!([]), &json!({ "name": "alice" })));
    assert!(!question.body.contains(PASSWORD) && !question.body.contains("pbkdf2"), "{}", question.body);
}

#[test]
fn one_connection_serves_many_logins() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (_deployment, server) = asking(&url);
    thread::scope(|scope| {
        // Whoever comes a second time finds nobody.
        scope.spawn(|| converse(&listener.accept().unwrap().0, Some(&ok("{}")), drop));
        for _ in 0..5 {
            server.login("alice");
        }
        drop(server);
    });
}

#[test]
fn without_a_good_answer_nobody_is_logged_in_and_refreshes_go_on() {
    let (elsewhere, never) = hook(Some(ok("{}")));
    let long = format!("{{\"a\": \"{}\"}}", "x".repeat(70_000));
    let answers = [
        None,
        Some(format!("HTTP/1.1 302 Found\r\nLocation: {elsewhere}\r\nContent-Length: 0\r\n\r\n")),
        Some("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n".to_owned()),
        Some("HTTP/1.1 204 No Content\r\n\r\n".to_owned()),
        Some("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{".to_owned()),
        Some("nonsense\r\n\r\n".to_owned()),
        Some(ok(&long)),
        Some(ok("<html>")),
        Some(ok("[]")),
        Some(ok(r#"{"user_id": "1"}"#)),
        Some(ok(r#"{"exp": 99999999999}"#)),
        Some(ok(r#"{"sid": "x"}"#)),
        Some(ok(r#"{"a": 12345678901234567890123}"#)),
        Some(ok(r#"{"a": 1, "a": 2}"#)),
        Some(ok(r#"{"api_key": "x"}"#)),
    ];
    for answer in answers {
        let (url, questions) = hook(answer.clone());
        let (deployment, server) = asking(&url);
        let refused = server.client().login("alice", PASSWORD).expect(503);
        assert!(refused.header("retry-after").is_some(), "{refused:?}");
        server.client().login("alice", "wrong").expect(401);
        assert_eq!(questions.try_iter().count(), 1, "{answer:?}");
        drop(deployment);
    }
    assert_eq!(never.try_iter().count(), 0, "a redirect was followed");
    let (_deployment, server) = asking("http://127.0.0.1:9/");
    server.client().login("alice", PASSWORD).expect(503);
}

#[test]
fn whom_the_hook_refuses_has_no_active_account() {
    let (url, _questions) = hook(Some("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".to_owned()));
    let (_deployment, server) = asking(&url);
    let refused = server.client().login("alice", PASSWORD).expect(401);
    let wrong = server.client().login("alice", "wrong").expect(401);
    assert_eq!(refused.body, wrong.body);
}

#[test]
fn a_login_that_waits_for_the_hook_holds_up_nobody() {
    let (good, _questions) = hook(Some(ok("{}")));
    let (deployment, server) = asking(&good);
    let alice = server.login("alice");
    drop(server);
    let (silent, heard) = hook(None);
    let server =
        deployment.also("COUNTERSIGN_JWT__CLAIMS_URL", &silent).also("COUNTERSIGN_JWT__CLAIMS_TIMEOUT", "30").serve();
    for _ in 0..8 {
        let login = json!({ "username": "alice", "password": PASSWORD }).to_string();
        let mut waiting = server.client();
        let length = login.len();
        waiting
            .send(&format!("POST /api/token/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{login}"))
            .unwrap();
        heard.recv().unwrap();
        std::mem::forget(waiting);
    }
    let next = server.client().refresh(&alice.refresh).pair();
    server.me(&next.access).expect(200);
}

#[test]
fn a_hook_that_cannot_be_stops_the_start() {
    let secret = format!("claims_secret = \"{SECRET}\"");
    for (settings, named) in [
        (format!("claims_url = \"app.example.com\"\n{secret}"), "jwt.claims_url"),
        (format!("claims_url = \"https://u:hunter2@app.example.com/\"\n{secret}"), "jwt.claims_url"),
        ("claims_url = \"https://app.example.com/\"".to_owned(), "jwt.claims_secret"),
        ("claims_url = \"https://app.example.com/\"\nclaims_secret = \"hunter2\"".to_owned(), "jwt.claims_secret"),
        (format!("claims_url = \"https://app.example.com/\"\nclaims_timeout = \"0s\"\n{secret}"), "jwt.claims_timeout"),
        (format!("claims_url = \"https://app.example.com/\"\nclaims_timeout = \"1m\"\n{secret}"), "jwt.claims_timeout"),
    ] {
        let deployment = Deployment::with_default_settings();
        deployment.write("countersign.toml", format!("[jwt]\n{settings}\n"));
        let message = deployment.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
        assert!(message.contains(named) && !message.contains("hunter2"), "{settings}: {message}");
    }
}
