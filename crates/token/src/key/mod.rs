//! Keys: one key, one algorithm (RFC 8725 §3.1), read once and kept ready.

mod der;
mod error;
mod jwk;
mod jwk_bytes;
mod jwk_import;
mod pem;
mod public;
mod roca;
mod secret;
mod set;
mod signer;
mod signing;
mod suite;
mod verifying;

pub use error::KeyError;
pub use jwk::{Jwk, JwkSet};
pub use set::KeySet;
pub use signing::SigningKey;
pub use verifying::VerifyingKey;
