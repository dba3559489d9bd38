//! JSON Web Keys (RFC 7517, RFC 7518 §6, RFC 8037 §2).

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::{
    KeyError,
    jwk_bytes::{PublicBytes, SecretBytes},
    public::Numbers,
    suite::Curve,
};
use crate::{Algorithm, base64url};

/// A JSON Web Key, public, private or secret.
///
/// A known member that appears twice and a value that is not canonical base64url are refused in parsing; unknown members
/// are ignored (RFC 7517 §4). Private members are wiped when dropped, never serialized and not shown by `Debug`.
///
/// ```
/// use countersign_token::{Algorithm, Jwk, VerifyingKey};
///
/// let jwk = Jwk::parse(
///     r#"{"kty":"OKP","crv":"Ed25519","kid":"a","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
/// )?;
/// assert_eq!(VerifyingKey::from_jwk(&jwk)?.algorithm(), Algorithm::EdDsa);
/// # Ok::<(), countersign_token::KeyError>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Jwk {
    pub(super) kty: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kid: Option<String>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub(super) purpose: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key_ops: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) alg: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) crv: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) n: Option<PublicBytes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) e: Option<PublicBytes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) x: Option<PublicBytes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) y: Option<PublicBytes>,
    #[serde(skip_serializing)]
    pub(super) d: Option<SecretBytes>,
    #[serde(skip_serializing)]
    pub(super) p: Option<SecretBytes>,
    #[serde(skip_serializing)]
    pub(super) q: Option<SecretBytes>,
    #[serde(skip_serializing)]
    pub(super) dp: Option<SecretBytes>,
    #[serde(skip_serializing)]
    pub(super) dq: Option<SecretBytes>,
    #[serde(skip_serializing)]
    pub(super) qi: Option<SecretBytes>,
    #[serde(skip_serializing)]
    pub(super) k: Option<SecretBytes>,
    /// Further primes of an RSA key (RFC 7518 §6.3.2.7), which nobody has.
    #[serde(skip_serializing)]
    pub(super) oth: Option<IgnoredAny>,
}

/// A JWK set (RFC 7517 §5), as `/.well-known/jwks.json` serves it.
///
/// ```
/// use countersign_token::{Algorithm, JwkSet, KeySet, SigningKey};
///
/// let key = SigningKey::generate(Algorithm::Es256)?.with_kid("2026-1");
/// let body = serde_json::to_string(&KeySet::new(vec![key.verifying_key()])?.to_jwks())?;
/// let set: JwkSet = serde_json::from_str(&body)?;
/// assert_eq!(set.keys[0].kid(), Some("2026-1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JwkSet {
    /// The keys, in the order of the set.
    pub keys: Vec<Jwk>,
}

impl Jwk {
    /// Read a JWK of any kind; whether it is of use here shows when a key is made of it.
    ///
    /// # Errors
    /// [`KeyError::Malformed`].
    pub fn parse(json: &str) -> Result<Self, KeyError> {
        serde_json::from_str(json).map_err(|_| KeyError::Malformed)
    }

    /// The key's name.
    ///
    /// ```
    /// use countersign_token::Jwk;
    ///
    /// assert_eq!(Jwk::parse(r#"{"kty":"EC","kid":"2026-1"}"#)?.kid(), Some("2026-1"));
    /// assert_eq!(Jwk::parse(r#"{"kty":"EC"}"#)?.kid(), None);
    /// # Ok::<(), countersign_token::KeyError>(())
    /// ```
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The key is a secret, which signs and verifies alike.
    ///
    /// ```
    /// use countersign_token::Jwk;
    ///
    /// assert!(Jwk::parse(r#"{"kty":"oct","alg":"HS256","k":"c2VjcmV0"}"#)?.is_symmetric());
    /// # Ok::<(), countersign_token::KeyError>(())
    /// ```
    #[must_use]
    pub fn is_symmetric(&self) -> bool {
        self.kty == "oct"
    }

    pub(super) fn of(numbers: &Numbers, algorithm: Algorithm, kid: Option<&str>) -> Self {
        let mut jwk = Self::bare(numbers);
        jwk.kid = kid.map(str::to_owned);
        jwk.purpose = Some("sig".to_owned());
        jwk.alg = Some(algorithm.as_str().to_owned());
        jwk
    }

    /// The required members alone, sorted by name and without white space, hashed (RFC 7638 §3, RFC 8037 §2).
    pub(super) fn thumbprint(numbers: &Numbers) -> String {
        let json = match numbers {
            Numbers::Rsa { n, e } => {
                format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, base64url::encode(e), base64url::encode(n))
            }
            Numbers::Ec { curve, point } => {
                let (x, y) = coordinates(*curve, point);
                let (x, y) = (base64url::encode(x), base64url::encode(y));
                format!(r#"{{"crv":"{}","kty":"EC","x":"{x}","y":"{y}"}}"#, curve.name())
            }
            Numbers::Ed25519 { x } => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, base64url::encode(x)),
        };
        base64url::encode(digest(&SHA256, json.as_bytes()))
    }

    /// The members that the key consists of, and nothing else.
    fn bare(numbers: &Numbers) -> Self {
        let mut jwk = Self::empty();
        let bytes = |bytes: &[u8]| Some(PublicBytes(bytes.to_vec()));
        match numbers {
            Numbers::Rsa { n, e } => {
                "RSA".clone_into(&mut jwk.kty);
                (jwk.n, jwk.e) = (bytes(n), bytes(e));
            }
            Numbers::Ec { curve, point } => {
                let (x, y) = coordinates(*curve, point);
                "EC".clone_into(&mut jwk.kty);
                jwk.crv = Some(curve.name().to_owned());
                (jwk.x, jwk.y) = (bytes(x), bytes(y));
            }
            Numbers::Ed25519 { x } => {
                "OKP".clone_into(&mut jwk.kty);
                jwk.crv = Some("Ed25519".to_owned());
                jwk.x = bytes(x);
            }
        }
        jwk
    }

    fn empty() -> Self {
        Self {
            kty: String::new(),
            kid: None,
            purpose: None,
            key_ops: None,
            alg: None,
            crv: None,
            n: None,
            e: None,
            x: None,
            y: None,
            d: None,
            p: None,
            q: None,
            dp: None,
            dq: None,
            qi: None,
            k: None,
            oth: None,
        }
    }
}

/// The halves of an uncompressed point behind its first byte.
fn coordinates(curve: Curve, point: &[u8]) -> (&[u8], &[u8]) {
    point.get(1..).and_then(|both| both.split_at_checked(curve.len())).unwrap_or_default()
}
