//! Where users have logged in from.

use async_trait::async_trait;

use super::StoreError;
use crate::{Moment, Network, UserId};

/// How many networks of a user are remembered: those of the latest logins.
pub const KNOWN_NETWORKS: usize = 32;

/// Remembers where users have logged in from. [`Sessions::open_session`](super::Sessions::open_session) notes it, too, where a
/// password opens the session.
#[async_trait]
pub trait KnownNetworks {
    /// Whether one of the user's logins came from `network`; of the [`KNOWN_NETWORKS`] networks of the latest ones.
    async fn has_logged_in_from(&self, user: UserId, network: Network) -> Result<bool, StoreError>;

    /// Notes a login that opens no session.
    async fn note_login(&self, user: UserId, network: Network, at: Moment) -> Result<(), StoreError>;
}
