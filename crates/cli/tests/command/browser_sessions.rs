//! People who log in by cookie, over real sockets: the cookies, the key that signs their sessions, and https.

use std::collections::BTreeMap;

use crate::support::{Answer, Client, Deployment, PASSWORD, Server, trusting_file};

const OLD: &str = "the secret key that was in use before this one";
const NEW: &str = "the secret key that is in use from now on and on";

/// A browser on one connection.
struct Browser {
    client: Client,
    jar: BTreeMap<String, String>,
    /// What is sent with every request.
    headers: String,
}

impl Browser {
    fn on(client: Client) -> Self {
        Self { client, jar: BTreeMap::new(), headers: String::new() }
    }

    fn logged_in(server: &Server) -> Self {
        let mut browser = Self::on(server.client());
        let done = browser.log_in("alice");
        assert_eq!((done.status, done.header("location")), (302, Some("/api/")), "{done:?}");
        browser
    }

    fn log_in(&mut self, name: &str) -> Answer {
        self.get("/accounts/login/").expect(200);
        let password = PASSWORD.replace(' ', "+");
        let token = self.jar["csrftoken"].clone();
        self.post("/accounts/login/", &format!("csrfmiddlewaretoken={token}&username={name}&password={password}"))
    }

    fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "")
    }

    fn post(&mut self, path: &str, form: &str) -> Answer {
        self.send("POST", path, form)
    }

    fn send(&mut self, method: &str, path: &str, form: &str) -> Answer {
        let cookies: Vec<_> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (cookies, headers, length) = (cookies.join("; "), &self.headers, form.len());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n{headers}\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
        );
        self.client.send(&request).unwrap();
        let answer = self.client.answer().unwrap();
        for (_, cookie) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.jar.insert(name.to_owned(), value.to_owned());
        }
        answer
    }

    /// Who the server takes this browser for.
    fn me(&mut self) -> Option<String> {
        let answer = self.get("/api/users/me/");
        (answer.status == 200).then(|| answer.text("username"))
    }

    fn elsewhere(&self, server: &Server) -> Self {
        Self { client: server.client(), jar: self.jar.clone(), headers: String::new() }
    }
}

#[test]
fn s37_a_person_logs_in_by_form_works_and_logs_out() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let mut alice = Browser::logged_in(&server);
    assert_eq!(alice.me().as_deref(), Some("alice"));
    let forged = alice.post("/api/logout/all/", "").expect(403);
    assert_eq!(forged.body["detail"], "CSRF Failed: CSRF token missing.");
    let token = alice.jar["csrftoken"].clone();
    let mut copied = alice.elsewhere(&server);
    alice.post("/accounts/logout/", &format!("csrfmiddlewaretoken={token}")).expect(200);
    assert_eq!((alice.me(), copied.me()), (None, None));
}

#[test]
fn a_session_outlives_the_server_where_no_secret_key_is_set() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let alice = Browser::logged_in(&server);
    let beside = deployment.serve();
    assert_eq!(alice.elsewhere(&beside).me().as_deref(), Some("alice"));
    server.stop();
    beside.stop();
    assert_eq!(alice.elsewhere(&deployment.serve()).me().as_deref(), Some("alice"));
}

#[test]
fn a_server_makes_the_secret_key_and_no_other_command_does() {
    let deployment = Deployment::new().on_sqlite().with("COUNTERSIGN_JWT__SIGNING_KEY", OLD).with_users(["alice"]);
    deployment.run(["users", "list"]).expect_success();
    deployment.run(["token", "issue", "--user", "alice"]).expect_success();
    deployment.run(["flushexpiredtokens"]).expect_success();
    assert!(!deployment.has("countersign.key"));
    deployment.serve().stop();
    assert!(deployment.has("countersign.key"));
}

#[test]
fn the_kept_secret_key_is_sealed_and_wants_its_key_file() {
    let deployment = Deployment::new().on_sqlite().with("COUNTERSIGN_JWT__SIGNING_KEY", OLD).with_users(["alice"]);
    deployment.serve().stop();
    std::fs::rename(deployment.path("countersign.key"), deployment.path("away")).unwrap();
    let refused = deployment.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
    assert!(refused.contains("countersign.key") && refused.contains("keys.encryption_key"), "{refused}");
    deployment.also("SECRET_KEY", NEW).serve().stop();
}

#[test]
fn a_configured_secret_key_signs_and_the_one_before_still_counts() {
    let deployment = Deployment::new().with_users(["alice"]);
    let with =
        |current: &str, fallbacks: &str| deployment.also("SECRET_KEY", current).with("SECRET_KEY_FALLBACKS", fallbacks);
    let alice = Browser::logged_in(&with(OLD, "[]").serve());
    assert_eq!(alice.elsewhere(&with(NEW, "[]").serve()).me(), None);
    assert_eq!(alice.elsewhere(&with(NEW, &format!("[\"{OLD}\"]")).serve()).me().as_deref(), Some("alice"));
    let refused = with(NEW, OLD).run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
    assert!(refused.contains("SECRET_KEY_FALLBACKS") && !refused.contains(OLD), "{refused}");
}

#[test]
fn f03_over_https_cookies_are_secure_and_a_form_says_where_it_comes_from() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve_with(&["--tls-self-signed"]);
    let trust = trusting_file(&deployment.path("countersign-cert.pem"));
    let mut alice = Browser::on(Client::over_tls(server.address, trust).unwrap());
    assert_eq!(alice.log_in("alice").status, 403, "without a Referer");
    for referer in ["http://localhost/", "https://evil.example/", "https://localhost:8000/", "localhost"] {
        alice.headers = format!("Referer: {referer}\r\n");
        assert_eq!(alice.log_in("alice").status, 403, "{referer}");
    }
    alice.headers = "Referer: https://localhost/accounts/login/\r\n".to_owned();
    let done = alice.log_in("alice").expect(302);
    let set: Vec<_> = done.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value).collect();
    assert!(set.len() == 2 && set.iter().all(|cookie| cookie.ends_with("; Secure")), "{set:?}");
    assert_eq!(alice.me().as_deref(), Some("alice"));
}
