//! The key ring that the server makes and keeps.

use countersign_token::{Algorithm, KeyError, SigningKey, VerifyingKey};

use super::{SealError, SealingKey};
use crate::store::{Entrance, KeyAdded, KeyState, Store, StoreError, StoredKey};
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

/// The key ring, open.
#[derive(Debug, Clone, Default)]
pub struct Ring {
    keys: Vec<RingKey>,
}

/// A key of the ring.
#[derive(Debug, Clone)]
struct RingKey {
    key: SigningKey,
    state: KeyState,
}

impl Ring {
    /// The key that signs with `algorithm`: the newest active one.
    #[must_use]
    pub fn signer(&self, algorithm: Algorithm) -> Option<&SigningKey> {
        let signs = |key: &&RingKey| key.state == KeyState::Active && key.key.algorithm() == algorithm;
        self.keys.iter().rev().find(signs).map(|key| &key.key)
    }

    /// The keys that verify, oldest first: all of them.
    #[must_use]
    pub fn verifying_keys(&self) -> Vec<VerifyingKey> {
        self.keys.iter().map(|key| key.key.verifying_key()).collect()
    }

    fn open(stored: &[StoredKey], sealing: &SealingKey) -> Result<Self, RingError> {
        let open = |key: &StoredKey| unseal(key, sealing).map(|opened| RingKey { key: opened, state: key.state });
        Ok(Self { keys: stored.iter().map(open).collect::<Result<_, _>>()? })
    }
}

/// Opens every key of the ring. An empty ring is empty: nothing is made.
///
/// # Errors
/// One of the keys does not open.
pub async fn load_ring(store: &dyn Store, sealing: &SealingKey) -> Result<Ring, RingError> {
    Ring::open(&store.signing_keys().await?, sealing)
}

/// Opens the ring, and makes its first key for `algorithm` where none is active.
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
) -> Result<Ring, RingError> {
    let ring = load_ring(store, sealing).await?;
    if ring.signer(algorithm).is_some() {
        return Ok(ring);
    }
    let unnamed = |cause| RingError::Key { kid: "(new)".to_owned(), cause };
    let first = SigningKey::generate(algorithm).map_err(unnamed)?;
    let first = seal(&first.with_thumbprint_kid(), sealing, now, randomness)?;
    Ring::open(&store.add_first_signing_key(&first).await?, sealing)
}

/// A key that is about to come into the ring.
#[derive(Debug)]
pub struct NewKey {
    /// The key; its name in the ring is its thumbprint (RFC 7638).
    pub key: SigningKey,
    /// Whether it signs from now on.
    pub entrance: Entrance,
    /// Now.
    pub at: Moment,
}

/// Puts a key into the ring. The ring as it is must open with `sealing`, so that one key opens all of it.
///
/// # Errors
/// One of the keys in the ring does not open, the database is away, or the key is a secret (HS*).
pub async fn add_to_ring(
    store: &dyn Store,
    sealing: &SealingKey,
    new: NewKey,
    randomness: &dyn Randomness,
) -> Result<KeyAdded, RingError> {
    load_ring(store, sealing).await?;
    let sealed = seal(&new.key.with_thumbprint_kid(), sealing, new.at, randomness)?;
    Ok(store.add_signing_key(&sealed, new.entrance).await?)
}

fn seal(
    key: &SigningKey,
    sealing: &SealingKey,
    now: Moment,
    randomness: &dyn Randomness,
) -> Result<StoredKey, RingError> {
    let (kid, algorithm) = (key.kid().unwrap_or("(new)").to_owned(), key.algorithm());
    let private = key.to_pkcs8_der();
    let private = private.ok_or_else(|| RingError::Key { kid: kid.clone(), cause: KeyError::WrongKind })?;
    let sealed = sealing
        .seal(&private, &context(&kid, algorithm), randomness)
        .map_err(|cause| RingError::Sealed { kid: kid.clone(), cause })?;
    Ok(StoredKey { kid, algorithm, state: KeyState::Active, sealed, created_at: now })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Sevens;
    impl Randomness for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    fn stored(algorithm: Algorithm, state: KeyState, sealing: &SealingKey) -> StoredKey {
        let key = SigningKey::generate(algorithm).unwrap().with_thumbprint_kid();
        StoredKey { state, ..seal(&key, sealing, Moment::from_micros(0), &Sevens).unwrap() }
    }

    #[test]
    fn the_newest_active_key_of_an_algorithm_signs_and_every_key_verifies() {
        let sealing = SealingKey::new(&[1; 32]).unwrap();
        let states = [KeyState::Retired, KeyState::Active, KeyState::Active, KeyState::Next];
        let mut ring = states.map(|state| stored(Algorithm::Es256, state, &sealing)).to_vec();
        ring.push(stored(Algorithm::EdDsa, KeyState::Next, &sealing));
        let open = Ring::open(&ring, &sealing).unwrap();
        assert_eq!(open.signer(Algorithm::Es256).unwrap().kid(), Some(ring[2].kid.as_str()));
        assert!(open.signer(Algorithm::EdDsa).is_none() && open.signer(Algorithm::Rs256).is_none());
        let kids: Vec<_> = open.verifying_keys().iter().map(|key| key.kid().unwrap().to_owned()).collect();
        assert_eq!(kids, ring.iter().map(|key| key.kid.clone()).collect::<Vec<_>>());
        assert!(Ring::open(&ring, &SealingKey::new(&[2; 32]).unwrap()).is_err());
    }
}
