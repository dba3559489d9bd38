//! Django's sessions: the rows of `django_session`, signed as Django signs them, so that a Django beside us reads ours and we read
//! its own (`django.core.signing`, `django.contrib.sessions`, `django.contrib.auth`).
//!
//! These are the sessions of people with a browser and a cookie. The sessions of tokens are [`crate::session`].

mod auth_hash;
mod base62;
mod data;
mod key;
mod policy;
mod salted_hmac;
mod secret_keys;
mod signer;
mod signing;
#[cfg(test)]
mod tests;

pub use auth_hash::{AuthHash, session_auth_hash, verify_session_auth_hash};
pub use data::{Decoded, SessionData};
pub use key::WebSessionKey;
pub use policy::WebSessionPolicy;
pub(crate) use salted_hmac::salted_hmac;
pub use secret_keys::{EmptySecret, SecretKey, SecretKeys};
pub use signer::{BadSignature, Signer};
pub use signing::{Loaded, SigningError, dumps, loads};
