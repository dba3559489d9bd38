//! Issue and check JSON Web Tokens exactly as Django's SimpleJWT does, only stricter.
//!
//! The crate is pure: it does no I/O, starts nothing and reads no clock; the time and every identifier are handed in.
//! Signatures come from AWS-LC. A token's algorithm is always that of the key, never what the token says (RFC 8725 §3.1).
//!
//! ```
//! use countersign_token::{
//!     Algorithm, Jti, KeySet, RefreshToken, SigningKey, Timestamp, TokenPolicy, TokenType, Verifier,
//! };
//!
//! let policy = TokenPolicy::default();
//! let key = SigningKey::generate(Algorithm::Es256)?.with_thumbprint_kid();
//! let now = Timestamp::from_unix(1_750_000_000);
//!
//! // Issue a pair, as SimpleJWT's `RefreshToken.for_user(user)` and its `.access_token` do.
//! let refresh = RefreshToken::for_user(&policy, "7", now, Jti::from_random([1; 16]));
//! let access = refresh.access_token(&policy, now, Jti::from_random([2; 16])).sign(&policy, &key)?;
//!
//! // Check it: the signature and the registered claims first, then what SimpleJWT asks of an access token.
//! let verifier = Verifier::new(KeySet::new(vec![key.verifying_key()])?, policy);
//! let verified = verifier.decode(&access, now)?.verify_as(TokenType::Access)?;
//! assert_eq!(verified.user_id(), Some(&"7".into()));
//!
//! // A refresh token is no access token, and an hour later the access token is none either.
//! let refresh = refresh.sign(verifier.policy(), &key)?;
//! let refused = verifier.decode(&refresh, now)?.verify_as(TokenType::Access).unwrap_err();
//! assert_eq!(refused.detail(), "Token has wrong type");
//! assert!(verifier.decode(&access, Timestamp::from_unix(1_750_003_600)).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
