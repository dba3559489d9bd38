//! Who reads the page.

use std::sync::Arc;

use countersign_core::User;
use countersign_core::flows::{self, Caller};
use http::request::Parts;
use http::{HeaderMap, Method};

use crate::app::App;
use crate::authentication::AuthenticationClass;
use crate::csrf::{self, CsrfSecret};
use crate::view::View;
use crate::web::presented_session;

/// Somebody with a browser, as they are once the answer is made.
#[derive(Debug)]
pub(crate) struct Reader {
    /// `None`: nobody is logged in.
    pub(super) username: Option<String>,
    /// For the forms of a reader who is logged in by cookie.
    pub(super) csrf_token: Option<String>,
    /// What they may use.
    pub(super) may: Vec<Method>,
    /// Logging in with a browser is of use on this site.
    pub(super) can_log_in: bool,
    /// Logging in with a browser is of use here.
    pub(super) is_known_here: bool,
    secret: Option<CsrfSecret>,
}

impl Reader {
    /// The caller of the request; where the endpoint does not ask who that is, whoever is logged in by cookie.
    pub(crate) async fn of(app: &App, view: &View, asked: &Parts) -> Self {
        let caller = asked.extensions.get::<Caller>().map(|caller| Arc::clone(&caller.user));
        let by_cookie = by_cookie(app, asked).await;
        let secret = by_cookie.is_some().then(|| csrf::secret_of(app, &asked.headers));
        Self {
            csrf_token: secret.as_ref().map(|secret| secret.masked(&*app.ctx().randomness)),
            may: view.permitted(&app.ctx().user_table, caller.as_deref(), asked.extensions.get()),
            can_log_in: app.settings().knows_sessions(),
            is_known_here: view.authentication.contains(&AuthenticationClass::Session),
            username: caller.or(by_cookie).map(|user| user.username.clone()),
            secret,
        }
    }

    /// Has the browser keep what the forms repeat.
    pub(crate) fn remember_secret(&self, app: &App, asked: &Parts, headers: &mut HeaderMap) {
        if let Some(secret) = &self.secret {
            csrf::remember(app, asked, secret, headers);
        }
    }
}

async fn by_cookie(app: &App, asked: &Parts) -> Option<Arc<User>> {
    let key = presented_session(app, &asked.headers).filter(|_| app.settings().knows_sessions())?;
    let found = flows::web_authenticate(app.ctx(), &key).await;
    let caller = found.inspect_err(|cause| tracing::warn!(%cause, "nobody can be told from a cookie")).ok()?;
    caller.map(|caller| caller.user)
}
