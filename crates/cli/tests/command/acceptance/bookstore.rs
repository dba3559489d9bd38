//! The bookstore of `examples/`, with the tokens of a running Countersign.

use std::net::SocketAddr;

use countersign::Authenticator;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::support::{Client, Deployment, PASSWORD};

const LIST: &str = "/api/books/custom-list/";

/// A bookstore that is open until it is forgotten.
struct Bookstore {
    address: SocketAddr,
    _runtime: Runtime,
}

impl Bookstore {
    /// With the keys that the command line prints.
    fn open(accounts: &Deployment) -> Self {
        let keys = accounts.run(["keys", "jwks"]).expect_success();
        let router = bookstore::router(&Authenticator::from_jwks(&keys).unwrap());
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, _runtime: runtime }
    }

    fn client(&self) -> Client {
        Client::connect(self.address).unwrap()
    }
}

/// Countersign with the bookstore's own settings.
fn accounts() -> Deployment {
    let settings = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/bookstore/countersign.toml");
    let deployment = Deployment::new();
    deployment.write("countersign.toml", std::fs::read_to_string(settings).unwrap());
    deployment.with("COUNTERSIGN_TLS__SELF_SIGNED", "false").with_users(["alice"])
}

#[test]
fn s27_a_bearer_token_opens_the_book_list() {
    let accounts = accounts();
    let server = accounts.serve();
    let bookstore = Bookstore::open(&accounts);
    let answer = bookstore.client().get(LIST).expect(401);
    assert_eq!(answer.body, json!({ "detail": "Authentication credentials were not provided." }));
    assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"api\""));
    bookstore.client().get_as(&server.login("alice").access, LIST).expect(200);
}

#[test]
fn s43_the_book_list_is_a_json_list() {
    let accounts = accounts();
    let server = accounts.serve();
    let list = Bookstore::open(&accounts).client().get_as(&server.login("alice").access, LIST).expect(200).body;
    assert_eq!(list[0], json!({ "id": 1, "title": "Pride and Prejudice", "author": "Jane Austen", "year": 1813 }));
}

#[test]
fn s8_a_verifier_goes_on_while_the_server_is_away() {
    let accounts = accounts();
    let server = accounts.serve();
    let (bookstore, access) = (Bookstore::open(&accounts), server.login("alice").access);
    server.stop();
    bookstore.client().get_as(&access, LIST).expect(200);
}

#[test]
fn s9_a_thousand_protected_requests_ask_no_database() {
    let accounts = accounts();
    let server = accounts.serve();
    let (bookstore, access) = (Bookstore::open(&accounts), server.login("alice").access);
    server.stop();
    // With all files, and the database.
    drop(accounts);
    let mut client = bookstore.client();
    for _ in 0..1000 {
        let reader = client.get_as(&access, "/api/books/shelf/?year=1851").expect(200).body["reader"].clone();
        assert_eq!(reader, "alice");
    }
}

#[test]
fn s40_staff_and_the_shop_s_own_customers_are_told_by_their_claims() {
    let accounts = accounts();
    let superuser = ["createsuperuser", "--noinput", "--username", "boss", "--email", ""];
    accounts.run_with(&superuser, &[("COUNTERSIGN_SUPERUSER_PASSWORD", PASSWORD)], "").expect_success();
    let bookstore = Bookstore::open(&accounts);
    let server = accounts.serve();
    let (alice, boss) = (server.login("alice").access, server.login("boss").access);
    let elsewhere = accounts.also("COUNTERSIGN_JWT__CLAIMS", r#"{ shop = { value = "harbour" } }"#).serve();
    let stranger = elsewhere.login("alice").access;
    for (who, room, status) in [
        (&alice, "/api/books/stock/", 403),
        (&boss, "/api/books/stock/", 200),
        (&alice, "/api/books/back-room/", 200),
        (&stranger, "/api/books/back-room/", 403),
    ] {
        let answer = bookstore.client().get_as(who, room).expect(status);
        let refused = json!({ "detail": "You do not have permission to perform this action." });
        assert_eq!(answer.body == refused, status == 403, "{room}");
    }
}

#[test]
fn s29_a_public_route_greets_whoever_shows_a_token() {
    let accounts = accounts();
    let server = accounts.serve();
    let bookstore = Bookstore::open(&accounts);
    let message = |body: Value| body["message"].clone();
    assert_eq!(message(bookstore.client().get("/api/books/").expect(200).body), "Welcome, stranger.");
    let access = server.login("alice").access;
    assert_eq!(message(bookstore.client().get_as(&access, "/api/books/").expect(200).body), "Welcome, alice.");
    bookstore.client().get_as("nonsense", "/api/books/").expect(401);
}
