//! The one connection that writes, and the groups that it commits.

use std::pin::Pin;

use countersign_core::store::{Announcements, StoreError};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, Executor, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use crate::announcements::Announcer;

/// How many items share a commit at most.
const GROUP: usize = 128;
/// How many items may wait; more callers wait to be let in.
const QUEUE: usize = 1024;

/// A future that borrows the writing connection.
pub(crate) type Using<'c, T> = Pin<Box<dyn Future<Output = T> + Send + 'c>>;

/// Tells a caller its outcome; given the fate of the commit.
type Tell = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// One item of a group: what it wrote stands (`Ok`) or is taken back (`Err`). Its caller is told after the commit.
type Step = Box<dyn for<'c> FnOnce(&'c mut SqliteConnection) -> Using<'c, Result<Tell, Tell>> + Send>;

enum Message {
    Step(Step),
    Close(oneshot::Sender<()>),
}

/// Hands work to the writing connection.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    inbox: mpsc::Sender<Message>,
    announcer: Announcer,
}

/// What the writing task needs to open its connection again.
struct Reopening {
    options: SqliteConnectOptions,
    announcer: Announcer,
}

impl Writer {
    pub(crate) async fn start(
        mut connection: SqliteConnection,
        options: SqliteConnectOptions,
    ) -> Result<Self, sqlx::Error> {
        let announcer = Announcer::default();
        announcer.attend(&mut connection).await?;
        let (inbox, messages) = mpsc::channel(QUEUE);
        tokio::spawn(run(connection, Reopening { options, announcer: announcer.clone() }, messages));
        Ok(Self { inbox, announcer })
    }

    pub(crate) fn announcements(&self) -> Announcements {
        self.announcer.announcements()
    }

    /// Runs `work` in a transaction and returns its outcome once that is durable. An error takes back what it wrote.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> Using<'c, Result<T, StoreError>> + Send + 'static,
    {
        let (answer, outcome) = oneshot::channel();
        let step: Step = Box::new(move |connection| {
            Box::pin(async move {
                let result = work(connection).await;
                let stands = result.is_ok();
                // A caller that went away does not hear it; the commit stands all the same.
                let tell: Tell = Box::new(move |committed| drop(answer.send(committed.and(result))));
                if stands { Ok(tell) } else { Err(tell) }
            })
        });
        self.inbox.send(Message::Step(step)).await.map_err(|_| not_taken())?;
        outcome.await.map_err(|_| not_taken())?
    }

    /// Finishes what waits, and closes the connection.
    pub(crate) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.inbox.send(Message::Close(done)).await.is_ok() {
            drop(closed.await);
        }
    }
}

impl Reopening {
    async fn open(&self) -> Result<SqliteConnection, sqlx::Error> {
        let mut connection = SqliteConnection::connect_with(&self.options).await?;
        self.announcer.attend(&mut connection).await?;
        Ok(connection)
    }
}

/// The step was dropped before it ran: its group never began, or the store is closed.
fn not_taken() -> StoreError {
    StoreError::Unavailable("the database did not take the write".to_owned())
}

async fn run(connection: SqliteConnection, reopening: Reopening, mut messages: mpsc::Receiver<Message>) {
    let mut connection = Some(connection);
    let mut received = Vec::with_capacity(GROUP);
    while messages.recv_many(&mut received, GROUP).await > 0 {
        let mut group = Vec::with_capacity(received.len());
        let mut close = None;
        for message in received.drain(..) {
            match message {
                Message::Step(step) => group.push(step),
                Message::Close(done) => close = Some(done),
            }
        }
        connection = commit(connection, &reopening, group).await;
        if connection.is_none() {
            // Whoever queued up behind a database that is away or locked is told now, instead of one wait later.
            refuse_waiting(&mut messages, &mut close);
        }
        if let Some(done) = close {
            if let Some(open) = connection.take()
                && let Err(cause) = open.close().await
            {
                tracing::warn!(%cause, "the database did not close cleanly");
            }
            // Whoever asked may have gone away.
            let _ = done.send(());
            return;
        }
    }
}

/// Drops the steps that wait, which tells their callers.
fn refuse_waiting(messages: &mut mpsc::Receiver<Message>, close: &mut Option<oneshot::Sender<()>>) {
    while let Ok(message) = messages.try_recv() {
        match message {
            Message::Step(step) => drop(step),
            Message::Close(done) => *close = Some(done),
        }
    }
}

/// Commits a group, and returns the connection if it is still good; the next group opens another.
async fn commit(
    connection: Option<SqliteConnection>,
    reopening: &Reopening,
    group: Vec<Step>,
) -> Option<SqliteConnection> {
    if group.is_empty() {
        return connection;
    }
    let opened = match connection {
        Some(open) => Ok(open),
        None => reopening.open().await,
    };
    let mut open = match opened {
        Ok(open) => open,
        Err(cause) => {
            // Dropping the steps tells their callers.
            tracing::error!(%cause, "the database cannot be opened for writing");
            return None;
        }
    };
    match run_group(&mut open, group).await {
        Ok(()) => {
            reopening.announcer.committed();
            Some(open)
        }
        Err(cause) => {
            tracing::error!(%cause, "a transaction failed; nothing of it was kept");
            None
        }
    }
}

async fn run_group(connection: &mut SqliteConnection, group: Vec<Step>) -> Result<(), sqlx::Error> {
    let mut told = Vec::with_capacity(group.len());
    let result = run_steps(connection, group, &mut told).await;
    let fate = result.as_ref().copied().map_err(|cause| StoreError::Unavailable(cause.to_string()));
    for tell in told {
        tell(fate.clone());
    }
    result
}

async fn run_steps(
    connection: &mut SqliteConnection,
    group: Vec<Step>,
    told: &mut Vec<Tell>,
) -> Result<(), sqlx::Error> {
    connection.execute("BEGIN IMMEDIATE").await?;
    for step in group {
        connection.execute("SAVEPOINT item").await?;
        match step(connection).await {
            Ok(tell) => told.push(tell),
            Err(tell) => {
                told.push(tell);
                connection.execute("ROLLBACK TO item").await?;
            }
        }
        connection.execute("RELEASE item").await?;
    }
    connection.execute("COMMIT").await?;
    Ok(())
}
