//! The bookstore's own server beside a running Countersign, whose keys and revocations it follows over the network.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use private_postgres::{Cluster, Settings};
use serde_json::Value;

use crate::postgres::on;
use crate::support::{Client, Deployment, Server};

const LIST: &str = "/api/books/custom-list/";

/// A process of its own; killed when the test forgets it.
struct Bookstore {
    process: Child,
    address: SocketAddr,
}

impl Bookstore {
    /// With credentials of its own at the server.
    fn open(accounts: &Deployment, server: &Server) -> Self {
        Self::open_with(accounts, &["--issuer", &format!("http://{}", server.address)])
    }

    fn open_with(accounts: &Deployment, issuer: &[&str]) -> Self {
        let made = accounts.run(["clients", "create", "bookstore", "--json"]).expect_success();
        let made: Value = serde_json::from_str(&made).unwrap();
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        // Built with the workspace, beside the binary under test.
        let binary = Path::new(env!("CARGO_BIN_EXE_countersign")).with_file_name("bookstore");
        assert!(binary.exists(), "build the workspace: cargo test --workspace --all-features");
        let mut process = Command::new(binary)
            .args(["--listen", "127.0.0.1:0", "--client-id", &text("client_id")])
            .args(issuer)
            .env("BOOKSTORE_CLIENT_SECRET", text("client_secret"))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("{line}")).parse().unwrap();
        Self { process, address }
    }

    /// What it answers to this token.
    fn list(&self, access: &str) -> crate::support::Answer {
        Client::connect(self.address).unwrap().get_as(access, LIST)
    }

    /// Asks until the token is refused, within a minute; how long that took.
    fn refuses(&self, access: &str) -> Duration {
        let began = Instant::now();
        loop {
            let answer = self.list(access);
            if answer.status != 200 {
                answer.expect_refused("Token is blacklisted");
                return began.elapsed();
            }
            assert!(began.elapsed() < Duration::from_mins(1), "the token is still taken");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Bookstore {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn log_out(server: &Server, access: &str) {
    server.client().call("POST", "/api/logout/", Some(access), None).unwrap().expect(200);
}

#[test]
fn c10_the_bookstore_refuses_within_a_second_whoever_has_logged_out() {
    let accounts = Deployment::new().with_users(["alice"]);
    let server = accounts.serve();
    let bookstore = Bookstore::open(&accounts, &server);
    let stays = server.login("alice").access;
    let mut times: Vec<_> = (0..9)
        .map(|_| {
            let access = server.login("alice").access;
            bookstore.list(&access).expect(200);
            log_out(&server, &access);
            bookstore.refuses(&access)
        })
        .collect();
    bookstore.list(&stays).expect(200);
    times.sort();
    println!("refused elsewhere after {times:?}");
    // A machine that is busy with other tests may hold up one of them.
    assert!(times[times.len() / 2] < Duration::from_secs(1), "{times:?}");
}

#[test]
fn the_bookstore_goes_on_without_the_server_and_catches_up_when_it_is_back() {
    let accounts = Deployment::new().with_users(["alice", "bob"]);
    let server = accounts.serve();
    let bookstore = Bookstore::open(&accounts, &server);
    let (gone, alice, bob) = (server.login("alice").access, server.login("alice").access, server.login("bob").access);
    log_out(&server, &gone);
    bookstore.refuses(&gone);
    let address = server.address.to_string();
    server.kill();
    for _ in 0..100 {
        bookstore.list(&alice).expect(200);
        bookstore.list(&bob).expect(200);
        bookstore.list(&gone).expect_refused("Token is blacklisted");
    }
    accounts.run(["users", "logout", "alice"]).expect_success();
    bookstore.list(&alice).expect(200);
    let server = accounts.serve_with(&["--listen", &address]);
    bookstore.refuses(&alice);
    bookstore.list(&bob).expect(200);
    // And it follows on.
    log_out(&server, &bob);
    bookstore.refuses(&bob);
}

#[test]
fn the_bookstore_follows_a_server_whose_certificate_it_is_given() {
    let accounts = Deployment::new().with("COUNTERSIGN_TLS__SELF_SIGNED", "true").with_users(["alice"]);
    let server = accounts.serve();
    let certificate = accounts.path("countersign-cert.pem");
    let issuer = format!("https://{}", server.address);
    let bookstore =
        Bookstore::open_with(&accounts, &["--issuer", &issuer, "--issuer-ca", certificate.to_str().unwrap()]);
    let pair = accounts.run(["token", "issue", "--user", "alice", "--json"]).expect_success();
    let pair: Value = serde_json::from_str(&pair).unwrap();
    let access = pair["access"].as_str().unwrap();
    bookstore.list(access).expect(200);
    accounts.run(["users", "logout", "alice"]).expect_success();
    bookstore.refuses(access);
}

#[test]
fn a_logout_on_another_node_reaches_whoever_follows_this_one() {
    let cluster = Cluster::start(&Settings::default());
    let accounts = on(&cluster.url("postgres"));
    let (followed, other) = (accounts.serve(), accounts.serve());
    let bookstore = Bookstore::open(&accounts, &followed);
    for _ in 0..9 {
        let access = other.login("alice").access;
        bookstore.list(&access).expect(200);
        log_out(&other, &access);
        bookstore.refuses(&access);
    }
}
