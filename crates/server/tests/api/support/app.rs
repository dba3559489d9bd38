//! The application: the real router on a real database.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use countersign_core::accounts::{Hashers, HashingPool, PasswordHash, PlainPassword};
use countersign_core::store::Store;
use countersign_core::{Ctx, NewUser, Parts, Passwords, User, random_uuid};
use countersign_server::{App, RouteNameError};
use countersign_token::{Jti, RefreshToken, Timestamp, jws};
use serde_json::{Value, json};

use super::build::Build;
use super::call::Web;
use super::database::TestDatabase;
use super::device::Person;
use super::machine::{Dice, TestClock, seconds};

/// 2026-01-01T00:00:00Z.
pub(crate) const START: i64 = 1_767_225_600;
/// Everybody's.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A running application. What a [`Web`] can be asked, it can be asked too.
pub(crate) struct TestApp {
    pub(crate) clock: Arc<TestClock>,
    web: Web,
    app: App,
    build: Build,
    database: Arc<dyn TestDatabase>,
}

impl Deref for TestApp {
    type Target = Web;

    fn deref(&self) -> &Web {
        &self.web
    }
}

impl TestApp {
    /// With the rules of a new deployment.
    pub(crate) async fn new() -> Self {
        Self::build().start().await
    }

    pub(crate) fn build() -> Build {
        Build::default()
    }

    /// Another server on the same database, as its own process would be.
    pub(crate) async fn another_node(&self) -> Self {
        let (clock, database) = (Arc::clone(&self.clock), Arc::clone(&self.database));
        Self::assemble(self.build.clone(), clock, database).await.unwrap()
    }

    /// The same with other rules.
    pub(crate) async fn another_node_with(&self, change: impl FnOnce(Build) -> Build) -> Self {
        let (clock, database) = (Arc::clone(&self.clock), Arc::clone(&self.database));
        Self::assemble(change(self.build.clone()), clock, database).await.unwrap()
    }

    pub(super) async fn assemble(
        build: Build,
        clock: Arc<TestClock>,
        database: Arc<dyn TestDatabase>,
    ) -> Result<Self, RouteNameError> {
        static NODES: AtomicU64 = AtomicU64::new(1);
        let ctx = Ctx::new(Parts {
            store: database.store(&build.user_table, &clock).await,
            keys: build.keys(&clock),
            policy: build.policy.clone(),
            web_sessions: build.web_sessions.clone(),
            user_table: Arc::clone(&build.user_table),
            clock: Arc::<TestClock>::clone(&clock),
            randomness: Arc::new(Dice::new(NODES.fetch_add(1, Ordering::Relaxed))),
            passwords: Passwords {
                hashers: Arc::new(build.hashers),
                pool: HashingPool::new(build.pool),
                validators: build.validators.clone(),
            },
            lockout: build.lockout,
            user_cache_age: seconds(build.cache_age),
        });
        ctx.follower.catch_up().await.unwrap();
        let app = App::new(ctx, build.settings());
        let web = Web::new(countersign_server::router(app.clone())?);
        Ok(Self { clock, web, app, build, database })
    }

    pub(crate) fn ctx(&self) -> &Ctx {
        self.app.ctx()
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.ctx().store
    }

    /// A person, who gets an account at the first login.
    pub(crate) fn user(&self, name: &str) -> Person<'_> {
        Person::new(self, name)
    }

    /// An account with anything in its password column.
    pub(crate) async fn add_user(&self, name: &str, password_column: &str) {
        let user = NewUser {
            uuid: random_uuid(&*self.ctx().randomness),
            username: name.to_owned(),
            email: format!("{name}@example.com"),
            password: PasswordHash::from_column(password_column),
            is_staff: false,
            is_superuser: false,
            date_joined: self.ctx().clock.now(),
            extra: serde_json::Map::new(),
        };
        self.store().add_user(&user).await.unwrap();
    }

    pub(crate) async fn row_of(&self, name: &str) -> User {
        self.store().user_named(name).await.unwrap().unwrap()
    }

    /// Reads what other processes have revoked, as the server does all the time.
    pub(crate) async fn follow(&self) {
        self.ctx().follower.catch_up().await.unwrap();
    }

    /// The database under it, as other programs see it: nothing in this process is told of what they write.
    pub(crate) fn database(&self) -> &dyn TestDatabase {
        &*self.database
    }

    /// What another program writes.
    pub(crate) async fn sql(&self, statements: &str) {
        self.database.run(statements).await;
    }

    /// A text that another program reads.
    pub(crate) async fn text(&self, query: &str) -> String {
        self.database.text(query).await
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.ctx().clock.now().timestamp()
    }

    /// A refresh token as SimpleJWT makes one: without a session.
    pub(crate) fn foreign_refresh(&self, user: &User) -> String {
        self.foreign(user).sign(self.ctx().keys.policy(), &self.build.key).unwrap()
    }

    /// An access token of the same kind.
    pub(crate) fn foreign_access(&self, user: &User) -> String {
        let policy = self.ctx().keys.policy();
        let access =
            self.foreign(user).access_token(policy, self.now(), Jti::new(format!("acce55-{}", self.now().unix())));
        access.sign(policy, &self.build.key).unwrap()
    }

    fn foreign(&self, user: &User) -> RefreshToken {
        let policy = self.ctx().keys.policy();
        RefreshToken::for_user(
            policy,
            &user.id.to_string(),
            self.now(),
            Jti::new(format!("f0re19n-{}", self.now().unix())),
        )
    }

    /// Signs anything with the key of the application.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.sign_bytes(claims.to_string().as_bytes())
    }

    pub(crate) fn sign_bytes(&self, payload: &[u8]) -> String {
        jws::sign(payload, &self.build.key).unwrap()
    }

    /// Good claims of user 1 for a token of `kind`, to be spoilt.
    pub(crate) fn good_claims(&self, kind: &str) -> Value {
        let (now, mut name) = (self.now().unix(), [0; 16]);
        self.ctx().randomness.fill(&mut name);
        let jti = Jti::from_random(name);
        json!({ "token_type": kind, "exp": now + 600, "iat": now, "jti": jti.as_str(), "user_id": "1" })
    }
}

/// `password` as another deployment stores it.
pub(crate) fn stored(password: &str, hashers: Hashers) -> String {
    hashers.hash(&PlainPassword::new(password), &Dice::new(7)).expose().to_owned()
}
