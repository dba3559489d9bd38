//! An operation with every name and moment in it: what the stores and the reference are asked alike.

use countersign_token::{Jti, Timestamp};

use super::super::stage::{Foreign, Stage, ending, hash};
use crate::session::{ReuseRule, SessionId};
use crate::store::{
    Adoption, Batch, Blacklisting, Change, Exchange, Expirable, NewRefresh, NewSession, Opened, Opening, OwnerRule,
    Reach, Renewal, RotateRequest, Store, StoreError, TokenText, UnattachedUse,
};
use crate::{Moment, UserId};

/// One call on a store.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) node: usize,
    pub(super) at: Moment,
    pub(super) what: What,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Open { session: NewSession, password: String },
    Refresh { session: SessionId, user: UserId, presented: Jti, next: NewRefresh, rule: ReuseRule, owners: OwnerRule },
    Adopt { foreign: Foreign, session: NewSession, rule: ReuseRule, owners: OwnerRule },
    UseUnattached { foreign: Foreign },
    Renew { session: SessionId, user: UserId, next: Option<NewRefresh> },
    Prove { session: SessionId },
    End { session: SessionId, owner: Option<UserId> },
    EndMany { user: UserId, far: Far },
    ChangePassword { user: UserId, to: String },
    Deactivate { user: UserId },
    Activate { user: UserId },
    Delete { user: UserId },
    Revoke { jti: Jti, exp: Timestamp },
    Blacklist { session: SessionId, user: UserId, jti: Jti, exp: Timestamp },
    Flush { by: Timestamp },
}

/// [`Reach`], with a session of its own.
#[derive(Debug, Clone)]
pub(super) enum Far {
    Everything,
    EverythingBut(SessionId),
    Sessions,
}

/// What a call came to: every member of the outcome, where what has no order is in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer(pub(super) String);

impl Answer {
    pub(super) fn of(outcome: &impl std::fmt::Debug) -> Self {
        Self(format!("{outcome:?}"))
    }

    /// Which sessions ended.
    pub(super) fn ended(mut sessions: Vec<SessionId>) -> Self {
        sessions.sort();
        Self::of(&Change::Done(sessions))
    }

    fn opened(opened: &Opened) -> Self {
        if matches!(opened, Opened::PasswordChanged(_)) { Self::password_changed() } else { Self::of(opened) }
    }

    /// The user's row is not told with it.
    pub(super) fn password_changed() -> Self {
        Self("PasswordChanged".to_owned())
    }

    fn changed(change: Change) -> Self {
        if let Change::Done(sessions) = change { Self::ended(sessions) } else { Self::of(&change) }
    }
}

impl Call {
    /// Asks a store.
    pub(super) async fn ask(&self, store: &dyn Store) -> Answer {
        self.answer(store).await.unwrap_or_else(|error| Answer(format!("an error: {error}")))
    }

    async fn answer(&self, store: &dyn Store) -> Result<Answer, StoreError> {
        let (at, now) = (self.at, ending(self.at));
        Ok(match &self.what {
            What::Open { session, password } => Answer::opened(&open(store, session, password).await?),
            What::Refresh { .. } | What::Adopt { .. } | What::UseUnattached { .. } | What::Renew { .. } => {
                self.present(store).await?
            }
            What::Prove { session } => Answer::of(&store.prove_session(session, at).await?),
            What::End { session, owner } => Answer::of(&store.end_session(session, *owner, &now).await?),
            What::EndMany { user, far } => Answer::ended(store.end_sessions_of(*user, far.reach(), &now).await?),
            What::ChangePassword { user, to } => Answer::changed(store.change_password(*user, &hash(to), &now).await?),
            What::Deactivate { user } => Answer::changed(store.deactivate_user(*user, &now).await?),
            What::Activate { user } => Answer::changed(store.activate_user(*user, &now).await?),
            What::Delete { user } => Answer::changed(store.delete_user(*user, &now).await?),
            What::Revoke { jti, exp } => Answer::of(&store.revoke_token(jti, *exp, &now).await?),
            What::Blacklist { session, user, jti, exp } => {
                let token = Stage::row_of_token(jti, *user, at, *exp);
                let asked = Blacklisting { token: &token, until: *exp, session: Some(session), ending: &now };
                Answer::of(&store.blacklist_token(&asked).await?)
            }
            What::Flush { by } => flush(store, *by).await?,
        })
    }

    /// A refresh token is presented.
    async fn present(&self, store: &dyn Store) -> Result<Answer, StoreError> {
        let (at, ending) = (self.at, ending(self.at));
        let row = |jti: &Jti, user, exp| Stage::row_of_token(jti, user, at, exp);
        Ok(match &self.what {
            What::Refresh { session, user, presented, next, rule, owners } => {
                let (spent, text) = (row(presented, *user, next.exp), TokenText::hashed(next.jti.as_str()));
                let exchange = Some(Exchange { spent: &spent, next: &text });
                let (user, rule, owners) = (*user, *rule, *owners);
                let asked = RotateRequest {
                    session,
                    user,
                    presented,
                    next,
                    rule,
                    idle_timeout: None,
                    owners,
                    ending: &ending,
                    exchange,
                };
                Answer::of(&store.rotate(&asked).await?)
            }
            What::Adopt { foreign: Foreign { user, jti, iat, exp }, session, rule, owners } => {
                let (spent, text) = (row(jti, *user, *exp), TokenText::hashed(session.refresh.jti.as_str()));
                let exchange = Some(Exchange { spent: &spent, next: &text });
                let (iat, exp, rule, owners, ending) = (*iat, *exp, *rule, *owners, &ending);
                let (origin, must_be_known) = (jti, false);
                let asked = Adoption {
                    session,
                    origin,
                    iat,
                    exp,
                    rule,
                    idle_timeout: None,
                    owners,
                    ending,
                    exchange,
                    must_be_known,
                };
                Answer::of(&store.adopt(&asked).await?)
            }
            What::UseUnattached { foreign: Foreign { user, jti, iat, .. } } => {
                let (user, jti, iat, owners) = (*user, Some(jti.clone()), *iat, OwnerRule::Active);
                Answer::of(&store.use_unattached(&UnattachedUse { user, jti, iat, owners, at, next: None }).await?)
            }
            What::Renew { session, user, next } => {
                let outstanding = next.as_ref().map(|next| row(&next.jti, *user, next.exp));
                let (next, outstanding, access_until) = (next.as_ref(), outstanding.as_ref(), ending.access_until);
                let interval = super::super::RULE.interval;
                let asked = Renewal { session, next, outstanding, access_until, interval, at };
                Answer::of(&store.renew_session(&asked).await?)
            }
            other => panic!("{other:?} presents no token"),
        })
    }
}

impl Far {
    fn reach(&self) -> Reach<'_> {
        match self {
            Self::Everything => Reach::Everything,
            Self::EverythingBut(session) => Reach::EverythingBut(session),
            Self::Sessions => Reach::Sessions,
        }
    }
}

async fn open(store: &dyn Store, session: &NewSession, password: &str) -> Result<Opened, StoreError> {
    let row = Stage::row_of_token(&session.refresh.jti, session.user, session.at, session.refresh.exp);
    let (checked, outstanding) = (&hash(password), Some(&row));
    store.open_session(&Opening { session, checked, upgrade: None, last_login: None, outstanding }).await
}

/// Batch by batch, in every table; how many rows went is not told, for others may have left some.
async fn flush(store: &dyn Store, by: Timestamp) -> Result<Answer, StoreError> {
    for rows in [Expirable::Sessions, Expirable::RevokedTokens, Expirable::OutstandingTokens, Expirable::Events] {
        let mut after = None;
        loop {
            let batch = Batch { rows, by, after: after.as_deref(), limit: 50 };
            after = store.delete_expired(&batch).await?.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(Answer::of(&"flushed"))
}
