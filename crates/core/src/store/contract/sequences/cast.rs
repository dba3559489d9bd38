//! Who and what a sequence is about: gives an operation the names that it has at this moment.

use std::sync::atomic::{AtomicU64, Ordering};

use countersign_token::{Jti, Seconds, Timestamp};

use super::super::stage::{Foreign, REFRESH, Stage, at, ending};
use super::call::{Call, Far, What};
use super::operation::{Asked, FOREIGN, How, Operation, Owner, Token, USERS};
use super::reference::{Line, Person, Reference};
use crate::session::{ReuseRule, SessionId};
use crate::store::{Added, NewRefresh, NewSession, OwnerRule, Store};
use crate::{Moment, UserId};

/// When a sequence begins, in seconds; some tokens are older.
pub(super) const BEGINNING: u64 = 100;

/// The users of a sequence and the tokens that another program gave them.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) users: Vec<UserId>,
    pub(super) foreign: Vec<Foreign>,
}

/// A session as an operation means it; one that was never opened, where there is none.
struct Meant {
    session: SessionId,
    user: UserId,
    line: Option<Line>,
}

fn next_name() -> u64 {
    static GIVEN: AtomicU64 = AtomicU64::new(1);
    GIVEN.fetch_add(1, Ordering::Relaxed)
}

fn jti() -> Jti {
    Jti::new(format!("{:032x}", 0x7013_0000_0000 + next_name()))
}

fn session_id() -> SessionId {
    SessionId::parse(&format!("{:032x}", 0x5e55_0000_0000 + next_name())).unwrap()
}

fn refresh(at: Moment) -> NewRefresh {
    NewRefresh { jti: jti(), iat: at.timestamp(), exp: at.timestamp().saturating_add(REFRESH) }
}

impl Cast {
    /// Makes the users, and says what is known of them.
    pub(super) async fn on(store: &dyn Store, last: u64) -> (Self, Reference) {
        let (mut users, mut reference) = (Vec::new(), Reference::after(last));
        for _ in 0..USERS {
            let name = format!("user{}", next_name());
            let Added::User(user) = store.add_user(&Stage::new_user(&name)).await.unwrap() else { panic!("{name}") };
            let person = Person { is_active: true, password: "first".to_owned(), mark: None };
            reference.people.insert(user.id, person);
            users.push(user.id);
        }
        let foreign = (0..FOREIGN).map(|number| foreign(&users, number)).collect();
        (Self { users, foreign }, reference)
    }

    /// The call that an operation is when the reference is what is known.
    pub(super) fn call(&self, Asked { node, operation }: &Asked, at: Moment, reference: &Reference) -> Call {
        Call { node: *node, at, what: self.what(operation, at, reference) }
    }

    fn what(&self, operation: &Operation, at: Moment, reference: &Reference) -> What {
        let meant = |number: usize| self.meant(number, reference);
        match operation {
            Operation::Open { user, old_password, lives } => {
                let user = self.user(*user);
                let known = reference.people.get(&user).filter(|_| !old_password);
                let password = known.map_or("old", |person| &person.password).to_owned();
                What::Open { session: new_session(user, at, *lives), password }
            }
            Operation::Refresh { session, token, by_stranger, how } => {
                let (meant, next) = (meant(*session), refresh(at));
                let user = if *by_stranger { self.stranger(meant.user) } else { meant.user };
                let presented = Self::token(&meant, *token, reference);
                let (rule, owners) = how.rules();
                What::Refresh { session: meant.session, user, presented, next, rule, owners }
            }
            Operation::Adopt { foreign, lives, how } => {
                let foreign = self.foreign(*foreign);
                let (rule, owners) = how.rules();
                What::Adopt { session: new_session(foreign.user, at, *lives), foreign, rule, owners }
            }
            Operation::UseUnattached { foreign } => What::UseUnattached { foreign: self.foreign(*foreign) },
            Operation::Renew { session, with_token } => {
                let Meant { session, user, .. } = meant(*session);
                What::Renew { session, user, next: with_token.then(|| refresh(at)) }
            }
            Operation::Prove { session } => What::Prove { session: meant(*session).session },
            Operation::Blacklist { session, token } => {
                let meant = meant(*session);
                let (jti, exp) = (Self::token(&meant, *token, reference), at.timestamp().saturating_add(REFRESH));
                What::Blacklist { session: meant.session, user: meant.user, jti, exp }
            }
            Operation::RevokeForeign { foreign } => {
                let Foreign { jti, exp, .. } = self.foreign(*foreign);
                What::Revoke { jti, exp }
            }
            Operation::RevokeCurrent { session } => {
                let jti = Self::token(&meant(*session), Token::Current, reference);
                What::Revoke { jti, exp: at.timestamp().saturating_add(REFRESH) }
            }
            Operation::Flush { earlier } => What::Flush { by: at.timestamp().saturating_sub(Seconds::new(*earlier)) },
            ends => self.end(ends, &meant),
        }
    }

    /// What ends sessions.
    fn end(&self, operation: &Operation, meant: &impl Fn(usize) -> Meant) -> What {
        match operation {
            Operation::End { session, owner } => {
                let Meant { session, user, .. } = meant(*session);
                let owner = match owner {
                    Owner::NotAsked => None,
                    Owner::Own => Some(user),
                    Owner::Stranger => Some(self.stranger(user)),
                };
                What::End { session, owner }
            }
            Operation::EndAll { user } => What::EndMany { user: self.user(*user), far: Far::Everything },
            Operation::EndSessions { user } => What::EndMany { user: self.user(*user), far: Far::Sessions },
            Operation::EndOthers { session } => {
                let Meant { session, user, .. } = meant(*session);
                What::EndMany { user, far: Far::EverythingBut(session) }
            }
            Operation::ChangePassword { user } => {
                What::ChangePassword { user: self.user(*user), to: format!("password {}", next_name()) }
            }
            Operation::Deactivate { user } => What::Deactivate { user: self.user(*user) },
            Operation::Activate { user } => What::Activate { user: self.user(*user) },
            Operation::Delete { user } => What::Delete { user: self.user(*user) },
            other => panic!("{other:?} ends nothing"),
        }
    }

    fn meant(&self, number: usize, reference: &Reference) -> Meant {
        let lines: Vec<&Line> = reference.lines.values().collect();
        let line = number.checked_rem(lines.len()).and_then(|number| lines.get(number).copied().cloned());
        let session = line.as_ref().map_or_else(session_id, |line| line.row.id.clone());
        let user = line.as_ref().map_or(self.user(0), |line| line.row.user);
        Meant { session, user, line }
    }

    /// Where a session has no such token, it is one that nobody has issued.
    fn token(meant: &Meant, token: Token, reference: &Reference) -> Jti {
        let spent = |back: usize| meant.line.as_ref()?.spent.iter().rev().nth(back).map(|(jti, _)| jti.clone());
        let found = match token {
            Token::Current => meant.line.as_ref().map(|line| line.row.chain.current.clone()),
            Token::Previous => spent(0),
            Token::Older => spent(1),
            Token::OfAnotherSession => {
                let mut others = reference.lines.values().filter(|line| line.row.id != meant.session);
                others.next_back().map(|line| line.row.chain.current.clone())
            }
            Token::OfNobody => None,
        };
        found.unwrap_or_else(jti)
    }

    fn user(&self, number: usize) -> UserId {
        *self.users.get(number % USERS).unwrap()
    }

    fn stranger(&self, user: UserId) -> UserId {
        *self.users.iter().find(|other| **other != user).unwrap()
    }

    fn foreign(&self, number: usize) -> Foreign {
        self.foreign.get(number % FOREIGN).unwrap().clone()
    }
}

impl How {
    fn rules(self) -> (ReuseRule, OwnerRule) {
        let rule = ReuseRule { interval: Seconds::new(self.interval), detection: self.detection };
        (rule, if self.anyone { OwnerRule::Anyone } else { OwnerRule::Active })
    }
}

/// One without `iat`, one of the other user, one from a little later that lives shortly.
fn foreign(users: &[UserId], number: usize) -> Foreign {
    let minute = |second: u64| at(second).timestamp();
    let (user, iat, exp): (usize, Option<Timestamp>, Timestamp) = match number {
        0 => (0, Some(minute(40)), minute(40).saturating_add(REFRESH)),
        1 => (0, None, minute(40).saturating_add(REFRESH)),
        2 => (1, Some(minute(40)), minute(40).saturating_add(REFRESH)),
        _ => (0, Some(minute(BEGINNING + 5)), minute(1_000)),
    };
    Foreign { user: *users.get(user).unwrap(), jti: jti(), iat, exp }
}

fn new_session(user: UserId, at: Moment, lives: Option<u64>) -> NewSession {
    NewSession {
        id: session_id(),
        user,
        refresh: refresh(at),
        expires_at: lives.map(|seconds| at.timestamp().saturating_add(Seconds::new(seconds))),
        access_until: ending(at).access_until,
        at,
        proven_at: Some(at),
        ip: Some("192.0.2.7".to_owned()),
        user_agent: "curl/8.5.0".to_owned(),
    }
}
