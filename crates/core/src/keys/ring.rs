//! The key ring that the server makes and keeps.

use countersign_token::{Algorithm, KeyError, SigningKey};

use super::{SealError, SealingKey};
use crate::store::{Store, StoreError, StoredKey};
use crate::{Moment, Randomness};

/// Why there is no ring to sign with.
#[derive(Debug, thiserror::Error)]
pub enum RingError {
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored key does not open: the sealing key is another one.
    #[error("signing key {kid}: {cause}")]
    Sealed {
        /// Which key.
        kid: String,
        /// Why.
        cause: SealError,
    },
    /// A stored key is no key of its algorithm, or none could be made.
    #[error("signing key {kid}: {cause}")]
    Key {
        /// Which key.
        kid: String,
        /// Why.
        cause: KeyError,
    },
}

/// Opens every key of the ring, oldest first. An empty ring is empty: nothing is made.
///
/// # Errors
/// One of the keys does not open.
pub async fn load_ring(store: &dyn Store, sealing: &SealingKey) -> Result<Vec<SigningKey>, RingError> {
    store.signing_keys().await?.iter().map(|key| unseal(key, sealing)).collect()
}

/// Opens the ring, and makes its first key for `algorithm` where it has none.
///
/// Of several processes that start at once one makes the key, and all sign with it.
///
/// # Errors
/// One of the keys does not open, the database is away, or `algorithm` has no keys that can be generated (HS*).
pub async fn open_ring(
    store: &dyn Store,
    sealing: &SealingKey,
    algorithm: Algorithm,
    now: Moment,
    randomness: &dyn Randomness,
) -> Result<Vec<SigningKey>, RingError> {
    let ring = load_ring(store, sealing).await?;
    if ring.iter().any(|key| key.algorithm() == algorithm) {
        return Ok(ring);
    }
    let first = generate(sealing, algorithm, now, randomness)?;
    store.add_first_signing_key(&first).await?.iter().map(|key| unseal(key, sealing)).collect()
}

fn generate(
    sealing: &SealingKey,
    algorithm: Algorithm,
    now: Moment,
    randomness: &dyn Randomness,
) -> Result<StoredKey, RingError> {
    let unnamed = |cause| RingError::Key { kid: "(new)".to_owned(), cause };
    let key = SigningKey::generate(algorithm).map_err(unnamed)?.with_thumbprint_kid();
    let kid = key.kid().unwrap_or_default().to_owned();
    let private = key.to_pkcs8_der().ok_or_else(|| unnamed(KeyError::WrongKind))?;
    let sealed = sealing
        .seal(&private, &context(&kid, algorithm), randomness)
        .map_err(|cause| RingError::Sealed { kid: kid.clone(), cause })?;
    Ok(StoredKey { kid, algorithm, sealed, created_at: now })
}

fn unseal(key: &StoredKey, sealing: &SealingKey) -> Result<SigningKey, RingError> {
    let private = sealing
        .open(&key.sealed, &context(&key.kid, key.algorithm))
        .map_err(|cause| RingError::Sealed { kid: key.kid.clone(), cause })?;
    SigningKey::from_pkcs8_der(key.algorithm, &private)
        .map(|opened| opened.with_kid(key.kid.clone()))
        .map_err(|cause| RingError::Key { kid: key.kid.clone(), cause })
}

fn context(kid: &str, algorithm: Algorithm) -> String {
    format!("countersign signing key {kid} {}", algorithm.as_str())
}
