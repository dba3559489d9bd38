//! How a step runs: in a transaction, within its time, and again where that changes nothing but the answer.

use std::pin::Pin;
use std::time::Duration;

use countersign_core::store::StoreError;
use sqlx::{Executor, PgConnection};
use tokio::time::timeout;

use crate::announcements::noticing;
use crate::error::{Failure, store_error};
use crate::open::PostgresStore;
use crate::pool::Kept;

/// How often a step is tried that another one gets in the way of, or whose connection is lost.
const TRIES: u32 = 5;
/// The server ends a statement that takes too long; this much later the client gives up on a server that does not.
const GRACE: Duration = Duration::from_secs(1);

/// A future that borrows a connection and what a step is about.
pub(crate) type Using<'c, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'c>>;

/// How much of a step the server does at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Several statements, which stand or fall together.
    Transaction,
    /// One statement, or several that only read.
    Statement,
}

/// What a step that failed may have done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Nothing that lasts.
    Nothing,
    /// It was asked to commit, and nobody knows whether it did.
    Unknown,
}

impl PostgresStore {
    /// Runs `work` in a transaction and returns its outcome once that is durable. An error takes back what it wrote.
    ///
    /// It runs again from its beginning where the server took it back for another one's sake, and where the connection was lost
    /// before the commit was asked for. An answer to a commit that is lost is an error: it may have come about.
    pub(crate) async fn write<T, A, F>(&self, about: A, work: F) -> Result<T, StoreError>
    where
        F: for<'c> Fn(&'c mut PgConnection, &'c A) -> Using<'c, T> + Send + Sync,
        A: Send + Sync,
        T: Send,
    {
        self.step(Extent::Transaction, about, work).await
    }

    /// Runs `work`, which is one statement that commits by itself, or several that only read. What is lost is asked again: a
    /// statement that writes has to know itself when it comes a second time.
    pub(crate) async fn run<T, A, F>(&self, about: A, work: F) -> Result<T, StoreError>
    where
        F: for<'c> Fn(&'c mut PgConnection, &'c A) -> Using<'c, T> + Send + Sync,
        A: Send + Sync,
        T: Send,
    {
        self.step(Extent::Statement, about, work).await
    }

    /// A connection on which anything failed is closed; the server takes back what was not committed there.
    async fn step<T, A, F>(&self, extent: Extent, about: A, work: F) -> Result<T, StoreError>
    where
        F: for<'c> Fn(&'c mut PgConnection, &'c A) -> Using<'c, T> + Send + Sync,
        A: Send + Sync,
        T: Send,
    {
        let mut kept = Kept::Trusted;
        let limit = self.pool.limits().statement_timeout + GRACE;
        for again in (0..TRIES).rev() {
            let mut lent = self.pool.lend(kept).await.map_err(|cause| store_error(&cause))?;
            let attempted = noticing(attempt(&mut lent.connection, extent, &about, &work));
            let done =
                timeout(limit, attempted).await.map(|(done, has_written)| done.map(|outcome| (outcome, has_written)));
            let (failure, fate) = match done {
                Ok(Ok((outcome, has_written))) => {
                    lent.give_back();
                    if has_written {
                        self.written.send_replace(());
                    }
                    return Ok(outcome);
                }
                Ok(Err(failed)) => failed,
                Err(_) => return Err(StoreError::Unavailable(format!("no answer within {} s", limit.as_secs_f32()))),
            };
            let is_worth_it = fate == Fate::Nothing && (failure.is_lost() || failure.is_conflict());
            if again == 0 || !is_worth_it {
                return Err(failure.into());
            }
            tracing::debug!(cause = %failure, "a step of the database is tried again");
            if failure.is_lost() {
                kept = Kept::Tried;
            }
        }
        Err(StoreError::Unavailable("the database did not take the step".to_owned()))
    }
}

async fn attempt<T, A, F>(
    connection: &mut PgConnection,
    extent: Extent,
    about: &A,
    work: &F,
) -> Result<T, (Failure, Fate)>
where
    F: for<'c> Fn(&'c mut PgConnection, &'c A) -> Using<'c, T> + Send + Sync,
    A: Send + Sync,
    T: Send,
{
    let nothing = |failure| (failure, Fate::Nothing);
    if extent == Extent::Statement {
        return work(connection, about).await.map_err(nothing);
    }
    connection.execute("BEGIN").await.map_err(|cause| nothing(cause.into()))?;
    let outcome = work(connection, about).await.map_err(nothing)?;
    match connection.execute("COMMIT").await.map_err(Failure::from) {
        Ok(_) => Ok(outcome),
        // The server says that it took everything back.
        Err(failure) if failure.is_conflict() => Err(nothing(failure)),
        Err(failure) => Err((failure, Fate::Unknown)),
    }
}
