//! What people do on a stage, and what can be seen of it.

use std::fmt::Write;

use countersign_token::{Jti, Seconds, Timestamp};

use super::stage::{Foreign, Held, REFRESH, RULE, Stage, at, ending, hash};
use crate::session::{ReuseRule, SessionId};
use crate::store::{
    Adoption, Exchange, NewOutstanding, NewSession, Opened, Opening, OwnerRule, Revoked, RotateRequest, Rotation,
    Session, StoreError, TokenText,
};
use crate::{Moment, UserId};

impl Stage<'_> {
    /// Asks for a session with the password column `first`.
    pub async fn open(&self, node: usize, session: &NewSession) -> Opened {
        let row = Self::row_of_token(&session.refresh.jti, session.user, session.at, session.refresh.exp);
        let outstanding = Some(&row);
        let opening = Opening { session, checked: &hash("first"), upgrade: None, last_login: None, outstanding };
        self.node(node).open_session(&opening).await.unwrap()
    }

    /// Opens a session at the start.
    pub async fn login(&self, user: UserId) -> Held {
        self.opened(self.new_session(user, at(0))).await
    }

    /// Opens this session.
    pub async fn opened(&self, session: NewSession) -> Held {
        match self.open(0, &session).await {
            Opened::Session { .. } => Held { session: session.id, user: session.user, jti: session.refresh.jti },
            refused @ (Opened::OwnerInactive | Opened::PasswordChanged(_)) => panic!("{refused:?}"),
        }
    }

    /// Presents a token for refresh.
    pub async fn refresh(&self, held: &Held, at: Moment) -> Rotation {
        self.refresh_on(0, held, at, RULE).await
    }

    /// Presents a token for refresh to that node under that rule.
    pub async fn refresh_on(&self, node: usize, held: &Held, at: Moment, rule: ReuseRule) -> Rotation {
        self.refresh_within(node, held, at, (rule, None)).await
    }

    /// The same, where a session may not lie idle for so long.
    pub async fn refresh_within(
        &self,
        node: usize,
        held: &Held,
        at: Moment,
        (rule, idle_timeout): (ReuseRule, Option<Seconds>),
    ) -> Rotation {
        let next = self.new_refresh(at);
        let spent = Self::row_of_token(&held.jti, held.user, at, at.timestamp().saturating_add(REFRESH));
        let text = TokenText::hashed(next.jti.as_str());
        let request = RotateRequest {
            session: &held.session,
            user: held.user,
            presented: &held.jti,
            next: &next,
            rule,
            idle_timeout,
            owners: OwnerRule::Active,
            ending: &ending(at),
            exchange: Some(Exchange { spent: &spent, next: &text }),
        };
        self.node(node).rotate(&request).await.unwrap()
    }

    /// Presents a foreign token for refresh.
    pub async fn adopt(&self, foreign: &Foreign, at: Moment) -> Rotation {
        self.adopt_on(0, foreign, &self.new_session(foreign.user, at)).await
    }

    /// Presents a foreign token for refresh to that node, which would make it this session.
    pub async fn adopt_on(&self, node: usize, foreign: &Foreign, session: &NewSession) -> Rotation {
        self.try_to_adopt(node, foreign, session).await.unwrap()
    }

    /// The same, where the step is going to fail.
    pub(super) async fn try_to_adopt(
        &self,
        node: usize,
        foreign: &Foreign,
        session: &NewSession,
    ) -> Result<Rotation, StoreError> {
        let spent = Self::row_of_token(&foreign.jti, foreign.user, session.at, foreign.exp);
        let text = TokenText::hashed(session.refresh.jti.as_str());
        let adoption = Adoption {
            session,
            origin: &foreign.jti,
            iat: foreign.iat,
            exp: foreign.exp,
            rule: RULE,
            idle_timeout: None,
            owners: OwnerRule::Active,
            ending: &ending(session.at),
            exchange: Some(Exchange { spent: &spent, next: &text }),
            must_be_known: false,
        };
        self.node(node).adopt(&adoption).await
    }

    /// What the row of a token holds here: a digest of its name.
    #[must_use]
    pub fn row_of_token(jti: &Jti, user: UserId, at: Moment, exp: Timestamp) -> NewOutstanding {
        NewOutstanding {
            jti: jti.clone(),
            user: Some(user),
            token: TokenText::hashed(jti.as_str()),
            created_at: at,
            exp,
        }
    }

    /// The row of a session that is there.
    pub async fn session(&self, id: &SessionId) -> Session {
        self.store().session(id).await.unwrap().unwrap().0
    }

    /// The names of a user's live sessions, in order of their names.
    pub async fn live(&self, user: UserId, at: Moment) -> Vec<SessionId> {
        let mut live: Vec<_> =
            self.store().sessions_of(user, at).await.unwrap().into_iter().map(|session| session.id).collect();
        live.sort();
        live
    }

    /// The newest number of the feed.
    pub async fn last(&self) -> u64 {
        self.store().feed_after(0, Timestamp::from_unix(0)).await.unwrap().last
    }

    /// What was revoked after that number, in order.
    pub async fn revoked_after(&self, seq: u64) -> Vec<Revoked> {
        let page = self.store().feed_after(seq, Timestamp::from_unix(0)).await.unwrap();
        page.events.into_iter().map(|event| event.revoked).collect()
    }

    /// Everything that can be seen from outside, for telling that nothing changed.
    pub async fn picture(&self) -> String {
        let (store, mut picture) = (self.store(), String::new());
        for user in store.users().await.unwrap() {
            writeln!(picture, "{user:?} {}", user.password.expose()).unwrap();
        }
        let (sessions, jtis) = (self.sessions.lock().unwrap().clone(), self.jtis.lock().unwrap().clone());
        for id in sessions {
            if let Some((session, _)) = store.session(&id).await.unwrap() {
                writeln!(picture, "{session:?}").unwrap();
            }
        }
        for jti in jtis {
            if store.is_token_revoked(&jti).await.unwrap() {
                writeln!(picture, "revoked {jti:?}").unwrap();
            }
        }
        let feed = store.feed_after(0, Timestamp::from_unix(0)).await.unwrap();
        write!(picture, "{feed:?} {:?}", store.signing_keys().await.unwrap()).unwrap();
        picture
    }
}
