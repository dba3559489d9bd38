//! Programs that ask this server what it tells no user: who they are, and who has let them in.

use crate::store::{Ended, NewClient, ServiceClient, StoreError};
use crate::{ClientId, ClientSecret, Clock, Randomness};
use crate::{Ctx, store};

/// Gives a program access. The secret is told here and never again.
///
/// # Errors
/// The database is away.
pub async fn create_client(
    store: &dyn store::Store,
    name: &str,
    clock: &dyn Clock,
    randomness: &dyn Randomness,
) -> Result<(ClientId, ClientSecret), StoreError> {
    let (id, secret) = (ClientId::random(randomness), ClientSecret::random(randomness));
    let client = NewClient { id: id.clone(), name: name.to_owned(), secret: secret.hash(), created_at: clock.now() };
    store.add_client(&client).await?;
    Ok((id, secret))
}

/// Every program, in the order in which they came.
///
/// # Errors
/// The database is away.
pub async fn clients(store: &dyn store::Store) -> Result<Vec<ServiceClient>, StoreError> {
    store.clients().await
}

/// Takes a program its access.
///
/// # Errors
/// The database is away.
pub async fn revoke_client(store: &dyn store::Store, id: &ClientId, clock: &dyn Clock) -> Result<Ended, StoreError> {
    store.revoke_client(id, clock.now()).await
}

/// Why a program is not let in.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// There is none of that name, it was revoked, or its secret is another.
    #[error("no service client of that name and secret")]
    Wrong,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Finds out which program asks. Costs one query, so that one whose access was taken is refused at its next request.
///
/// # Errors
/// See [`ClientError`].
pub async fn authenticate_client(ctx: &Ctx, id: &str, secret: &ClientSecret) -> Result<ClientId, ClientError> {
    let id = ClientId::parse(id).ok_or(ClientError::Wrong)?;
    let kept = ctx.store.client_secret(&id).await?.ok_or(ClientError::Wrong)?;
    if kept.is_of(secret) { Ok(id) } else { Err(ClientError::Wrong) }
}
