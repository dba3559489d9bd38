//! A browser: it keeps cookies, and fills in forms.

use std::collections::BTreeMap;

use super::answer::Answer;
use super::app::{PASSWORD, TestApp};
use super::call::{Call, Web};

/// Somebody's browser.
#[derive(Clone)]
pub(crate) struct Browser {
    web: Web,
    pub(crate) jar: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(app: &TestApp) -> Self {
        Self { web: Web::clone(app), jar: BTreeMap::new() }
    }

    /// Logged in by the form.
    pub(crate) async fn of(app: &TestApp, name: &str) -> Self {
        app.user(name).exists().await;
        let mut browser = Self::new(app);
        browser.log_in(name, PASSWORD).await.expect(302);
        browser
    }

    /// With the same cookies before another server.
    pub(crate) fn elsewhere(&self, app: &TestApp) -> Self {
        Self { jar: self.jar.clone(), ..Self::new(app) }
    }

    /// A request with the cookies, and with nothing else that a page of ours would add.
    pub(crate) fn call(&self, method: &str, target: &str) -> Call {
        let call = self.web.call(method, target);
        if self.jar.is_empty() {
            return call;
        }
        let pairs: Vec<_> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        call.header("cookie", pairs.join("; "))
    }

    pub(crate) fn me(&self) -> Call {
        self.call("GET", "/api/users/me/")
    }

    /// A change by a script of ours, which repeats the cookie.
    pub(crate) fn change(&self, name: &str) -> Call {
        self.forged_change(name).header("x-csrftoken", &self.jar["csrftoken"])
    }

    /// The same from elsewhere.
    pub(crate) fn forged_change(&self, name: &str) -> Call {
        self.call("PATCH", "/api/users/me/").json(&serde_json::json!({ "first_name": name }))
    }

    /// Sends, and keeps the cookies of the answer.
    pub(crate) async fn send(&mut self, call: Call) -> Answer {
        let answer = call.await;
        for cookie in answer.set_cookies() {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0;") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Opens a page; the token of its form.
    pub(crate) async fn open(&mut self, target: &str) -> String {
        let page = self.send(self.call("GET", target)).await.expect(200);
        token_of(&page)
    }

    /// Posts a form as it is given.
    pub(crate) async fn post(&mut self, target: &str, fields: &[(&str, &str)]) -> Answer {
        let encoded: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", quoted(value))).collect();
        let call = self.call("POST", target).body("application/x-www-form-urlencoded", encoded.join("&"));
        self.send(call).await
    }

    pub(crate) async fn log_in(&mut self, name: &str, password: &str) -> Answer {
        let token = self.open("/accounts/login/").await;
        let fields = [("csrfmiddlewaretoken", token.as_str()), ("username", name), ("password", password)];
        self.post("/accounts/login/", &fields).await
    }

    pub(crate) async fn log_out(&mut self) -> Answer {
        let token = self.jar["csrftoken"].clone();
        self.post("/accounts/logout/", &[("csrfmiddlewaretoken", &token)]).await
    }
}

/// The token of a page's form.
pub(crate) fn token_of(page: &Answer) -> String {
    let (_, rest) = page.text().split_once("name=\"csrfmiddlewaretoken\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn quoted(value: &str) -> String {
    percent_encoding::percent_encode(value.as_bytes(), percent_encoding::NON_ALPHANUMERIC).to_string()
}
