//! A token that a caller presents, checked as far as that goes without its session.

use countersign_token::{Jti, Timestamp, TokenError, TokenType, Verified};
use serde_json::Value;

use super::mint::SESSION_CLAIM;
use super::outstanding;
use super::refused::ClassRefusal;
use crate::accounts::PasswordHash;
use crate::keys::Signer;
use crate::session::SessionId;
use crate::store::{NewOutstanding, StoreError, TokenText};
use crate::{Ctx, Moment, UserId, UserIdField};

/// A verified token, what it says about itself in our terms, and whose it is.
#[derive(Debug, Clone)]
pub struct Presented {
    pub(crate) token: Verified,
    /// Its name; `None`: tokens have none here, and are judged by their session.
    pub(crate) jti: Option<Jti>,
    pub(crate) place: Place,
    pub(crate) owner: Owner,
    /// What its row holds of it; `None`: it gets none.
    text: Option<TokenText>,
}

/// A verified token whose owner is not known yet.
pub(crate) struct Checked {
    token: Verified,
    jti: Option<Jti>,
    place: Place,
    text: Option<TokenText>,
}

/// Where a token says that it belongs.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// To a session of ours.
    Session(SessionId),
    /// To none: another issuer's, or one from before there were sessions.
    Nowhere,
    /// Its `sid` names nothing that could be a session.
    Misplaced,
}

/// Whose a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// It has no user claim.
    Unnamed,
    /// Its user claim is nothing that could name a user.
    Impossible,
    /// There is no user of that name.
    Unknown,
    /// This user's, who may be gone.
    Known(UserId),
}

impl Owner {
    /// The user, if the token names one.
    pub(crate) fn id(self) -> Option<UserId> {
        match self {
            Self::Known(id) => Some(id),
            Self::Unnamed | Self::Impossible | Self::Unknown => None,
        }
    }

    /// Does not contradict that the token is this user's: a name that nobody has now may have been theirs.
    pub(crate) fn may_be(self, user: UserId) -> bool {
        match self {
            Self::Known(id) => id == user,
            Self::Unknown => true,
            Self::Unnamed | Self::Impossible => false,
        }
    }
}

impl Checked {
    /// Checks a token that must be of `kind`.
    pub(crate) async fn of_kind(ctx: &Ctx, token: &str, kind: TokenType, now: Moment) -> Result<Self, TokenError> {
        let (decoded, signer) = ctx.keys.decode(token, now.timestamp()).await?;
        Self::new(ctx, token, decoded.verify_as(kind)?, signer)
    }

    /// Checks a token of any kind.
    pub(crate) async fn of_any_kind(ctx: &Ctx, token: &str, now: Moment) -> Result<Self, TokenError> {
        let (decoded, signer) = ctx.keys.decode(token, now.timestamp()).await?;
        Self::new(ctx, token, decoded.verify_untyped()?, signer)
    }

    /// Checks a token that must be of one of the classes that prove who is calling.
    pub(crate) async fn of_classes(ctx: &Ctx, token: &str, now: Moment) -> Result<Self, Vec<ClassRefusal>> {
        let classes = &ctx.policy.auth_token_classes;
        let of_all = |cause: TokenError| classes.iter().map(|class| ClassRefusal::new(*class, cause.clone())).collect();
        let decoded = ctx.keys.decode(token, now.timestamp()).await;
        let (decoded, signer) = decoded.map_err(|cause| of_all(cause.into()))?;
        let kinds = classes.iter().map(|class| class.token_type());
        let verified = decoded.verify_as_first_of(kinds).map_err(|causes| {
            classes.iter().zip(causes).map(|(class, cause)| ClassRefusal::new(*class, cause)).collect::<Vec<_>>()
        })?;
        Self::new(ctx, token, verified, signer).map_err(of_all)
    }

    fn new(ctx: &Ctx, presented: &str, token: Verified, signer: Signer) -> Result<Self, TokenError> {
        let jti = match &ctx.keys.policy().jti_claim {
            Some(_) => Some(token.jti().map(Jti::new).ok_or(TokenError::MissingId)?),
            // From before tokens went without: what was spent under its name stays spent.
            None => token.claims().str("jti").map(Jti::new),
        };
        let place = match token.claims().get(SESSION_CLAIM) {
            // Another issuer's `sid` is a session of theirs.
            _ if signer == Signer::Foreign => Place::Nowhere,
            None => Place::Nowhere,
            Some(claim) => claim.as_str().and_then(SessionId::parse).map_or(Place::Misplaced, Place::Session),
        };
        let text = jti.as_ref().and_then(|jti| outstanding::text(ctx, jti, presented));
        Ok(Self { token, jti, place, text })
    }

    /// Finds out whose the token is. Costs a query only where tokens hold another column than the key, and the user was not
    /// seen lately.
    pub(crate) async fn with_owner(self, ctx: &Ctx) -> Result<Presented, StoreError> {
        let owner = self.owner(ctx).await?;
        let Self { token, jti, place, text } = self;
        Ok(Presented { token, jti, place, owner, text })
    }

    /// Takes the owner from the token alone, for where nobody is looked up.
    pub(crate) fn with_stated_owner(self, ctx: &Ctx) -> Presented {
        let owner = self.stated_owner(ctx).unwrap_or(Owner::Impossible);
        let Self { token, jti, place, text } = self;
        Presented { token, jti, place, owner, text }
    }

    async fn owner(&self, ctx: &Ctx) -> Result<Owner, StoreError> {
        match self.stated_owner(ctx) {
            Some(owner) => Ok(owner),
            None => self.owner_by_name(ctx).await,
        }
    }

    /// What the token says; `None`: that wants a look at the users.
    fn stated_owner(&self, ctx: &Ctx) -> Option<Owner> {
        match (self.token.user_id(), ctx.policy.user_id_field) {
            (None, _) => Some(Owner::Unnamed),
            (Some(claim), UserIdField::Id) => Some(UserId::from_claim(claim).map_or(Owner::Impossible, Owner::Known)),
            (Some(_), UserIdField::Username | UserIdField::Email) => None,
        }
    }

    async fn owner_by_name(&self, ctx: &Ctx) -> Result<Owner, StoreError> {
        let (claim, field) = (self.token.user_id().and_then(Value::as_str), ctx.policy.user_id_field);
        let Some(name) = claim.filter(|name| !name.is_empty()) else { return Ok(Owner::Impossible) };
        // A session stays its owner's, whoever has the name by now.
        let user = match &self.place {
            Place::Session(session) => {
                let owner = ctx.users.owner_of(&*ctx.store, session).await?;
                owner.filter(|owner| field.is(owner, name))
            }
            Place::Nowhere | Place::Misplaced => ctx.users.user_by(&*ctx.store, field, name).await?,
        };
        Ok(user.map_or(Owner::Unknown, |user| Owner::Known(user.id)))
    }
}

impl Presented {
    /// Dies with its user's mark: at or before the mark's second it is refused, and so is one that does not say when it was
    /// issued.
    pub(crate) fn is_after_mark(&self, mark: Option<Timestamp>) -> bool {
        mark.is_none_or(|mark| self.token.iat().is_some_and(|iat| iat > mark))
    }

    /// The view in memory refuses the token or its session.
    pub(crate) fn is_revoked(&self, ctx: &Ctx) -> bool {
        let session_is_over = match &self.place {
            Place::Session(session) => ctx.revocations.session_is_over(session),
            Place::Nowhere | Place::Misplaced => false,
        };
        session_is_over || self.jti.as_ref().is_some_and(|jti| ctx.revocations.token_is_revoked(jti))
    }

    /// What the token says of itself, whatever it was verified as.
    pub(crate) fn says_it_is(&self, ctx: &Ctx, kind: TokenType) -> bool {
        let claim = ctx.keys.policy().token_type_claim.as_deref();
        claim.and_then(|claim| self.token.claims().str(claim)) == Some(kind.as_str())
    }

    /// It buys others, and so has a row where outstanding tokens are kept.
    pub(crate) fn is_renewable(&self, ctx: &Ctx) -> bool {
        self.says_it_is(ctx, TokenType::Refresh) || self.says_it_is(ctx, TokenType::Sliding)
    }

    /// The row that it has or gets; `None`: outstanding tokens are not kept, or it is no token of that sort.
    pub(crate) fn outstanding(&self, ctx: &Ctx, at: Moment) -> Option<NewOutstanding> {
        let (jti, token) = (self.jti.clone()?, self.text.clone()?);
        let row = NewOutstanding { jti, user: self.owner.id(), token, created_at: at, exp: self.token.exp() };
        self.is_renewable(ctx).then_some(row)
    }

    /// The database has the token as revoked by itself.
    pub(crate) async fn is_revoked_by_itself(&self, ctx: &Ctx) -> Result<bool, StoreError> {
        match &self.jti {
            Some(jti) => ctx.store.is_token_revoked(jti).await,
            None => Ok(false),
        }
    }

    /// The token was made for another password column than this one, where that matters (`CHECK_REVOKE_TOKEN`).
    pub(crate) fn is_of_another_password(&self, ctx: &Ctx, password: &PasswordHash) -> bool {
        let Some(claim) = &ctx.policy.revoke_token_claim else { return false };
        self.token.claims().str(claim) != Some(password.fingerprint().as_str())
    }
}
