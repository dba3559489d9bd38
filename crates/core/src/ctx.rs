//! What a flow works with.

use std::sync::Arc;

use countersign_token::{Jti, Seconds, Timestamp};

use crate::accounts::{Hashers, HashingPool, PasswordValidators};
use crate::flows::Presented;
use crate::keys::Keys;
use crate::lockout::{Lockout, LockoutPolicy, SharedFailures};
use crate::revocation::{Follower, RevocationView, StalenessPolicy};
use crate::session::SessionId;
use crate::store::{Blacklisting, Ended, Ending, Revocation, Session, Store, StoreError};
use crate::web_session::WebSessionPolicy;
use crate::{
    ClaimsHook, Clock, Moment, Randomness, SessionPolicy, SharedClock, TokenClass, UserCache, UserId, UserTable,
};

/// A use of a session that changes nothing else is written at most this often (seconds).
pub(crate) const USE_IS_NOTED_EVERY: Seconds = Seconds::new(60);

/// Everything that flows are handed: the store, the keys, the rules, the time, randomness, and the views in memory.
#[derive(Debug)]
pub struct Ctx {
    /// The database.
    pub store: Arc<dyn Store>,
    /// What signs and verifies, with the rules of tokens.
    pub keys: Keys,
    /// The rules of sessions.
    pub policy: SessionPolicy,
    /// What sessions of browsers are signed with, and how long they last.
    pub web_sessions: WebSessionPolicy,
    /// Where users are kept, and under which names.
    pub user_table: Arc<UserTable>,
    /// The time that all nodes share; the follower keeps it.
    pub clock: Arc<dyn Clock>,
    /// Unpredictable bytes.
    pub randomness: Arc<dyn Randomness>,
    /// How passwords are judged and hashed.
    pub passwords: Passwords,
    /// Who has failed at which password lately.
    pub lockout: Lockout,
    /// What is revoked.
    pub revocations: Arc<RevocationView>,
    /// Who was seen lately.
    pub users: Arc<UserCache>,
    /// Keeps the two views above up to date.
    pub follower: Arc<Follower>,
    /// What happens when they cannot be kept so; default: nothing.
    pub staleness: StalenessPolicy,
    /// Who is asked at a login what else tokens say (`jwt.claims_url`); by default nobody.
    pub claims_hook: Option<Arc<dyn ClaimsHook>>,
}

/// How passwords are judged and hashed.
#[derive(Debug)]
pub struct Passwords {
    /// Makes and checks hashes.
    pub hashers: Arc<Hashers>,
    /// Where that work is done.
    pub pool: HashingPool,
    /// What a new password must be.
    pub validators: PasswordValidators,
}

/// What a [`Ctx`] is made of; the views are made with it.
#[derive(Debug)]
pub struct Parts {
    /// The database.
    pub store: Arc<dyn Store>,
    /// What signs and verifies.
    pub keys: Keys,
    /// The rules of sessions.
    pub policy: SessionPolicy,
    /// What sessions of browsers are signed with, and how long they last.
    pub web_sessions: WebSessionPolicy,
    /// Where users are kept, and under which names.
    pub user_table: Arc<UserTable>,
    /// This machine's time.
    pub clock: Arc<dyn Clock>,
    /// Unpredictable bytes.
    pub randomness: Arc<dyn Randomness>,
    /// How passwords are judged and hashed.
    pub passwords: Passwords,
    /// How failed attempts at a password are slowed down.
    pub lockout: LockoutPolicy,
    /// How long a user is remembered (seconds; `jwt.user_cache_age`).
    pub user_cache_age: Seconds,
}

impl Ctx {
    /// Puts the parts together. The views are empty until [`Follower::catch_up`] has run.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts {
            store,
            keys,
            policy,
            web_sessions,
            user_table,
            clock,
            randomness,
            passwords,
            lockout,
            user_cache_age,
        } = parts;
        let shared = Arc::new(SharedClock::new(clock));
        let lockout = Lockout::new(lockout);
        let revocations = Arc::new(RevocationView::default());
        let users = Arc::new(UserCache::new(user_cache_age));
        let follower =
            Follower::new(Arc::clone(&store), Arc::clone(&shared), Arc::clone(&revocations), Arc::clone(&users));
        let follower = Arc::new(follower);
        Self {
            store,
            keys,
            policy,
            web_sessions,
            user_table,
            clock: shared,
            randomness,
            passwords,
            lockout,
            revocations,
            users,
            follower,
            staleness: StalenessPolicy::default(),
            claims_hook: None,
        }
    }

    /// Asks `hook` at each login.
    #[must_use]
    pub fn with_claims_hook(mut self, hook: Option<Arc<dyn ClaimsHook>>) -> Self {
        self.claims_hook = hook;
        self
    }

    /// Counts failures at passwords together with other nodes; by default each counts its own.
    #[must_use]
    pub fn with_shared_failures(mut self, shared: Arc<dyn SharedFailures>) -> Self {
        self.lockout.share(shared);
        self
    }

    /// Goes by `policy` when the revocations of other processes cannot be read.
    #[must_use]
    pub fn with_staleness(mut self, policy: StalenessPolicy) -> Self {
        self.staleness = policy;
        self
    }

    /// Refuses to judge tokens by a view that is too old to tell.
    pub(crate) fn demand_fresh_view(&self) -> Result<(), StoreError> {
        let lag = self.follower.lag();
        if !self.staleness.refuses(lag) {
            return Ok(());
        }
        let age = lag.map_or_else(|| "never".to_owned(), |lag| format!("{} s ago", lag.as_secs()));
        Err(StoreError::Unavailable(format!(
            "the revocations were read last {age}; longer ago than revocation.max_staleness"
        )))
    }

    /// A new token's name.
    pub(crate) fn new_jti(&self) -> Jti {
        let mut bytes = [0_u8; 16];
        self.randomness.fill(&mut bytes);
        Jti::from_random(bytes)
    }

    /// An ending at `now`: no token that opens the API and was minted by then, on any node, outlives it. Repeats within the reuse interval and
    /// refreshes between two notes of use mint without a write, and a verifier may grant its leeway, so these are added.
    pub(crate) fn ending(&self, now: Moment) -> Ending {
        let policy = self.keys.policy();
        let access_until = now
            .timestamp()
            .saturating_add(self.longest_bearer_life())
            .saturating_add(self.policy.reuse.interval.max(USE_IS_NOTED_EVERY))
            .saturating_add(policy.leeway);
        Ending { at: now, access_until }
    }

    /// How long any token lives that opens the API. Where tokens do not say their kind, every one does.
    pub(crate) fn longest_bearer_life(&self) -> Seconds {
        let policy = self.keys.policy();
        let untyped = policy.token_type_claim.is_none();
        let slides = untyped || self.policy.auth_token_classes.contains(&TokenClass::SlidingToken);
        let sliding = if slides { policy.sliding_lifetime } else { Seconds::new(0) };
        let refresh = if untyped { policy.refresh_lifetime } else { Seconds::new(0) };
        policy.access_lifetime.max(sliding).max(refresh)
    }

    /// Until when some verifier may take `token`, or what a sliding one became under the same name: a revocation is remembered
    /// that long.
    fn last_use(&self, token: &Presented) -> Timestamp {
        let (policy, token) = (self.keys.policy(), &token.token);
        let slides_until = token.claims().timestamp(&policy.sliding_refresh_exp_claim);
        let last = slides_until.map_or(token.exp(), |end| end.saturating_add(policy.sliding_lifetime).max(token.exp()));
        last.saturating_add(policy.leeway)
    }

    /// Ends a session in the database and then in this process's view; with `owner`, only if it is theirs.
    pub(crate) async fn end_session(
        &self,
        session: &SessionId,
        owner: Option<UserId>,
        now: Moment,
    ) -> Result<Ended, StoreError> {
        let ending = self.ending(now);
        let ended = self.store.end_session(session, owner, &ending).await?;
        if ended != Ended::Unknown {
            self.revocations.end_session(session, ending.access_until);
        }
        Ok(ended)
    }

    /// Ends a session with one of its tokens. One that a Django beside us made of the current token is blacklisted, too.
    pub(crate) async fn end_session_with(
        &self,
        token: &Presented,
        session: &Session,
        now: Moment,
    ) -> Result<(), StoreError> {
        let chain = &session.chain;
        let is_of_the_chain =
            token.jti.as_ref().is_none_or(|jti| *jti == chain.current || Some(jti) == chain.previous.as_ref());
        let made_beside = if is_of_the_chain { None } else { token.outstanding(self, now) };
        let Some(row) = made_beside else { return self.end_session(&session.id, None, now).await.map(drop) };
        let (ending, until) = (self.ending(now), self.last_use(token));
        let blacklisting = Blacklisting { token: &row, until, session: Some(&session.id), ending: &ending };
        self.store.blacklist_token(&blacklisting).await?;
        self.revocations.revoke_token(&row.jti, until);
        self.revocations.end_session(&session.id, ending.access_until);
        Ok(())
    }

    /// Revokes a token by itself in the database and then in this process's view, with the session that took it in; `None`: the
    /// token has no name to be revoked by.
    pub(crate) async fn revoke_token(&self, token: &Presented, now: Moment) -> Result<Option<Revocation>, StoreError> {
        let Some(jti) = &token.jti else { return Ok(None) };
        let (ending, until) = (self.ending(now), self.last_use(token));
        let revocation = match token.outstanding(self, now) {
            Some(row) => {
                let blacklisting = Blacklisting { token: &row, until, session: None, ending: &ending };
                self.store.blacklist_token(&blacklisting).await?
            }
            None => self.store.revoke_token(jti, until, &ending).await?,
        };
        self.revocations.revoke_token(jti, until);
        if let Revocation::Now(Some(adopted)) = &revocation {
            self.revocations.end_session(adopted, ending.access_until);
        }
        Ok(Some(revocation))
    }

    /// Applies to the views of this process what the store has just committed; other processes learn it from the feed.
    pub(crate) fn note_ended(&self, ended: Vec<SessionId>, user: UserId, ending: &Ending) {
        for session in ended {
            self.revocations.end_session(&session, ending.access_until);
        }
        self.users.forget(user);
    }
}
