//! Hears of the events of every process on the database: `LISTEN`, on a connection of its own. What this process has committed is known
//! without that.

use std::cell::Cell;
use std::convert::Infallible;
use std::time::Duration;

use countersign_core::store::{Announcements, StoreError};
use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::error::told;
use crate::open::PostgresStore;

/// The channel is of the table, so that who uses another schema of the database is not woken.
macro_rules! channel {
    ($table:literal) => {
        concat!("'countersign_feed_' || ", $table)
    };
}

/// The last statement of a transaction before its event rows: its row lock is held until the commit, so that whoever has a
/// later number commits later, and a reader's snapshot never has a number without all before it. What it tells is heard when
/// that commit has been done.
pub(crate) const NEXT_NUMBERS: &str = concat!(
    "UPDATE countersign_feed_counter SET last = last + $1 RETURNING last, pg_notify(",
    channel!("tableoid"),
    ", '')"
);

const CHANNEL: &str = concat!("SELECT ", channel!("CAST(CAST('countersign_feed_counter' AS regclass) AS oid)"));

const TELL: &str =
    concat!("SELECT pg_notify(", channel!("CAST(CAST('countersign_feed_counter' AS regclass) AS oid)"), ", '')");

/// When nothing was heard for so long, it is tried whether anything would be.
const SILENCE: Duration = Duration::from_secs(30);
/// Between two attempts to listen: at first, and at most.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_mins(1));

tokio::task_local! {
    /// The step that runs has written events.
    static HAS_WRITTEN: Cell<bool>;
}

/// Runs a step; whether it has written events.
pub(crate) async fn noticing<T>(step: impl Future<Output = T>) -> (T, bool) {
    HAS_WRITTEN.scope(Cell::new(false), async { (step.await, HAS_WRITTEN.with(Cell::get)) }).await
}

/// Events are written by the step that runs.
pub(crate) fn notice() {
    // Outside of a step nobody wants to know.
    let _ = HAS_WRITTEN.try_with(|has| has.set(true));
}

/// Why nothing is heard.
#[derive(Debug, thiserror::Error)]
enum Deaf {
    #[error("{}", told(.0))]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the connection was lost")]
    Lost,
    #[error("no answer within {} s", .0.as_secs_f32())]
    Late(Duration),
    #[error("LISTEN is taken, and nothing comes: a pooler in transaction mode stands between")]
    NothingComes,
}

/// Listens in the background for as long as somebody waits for what it hears.
pub(crate) fn announcements(store: &PostgresStore) -> Announcements {
    let (marks, waiting) = watch::channel(());
    let mut ear = Ear { store: store.clone(), marks, wait: BACKOFF.0, is_deaf: false };
    tokio::spawn(async move {
        let waited_for = ear.marks.clone();
        tokio::select! {
            () = waited_for.closed() => {}
            () = ear.listen() => {}
        }
    });
    Announcements::new(waiting)
}

struct Ear {
    store: PostgresStore,
    marks: watch::Sender<()>,
    /// Until the next attempt.
    wait: Duration,
    /// The log says so already.
    is_deaf: bool,
}

impl Ear {
    /// Tries again whenever it has come to an end, later each time. Meanwhile whoever follows the feed reads it every so often.
    async fn listen(&mut self) {
        loop {
            let Err(cause) = self.listen_once().await;
            if !self.is_deaf {
                self.is_deaf = true;
                tracing::warn!(%cause, "revocations of other processes are not announced; they are found by polling");
            }
            sleep(self.wait).await;
            self.wait = BACKOFF.1.min(self.wait * 2);
        }
    }

    async fn listen_once(&mut self) -> Result<Infallible, Deaf> {
        let limit = self.store.pool.limits().connect_timeout;
        let mut listener = timeout(limit, self.connected()).await.map_err(|_| Deaf::Late(limit))??;
        self.try_out(&mut listener, limit).await?;
        if self.is_deaf {
            tracing::info!("revocations of other processes are announced again");
        }
        (self.wait, self.is_deaf) = (BACKOFF.0, false);
        loop {
            match timeout(SILENCE, listener.try_recv()).await {
                Ok(heard) => self.mark(heard?)?,
                Err(_) => self.try_out(&mut listener, limit).await?,
            }
        }
    }

    async fn connected(&self) -> Result<PgListener, Deaf> {
        // Of one connection, which is never given back: reconnecting is up to us, to learn the channel's name again.
        let one = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
        let mut listener = PgListener::connect_with(&one.connect_lazy_with(self.store.pool.options().clone())).await?;
        listener.eager_reconnect(false);
        let channel: String = sqlx::query_scalar(CHANNEL).fetch_one(&mut listener).await?;
        listener.listen(&channel).await?;
        Ok(listener)
    }

    /// Tells everybody by another connection, and listens. A pooler may take `LISTEN` for whichever connection it has at hand,
    /// and a connection that is cut without a word is as silent as one on which nothing happens.
    async fn try_out(&self, listener: &mut PgListener, limit: Duration) -> Result<(), Deaf> {
        let tell = self.store.run((), |connection, ()| {
            Box::pin(async move { Ok(sqlx::query(TELL).execute(connection).await.map(drop)?) })
        });
        tell.await?;
        let heard = timeout(limit, listener.try_recv()).await.map_err(|_| Deaf::NothingComes)?;
        self.mark(heard?)
    }

    /// `None`: the connection is gone.
    fn mark<T>(&self, heard: Option<T>) -> Result<(), Deaf> {
        heard.ok_or(Deaf::Lost)?;
        self.marks.send_replace(());
        Ok(())
    }
}
