//! The connections to the server: lent to one step at a time, given back when all went well, and closed when not.
//!
//! A step that is given up in its middle (its time is over, its caller went away) closes its connection, so that the server
//! takes back what it wrote, and never one step reads another one's answers.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use crate::open::Limits;

/// A connection that has rested for longer is asked whether it still is one before it is used.
const RESTED: Duration = Duration::from_secs(30);

/// As `SET` takes them. What a step counts on, whatever the role or the database have for defaults: each statement sees what
/// was committed before it (READ COMMITTED), an answered commit is on disk, and a step whose node has died or stands still gives
/// up its locks.
const SETTINGS: &str = "
SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false),
       set_config('idle_in_transaction_session_timeout', $1, false),
       set_config('default_transaction_isolation', 'read committed', false),
       CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END,
       CASE WHEN $3 THEN set_config('default_transaction_read_only', 'on', false) END";

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Write,
    /// Whatever would change the database fails.
    Look,
}

/// All connections of a store.
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    options: PgConnectOptions,
    limits: Limits,
    access: Access,
    /// One for each connection that may be.
    permits: Arc<Semaphore>,
    /// The one that was used last comes first.
    idle: Mutex<Vec<Idle>>,
}

#[derive(Debug)]
struct Idle {
    connection: PgConnection,
    since: Instant,
}

/// A connection that is one's own until it is given back.
pub(crate) struct Lent {
    pub(crate) connection: PgConnection,
    shared: Arc<Shared>,
    _permit: OwnedSemaphorePermit,
}

/// What is done about connections that are kept from before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// They are good, unless they have rested for long.
    Trusted,
    /// One of them was broken: the others may be, too.
    Tried,
}

impl Pool {
    pub(crate) fn new(options: PgConnectOptions, limits: Limits, access: Access) -> Self {
        let permits = Arc::new(Semaphore::new(limits.max_connections.get()));
        Self { shared: Arc::new(Shared { options, limits, access, permits, idle: Mutex::default() }) }
    }

    pub(crate) fn options(&self) -> &PgConnectOptions {
        &self.shared.options
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.shared.limits
    }

    /// Lends a connection; opens one where none is free and there may be more.
    pub(crate) async fn lend(&self, kept: Kept) -> Result<Lent, sqlx::Error> {
        let Shared { limits, permits, .. } = &*self.shared;
        let permit = timeout(limits.acquire_timeout, Arc::clone(permits).acquire_owned());
        let permit = permit.await.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)?;
        while let Some(Idle { mut connection, since }) = self.shared.pop() {
            let tried = kept == Kept::Tried || since.elapsed() > RESTED;
            if !tried || matches!(timeout(limits.connect_timeout, connection.ping()).await, Ok(Ok(()))) {
                return Ok(self.lent(connection, permit));
            }
        }
        let connection = connect(&self.shared.options, limits, self.shared.access).await?;
        Ok(self.lent(connection, permit))
    }

    /// Opens a connection that is not one of those that are lent.
    pub(crate) async fn connect_beside(&self) -> Result<PgConnection, sqlx::Error> {
        connect(&self.shared.options, &self.shared.limits, self.shared.access).await
    }

    fn lent(&self, connection: PgConnection, permit: OwnedSemaphorePermit) -> Lent {
        Lent { connection, shared: Arc::clone(&self.shared), _permit: permit }
    }

    /// Lets nobody have a connection any more, and closes those that nobody has.
    pub(crate) async fn close(&self) {
        self.shared.permits.close();
        while let Some(Idle { connection, .. }) = self.shared.pop() {
            if !matches!(timeout(self.shared.limits.connect_timeout, connection.close()).await, Ok(Ok(()))) {
                tracing::warn!("a connection to the database did not close cleanly");
            }
        }
    }
}

impl Lent {
    /// Nothing of a step is left on the connection: somebody else may have it.
    pub(crate) fn give_back(self) {
        if !self.shared.permits.is_closed() {
            let idle = Idle { connection: self.connection, since: Instant::now() };
            self.shared.idle().push(idle);
        }
    }
}

impl Shared {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Idle>> {
        // Nothing panics while it is held.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pop(&self) -> Option<Idle> {
        self.idle().pop()
    }
}

/// Opens a connection on which steps can run.
pub(crate) async fn connect(
    options: &PgConnectOptions,
    limits: &Limits,
    access: Access,
) -> Result<PgConnection, sqlx::Error> {
    let connected = timeout(limits.connect_timeout, async {
        let mut connection = options.connect().await?;
        let millis = |limit: Duration| limit.as_millis().to_string();
        let settings = sqlx::query(SETTINGS).bind(millis(limits.statement_timeout)).bind(millis(limits.lock_timeout));
        settings.bind(access == Access::Look).fetch_one(&mut connection).await?;
        Ok(connection)
    });
    connected.await.unwrap_or_else(|_| Err(sqlx::Error::Io(timed_out(limits.connect_timeout))))
}

fn timed_out(after: Duration) -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::TimedOut, format!("no answer within {} s", after.as_secs_f32()))
}
