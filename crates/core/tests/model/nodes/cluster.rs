//! Everything at one moment: the database and where it could fall back to, the nodes, who holds what.

use std::collections::BTreeSet;

use countersign_core::session::Verdict;

use super::database::{Asked, Database, Event, access_until, serial_of};
use super::node::Node;
use super::setting::{Flaw, Setting};

/// A client, or the thief of the first client's token.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Holder {
    pub(crate) session: u8,
    pub(crate) held: Option<u8>,
    pub(crate) sends_left: u8,
    /// Its last refresh got no answer.
    pub(crate) missed: bool,
}

/// An access token: what it is of, when and where it was minted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Access {
    pub(crate) session: u8,
    pub(crate) born: i64,
    pub(crate) node: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Left {
    pub(crate) losses: u8,
    pub(crate) logouts: u8,
    pub(crate) cuts: u8,
    pub(crate) restarts: u8,
    pub(crate) failovers: u8,
}

/// What happened that the database does not tell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct History {
    /// A verdict that was not due.
    pub(crate) misjudged: bool,
    /// A session was ended as stolen.
    pub(crate) alarmed: bool,
    /// A token that a failover has lost got an answer.
    pub(crate) lost_answered: bool,
    /// Which token was spent in which history; twice the same is a fork.
    pub(crate) spent: Vec<(u8, u8, u8)>,
    /// Sessions whose end was answered.
    pub(crate) acknowledged: BTreeSet<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Cluster {
    pub(crate) now: i64,
    pub(crate) database: Database,
    /// The states before the last commits, the oldest first.
    pub(crate) past: Vec<Database>,
    pub(crate) nodes: [Node; 2],
    pub(crate) holders: Vec<Holder>,
    pub(crate) access: BTreeSet<Access>,
    /// Tokens of the first session so far, in every history.
    minted: u8,
    pub(crate) left: Left,
    pub(crate) history: History,
}

impl Access {
    pub(crate) fn exp(self, setting: &Setting) -> i64 {
        self.born + setting.skew[self.node] + setting.access
    }
}

impl Cluster {
    pub(crate) fn new(setting: &Setting) -> Self {
        let holder = |session, held| {
            let sends_left = if session == 0 { setting.sends } else { 0 };
            Holder { session, held, sends_left, missed: false }
        };
        let clients = (0..setting.sessions).map(|session| holder(session, Some(0)));
        Self {
            now: 1,
            database: Database::new(setting),
            past: Vec::new(),
            nodes: [Node::new(), Node::new()],
            holders: clients.chain(setting.thief.then(|| holder(0, None))).collect(),
            access: (0..setting.sessions).map(|session| Access { session, born: 1, node: 0 }).collect(),
            minted: 1,
            left: Left {
                losses: setting.losses,
                logouts: setting.logouts,
                cuts: setting.cuts,
                restarts: setting.restarts,
                failovers: setting.failovers,
            },
            history: History::default(),
        }
    }

    pub(crate) fn clock(&self, node: usize, setting: &Setting) -> i64 {
        self.now + setting.skew[node]
    }

    pub(crate) fn accepts(&self, node: usize, access: Access, setting: &Setting) -> bool {
        self.nodes[node].accepts(access, self.clock(node, setting), setting)
    }

    /// Whether a node could still accept a token by its time, or could in the last tick: that it does not is a promise too.
    fn is_alive(&self, access: Access, setting: &Setting) -> bool {
        (0..2).any(|node| access.exp(setting) >= self.clock(node, setting))
    }

    pub(crate) fn tick(&mut self, setting: &Setting) {
        self.now += 1;
        for node in 0..2 {
            let clock = self.clock(node, setting);
            self.nodes[node].forget_expired(clock);
            self.nodes[node].behind += 1;
        }
        let dead: Vec<_> = self.access.iter().copied().filter(|access| !self.is_alive(*access, setting)).collect();
        for access in dead {
            self.access.remove(&access);
        }
    }

    /// One refresh from its arrival to its answer, which may get lost.
    pub(crate) fn refresh(&mut self, holder: usize, node: usize, is_lost: bool, setting: &Setting) {
        let (session, Some(presented)) = (self.holders[holder].session, self.holders[holder].held) else { return };
        let asked = Asked { now: self.now, clock: self.clock(node, setting) };
        let verdict = self.database.judge(session, presented, asked, setting);
        let ledger = &self.database.rows[usize::from(session)].ledger;
        self.history.misjudged |= ledger.due(presented, self.now, setting) != verdict;
        let is_answered = matches!(verdict, Verdict::Current | Verdict::Repeat);
        self.history.lost_answered |= is_answered && !ledger.line.contains(&presented);
        self.holders[holder].sends_left -= 1;
        match verdict {
            Verdict::Current => self.rotate(session, presented, asked, setting),
            Verdict::Replay if setting.rule.detection => {
                self.history.alarmed = true;
                self.end(session, node, setting);
            }
            Verdict::Repeat | Verdict::Replay | Verdict::Over => {}
        }
        if is_answered {
            self.access.insert(Access { session, born: self.now, node });
            self.holders[holder].missed = is_lost;
        }
        if is_answered && !is_lost && setting.flaw != Flaw::AnswerWithoutSuccessor {
            let current = serial_of(&self.database.rows[usize::from(session)].chain.current);
            self.holders[holder].held = Some(current);
        }
    }

    fn rotate(&mut self, session: u8, presented: u8, asked: Asked, setting: &Setting) {
        self.commit(setting);
        self.database.rotate(session, self.minted, asked, setting);
        self.minted += 1;
        self.history.spent.push((session, presented, self.database.epoch));
    }

    pub(crate) fn log_out(&mut self, session: u8, node: usize, setting: &Setting) {
        self.left.logouts -= 1;
        self.end(session, node, setting);
        self.history.acknowledged.insert(session);
    }

    fn end(&mut self, session: u8, node: usize, setting: &Setting) {
        self.commit(setting);
        let asked = Asked { now: self.now, clock: self.clock(node, setting) };
        self.database.end(session, asked, setting);
        for known in &mut self.nodes {
            known.has_caught_up = false;
        }
        let until = access_until(asked.clock, setting);
        if setting.flaw != Flaw::RevokerWaits {
            self.nodes[node].learn(Event { session, until }, self.now);
        }
        self.nodes[node].told.entry(session).or_insert(self.now);
    }

    /// What is there now may be all that a replica has.
    fn commit(&mut self, setting: &Setting) {
        self.past.push(self.database.clone());
        let surplus = self.past.len().saturating_sub(setting.lag);
        self.past.drain(..surplus);
    }

    /// A replica takes over that lacks the last commits. Its history has another name.
    pub(crate) fn fail_over(&mut self, lost: usize, flaw: Flaw) {
        self.left.failovers -= 1;
        let epoch = self.database.epoch + u8::from(flaw != Flaw::NoEpoch);
        self.database = self.past.swap_remove(self.past.len() - lost);
        self.database.epoch = epoch;
        self.past.clear();
        for node in &mut self.nodes {
            node.has_caught_up = false;
        }
    }
}
