//! A node: what it knows is gone when it restarts.

use std::collections::BTreeMap;

use super::cluster::Access;
use super::database::{Database, Event};
use super::setting::{Flaw, Setting};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Node {
    /// Ended sessions, and until when each is remembered.
    view: BTreeMap<u8, i64>,
    /// Of the feed: its name, and how much of it was read.
    position: Option<(u8, usize)>,
    /// It has loaded what is revoked, and takes requests.
    pub(crate) is_ready: bool,
    /// It cannot reach the database.
    pub(crate) is_cut: bool,
    /// Ticks since it read the feed.
    pub(crate) behind: i64,
    /// Told apart from what the node believes: nothing was published, and nothing fell back, since it read.
    pub(crate) has_caught_up: bool,
    /// Told apart from the view: since when it has known of the end of each session.
    pub(crate) told: BTreeMap<u8, i64>,
}

impl Node {
    /// A node that has just read a feed without events.
    pub(crate) fn new() -> Self {
        Self { position: Some((0, 0)), is_ready: true, has_caught_up: true, ..Self::unloaded() }
    }

    fn unloaded() -> Self {
        Self {
            view: BTreeMap::new(),
            position: None,
            is_ready: false,
            is_cut: false,
            behind: 0,
            has_caught_up: false,
            told: BTreeMap::new(),
        }
    }

    pub(crate) fn restart(&mut self, flaw: Flaw) {
        *self = Self { is_ready: flaw == Flaw::ReadyUnloaded, ..Self::unloaded() };
    }

    /// What the follower does: all after its position, or everything where the history is another or has lost its end.
    pub(crate) fn follow(&mut self, database: &Database, now: i64, clock: i64, flaw: Flaw) {
        (self.is_ready, self.is_cut, self.behind, self.has_caught_up) = (true, false, 0, true);
        if flaw == Flaw::NoFeed {
            return;
        }
        let last = database.feed.len();
        let known = self.position.filter(|(epoch, seq)| *epoch == database.epoch && *seq <= last);
        if known.is_none() && flaw == Flaw::ReloadForgets {
            self.view.clear();
        }
        for event in database.feed[known.map_or(0, |(_, seq)| seq)..].iter().filter(|event| event.until > clock) {
            self.learn(*event, now);
        }
        self.position = Some((database.epoch, last));
    }

    /// Knows of an end from now on; an entry never gets a shorter life than it has.
    pub(crate) fn learn(&mut self, event: Event, now: i64) {
        let entry = self.view.entry(event.session).or_insert(event.until);
        *entry = (*entry).max(event.until);
        self.told.entry(event.session).or_insert(now);
    }

    pub(crate) fn forget_expired(&mut self, clock: i64) {
        self.view.retain(|_, until| *until > clock);
    }

    /// Whether a request with this access token is served, by the node's own clock.
    pub(crate) fn accepts(&self, access: Access, clock: i64, setting: &Setting) -> bool {
        let is_stale = setting.max_staleness.is_some_and(|most| self.behind > most) && setting.flaw != Flaw::NeverStale;
        let is_young = access.exp(setting) > clock || setting.flaw == Flaw::NoExp;
        self.is_ready && !is_stale && is_young && !self.view.contains_key(&access.session)
    }
}
