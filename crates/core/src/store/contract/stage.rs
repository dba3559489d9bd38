//! Where a promise is played: two nodes on one new database, and names and moments that are the same in every run.

use std::fmt::Write;
use std::sync::Mutex;

use countersign_token::{Jti, Seconds, Timestamp};

use crate::accounts::PasswordHash;
use crate::session::{ReuseRule, SessionId};
use crate::store::{
    Added, Adoption, Ending, NewRefresh, NewSession, Opened, Opening, Revoked, RotateRequest, Rotation, Session, Store,
};
use crate::{Moment, NewUser, User, UserId};

/// A quarter past a whole second, so that a second taken for a moment shows.
const START: Moment = Moment::from_micros(1_750_000_000_250_000);
/// A reuse interval of 30 seconds, with detection.
pub(super) const RULE: ReuseRule = ReuseRule { interval: Seconds::new(30), detection: true };
/// How long access tokens live here.
const ACCESS: Seconds = Seconds::new(900);
/// How long refresh tokens live here.
const REFRESH: Seconds = Seconds::new(86_400);

/// Two nodes on one database, which nobody has used before.
#[derive(Debug)]
pub struct Stage<'s> {
    nodes: [&'s dyn Store; 2],
    sessions: Mutex<Vec<SessionId>>,
    jtis: Mutex<Vec<Jti>>,
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
pub(super) fn at(seconds: u64) -> Moment {
    START.saturating_add(Seconds::new(seconds))
}

/// A password column; no store looks into it.
pub(super) fn hash(text: &str) -> PasswordHash {
    PasswordHash::from_column(text)
}

/// An end at that moment, where access tokens live as long as here.
pub(super) fn ending(at: Moment) -> Ending {
    Ending { at, access_until: at.timestamp().saturating_add(ACCESS) }
}

impl<'s> Stage<'s> {
    /// On one database that is up to date and empty.
    #[must_use]
    pub fn new(one: &'s dyn Store, other: &'s dyn Store) -> Self {
        Self { nodes: [one, other], sessions: Mutex::default(), jtis: Mutex::default() }
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
    pub(super) fn sid(&self) -> SessionId {
        let mut given = self.sessions.lock().unwrap();
        let sid = SessionId::parse(&format!("{:032x}", 0x5e55_0000 + given.len())).unwrap();
        given.push(sid.clone());
        sid
    }

    /// A token's name that was not given before.
    pub(super) fn jti(&self) -> Jti {
        let mut given = self.jtis.lock().unwrap();
        let jti = Jti::new(format!("{:032x}", 0x7013_0000 + given.len()));
        given.push(jti.clone());
        jti
    }

    /// A user that is about to be made, with the password column `first`.
    pub(super) fn new_user(name: &str) -> NewUser {
        NewUser {
            username: name.to_owned(),
            email: format!("{name}@example.org"),
            password: hash("first"),
            is_staff: false,
            is_superuser: false,
            date_joined: at(0),
        }
    }

    /// A user that is there.
    pub(super) async fn user(&self, name: &str) -> UserId {
        match self.store().add_user(&Self::new_user(name)).await.unwrap() {
            Added::User(user) => user.id,
            Added::UsernameTaken => panic!("{name} is taken"),
        }
    }

    /// The row of a user who is there.
    pub(super) async fn row_of(&self, user: UserId) -> User {
        self.store().user(user).await.unwrap().unwrap()
    }

    /// A refresh token that is about to be signed.
    pub(super) fn new_refresh(&self, at: Moment) -> NewRefresh {
        NewRefresh { jti: self.jti(), iat: at.timestamp(), exp: at.timestamp().saturating_add(REFRESH) }
    }

    /// A session that is about to be opened, without an absolute end.
    pub(super) fn new_session(&self, user: UserId, at: Moment) -> NewSession {
        NewSession {
            id: self.sid(),
            user,
            refresh: self.new_refresh(at),
            expires_at: None,
            access_until: at.timestamp().saturating_add(ACCESS),
            at,
            ip: Some("192.0.2.7".to_owned()),
            user_agent: "curl/8.5.0".to_owned(),
        }
    }

    /// Asks for a session with the password column `first`.
    pub(super) async fn open(&self, node: usize, session: &NewSession) -> Opened {
        let opening = Opening { session, checked: &hash("first"), upgrade: None };
        self.node(node).open_session(&opening).await.unwrap()
    }

    /// Opens a session at the start.
    pub(super) async fn login(&self, user: UserId) -> Held {
        self.opened(self.new_session(user, at(0))).await
    }

    /// Opens this session.
    pub(super) async fn opened(&self, session: NewSession) -> Held {
        match self.open(0, &session).await {
            Opened::Session { .. } => Held { session: session.id, user: session.user, jti: session.refresh.jti },
            refused @ (Opened::OwnerInactive | Opened::PasswordChanged(_)) => panic!("{refused:?}"),
        }
    }

    /// Presents a token for refresh.
    pub(super) async fn refresh(&self, held: &Held, at: Moment) -> Rotation {
        self.refresh_on(0, held, at, RULE).await
    }

    /// Presents a token for refresh to that node under that rule.
    pub(super) async fn refresh_on(&self, node: usize, held: &Held, at: Moment, rule: ReuseRule) -> Rotation {
        let request = RotateRequest {
            session: &held.session,
            user: held.user,
            presented: &held.jti,
            next: &self.new_refresh(at),
            rule,
            ending: &ending(at),
        };
        self.node(node).rotate(&request).await.unwrap()
    }

    /// A token that another program issued a minute before the start.
    pub(super) fn foreign(&self, user: UserId) -> Foreign {
        let iat = at(0).timestamp().saturating_sub(Seconds::new(60));
        Foreign { user, jti: self.jti(), iat: Some(iat), exp: iat.saturating_add(REFRESH) }
    }

    /// Presents a foreign token for refresh.
    pub(super) async fn adopt(&self, foreign: &Foreign, at: Moment) -> Rotation {
        self.adopt_on(0, foreign, &self.new_session(foreign.user, at)).await
    }

    /// Presents a foreign token for refresh to that node, which would make it this session.
    pub(super) async fn adopt_on(&self, node: usize, foreign: &Foreign, session: &NewSession) -> Rotation {
        let adoption = Adoption {
            session,
            origin: &foreign.jti,
            iat: foreign.iat,
            exp: foreign.exp,
            rule: RULE,
            ending: &ending(session.at),
        };
        self.node(node).adopt(&adoption).await.unwrap()
    }

    /// The row of a session that is there.
    pub(super) async fn session(&self, id: &SessionId) -> Session {
        self.store().session(id).await.unwrap().unwrap().0
    }

    /// The names of a user's live sessions, in order of their names.
    pub(super) async fn live(&self, user: UserId, at: Moment) -> Vec<SessionId> {
        let mut live: Vec<_> =
            self.store().sessions_of(user, at).await.unwrap().into_iter().map(|session| session.id).collect();
        live.sort();
        live
    }

    /// The newest number of the feed.
    pub(super) async fn last(&self) -> u64 {
        self.store().feed_after(0, Timestamp::from_unix(0)).await.unwrap().last
    }

    /// What was revoked after that number, in order.
    pub(super) async fn revoked_after(&self, seq: u64) -> Vec<Revoked> {
        let page = self.store().feed_after(seq, Timestamp::from_unix(0)).await.unwrap();
        page.events.into_iter().map(|event| event.revoked).collect()
    }

    /// Everything that can be seen from outside, for telling that nothing changed.
    pub(super) async fn picture(&self) -> String {
        let (store, mut picture) = (self.store(), String::new());
        for user in store.users().await.unwrap() {
            writeln!(picture, "{user:?} {}", user.password.expose()).unwrap();
        }
        let (sessions, jtis) = (self.sessions.lock().unwrap().clone(), self.jtis.lock().unwrap().clone());
        for id in sessions {
            writeln!(picture, "{id} {:?}", store.session(&id).await.unwrap().map(|(session, _)| session)).unwrap();
        }
        for jti in jtis {
            writeln!(picture, "{jti:?} {}", store.is_token_revoked(&jti).await.unwrap()).unwrap();
        }
        let feed = store.feed_after(0, Timestamp::from_unix(0)).await.unwrap();
        write!(picture, "{feed:?} {:?}", store.signing_keys().await.unwrap()).unwrap();
        picture
    }
}
