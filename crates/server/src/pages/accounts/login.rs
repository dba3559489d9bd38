//! `/accounts/login/` (Django's `LoginView` with its `AuthenticationForm`).

use askama::Template;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use countersign_core::accounts::{EMAIL_MAX_LENGTH, PlainPassword, USERNAME_MAX_LENGTH, normalize_username};
use countersign_core::flows::{self, PasswordError};
use countersign_token::Seconds;
use http::request::Parts;
use http::{HeaderValue, StatusCode};

use super::form::{Posted, next_of_query};
use super::page;
use crate::app::App;
use crate::csrf::{self, CsrfSecret};
use crate::input::device;
use crate::throttle;
use crate::web::{presented_session, remember_session};

pub(crate) const LOGIN_PATH: &str = "/accounts/login/";
/// Where people go on to who wanted nothing else.
const AFTER_LOGIN: &str = "/api/";

const REQUIRED: &str = "This field is required.";
const NULL: &str = "Null characters are not allowed.";

/// The page and its form.
pub(crate) fn login() -> MethodRouter<App> {
    get(show).post(log_in).fallback(neither)
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    /// Where the form goes.
    action: &'static str,
    token_field: &'static str,
    /// The masked secret.
    token: String,
    next: Option<String>,
    /// What people log in with.
    label: String,
    maxlength: usize,
    username: String,
    errors: Errors,
}

/// What is wrong with the form.
#[derive(Debug, Default)]
struct Errors {
    form: Vec<String>,
    username: Vec<&'static str>,
    password: Vec<&'static str>,
}

async fn neither(request: Request) -> Response {
    page::other_method(request.method(), HeaderValue::from_static("GET, POST, HEAD, OPTIONS"))
}

async fn show(State(app): State<App>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    form(&app, &parts, next_of_query(&parts), "", Errors::default())
}

async fn log_in(State(app): State<App>, request: Request) -> Response {
    let posted = match Posted::read(&app, request).await {
        Ok(posted) => posted,
        Err(refused) => return refused,
    };
    let typed = posted.text("username");
    let (username, password) = (normalize_username(typed.trim()), posted.text("password"));
    let errors = Errors { form: Vec::new(), username: problems(&username), password: problems(password) };
    if !errors.username.is_empty() || !errors.password.is_empty() {
        return form(&app, &posted.parts, posted.next(), typed, errors);
    }
    let client = device(&app, &posted.parts);
    if let Err(refused) = throttle::password_attempt(&app, client.ip).await {
        return page::too_many(refused.retry_after());
    }
    let presented = presented_session(&app, &posted.parts.headers);
    match flows::web_login(app.ctx(), &username, &PlainPassword::new(password), &client, presented.as_ref()).await {
        Ok(login) => {
            let mut response = page::redirect(posted.next().as_deref().unwrap_or(AFTER_LOGIN));
            // The secret of before may be known to whoever lured them here.
            let secret = CsrfSecret::random(&*app.ctx().randomness);
            csrf::remember(&app, &posted.parts, &secret, response.headers_mut());
            remember_session(&app, &posted.parts, &login.key, response.headers_mut());
            response
        }
        Err(cause) => refused(&app, &posted, &cause),
    }
}

fn refused(app: &App, posted: &Posted, cause: &PasswordError) -> Response {
    match cause {
        PasswordError::Store(cause) => tracing::error!(%cause, "a login failed"),
        PasswordError::Wrong | PasswordError::LockedOut(_) | PasswordError::Overloaded(_) => {
            tracing::info!(%cause, "login refused");
        }
    }
    match cause {
        PasswordError::Wrong => {
            let errors = Errors { form: vec![invalid_login(app)], ..Errors::default() };
            form(app, &posted.parts, posted.next(), posted.text("username"), errors)
        }
        PasswordError::LockedOut(cause) => page::too_many(Some(cause.retry_after)),
        PasswordError::Overloaded(cause) => page::unavailable(cause.retry_after),
        PasswordError::Store(_) => page::unavailable(Seconds::new(1)),
    }
}

/// Django's words, with the name of `USERNAME_FIELD`.
fn invalid_login(app: &App) -> String {
    let name = app.ctx().user_table.username_field.replace('_', " ");
    format!("Please enter a correct {name} and password. Note that both fields may be case-sensitive.")
}

fn maxlength(app: &App) -> usize {
    if app.ctx().user_table.name_is_address() { EMAIL_MAX_LENGTH } else { USERNAME_MAX_LENGTH }
}

/// `USERNAME_FIELD` in words.
fn label(app: &App) -> String {
    app.user_fields().login_name().label()
}

/// What Django's `CharField` says of a value that must be there.
fn problems(value: &str) -> Vec<&'static str> {
    let problem = if value.is_empty() { Some(REQUIRED) } else { value.contains('\0').then_some(NULL) };
    problem.into_iter().collect()
}

fn form(app: &App, request: &Parts, next: Option<String>, username: &str, errors: Errors) -> Response {
    let secret = csrf::secret_of(app, &request.headers);
    let token = secret.masked(&*app.ctx().randomness);
    let (action, token_field) = (LOGIN_PATH, csrf::FIELD);
    let page = LoginPage {
        action,
        token_field,
        token,
        next,
        label: label(app),
        maxlength: maxlength(app),
        username: username.to_owned(),
        errors,
    };
    let mut response = page::rendered(StatusCode::OK, &page).into_response();
    csrf::remember(app, request, &secret, response.headers_mut());
    response
}
