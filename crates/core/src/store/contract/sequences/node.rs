//! A process on the database: its store, and the follower that reads the feed for it.

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use countersign_token::Seconds;

use super::reference::Reference;
use crate::revocation::{Follower, RevocationView};
use crate::store::{Revoked, Store};
use crate::{Clock, Moment, SharedClock, UserCache};

/// A database that processes come and go on.
#[async_trait]
pub trait Database: Debug + Sync {
    /// A store of its own, as a process has that has just started.
    async fn open(&self) -> Arc<dyn Store>;
}

/// One process.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) store: Arc<dyn Store>,
    follower: Follower,
    view: Arc<RevocationView>,
    clock: Arc<GivenClock>,
}

/// Shows what it is set to.
#[derive(Debug, Default)]
struct GivenClock(AtomicI64);

impl Clock for GivenClock {
    fn now(&self) -> Moment {
        Moment::from_micros(self.0.load(Ordering::Relaxed))
    }
}

impl Node {
    pub(super) async fn start(database: &dyn Database) -> Self {
        let (store, clock) = (database.open().await, Arc::new(GivenClock::default()));
        let (view, users) = (Arc::new(RevocationView::default()), Arc::new(UserCache::new(Seconds::new(60))));
        let handed = Arc::new(SharedClock::new(Arc::<GivenClock>::clone(&clock)));
        let follower = Follower::new(Arc::clone(&store), handed, Arc::clone(&view), users);
        Self { store, follower, view, clock }
    }

    /// Reads the feed to its end; then it refuses what is revoked and may still be presented, and no session that lives.
    pub(super) async fn catch_up(&self, now: Moment, reference: &Reference) -> Result<(), String> {
        self.clock.0.store(now.micros(), Ordering::Relaxed);
        self.follower.catch_up().await.map_err(|error| format!("the feed cannot be read: {error}"))?;
        self.view.forget_expired(now.timestamp());
        for event in reference.feed.iter().filter(|event| event.until > now.timestamp()) {
            let is_known = match &event.revoked {
                Revoked::Session(session) => self.view.session_is_over(session),
                Revoked::Token(jti) => self.view.token_is_revoked(jti),
                Revoked::User { .. } => true,
            };
            if !is_known {
                return Err(format!("the node has caught up, and does not know of {event:?}"));
            }
        }
        let mut live = reference.lines.values().map(|line| &line.row).filter(|row| !row.chain.ended);
        match live.find(|row| self.view.session_is_over(&row.id)) {
            Some(row) => Err(format!("the node refuses a session that nobody has ended: {:?}", row.id)),
            None => Ok(()),
        }
    }
}
