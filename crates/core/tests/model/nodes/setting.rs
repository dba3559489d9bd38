//! The sizes of one world of nodes and the rules it lives under.

use countersign_core::session::ReuseRule;
use countersign_token::Seconds;

/// How old a connected node's view may get, in ticks: it reads the feed more often.
pub(crate) const BOUND: i64 = 1;

/// One world: its nodes, its people, and how much may happen in it.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) name: &'static str,
    pub(crate) rule: ReuseRule,
    /// The last tick of the database's clock; it starts at 1.
    pub(crate) horizon: i64,
    /// How long access tokens live.
    pub(crate) access: i64,
    /// How far each node's clock is ahead of the database's.
    pub(crate) skew: [i64; 2],
    /// How long after access tokens, counted from a rotation or an end, others may have been minted without a write: the reuse interval.
    pub(crate) slack: i64,
    /// Sessions; each has a client.
    pub(crate) sessions: u8,
    /// Refreshes that each holder of a token of the first session may send.
    pub(crate) sends: u8,
    /// One more holder, who copies the first client's token at some moment.
    pub(crate) thief: bool,
    pub(crate) losses: u8,
    /// Sessions that may be logged out of.
    pub(crate) logouts: u8,
    /// How often a node may lose the database.
    pub(crate) cuts: u8,
    /// A node that has read nothing for longer than this many ticks refuses; `None`: it serves.
    pub(crate) max_staleness: Option<i64>,
    pub(crate) restarts: u8,
    pub(crate) failovers: u8,
    /// How many of the last commits the replica may lack.
    pub(crate) lag: usize,
    pub(crate) reaches: &'static [&'static str],
    pub(crate) flaw: Flaw,
}

/// A rule left out on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    None,
    /// Nodes read nothing.
    NoFeed,
    /// The node that revokes waits for the feed as the others do.
    RevokerWaits,
    /// A node says that it is ready before it has loaded what is revoked.
    ReadyUnloaded,
    /// The feed's name stays when the database falls back.
    NoEpoch,
    /// A node that loads all forgets first what it knew.
    ReloadForgets,
    /// Each node judges the reuse interval by its own clock.
    JudgedByNode,
    /// An entry lives as long as the access tokens of the rotation, without the repeats after it.
    ShortEntry,
    /// A node that has lost the database serves as before, whatever the settings say.
    NeverStale,
    /// Nodes do not look at `exp`.
    NoExp,
    /// The answer to a refresh carries the access token alone.
    AnswerWithoutSuccessor,
    /// The rotation has no guard: any token of a live session rotates it.
    UnguardedUpdate,
}

impl Setting {
    /// Two nodes with the database's clock, one session, no failure; the interval two ticks, detection on.
    pub(crate) const QUIET: Self = Self {
        name: "quiet",
        rule: ReuseRule { interval: Seconds::new(2), detection: true },
        horizon: 4,
        access: 2,
        skew: [0, 0],
        slack: 2,
        sessions: 1,
        sends: 0,
        thief: false,
        losses: 0,
        logouts: 1,
        cuts: 0,
        max_staleness: None,
        restarts: 0,
        failovers: 0,
        lag: 0,
        reaches: &[],
        flaw: Flaw::None,
    };
}
