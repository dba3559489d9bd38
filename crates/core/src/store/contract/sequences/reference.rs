//! What two nodes on one database have to be, as sentences on plain maps.
//!
//! It shares no rule with a store, nor with `Chain::judge`: which token may rotate is told by the tokens that were spent, in
//! their order.

use std::collections::BTreeMap;

use countersign_token::{Jti, Timestamp};

use super::super::stage::ending;
use super::call::{Answer, Call, Far, What};
use crate::session::SessionId;
use crate::store::{Change, Ended, Ending, Event, Revocation, Revoked, Session, Unattached};
use crate::{Moment, UserId};

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) is_active: bool,
    pub(super) password: String,
    /// Tokens without a session that were issued at that second or before are refused.
    pub(super) mark: Option<Timestamp>,
}

/// A session, and what its row does not tell.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) row: Session,
    pub(super) origin: Option<(Jti, Timestamp)>,
    pub(super) access_until: Timestamp,
    /// The tokens that were current, and until when.
    pub(super) spent: Vec<(Jti, Moment)>,
    pub(super) is_deleted: bool,
}

/// Everything that both nodes know.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    /// Those who are there.
    pub(super) people: BTreeMap<UserId, Person>,
    pub(super) lines: BTreeMap<SessionId, Line>,
    pub(super) revoked: BTreeMap<Jti, Timestamp>,
    /// The events that are still there.
    pub(super) feed: Vec<Event>,
    /// The newest number.
    pub(super) last: u64,
}

impl Reference {
    /// Knows nobody yet; events get numbers after this one.
    pub(super) fn after(last: u64) -> Self {
        let (people, lines, revoked) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { people, lines, revoked, feed: Vec::new(), last }
    }

    /// Does what a call asks.
    pub(super) fn answer(&mut self, Call { at, what, .. }: &Call) -> Answer {
        let (at, now) = (*at, ending(*at));
        match what {
            What::Open { session, password } => self.open(session, password),
            What::Refresh { session, user, presented, next, rule, owners } => {
                self.rotate(Some(session), (*user, presented, next), (*rule, *owners), at)
            }
            What::Adopt { foreign, session, rule, owners } => self.adopt(foreign, session, (*rule, *owners)),
            What::UseUnattached { foreign } => {
                let Some(person) = self.people.get(&foreign.user).filter(|person| person.is_active) else {
                    return Answer::of(&Unattached::OwnerInactive);
                };
                let over = self.revoked.contains_key(&foreign.jti) || person.has_revoked(foreign.iat);
                Answer::of(&if over { Unattached::Over } else { Unattached::Live(at) })
            }
            What::Renew { session, next, .. } => Answer::of(&self.renew(session, next.as_ref(), at)),
            What::Prove { session } => {
                let live = self.line_mut(session).filter(|line| !line.is_over(at));
                Answer::of(&live.map(|line| line.row.proven_at = Some(at)).is_some())
            }
            What::End { session, owner } => Answer::of(&self.end(session, *owner, &now)),
            What::EndMany { user, far } => self.end_many(*user, far, &now),
            What::ChangePassword { user, to } => self.change(*user, &now, |person| person.password.clone_from(to)),
            What::Deactivate { user } => self.change(*user, &now, |person| person.is_active = false),
            What::Activate { user } => self.change(*user, &now, |person| person.is_active = true),
            What::Delete { user } => {
                let done = self.change(*user, &now, |_| {});
                self.people.remove(user);
                done
            }
            What::Revoke { jti, exp } => Answer::of(&self.revoke(jti, *exp, &now)),
            What::Blacklist { session, jti, exp, .. } => {
                let revocation = self.revoke(jti, *exp, &now);
                let ended = self.end(session, None, &now) == Ended::Now;
                Answer::of(&if ended { Revocation::Now(Some(session.clone())) } else { revocation })
            }
            What::Flush { by } => self.flush(*by),
        }
    }

    /// A session that is there.
    pub(super) fn line(&self, session: &SessionId) -> Option<&Line> {
        self.lines.get(session).filter(|line| !line.is_deleted)
    }

    pub(super) fn line_mut(&mut self, session: &SessionId) -> Option<&mut Line> {
        self.lines.get_mut(session).filter(|line| !line.is_deleted)
    }

    /// The sessions of a user that still rotate and are shown.
    pub(super) fn live(&self, user: UserId, at: Moment) -> Vec<SessionId> {
        let lines = self.lines.values().filter(|line| line.row.user == user && !line.is_deleted && !line.is_over(at));
        lines.filter(|line| line.row.current_exp > at.timestamp()).map(|line| line.row.id.clone()).collect()
    }

    /// A session ends once; somebody else's is not there.
    pub(super) fn end(&mut self, session: &SessionId, owner: Option<UserId>, ending: &Ending) -> Ended {
        let line = self.line_mut(session).filter(|line| owner.is_none_or(|owner| owner == line.row.user));
        let Some(line) = line else { return Ended::Unknown };
        if line.row.chain.ended {
            return Ended::Before;
        }
        line.row.chain.ended = true;
        let until = line.access_until.max(ending.access_until);
        self.publish(Revoked::Session(session.clone()), until);
        Ended::Now
    }

    /// Whatever changes a user sets the mark and ends every session; of nobody it does nothing.
    fn change(&mut self, user: UserId, ending: &Ending, change: impl FnOnce(&mut Person)) -> Answer {
        let Some(person) = self.people.get_mut(&user) else { return Answer::of(&Change::Gone) };
        change(person);
        self.end_many(user, &Far::Everything, ending)
    }

    /// The mark first, which never moves back, and each session that is not spared.
    fn end_many(&mut self, user: UserId, far: &Far, ending: &Ending) -> Answer {
        let kept = if let Far::EverythingBut(session) = far { Some(session.clone()) } else { None };
        if !matches!(far, Far::Sessions) {
            let mark = Some(ending.at.timestamp());
            if let Some(person) = self.people.get_mut(&user) {
                person.mark = person.mark.max(mark);
            }
            self.publish(Revoked::User { user, mark }, ending.access_until);
        }
        let lines = self.lines.values().filter(|line| line.row.user == user);
        let mut ended: Vec<_> = lines.map(|line| line.row.id.clone()).collect();
        ended.retain(|session| Some(session) != kept.as_ref());
        ended.retain(|session| self.end(session, None, ending) == Ended::Now);
        Answer::ended(ended)
    }

    /// A token is revoked once, and the session that adopted it ends.
    fn revoke(&mut self, jti: &Jti, exp: Timestamp, ending: &Ending) -> Revocation {
        if self.revoked.contains_key(jti) {
            return Revocation::Before;
        }
        self.revoked.insert(jti.clone(), exp);
        let adopted = self.adopted(jti).filter(|session| self.end(session, None, ending) == Ended::Now);
        self.publish(Revoked::Token(jti.clone()), exp);
        Revocation::Now(adopted)
    }

    /// The session that took this token in.
    pub(super) fn adopted(&self, jti: &Jti) -> Option<SessionId> {
        let took_in = |line: &&Line| !line.is_deleted && line.origin.as_ref().is_some_and(|(origin, _)| origin == jti);
        self.lines.values().find(took_in).map(|line| line.row.id.clone())
    }

    /// What nobody can ask for any more goes; numbers stay given.
    fn flush(&mut self, by: Timestamp) -> Answer {
        for line in self.lines.values_mut() {
            let origin = line.origin.as_ref().map(|(_, exp)| *exp);
            line.is_deleted |= line.row.current_exp.max(line.access_until).max(origin.unwrap_or(by)) <= by;
        }
        self.revoked.retain(|_, exp| *exp > by);
        self.feed.retain(|event| event.until > by);
        Answer::of(&"flushed")
    }

    fn publish(&mut self, revoked: Revoked, until: Timestamp) {
        self.last += 1;
        self.feed.push(Event { seq: self.last, revoked, until });
    }
}

impl Person {
    /// A token without a session that was issued then has been revoked with the user's others.
    pub(super) fn has_revoked(&self, iat: Option<Timestamp>) -> bool {
        self.mark.is_some_and(|mark| iat.is_none_or(|iat| iat <= mark))
    }
}

impl Line {
    /// It was ended, or is at its absolute end.
    pub(super) fn is_over(&self, at: Moment) -> bool {
        self.row.chain.ended || self.row.chain.expires_at.is_some_and(|end| end <= at.timestamp())
    }
}
