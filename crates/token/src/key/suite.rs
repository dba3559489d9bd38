//! What each algorithm is to the cryptographic library.

use aws_lc_rs::{
    hmac,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED,
        ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED, ECDSA_P521_SHA512_FIXED_SIGNING,
        EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
        RSA_PKCS1_2048_8192_SHA512, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_2048_8192_SHA256,
        RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512,
        RsaParameters, RsaSignatureEncoding,
    },
};

use crate::Algorithm;

pub(super) enum Suite {
    Hmac(hmac::Algorithm),
    Rsa { verify: &'static RsaParameters, sign: &'static RsaSignatureEncoding },
    Ecdsa { curve: Curve, verify: &'static EcdsaVerificationAlgorithm, sign: &'static EcdsaSigningAlgorithm },
    Ed25519,
}

impl Suite {
    pub(super) fn of(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Hs256 => Self::Hmac(hmac::HMAC_SHA256),
            Algorithm::Hs384 => Self::Hmac(hmac::HMAC_SHA384),
            Algorithm::Hs512 => Self::Hmac(hmac::HMAC_SHA512),
            Algorithm::Rs256 => Self::Rsa { verify: &RSA_PKCS1_2048_8192_SHA256, sign: &RSA_PKCS1_SHA256 },
            Algorithm::Rs384 => Self::Rsa { verify: &RSA_PKCS1_2048_8192_SHA384, sign: &RSA_PKCS1_SHA384 },
            Algorithm::Rs512 => Self::Rsa { verify: &RSA_PKCS1_2048_8192_SHA512, sign: &RSA_PKCS1_SHA512 },
            Algorithm::Ps256 => Self::Rsa { verify: &RSA_PSS_2048_8192_SHA256, sign: &RSA_PSS_SHA256 },
            Algorithm::Ps384 => Self::Rsa { verify: &RSA_PSS_2048_8192_SHA384, sign: &RSA_PSS_SHA384 },
            Algorithm::Ps512 => Self::Rsa { verify: &RSA_PSS_2048_8192_SHA512, sign: &RSA_PSS_SHA512 },
            Algorithm::Es256 => Self::Ecdsa {
                curve: Curve::P256,
                verify: &ECDSA_P256_SHA256_FIXED,
                sign: &ECDSA_P256_SHA256_FIXED_SIGNING,
            },
            Algorithm::Es384 => Self::Ecdsa {
                curve: Curve::P384,
                verify: &ECDSA_P384_SHA384_FIXED,
                sign: &ECDSA_P384_SHA384_FIXED_SIGNING,
            },
            Algorithm::Es512 => Self::Ecdsa {
                curve: Curve::P521,
                verify: &ECDSA_P521_SHA512_FIXED,
                sign: &ECDSA_P521_SHA512_FIXED_SIGNING,
            },
            Algorithm::EdDsa => Self::Ed25519,
        }
    }
}

/// The curves of RFC 7518 §6.2.1.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Curve {
    P256,
    P384,
    P521,
}

impl Curve {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }

    /// Bytes of a coordinate, of a private key, and of each half of a signature.
    pub(super) fn len(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}
