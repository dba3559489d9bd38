//! The worlds of nodes that are walked, each about one thing that can go wrong between them.

use super::milestones as seen;
use super::setting::Setting;

/// A client, a thief, a logout; nodes read the feed late and restart.
pub(crate) const LATE_FEED: Setting = Setting {
    name: "nodes: a late feed, a thief, a logout, a restart",
    sends: 2,
    thief: true,
    horizon: 3,
    restarts: 1,
    reaches: &[seen::BEHIND, seen::THEFT],
    ..Setting::QUIET
};

/// A node loses the database and serves on.
pub(crate) const CUT_OFF: Setting = Setting {
    name: "nodes: one without the database, which serves",
    horizon: 5,
    access: 4,
    sends: 1,
    cuts: 1,
    restarts: 1,
    reaches: &[seen::BEHIND, seen::CUT_SERVES],
    ..Setting::QUIET
};

pub(crate) const CUT_OFF_REFUSES: Setting = Setting {
    name: "nodes: one without the database, which refuses when it is stale",
    max_staleness: Some(1),
    reaches: &[seen::BEHIND],
    ..CUT_OFF
};

/// One clock is ahead of the database's by as much as the entries allow, the other behind.
pub(crate) const SKEWED: Setting = Setting {
    name: "nodes: clocks three ticks apart, a late feed, a thief",
    horizon: 4,
    skew: [2, -1],
    sends: 2,
    thief: true,
    reaches: &[seen::BEHIND, seen::THEFT],
    ..Setting::QUIET
};

pub(crate) const SKEWED_ALONE: Setting = Setting {
    name: "nodes: clocks three ticks apart, one client",
    horizon: 6,
    sends: 4,
    thief: false,
    losses: 0,
    reaches: &[seen::BEHIND],
    ..SKEWED
};

/// The database falls back to a replica that lacks up to two commits; two sessions, so that numbers of the feed are given again.
pub(crate) const FAILOVER: Setting = Setting {
    name: "nodes: a failover that loses up to two logouts",
    horizon: 2,
    sessions: 2,
    logouts: 3,
    restarts: 1,
    failovers: 1,
    lag: 2,
    reaches: &[seen::UNDONE, seen::UNDONE_REFUSED],
    ..Setting::QUIET
};

pub(crate) const FAILOVER_CLIENT: Setting = Setting {
    name: "nodes: a failover that loses rotations, a lost answer, a logout",
    horizon: 3,
    sends: 3,
    losses: 1,
    failovers: 1,
    lag: 2,
    reaches: &[seen::UNDONE, seen::OWNER_OUT, seen::SPENT_ANEW, seen::BOTH_LOST],
    ..Setting::QUIET
};

pub(crate) const FAILOVER_THIEF: Setting = Setting {
    name: "nodes: a failover, a client and a thief",
    horizon: 2,
    sends: 2,
    thief: true,
    logouts: 0,
    failovers: 1,
    lag: 2,
    reaches: &[seen::THEFT, seen::SPENT_ANEW],
    ..Setting::QUIET
};

/// The same at sizes that take minutes.
pub(crate) const LARGE: &[Setting] = &[
    Setting { name: "large: nodes, late feed", horizon: 4, losses: 1, ..LATE_FEED },
    Setting { name: "large: nodes, skewed", horizon: 5, losses: 1, ..SKEWED },
    Setting { name: "large: nodes, failover, a lost answer", horizon: 4, ..FAILOVER_CLIENT },
    Setting { name: "large: nodes, failover, thief", horizon: 3, sends: 3, ..FAILOVER_THIEF },
];
