//! A person, and the devices that they are logged in with.

use std::ops::Deref;

use countersign_core::accounts::PlainPassword;
use countersign_core::flows::{self, Account, ManageError};
use countersign_core::{Ctx, User};
use serde_json::{Value, json};

use super::answer::Pair;
use super::app::{PASSWORD, TestApp};
use super::call::{Call, Web};

/// A person. What the command line does to them, it does as a process of its own: this one learns it from the feed.
pub(crate) struct Person<'a> {
    app: &'a TestApp,
    name: String,
}

/// Somebody's device, with the tokens of its login.
#[derive(Clone)]
pub(crate) struct Device {
    web: Web,
    pub(crate) pair: Pair,
}

impl<'a> Person<'a> {
    pub(crate) fn new(app: &'a TestApp, name: &str) -> Self {
        Self { app, name: name.to_owned() }
    }

    fn ctx(&self) -> &Ctx {
        self.app.ctx()
    }

    /// Makes the account, if there is none.
    pub(crate) async fn exists(&self) -> User {
        let account = Account {
            username: self.name.clone(),
            email: format!("{}@example.com", self.name),
            password: PlainPassword::new(PASSWORD),
            superuser: false,
            extra: serde_json::Map::new(),
        };
        match flows::create_user(self.ctx(), account).await {
            Ok(user) => user,
            Err(ManageError::UsernameTaken) => self.app.row_of(&self.name).await,
            Err(other) => panic!("{other}"),
        }
    }

    pub(crate) async fn login(&self) -> Device {
        self.login_with("").await
    }

    pub(crate) async fn login_with(&self, user_agent: &str) -> Device {
        self.exists().await;
        let pair = self.app.obtain(&self.name, PASSWORD).header("user-agent", user_agent).await.expect_pair();
        Device { web: Web::clone(self.app), pair }
    }

    pub(crate) async fn deactivate(&self) {
        flows::set_user_active(self.ctx(), &self.name, false).await.unwrap();
        self.app.follow().await;
    }

    pub(crate) async fn reactivate(&self) {
        flows::set_user_active(self.ctx(), &self.name, true).await.unwrap();
        self.app.follow().await;
    }

    pub(crate) async fn change_password(&self, password: &str) {
        flows::set_password(self.ctx(), &self.name, &PlainPassword::new(password)).await.unwrap();
        self.app.follow().await;
    }

    pub(crate) async fn log_out(&self) {
        flows::log_user_out(self.ctx(), &self.name).await.unwrap();
        self.app.follow().await;
    }
}

impl Deref for Device {
    type Target = Pair;

    fn deref(&self) -> &Pair {
        &self.pair
    }
}

impl Device {
    /// With other tokens.
    pub(crate) fn with(&self, pair: Pair) -> Self {
        Self { web: self.web.clone(), pair }
    }

    pub(crate) fn call(&self, method: &str, target: &str) -> Call {
        self.web.call(method, target).bearer(&self.access)
    }

    pub(crate) fn refresh(&self) -> Call {
        self.web.refresh(&self.refresh)
    }

    pub(crate) fn me(&self) -> Call {
        self.call("GET", "/api/users/me/")
    }

    pub(crate) fn change(&self, fields: &Value) -> Call {
        self.call("PATCH", "/api/users/me/").json(fields)
    }

    pub(crate) fn delete_account(&self, password: &str) -> Call {
        self.call("DELETE", "/api/users/me/").json(&json!({ "current_password": password }))
    }

    pub(crate) fn reauthenticate(&self, password: &str) -> Call {
        self.call("POST", "/api/reauthenticate/").json(&json!({ "password": password }))
    }

    pub(crate) fn logout(&self) -> Call {
        self.call("POST", "/api/logout/")
    }

    pub(crate) fn logout_all(&self) -> Call {
        self.call("POST", "/api/logout/all/")
    }

    pub(crate) async fn sessions(&self) -> Vec<Value> {
        let listed = self.call("GET", "/api/sessions/").await.expect(200).json();
        listed.as_array().unwrap().clone()
    }

    /// The name of this device's session.
    pub(crate) fn sid(&self) -> String {
        super::claims(&self.access)["sid"].as_str().unwrap().to_owned()
    }

    pub(crate) fn end_session(&self, sid: &str) -> Call {
        self.call("DELETE", &format!("/api/sessions/{sid}/"))
    }

    /// Both tokens are refused.
    pub(crate) async fn expect_out(&self) {
        self.me().await.expect_bearer_refused("Token is blacklisted");
        self.refresh().await.expect_detail(401, "Token is blacklisted");
    }
}
