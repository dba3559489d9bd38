//! The sealed signing keys.

use std::str::FromStr;

use async_trait::async_trait;
use countersign_token::Algorithm;

use super::StoreError;
use crate::Moment;

/// Reads and writes the key ring.
#[async_trait]
pub trait SigningKeys {
    /// Every key, oldest first.
    async fn signing_keys(&self) -> Result<Vec<StoredKey>, StoreError>;

    /// Adds the first active key of its algorithm; where there is one already, of another process for instance, nothing is
    /// written. Either way the ring as it stands then.
    async fn add_first_signing_key(&self, key: &StoredKey) -> Result<Vec<StoredKey>, StoreError>;

    /// Adds a key; its state is decided here, whatever it says: see [`Entrance`].
    async fn add_signing_key(&self, key: &StoredKey, entrance: Entrance) -> Result<KeyAdded, StoreError>;

    /// Makes the newest `next` key of `algorithm` the active one; the keys that were active until then retire, in the same
    /// transaction. `None`: no key is `next`, and nothing is written.
    async fn rotate_signing_key(&self, algorithm: Algorithm) -> Result<Option<KeyEntry>, StoreError>;
}

/// A key at rest.
#[derive(Debug, Clone)]
pub struct StoredKey {
    /// RFC 7638 thumbprint.
    pub kid: String,
    /// The one algorithm it is for.
    pub algorithm: Algorithm,
    /// What it does.
    pub state: KeyState,
    /// PKCS#8, sealed (see [`crate::keys::SealingKey`]).
    pub sealed: Vec<u8>,
    /// When it was made, or came.
    pub created_at: Moment,
}

/// What a key of the ring does. Every one of them verifies and is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyState {
    /// It waits for its turn to sign.
    Next,
    /// It signs: the newest of its algorithm does.
    Active,
    /// It signs no more.
    Retired,
}

impl KeyState {
    /// As in the `state` column.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }
}

impl FromStr for KeyState {
    type Err = UnknownKeyState;

    fn from_str(name: &str) -> Result<Self, UnknownKeyState> {
        [Self::Next, Self::Active, Self::Retired]
            .into_iter()
            .find(|state| state.as_str() == name)
            .ok_or(UnknownKeyState)
    }
}

/// The text names no [`KeyState`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a state of a signing key")]
pub struct UnknownKeyState;

/// How a key comes into the ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrance {
    /// As `next`; as `active` where no key of its algorithm is.
    Waiting,
    /// As `active`; the keys of its algorithm that were active until then retire, in the same transaction.
    Signing,
}

/// What came of [`SigningKeys::add_signing_key`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyAdded {
    /// It is in the ring.
    Added(KeyEntry),
    /// There is a key of that `kid`; nothing was written.
    KidTaken,
}

/// Where a key stands now, and whom it displaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyEntry {
    /// The key.
    pub kid: String,
    /// Its state.
    pub state: KeyState,
    /// The keys that retired for it.
    pub retired: Vec<String>,
}
