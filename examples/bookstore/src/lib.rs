//! An online bookstore that knows no password and keeps no users: it verifies the tokens that a Countersign issues.
//!
//! Every request is handled with the keys in memory, and with what is known to be revoked; nobody is asked.

mod books;

use anyhow::Context;
use axum::extract::Query;
use axum::routing::get;
use axum::{Json, Router};
use books::{BOOKS, Book};
use countersign::remote::{ClientCredentials, Endpoint, RemoteKeys, Revocations};
use countersign::token::KeySet;
use countersign::{Authenticator, Caller, ClaimsAs, HasClaim, IsAdminUser, IsAuthenticated, require};
use serde::{Deserialize, Serialize};

/// The shop that this server stands in; tokens of another shop's customers do not open its back room.
const SHOP: &str = "main-street";

/// Every route, behind one layer that finds out who calls.
pub fn router(authenticator: &Authenticator) -> Router {
    let customers = Router::new()
        .route("/api/books/custom-list/", get(custom_list))
        .route("/api/books/shelf/", get(shelf))
        .route_layer(require(IsAuthenticated));
    let insiders = Router::new()
        .route("/api/books/back-room/", get(back_room))
        .route_layer(require(HasClaim::equal("shop", SHOP)));
    let staff = Router::new().route("/api/books/stock/", get(stock)).route_layer(require(IsAdminUser));
    Router::new()
        .route("/api/books/", get(welcome))
        .merge(customers)
        .merge(insiders)
        .merge(staff)
        .layer(authenticator.optional())
}

/// Trusts the tokens that these public keys verify.
///
/// # Errors
/// It is no JWK set, or there is no key in it: every customer would be a stranger.
pub fn authenticator(jwks: &str) -> anyhow::Result<Authenticator> {
    let keys = KeySet::from_jwks_json(jwks, None).context("`countersign keys jwks` prints a set of keys")?;
    anyhow::ensure!(
        !keys.keys().is_empty(),
        "there is no key in it. A Countersign that signs with a secret (SECRET_KEY or jwt.signing_key) has no public key to \
         publish. Let it sign with a key pair: set jwt.algorithm = \"ES256\", leave jwt.signing_key out, and make the file again"
    );
    Ok(Authenticator::from_keys(keys))
}

/// The server that logs people in.
#[derive(Debug)]
pub struct Issuer {
    /// Where it is, such as `http://127.0.0.1:8000`.
    pub url: String,
    /// Who vouches for it (PEM); `None`: the authorities of this machine.
    pub authority: Option<String>,
}

impl Issuer {
    /// Its public keys, fetched and kept up to date.
    ///
    /// # Errors
    /// It has no address that can be asked.
    pub fn keys(&self) -> anyhow::Result<RemoteKeys> {
        self.endpoint("/.well-known/jwks.json").map(RemoteKeys::follow)
    }

    /// What it revokes.
    ///
    /// # Errors
    /// It has no address that can be asked.
    pub fn revocations(&self, credentials: ClientCredentials) -> anyhow::Result<Revocations> {
        Ok(Revocations::follow(self.endpoint("/api/revocations/")?, credentials))
    }

    fn endpoint(&self, path: &str) -> anyhow::Result<Endpoint> {
        let url = format!("{}{path}", self.url.trim_end_matches('/'));
        let endpoint = match &self.authority {
            Some(pem) => Endpoint::with_roots(&url, pem.as_bytes()),
            None => Endpoint::new(&url),
        };
        endpoint.with_context(|| url.clone())
    }
}

/// Public; whoever shows a token is greeted by name.
async fn welcome(caller: Option<Caller>) -> Json<Welcome> {
    let name = caller.as_ref().and_then(Caller::username).unwrap_or("stranger");
    Json(Welcome { message: format!("Welcome, {name}."), books: BOOKS.len() })
}

/// The list of the tutorial: for everybody who is logged in.
async fn custom_list() -> Json<&'static [Book]> {
    Json(BOOKS)
}

/// The books up to a year, and for whom: reads claims of its own choosing.
async fn shelf(ClaimsAs(customer): ClaimsAs<Customer>, Query(until): Query<Until>) -> Json<Shelf> {
    let books = BOOKS.iter().filter(|book| until.year.is_none_or(|year| book.year <= year)).collect();
    Json(Shelf { reader: customer.username, books })
}

/// For tokens that carry this shop's claim.
async fn back_room() -> Json<&'static str> {
    Json("First editions are on the left.")
}

/// For staff.
async fn stock() -> Json<Vec<Stock>> {
    Json(BOOKS.iter().map(|book| Stock { title: book.title, copies: book.copies }).collect())
}

#[derive(Serialize)]
struct Welcome {
    message: String,
    books: usize,
}

/// The claims that the bookstore reads.
#[derive(Deserialize)]
struct Customer {
    username: String,
}

#[derive(Deserialize)]
struct Until {
    year: Option<u16>,
}

#[derive(Serialize)]
struct Shelf {
    reader: String,
    books: Vec<&'static Book>,
}

#[derive(Serialize)]
struct Stock {
    title: &'static str,
    copies: u16,
}

/// The Rust of the guide compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/GUARD.md")]
struct Guide;

/// The Rust of the project's README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
