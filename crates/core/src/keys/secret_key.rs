//! The secret key of sessions and CSRF, where no `SECRET_KEY` is configured: made once, and kept sealed.

use super::{SealError, SealingKey};
use crate::store::{Store, StoreError};
use crate::web_session::SecretKey;
use crate::{Moment, Randomness};

/// What the sealed key is bound to, so that it cannot be put in the place of a signing key.
const CONTEXT: &str = "SECRET_KEY";

/// Why there is no secret key.
#[derive(Debug, thiserror::Error)]
pub enum SecretKeyError {
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The stored key does not open: the sealing key is another one, or the row was changed.
    #[error("the secret key in the database: {0}")]
    Sealed(#[from] SealError),
}

/// The kept key; `None`: none was made yet.
///
/// # Errors
/// It does not open, or the database is away.
pub async fn load_secret_key(store: &dyn Store, sealing: &SealingKey) -> Result<Option<SecretKey>, SecretKeyError> {
    store.sealed_secret().await?.map(|sealed| unseal(&sealed, sealing)).transpose()
}

/// The kept key; where there is none yet, one is made. Of several processes that start at once one makes it, and all use that one.
///
/// # Errors
/// It does not open, or the database is away.
pub async fn open_secret_key(
    store: &dyn Store,
    sealing: &SealingKey,
    now: Moment,
    randomness: &dyn Randomness,
) -> Result<SecretKey, SecretKeyError> {
    if let Some(kept) = load_secret_key(store, sealing).await? {
        return Ok(kept);
    }
    let made = SecretKey::random(randomness);
    let sealed = sealing.seal(made.expose().as_bytes(), CONTEXT, randomness)?;
    unseal(&store.add_first_sealed_secret(&sealed, now).await?, sealing)
}

fn unseal(sealed: &[u8], sealing: &SealingKey) -> Result<SecretKey, SecretKeyError> {
    let plain = sealing.open(sealed, CONTEXT)?;
    let text = std::str::from_utf8(&plain).map_err(|_| SealError::DoesNotOpen)?;
    SecretKey::new(text).map_err(|_| SealError::DoesNotOpen.into())
}
