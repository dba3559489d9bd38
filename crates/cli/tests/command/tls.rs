//! HTTPS on one's own machine: whole visits, with clients that check what they are shown.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::thread;

use rustls::version::{TLS12, TLS13};
use serde_json::{Value, json};

use crate::configured_keys::key;
use crate::support::{
    Client, Deployment, Done, EXPIRED, PASSWORD, Server, VALID, certificate, issued, key_pair, trusting, trusting_file,
    trusting_in,
};

const CERT: &str = "countersign-cert.pem";
const KEY: &str = "countersign-cert.key";

#[test]
fn s60_https_with_a_given_certificate_serves_a_whole_visit_to_curl() {
    let deployment = Deployment::new();
    let key = key_pair();
    let (chain, root) = issued(&key);
    for (file, text) in [("chain.pem", &chain), ("key.pem", &key), ("root.pem", &root)] {
        deployment.write(file, text);
    }
    let server = deployment.serve_with(&["--tls-cert", "chain.pem", "--tls-key", "key.pem"]);
    let endpoints = format!("https://{}/api/", server.address);
    let curl = Curl { deployment: &deployment, trusted: "root.pem", origin: format!("https://{}", server.address) };
    a_whole_visit(&curl);
    let said = server.stop();
    assert!(said.contains(&endpoints), "{said}");
}

#[test]
fn s60_a_self_signed_certificate_is_made_for_curl_to_trust_and_for_nobody_else() {
    let deployment = Deployment::new();
    let server = deployment.serve_with(&["--tls-self-signed"]);
    let port = server.address.port();
    let ready = format!("curl --cacert {CERT} https://{}/readyz", server.address);
    for host in ["127.0.0.1", "localhost"] {
        let origin = format!("https://{host}:{port}");
        let curl = Curl { deployment: &deployment, trusted: CERT, origin };
        assert_eq!(curl.get("/readyz", &[])["status"], "ok", "{host}");
    }
    a_whole_visit(&Curl { deployment: &deployment, trusted: CERT, origin: format!("https://127.0.0.1:{port}") });
    let mut stranger = Command::new("curl");
    stranger.args(["--silent", "--show-error", &format!("https://127.0.0.1:{port}/readyz")]);
    let done = Done::of(stranger, "");
    assert!(done.code == Some(60) && done.err.contains("self-signed"), "{done:?}");
    let said = server.stop();
    assert!(said.contains(&ready) && said.contains("made now"), "{said}");
}

#[test]
fn python_trusts_the_self_signed_certificate_by_the_letter_of_rfc_5280() {
    let deployment = Deployment::new();
    let server = deployment.serve_with(&["--tls-self-signed"]);
    let script = "import ssl, sys, urllib.request\n\
        trust = ssl.create_default_context(cafile=sys.argv[1])\n\
        trust.verify_flags |= ssl.VERIFY_X509_STRICT\n\
        print(urllib.request.urlopen(sys.argv[2], context=trust).status)";
    let mut python = Command::new("python3");
    python.args(["-c", script]).arg(deployment.path(CERT)).arg(format!("https://{}/readyz", server.address));
    assert_eq!(Done::of(python, "").expect_success().trim(), "200");
}

#[test]
fn settings_ask_for_https_as_flags_do_and_flags_win() {
    let deployment = Deployment::new().with("COUNTERSIGN_TLS__SELF_SIGNED", "true");
    deployment.write("own.key", key("ec1.pem"));
    let own = certificate(&key("ec1.pem"), &VALID);
    deployment.write("own.pem", &own);
    let server = deployment.serve();
    Client::over_tls(server.address, trusting_file(&deployment.path(CERT))).unwrap().get("/readyz").expect(200);
    let server = deployment.serve_with(&["--tls-cert", "own.pem", "--tls-key", "own.key"]);
    Client::over_tls(server.address, trusting(&own)).unwrap().get("/readyz").expect(200);

    let file = "[tls]\ncert = \"own.pem\"\nkey = \"own.key\"\n";
    let deployment = Deployment::new();
    for (name, text) in [("own.key", key("ec1.pem").as_str()), ("own.pem", &own), ("countersign.toml", file)] {
        deployment.write(name, text);
    }
    let server = deployment.serve();
    Client::over_tls(server.address, trusting(&own)).unwrap().get("/readyz").expect(200);
    assert!(!deployment.has(CERT));
    let server = deployment.serve_with(&["--tls-self-signed"]);
    Client::over_tls(server.address, trusting_file(&deployment.path(CERT))).unwrap().get("/readyz").expect(200);
}

#[test]
fn every_usual_form_and_kind_of_key_is_served_with() {
    // PKCS#8, PKCS#1 and SEC1; RSA, P-256, P-384 and Ed25519.
    for file in ["rsa8.pem", "rsa1.pem", "ec8.pem", "ec1.pem", "p384.pem", "ed8.pem"] {
        let deployment = Deployment::new();
        // One file may hold both.
        let own = certificate(&key(file), &VALID);
        deployment.write("both.pem", format!("{}{own}", key(file)));
        let server = deployment.serve_with(&["--tls-cert", "both.pem", "--tls-key", "both.pem"]);
        Client::over_tls(server.address, trusting(&own)).unwrap().get("/readyz").expect(200);
    }
}

#[test]
fn one_connection_carries_a_whole_visit_in_either_version_and_the_peer_is_known() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve_with(&["--tls-self-signed"]);
    for version in [&TLS12, &TLS13] {
        let mut config = trusting_in(&[version], &deployment.read(CERT));
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let mut client = Client::over_tls(server.address, config).unwrap();
        let pair = client.login("alice", PASSWORD).pair();
        client.me(&pair.access).expect(200);
        let sessions = client.get_as(&pair.access, "/api/sessions/").expect(200).body;
        assert!(sessions.to_string().contains("\"127.0.0.1\""), "{sessions}");
        client.refresh(&pair.refresh).expect(200);
    }
}

#[test]
fn http_1_1_is_all_that_is_offered() {
    let deployment = Deployment::new();
    let server = deployment.serve_with(&["--tls-self-signed"]);
    let mut config = trusting_file(&deployment.path(CERT));
    config.alpn_protocols = vec![b"h2".to_vec()];
    assert!(Client::over_tls(server.address, config).is_err());
}

#[test]
fn a_restart_keeps_the_self_signed_certificate_and_only_its_owner_reads_the_key() {
    let deployment = Deployment::new();
    deployment.serve_with(&["--tls-self-signed"]).stop();
    let first = (deployment.read(CERT), deployment.read(KEY));
    let mode = |file| fs::metadata(deployment.path(file)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(KEY), 0o600);
    assert_eq!(mode(CERT) & 0o022, 0);
    deployment.serve_with(&["--tls-self-signed"]).stop();
    assert!(first == (deployment.read(CERT), deployment.read(KEY)));
    // Nothing is left of the making.
    let files = fs::read_dir(deployment.folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(files.filter(|name| name.starts_with("countersign-cert")).count(), 2);
}

#[test]
fn a_self_signed_certificate_that_serves_no_more_is_made_anew_and_the_start_says_so() {
    let deployment = Deployment::new();
    deployment.serve_with(&["--tls-self-signed"]).stop();
    let expired = certificate(&deployment.read(KEY), &EXPIRED);
    let of_another_key = certificate(&key_pair(), &VALID);
    for useless in [expired, of_another_key] {
        deployment.write(CERT, &useless);
        let server = deployment.serve_with(&["--tls-self-signed"]);
        Client::over_tls(server.address, trusting_file(&deployment.path(CERT))).unwrap().get("/readyz").expect(200);
        let said = server.stop();
        assert!(said.contains("made anew"), "{said}");
    }
    fs::remove_file(deployment.path(KEY)).unwrap();
    let server = deployment.serve_with(&["--tls-self-signed"]);
    Client::over_tls(server.address, trusting_file(&deployment.path(CERT))).unwrap().get("/readyz").expect(200);
}

#[test]
fn processes_that_start_at_once_make_one_certificate() {
    for remains in ["", KEY, CERT] {
        let deployment = Deployment::new();
        if !remains.is_empty() {
            deployment.serve_with(&["--tls-self-signed"]).stop();
            for file in [CERT, KEY].into_iter().filter(|file| *file != remains) {
                fs::remove_file(deployment.path(file)).unwrap();
            }
        }
        let starts: Vec<_> = (0..4).map(|_| deployment.command()).collect();
        let start = |command| thread::spawn(|| Server::try_start_with(command, &["--tls-self-signed"]).unwrap());
        let starts: Vec<_> = starts.into_iter().map(start).collect();
        let servers: Vec<_> = starts.into_iter().map(|start| start.join().unwrap()).collect();
        for server in &servers {
            let client = Client::over_tls(server.address, trusting_file(&deployment.path(CERT)));
            client.unwrap().get("/readyz").expect(200);
        }
    }
}

#[test]
fn over_https_every_link_is_https_whatever_a_header_says() {
    let deployment = Deployment::new();
    let server = deployment.serve_with(&["--tls-self-signed"]);
    let origin = format!("https://localhost:{}", server.address.port());
    let curl = Curl { deployment: &deployment, trusted: CERT, origin: origin.clone() };
    let links = curl.get("/api/", &["--header", "X-Forwarded-Proto: http"]);
    for link in links.as_object().unwrap().values() {
        assert!(link.as_str().unwrap().starts_with(&format!("{origin}/api")), "{link}");
    }
    let page = curl.text("/", &[], "");
    assert!(page.contains(&format!("{origin}/api/token/")) && !page.contains("http://"), "{page}");
    let plain = deployment.serve();
    let origin = format!("http://{}", plain.address);
    let curl = Curl { deployment: &deployment, trusted: CERT, origin: origin.clone() };
    let page = curl.text("/", &["--header", "X-Forwarded-Proto: https"], "");
    assert!(page.contains(&format!("{origin}/api/token/")) && !page.contains("https://"), "{page}");
    let odd = curl.text("/", &["--header", "Host: it's(odd)"], "");
    assert!(odd.contains("http://127.0.0.1:8000/api/token/") && !odd.contains("(odd)"), "{odd}");
}

/// Somebody registers, logs in, calls and refreshes.
fn a_whole_visit(curl: &Curl<'_>) {
    let credentials = json!({ "username": "alice", "password": PASSWORD });
    curl.post("/api/register/", &credentials);
    let pair = curl.post("/api/token/", &credentials);
    let bearer = format!("Authorization: Bearer {}", pair["access"].as_str().unwrap());
    assert_eq!(curl.get("/api/users/me/", &["--header", &bearer])["username"], "alice");
    let refreshed = curl.post("/api/token/refresh/", &json!({ "refresh": pair["refresh"] }));
    assert!(refreshed["refresh"].is_string() && refreshed["refresh"] != pair["refresh"]);
}

/// Debian's curl.
struct Curl<'a> {
    deployment: &'a Deployment,
    trusted: &'a str,
    origin: String,
}

impl Curl<'_> {
    fn get(&self, path: &str, options: &[&str]) -> Value {
        self.run(path, options, "")
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.run(path, &["--json", "@-"], &body.to_string())
    }

    fn run(&self, path: &str, options: &[&str], input: &str) -> Value {
        serde_json::from_str(&self.text(path, options, input)).unwrap()
    }

    fn text(&self, path: &str, options: &[&str], input: &str) -> String {
        let mut curl = Command::new("curl");
        curl.current_dir(self.deployment.folder()).args([
            "--silent",
            "--show-error",
            "--fail",
            "--cacert",
            self.trusted,
        ]);
        curl.args(options).arg(format!("{}{path}", self.origin));
        Done::of(curl, input).expect_success()
    }
}
