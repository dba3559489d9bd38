//! Reads the event feed and applies it to the views in memory.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};
use std::time::Duration;

use countersign_token::Seconds;
use tokio::sync::{Mutex, watch};
use tokio::time::{Instant, timeout};

use super::{Channel, RevocationView};
use crate::store::{Announcements, Event, FeedPage, Revoked, Store, StoreError};
use crate::{Clock, Moment, SharedClock, UserCache};

/// How often the feed is read when nothing announces its events: revocations of other processes are seen within a second.
const POLL_INTERVAL: Duration = Duration::from_millis(400);
/// How long the feed rests between two readings, so that a burst of announcements costs few of them.
const REST: Duration = Duration::from_millis(10);
/// Events that are read at once: a million would take more memory to read than to know.
const PAGE: u32 = 5000;
/// How often expired entries are dropped.
const SWEEP_INTERVAL: Duration = Duration::from_mins(1);

/// A clock that goes back by less says nothing: entries live a minute longer than what they speak of (seconds).
const SET_BACK: Seconds = Seconds::new(30);
const MICROS_PER_SECOND: i64 = 1_000_000;
/// A change of the difference between the clocks is told when it is at least this large (microseconds).
const TOLD_OF: u64 = 1_000_000;

/// The feed could not be followed.
pub type FollowError = StoreError;

/// Keeps a [`RevocationView`] and a [`UserCache`] as the database has them.
#[derive(Debug)]
pub struct Follower {
    store: Arc<dyn Store>,
    clock: Arc<SharedClock>,
    view: Arc<RevocationView>,
    users: Arc<UserCache>,
    position: Mutex<Position>,
    /// When the reading began that was applied last. Of a clock that only goes on, however the machine's is set.
    read_at: SyncMutex<Option<Instant>>,
    reached: AtomicU64,
    progress: watch::Sender<Progress>,
}

/// What whoever waits for news is told.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    /// The process is about to end: nobody is to wait any longer.
    pub is_over: bool,
}

/// How far the feed was read. The empty epoch is nobody's, so that the first reading loads all.
#[derive(Debug, Default, PartialEq, Eq)]
struct Position {
    epoch: String,
    seq: u64,
    /// The latest time at which it was read: what had expired by then was left out.
    latest: Option<Moment>,
}

impl Follower {
    /// Follows `store` into `view` and `users`.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<SharedClock>,
        view: Arc<RevocationView>,
        users: Arc<UserCache>,
    ) -> Self {
        Self {
            store,
            clock,
            view,
            users,
            position: Mutex::default(),
            read_at: SyncMutex::default(),
            reached: AtomicU64::new(0),
            progress: watch::Sender::default(),
        }
    }

    /// Applies everything that the feed has by now.
    ///
    /// # Errors
    /// The database was away; the next call starts where this one ended.
    pub async fn catch_up(&self) -> Result<(), FollowError> {
        let mut position = self.position.lock().await;
        self.heed_the_clock(&mut position);
        loop {
            let began = Instant::now();
            let page = self.read(position.seq, PAGE).await?;
            if page.epoch != position.epoch || page.last < position.seq {
                let was_read_from_its_beginning = position.seq == 0;
                *position = self.anew(page.epoch.clone());
                if !was_read_from_its_beginning {
                    continue;
                }
            }
            let is_whole = page.events.len() < PAGE as usize;
            self.take(&page, if is_whole { page.last } else { last_of(&page) }, &mut position);
            if is_whole {
                *self.read_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(began);
                return Ok(());
            }
        }
    }

    /// A clock that was ahead has let go of what is alive again when it is set back.
    fn heed_the_clock(&self, position: &mut Position) {
        let now = self.clock.now();
        if position.latest.is_some_and(|latest| now.saturating_add(SET_BACK) < latest) {
            tracing::warn!("the clock was set back; every revocation is read again");
            *position = self.anew(position.epoch.clone());
        }
        position.latest = position.latest.max(Some(now));
    }

    /// Learns the database's time, and nothing else.
    ///
    /// # Errors
    /// The database was away.
    pub async fn set_the_clock(&self) -> Result<(), FollowError> {
        self.read(u64::MAX, 0).await.map(drop)
    }

    async fn read(&self, after: u64, limit: u32) -> Result<FeedPage, FollowError> {
        let sent = self.clock.own();
        let page = self.store.feed_page(after, limit, self.clock.now().timestamp()).await?;
        if let Some(theirs) = page.read_at {
            self.compare_clocks(sent, theirs);
        }
        Ok(page)
    }

    fn compare_clocks(&self, sent: Moment, theirs: Moment) {
        let before = self.clock.ahead();
        self.clock.observe(sent, theirs, self.clock.own());
        let ahead = self.clock.ahead();
        if ahead.abs_diff(before) >= TOLD_OF {
            let ahead_seconds = ahead.div_euclid(MICROS_PER_SECOND);
            tracing::warn!(ahead_seconds, "the database's clock differs from this machine's, and counts");
        }
    }

    /// Applies what is on a page, which reaches up to the number `reached`.
    fn take(&self, page: &FeedPage, reached: u64, position: &mut Position) {
        for event in &page.events {
            self.apply(event);
        }
        self.reached.store(reached, Ordering::Relaxed);
        if position.seq != reached {
            position.seq = reached;
            self.progress.send_modify(|_| {});
        }
    }

    /// Changes whenever something was applied, and when the process is about to end.
    #[must_use]
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// Lets go whoever waits for news: the process is about to end.
    pub fn release(&self) {
        self.progress.send_modify(|progress| progress.is_over = true);
    }

    /// How old the views are: the time since the feed was read last. `None`: it was not read yet.
    #[must_use]
    pub fn lag(&self) -> Option<Duration> {
        self.read_at.lock().unwrap_or_else(PoisonError::into_inner).map(|began| began.elapsed())
    }

    /// How far the database's clock, by which this process goes, is ahead of this machine's (microseconds; negative: behind).
    #[must_use]
    pub fn clock_difference(&self) -> i64 {
        self.clock.ahead()
    }

    /// The number of the newest event that the views have.
    #[must_use]
    pub fn reached(&self) -> u64 {
        self.reached.load(Ordering::Relaxed)
    }

    /// Reads the feed whenever something is announced, and every 0.4 s in any case, until the task is dropped. What cannot be
    /// read is logged once per outage.
    pub async fn follow(self: Arc<Self>) {
        self.read_on(self.store.announcements(), None).await;
    }

    /// The same, and tells other nodes by `channel` of the events of this one, and hears of theirs.
    pub async fn follow_with(self: Arc<Self>, channel: Arc<dyn Channel>) {
        let mut written = self.store.own_events();
        let telling = async {
            loop {
                written.next().await;
                channel.tell().await;
                tokio::time::sleep(REST).await;
            }
        };
        tokio::join!(telling, self.read_on(self.store.announcements(), Some(&*channel)));
    }

    async fn read_on(&self, mut announcements: Announcements, channel: Option<&dyn Channel>) {
        let (mut away, mut swept) = (false, Instant::now());
        let mut told = channel.map(Channel::announcements);
        loop {
            if let Some(channel) = channel {
                channel.follow(&self.position.lock().await.epoch);
            }
            tokio::time::sleep(REST).await;
            // Which of them it was makes no difference.
            let _ = timeout(POLL_INTERVAL, either(&mut announcements, told.as_mut())).await;
            match self.catch_up().await {
                Ok(()) => away = false,
                Err(cause) if !away => {
                    away = true;
                    tracing::warn!(%cause, "the revocation feed cannot be read; revocations of other processes wait");
                }
                Err(_) => {}
            }
            if swept.elapsed() > SWEEP_INTERVAL {
                swept = Instant::now();
                self.view.forget_expired(self.clock.now().timestamp());
            }
        }
    }

    /// Another history, or one that lost its end: everything is read again. What the view has stays, which refuses too
    /// much rather than too little until those entries expire.
    fn anew(&self, epoch: String) -> Position {
        self.users.forget_all();
        self.progress.send_modify(|_| {});
        Position { epoch, seq: 0, latest: Some(self.clock.now()) }
    }

    fn apply(&self, event: &Event) {
        match &event.revoked {
            Revoked::Session(session) => self.view.end_session(session, event.until),
            Revoked::Token(jti) => self.view.revoke_token(jti, event.until),
            Revoked::User { user, .. } => self.users.forget(*user),
        }
    }
}

async fn either(one: &mut Announcements, other: Option<&mut Announcements>) {
    match other {
        Some(other) => tokio::select! { () = one.next() => {}, () = other.next() => {} },
        None => one.next().await,
    }
}

fn last_of(page: &FeedPage) -> u64 {
    page.events.last().map_or(page.last, |event| event.seq)
}
