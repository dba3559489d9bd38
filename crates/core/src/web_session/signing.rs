//! Django's `signing.dumps` and `signing.loads`: JSON, compressed where that is shorter, in base64url, signed with the time.

use std::fmt::Write as _;
use std::io::{self, Read, Write as _};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_token::Timestamp;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde_json::Value;

use super::{BadSignature, SecretKeys, Signer};

/// What stands before compressed data.
const COMPRESSED: &str = ".";
/// No more is read of one object (bytes), packed or unpacked. Only who knows the key could send more.
const MAX_BYTES: usize = 1 << 20;

/// What was signed.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The object.
    pub value: Value,
    /// When it was signed.
    pub signed_at: Timestamp,
}

/// Why there is no object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SigningError {
    /// Nobody with one of our keys made it.
    #[error(transparent)]
    Signature(#[from] BadSignature),
    /// It was signed, and is no JSON in base64url, or is longer than 1 MiB.
    #[error("what was signed cannot be read")]
    Unreadable,
}

/// Signs an object under `salt`, compressed where that is shorter.
#[must_use]
pub fn dumps(keys: &SecretKeys, salt: &str, value: &Value, at: Timestamp) -> String {
    let json = ascii_json(value);
    let packed = match compressed(json.as_bytes()) {
        Ok(packed) if packed.len() + 1 < json.len() => format!("{COMPRESSED}{}", URL_SAFE_NO_PAD.encode(packed)),
        Ok(_) | Err(_) => URL_SAFE_NO_PAD.encode(json),
    };
    Signer::new(keys, salt).sign_at(&packed, at)
}

/// Reads an object that was signed under `salt`, whenever that was. The signature is checked before anything is unpacked.
///
/// # Errors
/// See [`SigningError`].
pub fn loads(keys: &SecretKeys, salt: &str, signed: &str) -> Result<Loaded, SigningError> {
    if signed.len() > 2 * MAX_BYTES {
        return Err(SigningError::Unreadable);
    }
    let (packed, signed_at) = Signer::new(keys, salt).unsign_at(signed)?;
    let value = unpacked(packed).ok_or(SigningError::Unreadable)?;
    Ok(Loaded { value, signed_at })
}

fn unpacked(packed: &str) -> Option<Value> {
    let (encoded, is_compressed) = packed.strip_prefix(COMPRESSED).map_or((packed, false), |encoded| (encoded, true));
    let bytes = URL_SAFE_NO_PAD.decode(encoded.trim_end_matches('=')).ok()?;
    let bytes = if is_compressed { decompressed(&bytes)? } else { bytes };
    // Django reads the bytes as ISO-8859-1.
    let json: String = bytes.into_iter().map(char::from).collect();
    serde_json::from_str(&json).ok()
}

fn compressed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// `None` for what is no zlib stream, or a longer one than is read.
fn decompressed(bytes: &[u8]) -> Option<Vec<u8>> {
    let limit = u64::try_from(MAX_BYTES).ok()?;
    let mut plain = Vec::new();
    ZlibDecoder::new(bytes).take(limit + 1).read_to_end(&mut plain).ok()?;
    (plain.len() <= MAX_BYTES).then_some(plain)
}

/// As Python's `json.dumps` writes it: everything beyond ASCII escaped.
fn ascii_json(value: &Value) -> String {
    let json = value.to_string();
    let mut ascii = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            ascii.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // A String takes everything.
            let _ = write!(ascii, "\\u{unit:04x}");
        }
    }
    ascii
}
