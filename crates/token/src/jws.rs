//! JSON Web Signature in its compact form (RFC 7515 §3.1): three segments, nothing else.
//!
//! For signed bytes that are no token of a user. Tokens are checked by a [`Verifier`](crate::Verifier), which bounds their
//! length and looks at their claims; here nothing expires.
//!
//! ```
//! use countersign_token::{Algorithm, DecodeError, KeySet, SigningKey, jws};
//!
//! let key = SigningKey::generate(Algorithm::Es256)?;
//! let receipt = jws::sign(b"paid: 12 EUR", &key)?;
//! let stranger = KeySet::new(vec![SigningKey::generate(Algorithm::Es256)?.verifying_key()])?;
//! assert_eq!(jws::verify(&receipt, &stranger), Err(DecodeError::BadSignature));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use serde_json::{Map, Value};

use crate::{DecodeError, KeySet, SigningKey, VerifyingKey, base64url, header::Header};

/// The number of keys that are tried on a token that names none, so that its cost stays bounded.
const MAX_TRIED: usize = 8;

/// A token whose signature holds. Nothing is said about its claims.
///
/// ```
/// use countersign_token::{Algorithm, KeySet, SigningKey, jws};
///
/// let key = SigningKey::generate(Algorithm::EdDsa)?.with_kid("2026-1");
/// let keys = KeySet::new(vec![key.verifying_key()])?;
/// let read = jws::verify(&jws::sign(b"any bytes", &key)?, &keys)?;
/// assert_eq!((&read.header["alg"], &read.header["kid"]), (&"EdDSA".into(), &"2026-1".into()));
/// assert_eq!(read.payload, b"any bytes");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Jws {
    /// The protected header, as it stands in the token.
    pub header: Map<String, Value>,
    /// The signed bytes; a JWT has a JSON object here, a JWS anything.
    pub payload: Vec<u8>,
}

impl std::fmt::Debug for Jws {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jws").field("header", &self.header).finish_non_exhaustive()
    }
}

/// The cryptographic library failed to sign; the key is unusable or memory ran out.
///
/// ```
/// use countersign_token::{SignError, SigningKey, jws};
///
/// fn receipt(key: &SigningKey) -> Result<String, SignError> {
///     jws::sign(b"paid", key)
/// }
///
/// assert_eq!(SignError.to_string(), "could not sign");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("could not sign")]
pub struct SignError;

/// Sign `payload` and return the compact JWS.
///
/// The header is `{"alg":…,"typ":"JWT"}`, with `"kid"` between the two if the key has one: byte for byte PyJWT's.
///
/// # Errors
/// [`SignError`] if the cryptographic library fails.
///
/// ```
/// use countersign_token::{Algorithm, KeySet, SigningKey, jws};
///
/// let key = SigningKey::generate(Algorithm::EdDsa)?.with_kid("2026-1");
/// let token = jws::sign(b"any bytes", &key)?;
/// let keys = KeySet::new(vec![key.verifying_key()])?;
/// assert_eq!(jws::verify(&token, &keys)?.payload, b"any bytes");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sign(payload: &[u8], key: &SigningKey) -> Result<String, SignError> {
    let header = key.header();
    // The largest signature is that of an 8192-bit RSA key; the usual one needs less than 128 characters.
    let mut token = String::with_capacity(header.len() + payload.len() * 4 / 3 + 128);
    token.push_str(header);
    token.push('.');
    base64url::append(payload, &mut token);
    let signature = key.sign(token.as_bytes())?;
    token.push('.');
    base64url::append(&signature, &mut token);
    Ok(token)
}

/// Check a compact JWS against `keys` and return what it signs.
///
/// In this order: three segments; a header that is a JSON object without duplicates, `crit` or `b64: false`; `alg` in its
/// exact case; a key for it ([`KeySet`] says which); the signature; the payload's encoding. `kid` is looked up and nothing
/// else. The cost is linear in the token's length: bound that first, as [`Verifier`](crate::Verifier) does.
///
/// # Errors
/// The first check that failed. No variant carries any part of the token.
///
/// ```
/// use countersign_token::{Algorithm, DecodeError, KeySet, SigningKey, jws};
///
/// let key = SigningKey::generate(Algorithm::Es256)?;
/// let keys = KeySet::new(vec![key.verifying_key()])?;
/// let token = jws::sign(b"paid", &key)?;
/// assert_eq!(jws::verify(&token, &keys)?.payload, b"paid");
/// let forged = token.replace("cGFpZA", "cGFpRA");
/// assert_eq!(jws::verify(&forged, &keys), Err(DecodeError::BadSignature));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify(token: &str, keys: &KeySet) -> Result<Jws, DecodeError> {
    let parts = Segments::split(token)?;
    let (header, members) = Header::parse(parts.header)?;
    let signature = base64url::decode(parts.signature).ok_or(DecodeError::Malformed)?;
    let holds = |key: &VerifyingKey| key.verify(parts.signed.as_bytes(), &signature);
    if !keys.candidates(&header)?.take(MAX_TRIED).any(holds) {
        return Err(DecodeError::BadSignature);
    }
    let payload = base64url::decode(parts.payload).ok_or(DecodeError::Malformed)?;
    Ok(Jws { header: members, payload })
}

/// Read a token **without checking anything but its form**, for a person to look at. Never decide by the result.
///
/// Returns the header and the payload's bytes; any `alg`, any extension and any signature will do.
///
/// # Errors
/// [`DecodeError::Malformed`] unless there are three segments of canonical base64url with a JSON object in the first.
///
/// ```
/// let token = "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.";
/// let (header, payload) = countersign_token::jws::inspect_unverified(token)?;
/// assert_eq!(header["alg"], "none");
/// assert_eq!(payload, br#"{"a":1}"#);
/// # Ok::<(), countersign_token::DecodeError>(())
/// ```
pub fn inspect_unverified(token: &str) -> Result<(Value, Vec<u8>), DecodeError> {
    let parts = Segments::split(token)?;
    let decode = |segment| base64url::decode(segment).ok_or(DecodeError::Malformed);
    let header = crate::json::parse_object(&decode(parts.header)?).ok_or(DecodeError::Malformed)?;
    decode(parts.signature)?;
    Ok((Value::Object(header), decode(parts.payload)?))
}

struct Segments<'t> {
    header: &'t str,
    payload: &'t str,
    signature: &'t str,
    /// Header and payload with the dot between them: what the signature covers.
    signed: &'t str,
}

impl<'t> Segments<'t> {
    /// Find the two dots without allocating, however many there are.
    fn split(token: &'t str) -> Result<Self, DecodeError> {
        let (signed, signature) = token.rsplit_once('.').ok_or(DecodeError::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(DecodeError::Malformed)?;
        if payload.contains('.') {
            Err(DecodeError::Malformed)
        } else {
            Ok(Self { header, payload, signature, signed })
        }
    }
}
