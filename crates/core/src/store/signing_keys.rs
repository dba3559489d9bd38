//! The sealed signing keys.

use async_trait::async_trait;
use countersign_token::Algorithm;

use super::StoreError;
use crate::Moment;

/// Reads and writes the key ring.
#[async_trait]
pub trait SigningKeys {
    /// Every key, oldest first.
    async fn signing_keys(&self) -> Result<Vec<StoredKey>, StoreError>;

    /// Adds the first key of its algorithm; where there is one already, of another process for instance, nothing is
    /// written. Either way the ring as it stands then.
    async fn add_first_signing_key(&self, key: &StoredKey) -> Result<Vec<StoredKey>, StoreError>;
}

/// A key at rest.
#[derive(Debug, Clone)]
pub struct StoredKey {
    /// RFC 7638 thumbprint.
    pub kid: String,
    /// The one algorithm it is for.
    pub algorithm: Algorithm,
    /// PKCS#8, sealed (see [`crate::keys::SealingKey`]).
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: Moment,
}
