//! Twenty thousand requests, each a good one that was spoilt.

use std::collections::BTreeMap;

use http::{HeaderName, HeaderValue, Method, Uri};
use serde_json::json;

use crate::support::{Call, Device, Dice, PASSWORD, TestApp, claims};

const SEED: u64 = 0x00c0_ffee;
const REQUESTS: usize = 20_000;
const LOGIN_EVERY: usize = 100;

/// A request, taken apart.
#[derive(Debug, Clone)]
struct Sample {
    method: String,
    target: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Sample {
    fn new(method: &str, target: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
        Self { method: method.to_owned(), target: target.to_owned(), headers, body: body.into() }
    }

    /// As far as it can be sent at all: what HTTP itself does not allow never reaches the router.
    fn call(&self, app: &TestApp) -> Option<Call> {
        let target: Uri = self.target.parse().ok()?;
        Method::from_bytes(self.method.as_bytes()).ok()?;
        let mut call = app.call(&self.method, &target.to_string()).untyped_body(self.body.clone());
        for (name, value) in &self.headers {
            HeaderName::from_bytes(name.as_bytes()).ok()?;
            HeaderValue::from_bytes(value).ok()?;
            call = call.header(name, value);
        }
        Some(call)
    }
}

/// A good request to every endpoint, with each kind of body.
fn corpus(device: &Device, turn: usize) -> Vec<Sample> {
    const JSON: (&str, &str) = ("content-type", "application/json");
    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
    const PARTS: (&str, &str) = ("content-type", "multipart/form-data; boundary=b");
    let bearer = format!("Bearer {}", device.access);
    let bearer = ("authorization", bearer.as_str());
    let refresh = json!({ "refresh": device.refresh }).to_string();
    let login = json!({ "username": "mallory", "password": PASSWORD }).to_string();
    let part =
        |name: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let parts = format!("{}{}--b--\r\n", part("username", "mallory"), part("password", PASSWORD));
    let account =
        json!({ "username": format!("somebody{turn}"), "email": "s@example.com", "password": "marble staircase 9" })
            .to_string();
    let get = |target: &str| Sample::new("GET", target, &[bearer, ("accept", "application/json, text/html;q=0.9")], "");
    let mut corpus: Vec<_> =
        ["/", "/api/", "/api/users/me/", "/api/sessions/", "/api/schema/?format=json", "/healthz"].map(get).to_vec();
    corpus.push(Sample::new("GET", "/.well-known/jwks.json", &[("if-none-match", "\"x\"")], ""));
    for target in ["/api/token/", "/api/login/", "/api-jwt/"] {
        corpus.push(Sample::new("POST", target, &[JSON], login.as_str()));
    }
    corpus.push(Sample::new("POST", "/api/token/", &[FORM], "username=mallory&password=correct+horse%20battery"));
    corpus.push(Sample::new("POST", "/api/token/", &[PARTS], parts));
    corpus.push(Sample::new("POST", "/api/register/", &[JSON], account));
    for target in ["/api/token/refresh/", "/api-jwt-refresh/", "/api/token/blacklist/", "/api/logout/"] {
        corpus.push(Sample::new("POST", target, &[JSON], refresh.as_str()));
        corpus.push(Sample::new("POST", target, &[FORM], format!("refresh={}", device.refresh)));
    }
    corpus.push(Sample::new("POST", "/api/token/verify/", &[JSON], json!({ "token": device.access }).to_string()));
    corpus.push(Sample::new("POST", "/api/logout/all/", &[bearer], ""));
    corpus.push(Sample::new(
        "POST",
        "/api/reauthenticate/",
        &[JSON, bearer],
        json!({ "password": PASSWORD }).to_string(),
    ));
    corpus.push(Sample::new("DELETE", &format!("/api/sessions/{}/", device.sid()), &[bearer], ""));
    corpus.push(Sample::new("DELETE", "/api/sessions/", &[bearer], ""));
    for method in ["PUT", "PATCH"] {
        let fields =
            json!({ "username": "mallory", "email": "m@example.com", "first_name": "M", "current_password": PASSWORD });
        corpus.push(Sample::new(method, "/api/users/me/", &[JSON, bearer], fields.to_string()));
    }
    corpus.push(Sample::new(
        "DELETE",
        "/api/users/me/",
        &[JSON, bearer],
        json!({ "current_password": "x" }).to_string(),
    ));
    corpus
}

/// Where requests are spoilt.
struct Bench<'a> {
    app: &'a TestApp,
    dice: Dice,
    device: Device,
    samples: Vec<Sample>,
}

impl<'a> Bench<'a> {
    async fn new(app: &'a TestApp, dice: Dice, turn: usize) -> Self {
        let device = app.user("mallory").login().await;
        Self { samples: corpus(&device, turn), app, dice, device }
    }

    fn spoilt_sample(&self) -> Sample {
        let mut sample = self.dice.pick(&self.samples);
        (0..=self.dice.below(3)).for_each(|_| self.spoil(&mut sample));
        sample
    }

    fn spoil(&self, sample: &mut Sample) {
        const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "X"];
        const TAILS: [&str; 9] = ["?format=", "?format=api&", "%00", "%ff/", "/", "?a=%zz", ";x", "//", "?indent=9"];
        let dice = &self.dice;
        match dice.below(12) {
            0 => dice.pick(&METHODS).clone_into(&mut sample.method),
            1 => sample.target = text(spoilt(sample.target.clone().into_bytes(), dice)),
            2 => sample.target.push_str(dice.pick(&TAILS)),
            3 => sample.headers.push(odd_header(dice)),
            4 => sample.headers.iter_mut().take(1).for_each(|(_, value)| *value = spoilt(value.clone(), dice)),
            5 => drop(sample.headers.pop()),
            6 => sample.body = dice.pick(&self.samples).body,
            7 => sample.headers = dice.pick(&self.samples).headers,
            8 => sample.body = json!({ "refresh": self.forged(), "token": self.forged() }).to_string().into_bytes(),
            9 => sample.headers.push(("authorization".to_owned(), format!("Bearer {}", self.forged()).into_bytes())),
            _ => sample.body = spoilt(std::mem::take(&mut sample.body), dice),
        }
    }

    /// A token with spoilt claims and a good signature.
    fn forged(&self) -> String {
        let token = self.dice.pick(&[&self.device.access, &self.device.refresh]);
        self.app.sign_bytes(&spoilt(claims(token).to_string().into_bytes(), &self.dice))
    }
}

/// Bytes with one wound: changed, cut off, doubled, or with something put in.
fn spoilt(mut bytes: Vec<u8>, dice: &Dice) -> Vec<u8> {
    const ODD: [&str; 14] =
        ["\0", "\"", "\\ud800", "{", "[[[[", "]", "1e999", "null", "\u{feff}", "%", "\r\n", ".", "\u{1f600}", "--b"];
    let at = dice.below(bytes.len() + 1);
    match dice.below(5) {
        0 => bytes.truncate(at),
        1 => bytes.extend_from_within(at..),
        2 => drop(bytes.splice(at..at, dice.pick(&ODD).bytes())),
        3 => drop(bytes.drain(at..(at + dice.below(8)).min(bytes.len()))),
        _ if at < bytes.len() => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
        _ => bytes.push(0xff),
    }
    bytes
}

fn odd_header(dice: &Dice) -> (String, Vec<u8>) {
    let (name, value) = dice.pick(&[
        ("accept", "application/json; indent=8"),
        ("accept", "image/*, ,;;q="),
        ("accept", ""),
        ("content-type", "application/json; charset=utf-16"),
        ("content-type", "application/json; charset=rot13"),
        ("content-type", "multipart/form-data"),
        ("content-type", "text/plain"),
        ("authorization", "Bearer"),
        ("authorization", "Bearer eyJhbGciOiJub25lIn0.e30."),
        ("content-length", "-1"),
        ("host", "\"<>"),
        ("user-agent", "\u{1f600}\u{1f600}"),
        ("x-http-method-override", "DELETE"),
        ("cookie", "sessionid=1; =;"),
    ]);
    (name.to_owned(), value.as_bytes().to_vec())
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned())
}

#[tokio::test]
async fn no_spoilt_request_is_answered_with_a_fault_and_people_still_log_in() {
    let app = TestApp::build().validators_off().start().await;
    let (mut statuses, mut sent) = (BTreeMap::<u16, usize>::new(), 0);
    let mut bench = Bench::new(&app, Dice::new(SEED), sent).await;
    while sent < REQUESTS {
        let sample = bench.spoilt_sample();
        let Some(call) = sample.call(&app) else { continue };
        let status = call.await.status();
        assert!(status < 500, "seed {SEED:#x}, request {sent}: {status} to {sample:?}");
        *statuses.entry(status).or_default() += 1;
        sent += 1;
        if sent.is_multiple_of(LOGIN_EVERY) {
            app.user("alice").login().await.refresh().await.expect_pair();
            bench = Bench::new(&app, bench.dice, sent).await;
        }
    }
    println!("seed {SEED:#x}, {sent} requests: {statuses:?}");
}
