//! The way to the server: open, or known to be closed.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_core::Randomness;
use countersign_core::web_session::SecretKey;
use fred::clients::Client;
use fred::error::Error;
use fred::interfaces::{ClientLike, EventInterface};
use fred::types::Message;
use tokio::sync::broadcast::Receiver;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use crate::address::Address;
use crate::feed_channel::Hearing;
use crate::names::Names;
use crate::session::{self, Session, told};

/// How long anybody waits for an answer.
pub(crate) const LIMIT: Duration = Duration::from_millis(200);
/// Between two attempts to connect: at first, and at most.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(3));
/// A connection that was good for so long is not held against the next one.
const STEADY: Duration = Duration::from_secs(10);
/// How often a connection is tried out on which nothing happens.
const SILENCE: Duration = Duration::from_secs(5);

/// The way to a server, which opens again by itself. Nobody waits for it longer than a fifth of a second, once in an outage.
#[derive(Debug)]
pub struct Link {
    address: Address,
    pub(crate) names: Names,
    pub(crate) hearing: Hearing,
    fresh: AtomicU64,
    /// `None`: it is closed, and nobody is to try.
    open: Mutex<Option<Client>>,
    closed: Notify,
    opened: watch::Sender<()>,
    /// The log says so.
    is_away: AtomicBool,
}

/// Keeps a [`Link`] open until it is dropped.
#[derive(Debug)]
pub struct Keeper(JoinHandle<()>);

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Tries whether the server can be used.
///
/// # Errors
/// What is in the way, in words.
pub async fn probe(address: &Address) -> Result<(), String> {
    Session::open(address).await.map(drop)
}

impl Link {
    /// To `address`, with names that nobody else makes than who knows `secret`. Nothing is tried yet.
    #[must_use]
    pub fn new(address: Address, secret: &SecretKey, randomness: &dyn Randomness) -> Self {
        let mut bytes = [0; 8];
        randomness.fill(&mut bytes);
        Self {
            address,
            names: Names::of(secret),
            hearing: Hearing::new(u64::from_be_bytes(bytes)),
            fresh: AtomicU64::new(u64::from_be_bytes(bytes)),
            open: Mutex::default(),
            closed: Notify::new(),
            opened: watch::Sender::default(),
            is_away: AtomicBool::new(false),
        }
    }

    /// Opens it, and again whenever it was closed.
    #[must_use]
    pub fn keep(self: Arc<Self>) -> Keeper {
        Keeper(tokio::spawn(async move { self.keep_open().await }))
    }

    /// Waits until it is open, for a while at most.
    pub async fn opened_within(&self, limit: Duration) {
        let mut opened = self.opened.subscribe();
        if self.client().is_none() {
            // The first requests count by themselves where it takes longer.
            let _ = timeout(limit, opened.changed()).await;
        }
    }

    /// A name that no log has had.
    pub(crate) fn fresh(&self) -> u64 {
        self.fresh.fetch_add(1, Ordering::Relaxed)
    }

    /// Asks, where the way is open; closes it when there is no good answer in time.
    pub(crate) async fn ask<T, F, A>(&self, question: F) -> Option<T>
    where
        F: FnOnce(Client) -> A + Send,
        A: Future<Output = Result<T, Error>> + Send,
    {
        let client = self.client()?;
        let cause = match timeout(LIMIT, question(client.clone())).await {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(cause)) => told(&cause),
            Err(_) => late(),
        };
        self.close(&client, &cause);
        None
    }

    async fn keep_open(&self) {
        let mut wait = BACKOFF.0;
        loop {
            match Session::open(&self.address).await {
                Ok(session) => {
                    let (since, messages) = (Instant::now(), session.client.message_rx());
                    self.open(session.client.clone());
                    self.attend(session, messages).await;
                    if since.elapsed() > STEADY {
                        wait = BACKOFF.0;
                    }
                }
                Err(cause) => self.note_away(&cause),
            }
            sleep(wait).await;
            wait = BACKOFF.1.min(wait * 2);
        }
    }

    /// Passes on what is told unasked, for as long as the connection is good.
    async fn attend(&self, mut session: Session, mut messages: Receiver<Message>) {
        let client = session.client.clone();
        while self.client().is_some_and(|open| open.id() == client.id()) {
            tokio::select! {
                cause = session.ended() => return self.close(&client, &cause),
                () = self.closed.notified() => {}
                message = messages.recv() => self.hearing.take(message.ok()),
                () = sleep(SILENCE) => drop(self.ask(|client| async move { session::probe(&client).await }).await),
            }
        }
    }

    fn open(&self, client: Client) {
        *self.lock() = Some(client);
        if self.is_away.swap(false, Ordering::Relaxed) {
            tracing::info!(server = %self.address, "the cache is back");
        }
        self.opened.send_replace(());
        // Whatever was told meanwhile was not heard.
        self.hearing.take(None);
    }

    /// Unless another one is open by now.
    fn close(&self, client: &Client, cause: &str) {
        let mut open = self.lock();
        if open.as_ref().is_some_and(|open| open.id() == client.id()) {
            *open = None;
            drop(open);
            self.note_away(cause);
            self.closed.notify_one();
        }
    }

    fn note_away(&self, cause: &str) {
        if !self.is_away.swap(true, Ordering::Relaxed) {
            tracing::warn!(server = %self.address, cause, "the cache is away; meanwhile this server counts by itself");
        }
    }

    fn client(&self) -> Option<Client> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Client>> {
        // Nothing panics while it is held.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) fn late() -> String {
    format!("no answer within {} ms", LIMIT.as_millis())
}
