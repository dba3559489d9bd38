//! From a JWK to a key: what it must say, and what its numbers must be.

use aws_lc_rs::{
    rsa::{KeyPair as RsaKeyPair, KeyPairComponents, PublicKeyComponents},
    signature::{EcdsaKeyPair, Ed25519KeyPair},
};

use super::{
    Jwk, KeyError, SigningKey, VerifyingKey,
    jwk_bytes::{PublicBytes, SecretBytes},
    public::{Numbers, PublicKey},
    signer::Signer,
    suite::{Curve, Suite},
    verifying::Check,
};
use crate::Algorithm;

impl Jwk {
    /// `fallback` is the algorithm of a key that does not say its own.
    pub(super) fn verifying_key(&self, fallback: Option<Algorithm>) -> Result<VerifyingKey, KeyError> {
        self.check_use("verify")?;
        let algorithm = self.algorithm(fallback)?;
        let key = if self.is_symmetric() {
            VerifyingKey::from_secret(algorithm, secret(self.k.as_ref())?)?
        } else {
            VerifyingKey::new(algorithm, Check::Public(PublicKey::new(algorithm, self.numbers()?)?))
        };
        Ok(match &self.kid {
            Some(kid) => key.with_kid(kid),
            None => key,
        })
    }

    pub(super) fn signing_key(&self, fallback: Option<Algorithm>) -> Result<SigningKey, KeyError> {
        self.check_use("sign")?;
        let algorithm = self.algorithm(fallback)?;
        let key = if self.is_symmetric() {
            SigningKey::from_secret(algorithm, secret(self.k.as_ref())?)?
        } else {
            SigningKey::new(algorithm, self.signer(algorithm)?)?
        };
        Ok(match &self.kid {
            Some(kid) => key.with_kid(kid),
            None => key,
        })
    }

    /// RFC 7517 §4.2 and §4.3.
    fn check_use(&self, operation: &str) -> Result<(), KeyError> {
        let purpose = self.purpose.as_deref().is_none_or(|purpose| purpose == "sig");
        let operations = self.key_ops.as_ref().is_none_or(|operations| operations.iter().any(|o| o == operation));
        if purpose && operations { Ok(()) } else { Err(KeyError::NotForSignatures) }
    }

    /// What `alg` says; else what the type or curve leaves no choice about; else `fallback`.
    fn algorithm(&self, fallback: Option<Algorithm>) -> Result<Algorithm, KeyError> {
        if let Some(name) = &self.alg {
            return name.parse().map_err(|_| KeyError::Unsupported);
        }
        match (self.kty.as_str(), self.crv.as_deref()) {
            ("EC", Some("P-256")) => Ok(Algorithm::Es256),
            ("EC", Some("P-384")) => Ok(Algorithm::Es384),
            ("EC", Some("P-521")) => Ok(Algorithm::Es512),
            ("OKP", Some("Ed25519")) => Ok(Algorithm::EdDsa),
            ("RSA" | "oct", _) => fallback.ok_or(KeyError::MissingAlgorithm),
            _ => Err(KeyError::Unsupported),
        }
    }

    fn numbers(&self) -> Result<Numbers, KeyError> {
        match (self.kty.as_str(), self.crv.as_deref()) {
            ("RSA", _) => {
                Ok(Numbers::Rsa { n: public(self.n.as_ref())?.to_vec(), e: public(self.e.as_ref())?.to_vec() })
            }
            ("EC", Some("P-256")) => self.point(Curve::P256),
            ("EC", Some("P-384")) => self.point(Curve::P384),
            ("EC", Some("P-521")) => self.point(Curve::P521),
            ("OKP", Some("Ed25519")) => {
                let x = public(self.x.as_ref())?.try_into().map_err(|_| KeyError::Malformed)?;
                Ok(Numbers::Ed25519 { x })
            }
            _ => Err(KeyError::Unsupported),
        }
    }

    /// Coordinates come at full length, leading zeros included (RFC 7518 §6.2.1.2).
    fn point(&self, curve: Curve) -> Result<Numbers, KeyError> {
        let (x, y) = (public(self.x.as_ref())?, public(self.y.as_ref())?);
        if x.len() != curve.len() || y.len() != curve.len() {
            return Err(KeyError::Malformed);
        }
        Ok(Numbers::Ec { curve, point: [&[4], x, y].concat() })
    }

    fn signer(&self, algorithm: Algorithm) -> Result<Signer, KeyError> {
        let d = self.d.as_ref().ok_or(KeyError::NotPrivate)?.0.as_slice();
        match (Suite::of(algorithm), self.numbers()?) {
            (Suite::Rsa { sign, .. }, Numbers::Rsa { n, e }) => self.rsa(&n, &e, d).map(|key| Signer::Rsa(key, sign)),
            (Suite::Ecdsa { curve, sign, .. }, Numbers::Ec { curve: given, point }) if curve == given => {
                if d.len() != curve.len() {
                    return Err(KeyError::Malformed);
                }
                let key = EcdsaKeyPair::from_private_key_and_public_key(sign, d, &point);
                key.map(|key| Signer::Ecdsa(key, curve)).map_err(|_| KeyError::Invalid)
            }
            (Suite::Ed25519, Numbers::Ed25519 { x }) => {
                let key = Ed25519KeyPair::from_seed_and_public_key(d, &x);
                key.map(Signer::Ed25519).map_err(|_| KeyError::Invalid)
            }
            (Suite::Hmac(_) | Suite::Rsa { .. } | Suite::Ecdsa { .. } | Suite::Ed25519, _) => Err(KeyError::WrongKind),
        }
    }

    /// All five CRT members are needed (RFC 7518 §6.3.2 lets producers leave them out together).
    fn rsa(&self, n: &[u8], e: &[u8], d: &[u8]) -> Result<RsaKeyPair, KeyError> {
        if self.oth.is_some() {
            return Err(KeyError::Unsupported);
        }
        let part =
            |member: &Option<SecretBytes>| member.as_ref().map(|bytes| bytes.0.clone()).ok_or(KeyError::Malformed);
        RsaKeyPair::from_components(&KeyPairComponents {
            public_key: PublicKeyComponents { n, e },
            d: d.to_vec().into(),
            p: part(&self.p)?,
            q: part(&self.q)?,
            dP: part(&self.dp)?,
            dQ: part(&self.dq)?,
            qInv: part(&self.qi)?,
        })
        .map_err(|_| KeyError::Invalid)
    }
}

fn public(member: Option<&PublicBytes>) -> Result<&[u8], KeyError> {
    member.map(|bytes| bytes.0.as_slice()).ok_or(KeyError::Malformed)
}

fn secret(member: Option<&SecretBytes>) -> Result<&[u8], KeyError> {
    member.map(|bytes| bytes.0.as_slice()).ok_or(KeyError::Malformed)
}
