//! Whose clock says when something happens in the database.

use countersign_core::Moment;
use countersign_core::store::Ending;
use sqlx::PgConnection;

use crate::error::Failure;

/// Whose clock says when a session rotated, and when what had to wait for its turn was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeSource {
    /// The server's, which is one for all nodes however far apart their own are.
    Database,
    /// The moments that are handed in: for what replays a history.
    Given,
}

/// Microseconds of the server's clock at the moment when this is evaluated, not when the transaction began.
macro_rules! server_micros {
    () => {
        "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
    };
}
pub(crate) use server_micros;

const NOW: &str = concat!("SELECT ", server_micros!());

impl TimeSource {
    /// For a parameter that wins over the server's clock unless it is NULL.
    pub(crate) fn given(self, at: Moment) -> Option<i64> {
        match self {
            Self::Database => None,
            Self::Given => Some(at.micros()),
        }
    }

    /// The same ending, when its turn to be written has come: to be asked for under the lock that the step waits for.
    pub(crate) async fn in_turn(self, connection: &mut PgConnection, ending: &Ending) -> Result<Ending, Failure> {
        Ok(ending.when_written(self.now(connection, ending.at).await?))
    }

    /// Now; `at`, where moments are given.
    pub(crate) async fn now(self, connection: &mut PgConnection, at: Moment) -> Result<Moment, Failure> {
        match self {
            Self::Given => Ok(at),
            Self::Database => Ok(Moment::from_micros(sqlx::query_scalar(NOW).fetch_one(connection).await?)),
        }
    }
}
