//! `countersign_known_network`.

use async_trait::async_trait;
use countersign_core::store::{KNOWN_NETWORKS, KnownNetworks, StoreError};
use countersign_core::{Moment, Network, UserId};
use sqlx::SqliteConnection;

use crate::SqliteStore;
use crate::error::store_error;
use crate::key::Key;

const IS_KNOWN: &str = "
SELECT EXISTS (SELECT 1 FROM countersign_known_network WHERE user_id = $1 AND network = $2)";

const NOTE: &str = "
INSERT INTO countersign_known_network (user_id, network, logged_in_at) VALUES ($1, $2, $3)
    ON CONFLICT (user_id, network) DO UPDATE SET logged_in_at = MAX(logged_in_at, excluded.logged_in_at)";

const FORGET_OLDEST: &str = "
DELETE FROM countersign_known_network
 WHERE user_id = $1
   AND network NOT IN (SELECT network FROM countersign_known_network WHERE user_id = $1
                        ORDER BY logged_in_at DESC, network = $2 DESC LIMIT $3)";

#[async_trait]
impl KnownNetworks for SqliteStore {
    async fn has_logged_in_from(&self, user: UserId, network: Network) -> Result<bool, StoreError> {
        let query = sqlx::query_scalar(IS_KNOWN).bind(Key(user)).bind(network.to_string());
        query.fetch_one(&self.readers).await.map_err(store_error)
    }

    async fn note_login(&self, user: UserId, network: Network, at: Moment) -> Result<(), StoreError> {
        self.writer.write(move |connection| Box::pin(note(connection, user, network, at))).await
    }
}

/// Within the transaction of a login.
pub(crate) async fn note(
    connection: &mut SqliteConnection,
    user: UserId,
    network: Network,
    at: Moment,
) -> Result<(), StoreError> {
    let network = network.to_string();
    let noted = sqlx::query(NOTE).bind(Key(user)).bind(&network).bind(at.timestamp().unix());
    noted.execute(&mut *connection).await.map_err(store_error)?;
    let most = i64::try_from(KNOWN_NETWORKS).unwrap_or(i64::MAX);
    let forgotten = sqlx::query(FORGET_OLDEST).bind(Key(user)).bind(&network).bind(most);
    forgotten.execute(connection).await.map(drop).map_err(store_error)
}
