//! The private half of a key, as the cryptographic library has it.

use std::sync::Arc;

use aws_lc_rs::{
    encoding::{AsDer as _, Pkcs8V1Der},
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair as RsaKeyPair, KeySize},
    signature::{EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaSignatureEncoding},
};
use zeroize::Zeroizing;

use super::{
    KeyError, der,
    pem::Label,
    public::{Numbers, PublicKey},
    suite::{Curve, Suite},
    verifying::Check,
};
use crate::{Algorithm, SignError};

pub(super) enum Signer {
    Hmac(Arc<hmac::Key>),
    Rsa(RsaKeyPair, &'static RsaSignatureEncoding),
    Ecdsa(EcdsaKeyPair, Curve),
    Ed25519(Ed25519KeyPair),
}

impl Signer {
    pub(super) fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        let signer = match Suite::of(algorithm) {
            Suite::Hmac(_) => return Err(KeyError::WrongKind),
            Suite::Rsa { sign, .. } => RsaKeyPair::generate(KeySize::Rsa2048).map(|key| Self::Rsa(key, sign)),
            Suite::Ecdsa { curve, sign, .. } => EcdsaKeyPair::generate(sign).map(|key| Self::Ecdsa(key, curve)),
            Suite::Ed25519 => Ed25519KeyPair::generate().map(Self::Ed25519),
        };
        signer.map_err(|_| KeyError::Library)
    }

    pub(super) fn from_der(algorithm: Algorithm, label: Label, der: &[u8]) -> Result<Self, KeyError> {
        let signer = match (Suite::of(algorithm), label) {
            (_, Label::Spki | Label::Pkcs1Public) => return Err(KeyError::NotPrivate),
            (Suite::Rsa { sign, .. }, Label::Pkcs8) => RsaKeyPair::from_pkcs8(der).map(|key| Self::Rsa(key, sign)),
            (Suite::Rsa { sign, .. }, Label::Pkcs1) => RsaKeyPair::from_der(der).map(|key| Self::Rsa(key, sign)),
            (Suite::Ecdsa { curve, sign, .. }, Label::Pkcs8) => {
                EcdsaKeyPair::from_pkcs8(sign, der).map(|key| Self::Ecdsa(key, curve))
            }
            (Suite::Ecdsa { curve, sign, .. }, Label::Sec1) => {
                EcdsaKeyPair::from_private_key_der(sign, der).map(|key| Self::Ecdsa(key, curve))
            }
            (Suite::Ed25519, Label::Pkcs8) => Ed25519KeyPair::from_pkcs8(der).map(Self::Ed25519),
            (Suite::Hmac(_) | Suite::Rsa { .. } | Suite::Ecdsa { .. } | Suite::Ed25519, _) => {
                return Err(KeyError::WrongKind);
            }
        };
        signer.map_err(|_| KeyError::WrongKind)
    }

    /// The half that verifies.
    pub(super) fn check(&self, algorithm: Algorithm) -> Result<Check, KeyError> {
        let numbers = match self {
            Self::Hmac(key) => return Ok(Check::Hmac(Arc::clone(key))),
            Self::Rsa(key, _) => {
                let (n, e) = der::rsa_public_key(key.public_key().as_ref()).ok_or(KeyError::Malformed)?;
                Numbers::Rsa { n, e }
            }
            Self::Ecdsa(key, curve) => Numbers::Ec { curve: *curve, point: key.public_key().as_ref().to_vec() },
            Self::Ed25519(key) => {
                let x = key.public_key().as_ref().try_into().map_err(|_| KeyError::Malformed)?;
                Numbers::Ed25519 { x }
            }
        };
        PublicKey::new(algorithm, numbers).map(Check::Public)
    }

    pub(super) fn to_pkcs8_der(&self) -> Option<Zeroizing<Vec<u8>>> {
        let copy = |der: &[u8]| Zeroizing::new(der.to_vec());
        match self {
            Self::Hmac(_) => None,
            Self::Rsa(key, _) => key.as_der().ok().map(|der: Pkcs8V1Der<'_>| copy(der.as_ref())),
            Self::Ecdsa(key, _) => key.to_pkcs8v1().ok().map(|der| copy(der.as_ref())),
            Self::Ed25519(key) => key.to_pkcs8v1().ok().map(|der| copy(der.as_ref())),
        }
    }

    /// Bytes of every signature.
    pub(super) fn signature_len(&self) -> usize {
        match self {
            Self::Hmac(key) => key.algorithm().tag_len(),
            Self::Rsa(key, _) => key.public_modulus_len(),
            Self::Ecdsa(_, curve) => 2 * curve.len(),
            Self::Ed25519(_) => 64,
        }
    }

    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        // The library takes its randomness from itself and ignores the source that its interface asks for.
        let random = SystemRandom::new();
        let signature = match self {
            Self::Hmac(key) => Ok(hmac::sign(key, message).as_ref().to_vec()),
            Self::Rsa(key, padding) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(*padding, &random, message, &mut signature).map(|()| signature)
            }
            Self::Ecdsa(key, _) => key.sign(&random, message).map(|signature| signature.as_ref().to_vec()),
            Self::Ed25519(key) => key.try_sign(message).map(|signature| signature.as_ref().to_vec()),
        };
        signature.map_err(|_| SignError)
    }
}
