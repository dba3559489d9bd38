//! `countersign_known_network`.

use async_trait::async_trait;
use countersign_core::store::{KNOWN_NETWORKS, KnownNetworks, StoreError};
use countersign_core::{Moment, Network, UserId};
use sqlx::PgConnection;

use crate::error::Failure;
use crate::open::PostgresStore;
use crate::tables::Tables;

const IS_KNOWN: &str = "
SELECT EXISTS (SELECT 1 FROM countersign_known_network WHERE user_id = $1 AND network = $2)";

/// GREATEST is SQLite's MAX of two. Nothing of a user whose key is of the other kind.
const NOTE: &str = "
INSERT INTO countersign_known_network AS known (user_id, network, logged_in_at) SELECT $1, $2, $3 WHERE $1 IS NOT NULL
    ON CONFLICT (user_id, network) DO UPDATE SET logged_in_at = GREATEST(known.logged_in_at, excluded.logged_in_at)";

const FORGET_OLDEST: &str = "
DELETE FROM countersign_known_network
 WHERE user_id = $1
   AND network NOT IN (SELECT network FROM countersign_known_network WHERE user_id = $1
                        ORDER BY logged_in_at DESC, network = $2 DESC LIMIT $3)";

#[async_trait]
impl KnownNetworks for PostgresStore {
    async fn has_logged_in_from(&self, user: UserId, network: Network) -> Result<bool, StoreError> {
        let work = self.run((&*self.tables, user, network), |connection, (tables, user, network)| {
            Box::pin(async move {
                let query = sqlx::query_scalar(IS_KNOWN).bind(tables.key(*user)).bind(network.to_string());
                Ok(query.fetch_one(connection).await?)
            })
        });
        work.await
    }

    async fn note_login(&self, user: UserId, network: Network, at: Moment) -> Result<(), StoreError> {
        let work = self.write((&*self.tables, user, network, at), |connection, (tables, user, network, at)| {
            Box::pin(note(connection, tables, *user, *network, *at))
        });
        work.await
    }
}

/// Within the transaction of a login.
pub(crate) async fn note(
    connection: &mut PgConnection,
    tables: &Tables,
    user: UserId,
    network: Network,
    at: Moment,
) -> Result<(), Failure> {
    let network = network.to_string();
    let noted = sqlx::query(NOTE).bind(tables.key(user)).bind(&network).bind(at.timestamp().unix());
    noted.execute(&mut *connection).await?;
    let most = i64::try_from(KNOWN_NETWORKS).unwrap_or(i64::MAX);
    sqlx::query(FORGET_OLDEST).bind(tables.key(user)).bind(&network).bind(most).execute(connection).await?;
    Ok(())
}
