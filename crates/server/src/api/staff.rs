//! What the endpoints for staff share: who acts, which row, which page, and how refusals are told.

use axum::extract::{FromRequestParts, RawPathParams};
use countersign_core::flows::staff::{Actor, Page, PageOf, StaffError};
use http::StatusCode;
use http::request::Parts;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::locale::Message;
use crate::origin::Origin;
use crate::permission::Rights;
use crate::reply::{self, ApiError, Refusal};
use crate::rest::{Charset, Form, pagination, search};

/// In characters; a search beyond that is refused before it costs anything.
const LONGEST_SEARCH: usize = 200;

/// Somebody whom the gate has let in, with what they may do now.
pub(crate) struct Staff(pub(crate) Actor);

impl FromRequestParts<App> for Staff {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let actor = parts.extensions.get::<Rights>().and_then(|rights| rights.actor.clone());
        actor.map(Self).ok_or_else(|| Refusal::NotAuthenticated.into())
    }
}

/// The `{id}` of the path; what is not even text names no row.
pub(crate) struct PathKey(pub(crate) String);

impl FromRequestParts<App> for PathKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let parameters = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Refusal::NotFound)?;
        let id = parameters.iter().find(|(name, _)| *name == "id").map(|(_, id)| id.to_owned());
        id.map(Self).ok_or_else(|| Refusal::NotFound.into())
    }
}

impl PathKey {
    /// The key of an integer column, in its one spelling.
    pub(crate) fn integer(&self) -> Result<i64, Refusal> {
        let key = self.0.parse::<i64>().ok().filter(|key| key.to_string() == self.0);
        key.ok_or(Refusal::NotFound)
    }
}

/// What a list is asked with.
pub(crate) struct Listing {
    pub(crate) query: Form,
    /// Without the query.
    base: String,
}

impl FromRequestParts<App> for Listing {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        let query = Form::parse(query.as_bytes(), Charset::Utf8).map_err(|_| Refusal::BadRequestPage)?;
        Ok(Self { query, base: format!("{}{}", Origin::of(parts).or_empty(), parts.uri.path()) })
    }
}

/// A page of a list (DRF's `PageNumberPagination`).
#[derive(Serialize, ToSchema)]
pub(crate) struct Paginated<T> {
    /// Of all pages together.
    count: u64,
    /// Where the next page is.
    next: Option<String>,
    /// Where the page before is.
    previous: Option<String>,
    results: Vec<T>,
}

impl Listing {
    /// The terms of `?search=`.
    pub(crate) fn terms(&self) -> Result<Vec<String>, Refusal> {
        let search = self.query.text("search").unwrap_or_default();
        let mut problems = Vec::new();
        if search.chars().nth(LONGEST_SEARCH).is_some() {
            problems.push(Message::TooLong { max: LONGEST_SEARCH });
        }
        if search.contains('\0') {
            problems.push(Message::NullCharacters);
        }
        if problems.is_empty() { Ok(search::terms(search)) } else { Err(Refusal::BadParameter(problems)) }
    }

    /// The page that is asked for.
    pub(crate) fn page(&self) -> Result<Page, Refusal> {
        pagination::page(&self.query).ok_or(Refusal::NoSuchPage)
    }

    /// Presents a page, row by row.
    pub(crate) fn present<R, T: Serialize>(
        &self,
        page: Option<PageOf<R>>,
        row: impl Fn(R) -> T,
    ) -> Result<axum::response::Response, ApiError> {
        let PageOf { count, number, has_next, rows } = page.ok_or(Refusal::NoSuchPage)?;
        let link = |number| pagination::link(&self.base, &self.query, number);
        let next = has_next.then(|| link(number + 1));
        let previous = (number > 1).then(|| link(number - 1));
        let results = rows.into_iter().map(row).collect();
        Ok(reply::json(StatusCode::OK, &Paginated { count, next, previous, results }))
    }
}

/// A refusal that no field is to blame for.
pub(crate) fn refusal(cause: StaffError) -> ApiError {
    match cause {
        StaffError::Invalid(_) | StaffError::Denied => ApiError::new(Refusal::PermissionDenied, cause),
        StaffError::BeyondRights => ApiError::new(Refusal::BeyondRights, cause),
        StaffError::OwnAccount => ApiError::new(Refusal::OwnAccount, cause),
        StaffError::LastSuperuser => ApiError::new(Refusal::LastSuperuser, cause),
        StaffError::Gone => ApiError::new(Refusal::NotFound, cause),
        StaffError::Referenced => ApiError::new(Refusal::StillInUse, cause),
        StaffError::Proof(cause) => cause.into(),
        StaffError::Overloaded(cause) => cause.into(),
        StaffError::Store(cause) => cause.into(),
    }
}
