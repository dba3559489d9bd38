//! Keys and revocations of an issuer, over the network.
//!
//! A token is checked in memory, with what was fetched before: no request of yours waits for the issuer, and its absence
//! changes nothing for tokens that it has signed. Keys come from its JWK set ([`RemoteKeys`]), revocations from its feed
//! ([`Revocations`]), each read by a task of its own that ends with the last handle.
//!
//! ```no_run
//! use countersign::Authenticator;
//! use countersign::remote::{ClientCredentials, Endpoint, Revocations};
//!
//! # async fn start() -> Result<(), Box<dyn std::error::Error>> {
//! let feed = Endpoint::new("https://accounts.example/api/revocations/")?;
//! // From `countersign clients create bookstore`, where the issuer runs.
//! let credentials = ClientCredentials::new("h3Kf0aXb9ZqX1VdR", "its secret");
//! let revocations = Revocations::follow(feed, credentials);
//! let authenticator = Authenticator::from_jwks_url("https://accounts.example/.well-known/jwks.json")?
//!     .with_revocations(revocations.clone());
//! // From here on, no token is taken that was revoked before.
//! revocations.loaded().await;
//! # Ok(())
//! # }
//! ```

mod address;
mod authenticator;
mod backoff;
mod connection;
mod credentials;
mod endpoint;
mod entries;
mod feed;
mod keys;
mod reader;
mod revocations;
mod task;

pub use credentials::ClientCredentials;
pub use endpoint::{Endpoint, EndpointError};
pub use feed::RevocationFeed;
pub use keys::RemoteKeys;
pub use revocations::{Revocations, WhenStale};
