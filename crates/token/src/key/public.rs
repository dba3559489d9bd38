//! The public half of an asymmetric key: checked, ready to verify, and in numbers.

use aws_lc_rs::{
    encoding::{AsDer as _, PublicKeyX509Der},
    rsa::{PublicKey as RsaPublicKey, PublicKeyComponents},
    signature::{ED25519, ParsedPublicKey},
};

use super::{
    KeyError, der, roca,
    suite::{Curve, Suite},
};
use crate::Algorithm;

/// A public key bound to one algorithm.
pub(super) struct PublicKey {
    parsed: ParsedPublicKey,
    numbers: Numbers,
}

/// The numbers of a public key, big-endian, as a JWK has them.
#[derive(PartialEq, Eq)]
pub(super) enum Numbers {
    /// Modulus and exponent without leading zeros.
    Rsa { n: Vec<u8>, e: Vec<u8> },
    /// An uncompressed point: the byte 4, then both coordinates at full length.
    Ec { curve: Curve, point: Vec<u8> },
    /// The key of RFC 8032 §5.1.5.
    Ed25519 { x: [u8; 32] },
}

impl PublicKey {
    /// Check the numbers and make them ready for `algorithm`.
    pub(super) fn new(algorithm: Algorithm, numbers: Numbers) -> Result<Self, KeyError> {
        let parsed = match (Suite::of(algorithm), &numbers) {
            (Suite::Rsa { verify, .. }, Numbers::Rsa { n, e }) => {
                check_rsa(n, e)?;
                PublicKeyComponents { n, e }.to_parsed_public_key(verify)
            }
            (Suite::Ecdsa { curve, verify, .. }, Numbers::Ec { curve: given, point }) if curve == *given => {
                ParsedPublicKey::new(verify, point)
            }
            (Suite::Ed25519, Numbers::Ed25519 { x }) if !is_small_order(x) => ParsedPublicKey::new(&ED25519, x),
            (Suite::Ed25519, Numbers::Ed25519 { .. }) => return Err(KeyError::Invalid),
            (Suite::Hmac(_) | Suite::Rsa { .. } | Suite::Ecdsa { .. } | Suite::Ed25519, _) => {
                return Err(KeyError::WrongKind);
            }
        };
        Ok(Self { parsed: parsed.map_err(|_| KeyError::Invalid)?, numbers })
    }

    /// Read a `SubjectPublicKeyInfo`, or an `RSAPublicKey` for RSA.
    pub(super) fn from_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        let numbers = match Suite::of(algorithm) {
            Suite::Hmac(_) => return Err(KeyError::WrongKind),
            Suite::Rsa { .. } => rsa_numbers(der)?,
            Suite::Ecdsa { curve, verify, .. } => {
                let parsed = ParsedPublicKey::new(verify, der).map_err(|_| KeyError::WrongKind)?;
                ec_numbers(curve, &parsed)?
            }
            Suite::Ed25519 => Numbers::Ed25519 { x: *der::ed25519_public_key(der).ok_or(KeyError::WrongKind)? },
        };
        Self::new(algorithm, numbers)
    }

    pub(super) fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.parsed.verify_sig(message, signature).is_ok()
    }
}

fn rsa_numbers(der: &[u8]) -> Result<Numbers, KeyError> {
    let key = RsaPublicKey::from_der(der).map_err(|_| KeyError::WrongKind)?;
    let spki: PublicKeyX509Der<'_> = key.as_der().map_err(|_| KeyError::Library)?;
    // Read back and compared, so that trailing bytes and keys restricted to PSS by their object identifier are refused.
    if der != key.as_ref() && der != spki.as_ref() {
        return Err(KeyError::Malformed);
    }
    let (n, e) = der::rsa_public_key(key.as_ref()).ok_or(KeyError::Malformed)?;
    Ok(Numbers::Rsa { n, e })
}

/// The uncompressed point is the end of the key's `SubjectPublicKeyInfo`.
fn ec_numbers(curve: Curve, parsed: &ParsedPublicKey) -> Result<Numbers, KeyError> {
    let spki: PublicKeyX509Der<'_> = parsed.as_der().map_err(|_| KeyError::Library)?;
    let start = spki.as_ref().len().checked_sub(1 + 2 * curve.len()).ok_or(KeyError::Malformed)?;
    let point = spki.as_ref().get(start..).ok_or(KeyError::Malformed)?;
    if point.first() == Some(&4) { Ok(Numbers::Ec { curve, point: point.to_vec() }) } else { Err(KeyError::Malformed) }
}

/// RFC 7518 §3.3 asks for 2048 bits; the library checks the rest only in part.
fn check_rsa(n: &[u8], e: &[u8]) -> Result<(), KeyError> {
    let bits = n.len() * 8 - n.first().map_or(0, |first| first.leading_zeros() as usize);
    if !(2048..=8192).contains(&bits) || n.first() == Some(&0) || n.last().is_none_or(|last| last % 2 == 0) {
        return Err(KeyError::RsaModulus);
    }
    if e.first() == Some(&0) || e == [1] || e.last().is_none_or(|last| last % 2 == 0) {
        return Err(KeyError::RsaExponent);
    }
    if roca::is_roca(n) { Err(KeyError::Roca) } else { Ok(()) }
}

/// The point has an order of 8 or less, so that one signature fits many messages: its y is one of these, in any encoding.
fn is_small_order(x: &[u8; 32]) -> bool {
    let mut y = *x;
    y[31] &= 0x7f; // the sign of the other coordinate
    SMALL_ORDER.contains(&y)
}

const SMALL_ORDER: [[u8; 32]; 7] = [
    edge(0x00, 0x00, 0x00),
    edge(0x01, 0x00, 0x00),
    edge(0xec, 0xff, 0x7f),
    edge(0xed, 0xff, 0x7f),
    edge(0xee, 0xff, 0x7f),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
];

/// A little-endian number near the ends of the field.
const fn edge(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut bytes = [middle; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}
