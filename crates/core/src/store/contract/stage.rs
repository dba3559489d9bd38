//! Where a promise is played: two nodes on one new database, and names and moments that are the same in every run.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use countersign_token::{Jti, Seconds, Timestamp};
use serde_json::Map;
use uuid::Uuid;

use crate::accounts::PasswordHash;
use crate::session::{ReuseRule, SessionId};
use crate::store::{Added, Ending, NewRefresh, NewSession, Store, Successor};
use crate::{Clock, Moment, NewUser, User, UserId};

/// A quarter past a whole second, so that a second taken for a moment shows.
const START: Moment = Moment::from_micros(1_750_000_000_250_000);
/// A reuse interval of 30 seconds, with detection.
pub const RULE: ReuseRule = ReuseRule { interval: Seconds::new(30), detection: true };
/// How long access tokens live here.
const ACCESS: Seconds = Seconds::new(900);
/// How long refresh tokens live here.
pub(super) const REFRESH: Seconds = Seconds::new(86_400);

/// The clock of a store whose promises are played: so far behind that every moment which is handed in holds.
#[derive(Debug)]
pub struct FarBehind;

impl Clock for FarBehind {
    fn now(&self) -> Moment {
        Moment::from_micros(i64::MIN)
    }
}

/// A Django on the same database: it writes tables that the store only reads.
#[async_trait]
pub trait SqlWriter: std::fmt::Debug + Sync {
    /// Runs statements that every SQL database takes; panics when they fail.
    async fn run(&self, sql: &'static str);
}

/// Two nodes on one database, which nobody has used before.
#[derive(Debug)]
pub struct Stage<'s> {
    nodes: [&'s dyn Store; 2],
    django: Option<&'s dyn SqlWriter>,
    names_are_addresses: bool,
    pub(super) sessions: Mutex<Vec<SessionId>>,
    pub(super) jtis: Mutex<Vec<Jti>>,
}

/// A refresh token of ours, as its bearer presents it.
#[derive(Debug, Clone)]
pub struct Held {
    /// Its `sid`.
    pub session: SessionId,
    /// Its user.
    pub user: UserId,
    /// Its `jti`.
    pub jti: Jti,
}

impl Held {
    /// The token that took this one's place.
    #[must_use]
    pub fn next(&self, successor: Successor) -> Self {
        Self { session: successor.session, user: self.user, jti: successor.jti }
    }
}

/// A refresh token that somebody else issued, without `sid`.
#[derive(Debug, Clone)]
pub struct Foreign {
    /// Its user.
    pub user: UserId,
    /// Its `jti`.
    pub jti: Jti,
    /// Its `iat`.
    pub iat: Option<Timestamp>,
    /// Its `exp`.
    pub exp: Timestamp,
}

/// `seconds` after the start.
#[must_use]
pub fn at(seconds: u64) -> Moment {
    START.saturating_add(Seconds::new(seconds))
}

/// A password column; no store looks into it.
#[must_use]
pub fn hash(text: &str) -> PasswordHash {
    PasswordHash::from_column(text)
}

/// An end at that moment, where access tokens live as long as here.
#[must_use]
pub fn ending(at: Moment) -> Ending {
    Ending { at, access_until: at.timestamp().saturating_add(ACCESS) }
}

/// A key that no other user has, greater than those before, as a database counts its integers.
fn next_uuid() -> Uuid {
    static GIVEN: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u64_pair(GIVEN.fetch_add(1, Ordering::Relaxed), 0x5e5)
}

impl<'s> Stage<'s> {
    /// On one database that is up to date and empty.
    #[must_use]
    pub fn new(one: &'s dyn Store, other: &'s dyn Store) -> Self {
        Self {
            nodes: [one, other],
            django: None,
            names_are_addresses: false,
            sessions: Mutex::default(),
            jtis: Mutex::default(),
        }
    }

    /// With a Django on the same database.
    #[must_use]
    pub fn beside(self, django: &'s dyn SqlWriter) -> Self {
        Self { django: Some(django), ..self }
    }

    /// On a user table whose `USERNAME_FIELD` is the address: there is one column for both, and it holds the name.
    #[must_use]
    pub fn with_names_as_addresses(self) -> Self {
        Self { names_are_addresses: true, ..self }
    }

    pub(super) fn names_are_addresses(&self) -> bool {
        self.names_are_addresses
    }

    /// The address of a user that was made here.
    pub(super) fn address_of(&self, name: &str) -> String {
        if self.names_are_addresses { name.to_owned() } else { format!("{name}@example.org") }
    }

    /// Has the Django run statements. They are of Django's own user table, whose columns a writer on another one renames.
    pub async fn in_django(&self, sql: &'static str) {
        self.django.expect("the stage has a Django").run(sql).await;
    }

    /// The node that most steps are asked of.
    #[must_use]
    pub fn store(&self) -> &'s dyn Store {
        self.node(0)
    }

    /// The nodes by turns.
    #[must_use]
    pub fn node(&self, turn: usize) -> &'s dyn Store {
        let [one, other] = self.nodes;
        if turn.is_multiple_of(2) { one } else { other }
    }

    /// A session's name that was not given before.
    pub fn sid(&self) -> SessionId {
        let mut given = self.sessions.lock().unwrap();
        let sid = SessionId::parse(&format!("{:032x}", 0x5e55_0000 + given.len())).unwrap();
        given.push(sid.clone());
        sid
    }

    /// A token's name that was not given before.
    pub fn jti(&self) -> Jti {
        let mut given = self.jtis.lock().unwrap();
        let jti = Jti::new(format!("{:032x}", 0x7013_0000 + given.len()));
        given.push(jti.clone());
        jti
    }

    /// A user that is about to be made, with the password column `first`.
    #[must_use]
    pub fn new_user(name: &str) -> NewUser {
        NewUser {
            uuid: next_uuid(),
            username: name.to_owned(),
            email: format!("{name}@example.org"),
            password: hash("first"),
            is_staff: false,
            is_superuser: false,
            date_joined: at(0),
            extra: Map::new(),
        }
    }

    /// A user that is there.
    pub async fn user(&self, name: &str) -> UserId {
        match self.store().add_user(&Self::new_user(name)).await.unwrap() {
            Added::User(user) => user.id,
            Added::UsernameTaken | Added::FieldTaken(_) => panic!("{name} is taken"),
        }
    }

    /// The row of a user who is there.
    pub async fn row_of(&self, user: UserId) -> User {
        self.store().user(user).await.unwrap().unwrap()
    }

    /// A refresh token that is about to be signed.
    pub fn new_refresh(&self, at: Moment) -> NewRefresh {
        NewRefresh { jti: self.jti(), iat: at.timestamp(), exp: at.timestamp().saturating_add(REFRESH) }
    }

    /// A session that is about to be opened, without an absolute end.
    pub fn new_session(&self, user: UserId, at: Moment) -> NewSession {
        NewSession {
            id: self.sid(),
            user,
            refresh: self.new_refresh(at),
            expires_at: None,
            access_until: at.timestamp().saturating_add(ACCESS),
            at,
            proven_at: Some(at),
            ip: Some("192.0.2.7".to_owned()),
            user_agent: "curl/8.5.0".to_owned(),
        }
    }

    /// A token that another program issued a minute before the start.
    pub fn foreign(&self, user: UserId) -> Foreign {
        let iat = at(0).timestamp().saturating_sub(Seconds::new(60));
        Foreign { user, jti: self.jti(), iat: Some(iat), exp: iat.saturating_add(REFRESH) }
    }
}
