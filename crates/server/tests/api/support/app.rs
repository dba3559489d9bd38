//! The application: the real router on a real SQLite file.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use countersign_core::accounts::{Hashers, HashingPool, PasswordHash, PlainPassword};
use countersign_core::store::Store;
use countersign_core::{Ctx, NewUser, Parts, Passwords, User, random_uuid};
use countersign_server::{App, RouteNameError};
use countersign_store_sqlite::{SqliteStore, UseOfBlacklistTables};
use countersign_token::{Jti, RefreshToken, Timestamp, jws};
use serde_json::{Value, json};
use sqlx::{Connection, Executor, SqliteConnection};
use tempfile::TempDir;

use super::build::Build;
use super::call::Web;
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
    dir: Arc<TempDir>,
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
        let (clock, dir) = (Arc::clone(&self.clock), Arc::clone(&self.dir));
        Self::assemble(self.build.clone(), clock, dir).await.unwrap()
    }

    /// The same with other rules.
    pub(crate) async fn another_node_with(&self, change: impl FnOnce(Build) -> Build) -> Self {
        let (clock, dir) = (Arc::clone(&self.clock), Arc::clone(&self.dir));
        Self::assemble(change(self.build.clone()), clock, dir).await.unwrap()
    }

    pub(super) async fn assemble(
        build: Build,
        clock: Arc<TestClock>,
        dir: Arc<TempDir>,
    ) -> Result<Self, RouteNameError> {
        static NODES: AtomicU64 = AtomicU64::new(1);
        let path = dir.path().join("test.db");
        let store = SqliteStore::open(&path, &build.user_table, Arc::<TestClock>::clone(&clock)).await.unwrap();
        let store = store.with_blacklist_tables(&path, UseOfBlacklistTables::Auto).await.unwrap();
        let ctx = Ctx::new(Parts {
            store: Arc::new(store),
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
        Ok(Self { clock, web, app, build, dir })
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

    /// What another program writes: nothing in this process is told of it.
    pub(crate) async fn sql(&self, statement: &'static str) {
        Self::sql_in(&self.dir, statement).await;
    }

    pub(super) async fn sql_in(dir: &TempDir, statements: &'static str) {
        let url = format!("sqlite://{}", dir.path().join("test.db").display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        connection.execute(statements).await.unwrap();
    }

    /// A text that another program reads.
    pub(crate) async fn text(&self, query: &'static str) -> String {
        let url = format!("sqlite://{}", self.dir.path().join("test.db").display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        sqlx::query_scalar(query).fetch_one(&mut connection).await.unwrap()
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
