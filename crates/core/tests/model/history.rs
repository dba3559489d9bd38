//! What really happened, told without looking at the database: the measure that the database is held against.

use crate::setting::{Revocation, Setting};

/// One login and every refresh token that descends from it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Family {
    pub(crate) foreign: bool,
    /// The password that opened it.
    pub(crate) password: u8,
    /// For each token after the first the serial of the one that was presented for it.
    pub(crate) parents: Vec<u8>,
    /// When the newest token was made.
    pub(crate) rotated_at: u8,
    /// There is a reason for its end: a committed revocation, or a spent token that came back.
    pub(crate) revoked: bool,
    pub(crate) stolen: bool,
    /// The revocation that was acknowledged to its owner.
    pub(crate) acknowledged: Acknowledged,
}

/// How far an acknowledged revocation reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Acknowledged {
    Nothing,
    /// This session.
    Session,
    /// All of the user, tokens without `sid` included.
    User,
}

/// What a presented token has deserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// It was never spent: a new token.
    Successor,
    /// It was spent just now and its successor was not: that successor.
    Same(u8),
    /// It was spent and comes back.
    Theft,
    /// Its login is over, or its owner is switched off.
    Nothing,
}

/// A refresh that was not answered as it deserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Breach {
    /// A spent token got an answer.
    ReplayAnswered,
    /// The session of a replayed token is in the wrong state after it.
    ReplayWronglyPunished,
    /// A repetition in time did not get the same successor.
    GraceDenied,
    /// A token that nobody had spent was refused.
    FreshDenied,
    /// A login that is over, or whose owner is switched off, got an answer.
    DeadAnswered,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct History {
    pub(crate) families: Vec<Family>,
    pub(crate) breach: Option<Breach>,
    /// A deactivation was acknowledged and no reactivation was asked for since.
    pub(crate) deactivated: bool,
    /// The password that an acknowledged change has set.
    pub(crate) password: u8,
}

impl Family {
    pub(crate) fn new(foreign: bool, password: u8) -> Self {
        Self {
            foreign,
            password,
            parents: Vec::new(),
            rotated_at: 0,
            revoked: false,
            stolen: false,
            acknowledged: Acknowledged::Nothing,
        }
    }

    pub(crate) fn is_spent(&self, serial: u8) -> bool {
        self.parents.contains(&serial)
    }

    /// The serial of the newest token, which is also the number of rotations.
    pub(crate) fn newest(&self) -> u8 {
        u8::try_from(self.parents.len()).unwrap()
    }

    pub(crate) fn is_over(&self, now: u8, setting: &Setting) -> bool {
        self.revoked || (self.stolen && setting.rule.detection) || setting.end.is_some_and(|end| now >= end)
    }

    /// What the token deserves that is presented at `now`, its owner switched on.
    pub(crate) fn due(&self, serial: u8, now: u8, setting: &Setting) -> Due {
        if self.is_over(now, setting) {
            return Due::Nothing;
        }
        if !self.is_spent(serial) {
            return Due::Successor;
        }
        let in_time = u64::from(now) < u64::from(self.rotated_at) + setting.interval();
        if self.parents.last() == Some(&serial) && in_time { Due::Same(self.newest()) } else { Due::Theft }
    }
}

impl History {
    /// Remembers the first breach.
    pub(crate) fn accuse(&mut self, breach: Option<Breach>) {
        self.breach = self.breach.or(breach);
    }

    /// A revocation was committed: these logins have a reason to end.
    pub(crate) fn revoked(&mut self, kind: Revocation) {
        let reach = match kind {
            Revocation::LogOut => 1,
            Revocation::LogOutAll | Revocation::ChangePassword | Revocation::Deactivate => self.families.len(),
            Revocation::Reactivate => 0,
        };
        for family in self.families.iter_mut().take(reach) {
            family.revoked = true;
        }
    }

    /// Its answer arrived: what it `covers` must stay dead from now on.
    pub(crate) fn acknowledged(&mut self, kind: Revocation, covers: &[u8]) {
        let reach = match kind {
            Revocation::LogOut => Acknowledged::Session,
            Revocation::Reactivate => Acknowledged::Nothing,
            Revocation::LogOutAll | Revocation::ChangePassword | Revocation::Deactivate => Acknowledged::User,
        };
        for family in covers {
            let family = &mut self.families[usize::from(*family)];
            family.acknowledged = family.acknowledged.max(reach);
        }
        self.deactivated |= kind == Revocation::Deactivate;
        self.password += u8::from(kind == Revocation::ChangePassword);
    }
}
