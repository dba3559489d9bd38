//! Requests that are right.

use std::net::SocketAddr;

use serde_json::json;

use crate::support::{Client, PASSWORD, Random};

/// Good requests to every endpoint, with tokens that are good now.
pub(super) struct Corpus(Vec<Vec<u8>>);

impl Corpus {
    pub(super) fn of(server: SocketAddr) -> Self {
        let [pair, leaving] = ["victim", "leaver"].map(|name| {
            let pair = Client::connect(server).unwrap().login(name, PASSWORD).pair();
            (format!("Authorization: Bearer {}\r\n", pair.access), pair)
        });
        let ((as_victim, pair), (as_leaver, leaving)) = (pair, leaving);
        let login = json!({ "username": "victim", "password": PASSWORD }).to_string();
        let refresh = json!({ "refresh": pair.refresh }).to_string();
        let leave = json!({ "refresh": leaving.refresh }).to_string();
        let register = json!({ "username": "neu", "email": "n@example.com", "password": PASSWORD }).to_string();
        let profile = json!({ "first_name": "Zoë \u{1F511}", "last_name": "x" }).to_string();
        let form = format!("username=victim&password={}", PASSWORD.replace(' ', "+"));
        let multipart = multipart(&[("username", "victim"), ("password", PASSWORD)]);
        Self(vec![
            get("/", ""),
            get("/api/", &as_victim),
            get("/api/schema/", "Accept: application/json; indent=4\r\n"),
            get("/.well-known/jwks.json", ""),
            get("/healthz", ""),
            get("/api/token?next=%2Fx", ""),
            get("/api/users/me/?format=json", &as_victim),
            get("/api/sessions/", &as_victim),
            bodiless("OPTIONS", "/api/token/", ""),
            bodiless("HEAD", "/api/users/me/", &as_victim),
            bodiless("DELETE", "/api/sessions/0123456789abcdef0123456789abcdef/", &as_victim),
            post("/api/token/", "application/json", &login),
            post("/api/login/", "application/x-www-form-urlencoded", &form),
            post("/api/token/", "multipart/form-data; boundary=bOuNd", &multipart),
            post("/api/token/", "application/json; charset=utf-16", &login),
            chunked("/api/token/", &login),
            post("/api/token/refresh/", "application/json", &refresh),
            chunked("/api/token/refresh/", &refresh),
            post("/api/token/verify/", "application/json", &json!({ "token": pair.access }).to_string()),
            post("/api/token/blacklist/", "application/json", &leave),
            post("/api/register/", "application/json", &register),
            post("/api/logout/", "application/json", &leave),
            with_body("PATCH", "/api/users/me/", &as_victim, "application/json", &profile),
            with_body("POST", "/api/reauthenticate/", &as_victim, "application/json", &login),
            with_body("POST", "/api/logout/all/", &as_leaver, "application/json", "{}"),
        ])
    }

    pub(super) fn one(&self, random: &mut Random) -> &[u8] {
        &self.0[random.below(self.0.len())]
    }
}

fn get(path: &str, headers: &str) -> Vec<u8> {
    bodiless("GET", path, headers)
}

fn bodiless(method: &str, path: &str, headers: &str) -> Vec<u8> {
    format!("{method} {path} HTTP/1.1\r\nHost: test\r\n{headers}Connection: close\r\n\r\n").into_bytes()
}

fn post(path: &str, content_type: &str, body: &str) -> Vec<u8> {
    with_body("POST", path, "", content_type, body)
}

fn with_body(method: &str, path: &str, headers: &str, content_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: test\r\n{headers}Content-Type: {content_type}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

fn chunked(path: &str, body: &str) -> Vec<u8> {
    let (first, second) = body.split_at(body.len() / 2);
    let head = "Host: test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n";
    let chunks = format!("{:x}\r\n{first}\r\n{:x};x=y\r\n{second}\r\n0\r\n\r\n", first.len(), second.len());
    format!("POST {path} HTTP/1.1\r\n{head}\r\n{chunks}").into_bytes()
}

fn multipart(fields: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| {
        format!("--bOuNd\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    fields.iter().map(part).chain(["--bOuNd--\r\n".to_owned()]).collect()
}
