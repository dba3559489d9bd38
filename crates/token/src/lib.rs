#![doc = include_str!("../README.md")]

mod algorithm;
mod base64url;
pub mod bearer;
mod claims;
mod error;
mod header;
mod json;
mod jti;
pub mod jws;
mod key;
mod policy;
mod registered;
mod time;
mod tokens;
mod verified;
mod verifier;

pub use algorithm::{Algorithm, ParseAlgorithmError};
pub use claims::Claims;
pub use error::{DecodeError, TokenError};
pub use jti::Jti;
pub use jws::{Jws, SignError};
pub use key::{Jwk, JwkSet, KeyError, KeySet, SigningKey, VerifyingKey};
pub use policy::TokenPolicy;
pub use time::{Seconds, Timestamp};
pub use tokens::{AccessToken, Draft, RefreshToken, SlidingToken, TokenType};
pub use verified::{Decoded, Verified};
pub use verifier::Verifier;
