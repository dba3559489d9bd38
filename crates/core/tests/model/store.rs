//! The database: what survives every crash. Each function is one transaction, all or nothing.
//!
//! The decisions about a chain are [`Chain::judge`]'s; the functions here do what the statements of the stores do.

use countersign_core::Moment;
use countersign_core::session::{Chain, Verdict};
use countersign_token::{Jti, Timestamp};

use crate::setting::{Flaw, Revocation, Setting};

/// When SimpleJWT made the foreign token, in ticks.
pub(crate) const FOREIGN_IAT: u8 = 1;

/// A refresh token: which login it descends from, the how-manieth of it, and the session that its `sid` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Refresh {
    pub(crate) family: u8,
    pub(crate) serial: u8,
    pub(crate) sid: Option<u8>,
}

impl Refresh {
    pub(crate) fn jti(self) -> Jti {
        Jti::new(format!("{}-{}", self.family, self.serial))
    }

    /// The token that `jti` names, with the `sid` that it is signed with.
    fn named(jti: &Jti, sid: u8) -> Self {
        let (family, serial) = jti.as_str().split_once('-').unwrap();
        Self { family: family.parse().unwrap(), serial: serial.parse().unwrap(), sid: Some(sid) }
    }
}

/// The user row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct User {
    pub(crate) active: bool,
    /// Tokens without `sid` issued in this second or before are dead.
    pub(crate) mark: Option<u8>,
    /// Stands for the password column.
    pub(crate) password: u8,
}

/// A session row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Session {
    pub(crate) family: u8,
    /// The foreign token that it was adopted from.
    pub(crate) origin: Option<Jti>,
    pub(crate) chain: Chain,
    /// What [`Flaw::LostCommit`] goes back to.
    before: Option<Chain>,
}

/// What became of a guarded statement that changed no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    Repeat(Refresh),
    Replay,
    /// Ended, past its end, without a row, the user not active, or current again after all.
    Refused,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Store {
    pub(crate) user: User,
    pub(crate) sessions: Vec<Session>,
    /// The foreign token was revoked by itself.
    pub(crate) denied: bool,
}

/// A tick as the product's clock shows it.
pub(crate) fn moment(tick: u8) -> Moment {
    Moment::from(Timestamp::from_unix(i64::from(tick)))
}

impl Store {
    /// Inserts a session row; the caller has locked the user row and checked it.
    pub(crate) fn insert(&mut self, first: Refresh, origin: Option<Jti>, setting: &Setting) -> u8 {
        let expires_at = setting.end.map(|end| Timestamp::from_unix(i64::from(end)));
        let current = first.jti();
        let chain = Chain { generation: 0, current, previous: None, rotated_at: None, expires_at, ended: false };
        self.sessions.push(Session { family: first.family, origin, chain, before: None });
        u8::try_from(self.sessions.len() - 1).unwrap()
    }

    /// The session that a presented token belongs to: by its `sid`, or by its own `jti` as the origin of an adoption.
    pub(crate) fn find(&self, token: Refresh) -> Option<u8> {
        let by_origin = || self.sessions.iter().position(|session| session.origin == Some(token.jti()));
        token.sid.or_else(|| by_origin().and_then(|row| u8::try_from(row).ok()))
    }

    /// Whether a foreign token may open a session: what adoption demands under the lock of the user row.
    pub(crate) fn may_adopt(&self, flaw: Flaw) -> bool {
        let after_mark = self.user.mark.is_none_or(|mark| FOREIGN_IAT > mark);
        self.user.active && !self.denied && (after_mark || flaw == Flaw::AdoptionIgnoresMark)
    }

    /// `INSERT … ON CONFLICT (origin) DO NOTHING`; the row that is there then, or none if adoption is refused.
    pub(crate) fn adopt(&mut self, token: Refresh, setting: &Setting) -> Option<u8> {
        let known = self.find(token);
        if known.is_some() && setting.flaw != Flaw::AdoptionWithoutConflict {
            return known;
        }
        self.may_adopt(setting.flaw).then(|| self.insert(token, Some(token.jti()), setting))
    }

    /// The guarded `UPDATE`: whether `next` has become the session's current token.
    pub(crate) fn rotate(&mut self, presented: Refresh, next: Refresh, now: u8, setting: &Setting) -> bool {
        let active = self.user.active;
        let Some(session) = next.sid.and_then(|sid| self.sessions.get_mut(usize::from(sid))) else { return false };
        let verdict = session.chain.judge(&presented.jti(), moment(now), setting.rule);
        let unguarded = setting.flaw == Flaw::UnguardedUpdate && verdict != Verdict::Over;
        if !active || (verdict != Verdict::Current && !unguarded) {
            return false;
        }
        session.rotate(next.jti(), now, setting.flaw);
        true
    }

    /// The loser's transaction: the user and the row as they stand now, locked; a replay ends the session in it.
    pub(crate) fn judge_loser(&mut self, presented: Refresh, now: u8, setting: &Setting) -> Lost {
        let active = self.user.active || setting.flaw == Flaw::RepeatIgnoresUser;
        let Some(sid) = self.find(presented).filter(|_| active) else { return Lost::Refused };
        let Some(session) = self.sessions.get_mut(usize::from(sid)) else { return Lost::Refused };
        match session.chain.judge(&presented.jti(), moment(now), setting.rule) {
            Verdict::Repeat => Lost::Repeat(Refresh::named(&session.chain.current, sid)),
            Verdict::Replay => {
                session.chain.ended |= setting.rule.detection && setting.flaw != Flaw::ForgivenReplay;
                Lost::Replay
            }
            Verdict::Current | Verdict::Over => Lost::Refused,
        }
    }

    /// Ends the sessions that `ends` chooses and writes what `kind` writes to the user row, in one transaction.
    pub(crate) fn revoke(&mut self, kind: Revocation, now: u8, flaw: Flaw, ends: impl Fn(usize) -> bool) {
        match kind {
            Revocation::LogOut => {}
            Revocation::LogOutAll => self.user.move_mark(now),
            Revocation::ChangePassword => {
                self.user.password += 1;
                self.user.move_mark(now);
            }
            Revocation::Deactivate => {
                self.user.active = false;
                if flaw != Flaw::DeactivationLeavesMark {
                    self.user.move_mark(now);
                }
            }
            Revocation::Reactivate => self.user.active = true,
        }
        for (row, session) in self.sessions.iter_mut().enumerate() {
            session.chain.ended |= ends(row);
        }
    }

    /// Whether a refresh with `token` would get an answer now, by rotation, by repetition or by adoption.
    pub(crate) fn refresh_usable(&self, token: Refresh, now: u8, setting: &Setting) -> bool {
        let Some(sid) = self.find(token) else { return token.sid.is_none() && self.may_adopt(setting.flaw) };
        let verdict = self.sessions[usize::from(sid)].chain.judge(&token.jti(), moment(now), setting.rule);
        self.user.active && matches!(verdict, Verdict::Current | Verdict::Repeat)
    }

    /// Whether an access token with the `sid` of this row is good now.
    pub(crate) fn access_usable(&self, row: &Session, now: u8) -> bool {
        let over = row.chain.expires_at.is_some_and(|end| end <= moment(now).timestamp());
        self.user.active && !row.chain.ended && !over
    }

    /// Whether an access token that SimpleJWT made beside the foreign refresh token is good now.
    pub(crate) fn foreign_access_usable(&self) -> bool {
        self.user.active && self.user.mark.is_none_or(|mark| FOREIGN_IAT > mark)
    }

    /// A crash of a database that did not keep its promise: the newest rotation is gone.
    pub(crate) fn lose_newest_commit(&mut self) {
        for session in &mut self.sessions {
            if let Some(before) = session.before.take() {
                session.chain = before;
            }
        }
    }
}

impl User {
    /// A mark never moves back.
    fn move_mark(&mut self, now: u8) {
        self.mark = self.mark.max(Some(now));
    }
}

impl Session {
    fn rotate(&mut self, next: Jti, now: u8, flaw: Flaw) {
        let before = (flaw == Flaw::LostCommit).then(|| self.chain.clone());
        let spent = std::mem::replace(&mut self.chain.current, next);
        self.chain.generation += 1;
        self.chain.previous = (flaw != Flaw::NoGrace).then_some(spent);
        self.chain.rotated_at = Some(moment(now));
        self.before = before;
    }
}
