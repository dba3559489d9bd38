//! Programs with credentials of their own.

use async_trait::async_trait;

use super::{Ended, StoreError};
use crate::Moment;
use crate::service_client::{ClientId, SecretHash};

/// Keeps the programs that may ask this server what it tells no user. What they prove themselves with is kept as a hash alone.
#[async_trait]
pub trait Clients {
    /// Adds a program.
    async fn add_client(&self, client: &NewClient) -> Result<(), StoreError>;

    /// What a program's secret is compared with; `None`: there is none of that name, or it was revoked.
    async fn client_secret(&self, id: &ClientId) -> Result<Option<SecretHash>, StoreError>;

    /// Every program, those that were revoked too, in the order in which they came.
    async fn clients(&self) -> Result<Vec<ServiceClient>, StoreError>;

    /// Takes a program its access: whatever it asks after the answer is refused, on every node.
    async fn revoke_client(&self, id: &ClientId, at: Moment) -> Result<Ended, StoreError>;
}

/// A program that is about to get access.
#[derive(Debug, Clone)]
pub struct NewClient {
    /// What it calls itself when it asks.
    pub id: ClientId,
    /// What people call it.
    pub name: String,
    /// Of its secret.
    pub secret: SecretHash,
    /// When it was made.
    pub created_at: Moment,
}

/// A program that has access, or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceClient {
    /// What it calls itself when it asks.
    pub id: ClientId,
    /// What people call it.
    pub name: String,
    /// When it was made.
    pub created_at: Moment,
    /// When it lost its access; `None`: it has it.
    pub revoked_at: Option<Moment>,
}
