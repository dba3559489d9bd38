//! The secret key that the server makes where none is configured.

use async_trait::async_trait;

use super::StoreError;
use crate::Moment;

/// Reads and writes the one sealed secret key (see [`crate::keys::open_secret_key`]).
#[async_trait]
pub trait SealedSecret {
    /// The sealed key, if one was made.
    async fn sealed_secret(&self) -> Result<Option<Vec<u8>>, StoreError>;

    /// Keeps the first key; where there is one already, of another process for instance, nothing is written. Either way the one
    /// that stands.
    async fn add_first_sealed_secret(&self, sealed: &[u8], at: Moment) -> Result<Vec<u8>, StoreError>;
}
