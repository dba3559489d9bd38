//! The database that the nodes share, and a ledger of what happened in it, told without looking at it.

use countersign_core::Moment;
use countersign_core::session::{Chain, Verdict};
use countersign_token::{Jti, Timestamp};

use super::setting::{Flaw, Setting};

/// What one commit leaves and a failover may go back to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Database {
    pub(crate) rows: Vec<Row>,
    pub(crate) feed: Vec<Event>,
    pub(crate) epoch: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Row {
    pub(crate) chain: Chain,
    access_until: i64,
    pub(crate) ledger: Ledger,
}

/// An event; its number is its place in the feed, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Event {
    pub(crate) session: u8,
    pub(crate) until: i64,
}

/// The tokens of a session in their order, by the database's clock.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Ledger {
    pub(crate) line: Vec<u8>,
    pub(crate) rotated_at: i64,
    pub(crate) ended_at: Option<i64>,
}

/// Where and when something is asked of the database.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) now: i64,
    /// What the asking node's clock shows.
    pub(crate) clock: i64,
}

pub(crate) fn moment(tick: i64) -> Moment {
    Moment::from(Timestamp::from_unix(tick))
}

pub(crate) fn jti(session: u8, serial: u8) -> Jti {
    Jti::new(format!("{session}-{serial}"))
}

/// The serial of a token that the database names.
pub(crate) fn serial_of(jti: &Jti) -> u8 {
    jti.as_str().split_once('-').unwrap().1.parse().unwrap()
}

/// Until when an entry must be remembered that is written now.
pub(crate) fn access_until(clock: i64, setting: &Setting) -> i64 {
    clock + setting.access + if setting.flaw == Flaw::ShortEntry { 0 } else { setting.slack }
}

impl Database {
    pub(crate) fn new(setting: &Setting) -> Self {
        let row = |session| Row {
            chain: Chain {
                generation: 0,
                current: jti(session, 0),
                previous: None,
                rotated_at: None,
                expires_at: None,
                ended: false,
            },
            access_until: access_until(1 + setting.skew[0], setting),
            ledger: Ledger { line: vec![0], rotated_at: 0, ended_at: None },
        };
        Self { rows: (0..setting.sessions).map(row).collect(), feed: Vec::new(), epoch: 0 }
    }

    pub(crate) fn judge(&self, session: u8, serial: u8, asked: Asked, setting: &Setting) -> Verdict {
        let chain = &self.rows[usize::from(session)].chain;
        if setting.flaw == Flaw::UnguardedUpdate && !chain.ended {
            return Verdict::Current;
        }
        chain.judge(&jti(session, serial), moment(asked.counted(setting)), setting.rule)
    }

    /// The guarded `UPDATE`, of a token that was judged to be the current one.
    pub(crate) fn rotate(&mut self, session: u8, next: u8, asked: Asked, setting: &Setting) {
        let row = &mut self.rows[usize::from(session)];
        row.chain.previous = Some(std::mem::replace(&mut row.chain.current, jti(session, next)));
        row.chain.generation += 1;
        row.chain.rotated_at = Some(moment(asked.counted(setting)));
        row.access_until = row.access_until.max(access_until(asked.clock, setting));
        row.ledger.line.push(next);
        row.ledger.rotated_at = asked.now;
    }

    /// Ends a live session and says so in the feed. A node whose clock is behind is lifted to the database's.
    pub(crate) fn end(&mut self, session: u8, asked: Asked, setting: &Setting) {
        let row = &mut self.rows[usize::from(session)];
        row.chain.ended = true;
        row.ledger.ended_at = Some(asked.now);
        let until = row.access_until.max(access_until(asked.clock.max(asked.now), setting));
        self.feed.push(Event { session, until });
    }
}

impl Asked {
    /// The clock that the interval goes by.
    fn counted(self, setting: &Setting) -> i64 {
        if setting.flaw == Flaw::JudgedByNode { self.clock } else { self.now }
    }
}

impl Ledger {
    /// What a presented token deserves: order by the line, time by the database's clock.
    pub(crate) fn due(&self, serial: u8, now: i64, setting: &Setting) -> Verdict {
        let interval = i64::try_from(setting.rule.interval.get()).unwrap();
        let age = self.line.iter().rev().position(|known| *known == serial);
        match age {
            _ if self.ended_at.is_some() => Verdict::Over,
            Some(0) => Verdict::Current,
            Some(1) if now - self.rotated_at < interval => Verdict::Repeat,
            Some(_) | None => Verdict::Replay,
        }
    }
}
