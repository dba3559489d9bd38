//! `/api/revocations/`.

use std::time::Duration;

use axum::extract::{FromRequestParts, State};
use axum::response::Response;
use countersign_core::flows::{self, Bookmark, Told};
use countersign_core::store::{Event, Revoked};
use http::StatusCode;
use http::request::Parts;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::locale::Message;
use crate::reply::{self, ApiError, Refusal};
use crate::rest::{Charset, FieldErrors, Form, python};

/// Nobody may ask to wait longer (seconds).
const LONGEST_WAIT: i64 = 60;
/// A request that waits is answered after this at the latest, before it would be given up.
const ANSWERED_WITHIN: Duration = Duration::from_secs(55);

/// What was revoked since.
#[derive(Serialize, ToSchema)]
pub(crate) struct Page {
    /// Names this feed; another one is another history, of which everything is told.
    epoch: String,
    /// To be asked for next, as `since`.
    next: u64,
    /// Oldest first, at most 10,000.
    events: Vec<EventView>,
}

/// One revocation; of `session`, `user` and `jti` it has the one that `kind` names.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventView {
    /// Its place in the order of the commits.
    seq: u64,
    /// `session`, `user` or `jti`; one that is not known says nothing.
    kind: &'static str,
    /// Tokens with this `sid` are refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<String>,
    /// Tokens of this user without `sid` are refused, if they are not younger than `before`.
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    /// The token of this name is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    /// Those that were issued (`iat`) at this second or before; absent: all. Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<i64>,
    /// The tokens that this speaks of have expired by then, and it can be forgotten. Unix seconds.
    until: i64,
}

/// What is revoked, for programs that verify tokens themselves.
#[utoipa::path(get, path = "/api/revocations/", tag = "services", operation_id = "revocations", security(("client" = [])),
    params(
        ("since" = Option<u64>, Query, description = "`next` of the answer before; 0 at the beginning."),
        ("epoch" = Option<String>, Query, description = "`epoch` of the answer before; without it everything is told."),
        ("wait" = Option<u8>, Query, description = "How long to wait for news where there is none (seconds, 0 to 60)."),
    ),
    responses((status = 200, body = Page),
        (status = 400, description = "a parameter is no number, or beyond its bounds", body = super::FieldMessages),
        (status = 401, description = "no credentials of a service client", body = super::Detail)))]
pub(crate) async fn revocations(State(app): State<App>, asked: Asked) -> Result<Response, ApiError> {
    let bookmark = Bookmark { since: asked.since, epoch: asked.epoch.as_deref() };
    let told = flows::revocations(app.ctx(), bookmark, asked.wait.min(ANSWERED_WITHIN)).await?;
    Ok(reply::json(StatusCode::OK, &Page::from(told)))
}

/// The query.
pub(crate) struct Asked {
    since: u64,
    epoch: Option<String>,
    wait: Duration,
}

impl FromRequestParts<App> for Asked {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        let query = Form::parse(query.as_bytes(), Charset::Utf8).map_err(|_| Refusal::BadRequestPage)?;
        let mut errors = FieldErrors::default();
        let since = number(&query, "since", i64::MAX, &mut errors);
        let wait = number(&query, "wait", LONGEST_WAIT, &mut errors);
        if !errors.is_empty() {
            return Err(errors.into());
        }
        let epoch = query.text("epoch").filter(|epoch| !epoch.is_empty()).map(str::to_owned);
        Ok(Self { since, epoch, wait: Duration::from_secs(wait) })
    }
}

/// A whole number from 0 to `max`, in the words of DRF's `IntegerField`; 0 where there is none.
fn number(query: &Form, name: &str, max: i64, errors: &mut FieldErrors) -> u64 {
    let Some(text) = query.text(name).filter(|text| !text.is_empty()) else { return 0 };
    let problem = match python::int(text) {
        None => "A valid integer is required.".to_owned(),
        Some(number) if number > max => format!("Ensure this value is less than or equal to {max}."),
        Some(number) => match u64::try_from(number) {
            Ok(number) => return number,
            Err(_) => "Ensure this value is greater than or equal to 0.".to_owned(),
        },
    };
    errors.push(name, Message::Plain(problem));
    0
}

impl From<Told> for Page {
    fn from(told: Told) -> Self {
        Self { epoch: told.epoch, next: told.next, events: told.events.into_iter().map(EventView::from).collect() }
    }
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        let before = event.revoked.mark().map(countersign_token::Timestamp::unix);
        let (kind, session, user, jti) = match event.revoked {
            Revoked::Session(session) => ("session", Some(session.to_string()), None, None),
            Revoked::User { user, .. } => ("user", None, Some(user.to_string()), None),
            Revoked::Token(jti) => ("jti", None, None, Some(jti.as_str().to_owned())),
        };
        Self { seq: event.seq, kind, session, user, jti, before, until: event.until.unix() }
    }
}
