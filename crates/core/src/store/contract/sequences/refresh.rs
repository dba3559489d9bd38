//! What becomes of a refresh token, by the tokens that were spent before.

use countersign_token::{Jti, Timestamp};

use super::super::stage::{Foreign, ending};
use super::call::Answer;
use super::reference::{Line, Reference};
use crate::session::{Chain, ReuseRule, SessionId};
use crate::store::{NewRefresh, NewSession, Opened, OwnerRule, Rotation, Session, Successor};
use crate::{Moment, UserId};

impl Reference {
    /// An active user, with the password as it is, opens a session.
    pub(super) fn open(&mut self, session: &NewSession, password: &str) -> Answer {
        match self.people.get(&session.user).filter(|person| person.is_active) {
            Some(person) if person.password == password => {}
            Some(_) => return Answer::password_changed(),
            None => return Answer::of(&Opened::OwnerInactive),
        }
        let mut line = Line::new(session, &session.refresh, None);
        line.row.proven_at = session.proven_at;
        line.row.current_exp = line.capped(session.refresh.exp);
        let exp = line.row.current_exp;
        self.lines.insert(session.id.clone(), line);
        Answer::of(&Opened::Session { exp })
    }

    /// The current token gets a successor, the one before it gets the same within the interval, and every other one is a theft.
    pub(super) fn rotate(
        &mut self,
        session: Option<&SessionId>,
        (user, presented, next): (UserId, &Jti, &NewRefresh),
        (rule, owners): (ReuseRule, OwnerRule),
        at: Moment,
    ) -> Answer {
        let admitted = self.admits(user, owners);
        if session.and_then(|session| self.line(session)).is_some_and(|line| line.row.user != user) {
            return Answer::of(&Rotation::Unknown);
        }
        let Some(line) = session.and_then(|session| self.line_mut(session)) else {
            return Answer::of(&if admitted { Rotation::Unknown } else { Rotation::OwnerInactive });
        };
        if !admitted {
            return Answer::of(&Rotation::OwnerInactive);
        }
        if line.is_over(at) {
            return Answer::of(&Rotation::Over);
        }
        if line.row.chain.current == *presented {
            line.move_on(next, rule, at);
            line.row.current_exp = line.capped(next.exp);
            return Answer::of(&Rotation::Rotated(line.successor()));
        }
        let repeats = line.spent.last().is_some_and(|(previous, spent_at)| {
            previous == presented && rule.interval.get() > 0 && at < spent_at.saturating_add(rule.interval)
        });
        if repeats {
            return Answer::of(&Rotation::Repeated(line.successor()));
        }
        let session = line.row.id.clone();
        if rule.detection {
            self.end(&session, None, &ending(at));
        }
        Answer::of(&Rotation::Replayed { ended: rule.detection.then_some(session) })
    }

    /// A token that nobody has revoked gets a session of its own, once; then it is one of its tokens.
    pub(super) fn adopt(&mut self, foreign: &Foreign, new: &NewSession, how: (ReuseRule, OwnerRule)) -> Answer {
        let is_free = self.people.get(&foreign.user).is_some_and(|person| !person.has_revoked(foreign.iat))
            && self.admits(foreign.user, how.1)
            && !self.revoked.contains_key(&foreign.jti);
        let session = self.adopted(&foreign.jti).or_else(|| {
            is_free.then(|| {
                let iat = foreign.iat.unwrap_or(Timestamp::from_unix(0));
                let first = NewRefresh { jti: foreign.jti.clone(), iat, exp: foreign.exp };
                let line = Line::new(new, &first, Some((foreign.jti.clone(), foreign.exp)));
                self.lines.insert(new.id.clone(), line);
                new.id.clone()
            })
        });
        if session.is_none() && self.admits(foreign.user, how.1) {
            return Answer::of(&Rotation::Over);
        }
        self.rotate(session.as_ref(), (foreign.user, &foreign.jti, &new.refresh), how, new.at)
    }

    /// A use is noted, and a further token becomes the current one; a session that is over notes nothing.
    pub(super) fn renew(&mut self, session: &SessionId, next: Option<&NewRefresh>, at: Moment) {
        let rule = super::super::RULE;
        let Some(line) = self.line_mut(session).filter(|line| !line.is_over(at)) else { return };
        match next {
            Some(next) => {
                line.move_on(next, rule, at);
                line.row.current_exp = next.exp;
            }
            None => line.note_use(rule, at),
        }
    }

    fn admits(&self, user: UserId, owners: OwnerRule) -> bool {
        self.people.get(&user).is_some_and(|person| person.is_active || owners == OwnerRule::Anyone)
    }
}

impl Line {
    fn new(new: &NewSession, first: &NewRefresh, origin: Option<(Jti, Timestamp)>) -> Self {
        let chain = Chain {
            generation: 0,
            current: first.jti.clone(),
            previous: None,
            rotated_at: None,
            expires_at: new.expires_at,
            ended: false,
        };
        let row = Session {
            id: new.id.clone(),
            user: new.user,
            chain,
            current_iat: first.iat,
            current_exp: first.exp,
            created_at: new.at,
            last_used_at: new.at,
            earlier_use_at: None,
            proven_at: None,
            ip: new.ip.clone(),
            user_agent: new.user_agent.clone(),
        };
        Self { row, origin, access_until: new.access_until, spent: Vec::new(), is_deleted: false }
    }

    /// The current token is spent for the next one.
    fn move_on(&mut self, next: &NewRefresh, rule: ReuseRule, at: Moment) {
        self.note_use(rule, at);
        self.spent.push((self.row.chain.current.clone(), at));
        self.row.chain.generation += 1;
        self.row.chain.previous = Some(std::mem::replace(&mut self.row.chain.current, next.jti.clone()));
        self.row.chain.rotated_at = Some(at);
        self.row.current_iat = next.iat;
    }

    fn note_use(&mut self, rule: ReuseRule, at: Moment) {
        if self.row.last_used_at.saturating_add(rule.interval) <= at {
            self.row.earlier_use_at = Some(self.row.last_used_at);
        }
        self.row.last_used_at = at;
        self.access_until = self.access_until.max(ending(at).access_until);
    }

    fn capped(&self, exp: Timestamp) -> Timestamp {
        self.row.chain.expires_at.map_or(exp, |end| end.min(exp))
    }

    fn successor(&self) -> Successor {
        let row = &self.row;
        Successor {
            session: row.id.clone(),
            jti: row.chain.current.clone(),
            iat: row.current_iat,
            exp: row.current_exp,
            session_end: row.chain.expires_at,
        }
    }
}
