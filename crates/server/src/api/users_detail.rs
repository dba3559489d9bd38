//! `/api/users/{id}/`, for staff.

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use countersign_core::UserId;
use countersign_core::flows::Caller;
use countersign_core::flows::staff::{self, Actor, StaffError};
use countersign_core::store::UserEntry;
use http::StatusCode;
use http::request::Parts;

use super::register::{self, PASSWORD};
use super::staff::{PathKey, Staff};
use super::users::{self, StaffAccount, StaffAccountChange};
use super::{Detail, FieldMessages};
use crate::app::App;
use crate::input::{Authenticated, Device, Input, PartialInput};
use crate::reply::{self, ApiError, Refusal};
use crate::rest::Fields;

/// The user whom the path names. Whoever it does not name is 404 before the body is read, as in DRF.
pub(crate) struct Target(UserEntry);

impl FromRequestParts<App> for Target {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let PathKey(id) = PathKey::from_request_parts(parts, app).await?;
        let id = UserId::parse(&id).ok_or(Refusal::NotFound)?;
        app.ctx().store.user_entry(id).await?.map(Self).ok_or_else(|| Refusal::NotFound.into())
    }
}

/// Show an account.
#[utoipa::path(get, path = "/api/users/{id}/", tag = "staff", operation_id = "users_retrieve", params(("id" = String, Path, description = "The user's key")),
    responses((status = 200, body = StaffAccount), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn retrieve(State(app): State<App>, Target(entry): Target) -> Response {
    reply::json(StatusCode::OK, &users::shown(entry, &app.ctx().user_table))
}

/// Change an account; the username must be given.
#[utoipa::path(put, path = "/api/users/{id}/", tag = "staff", operation_id = "users_update", params(("id" = String, Path, description = "The user's key")),
    request_body(content((StaffAccountChange = "application/json"), (StaffAccountChange = "application/x-www-form-urlencoded"))),
    responses((status = 200, body = StaffAccount), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 409, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn update(
    State(app): State<App>,
    who: Who,
    target: Target,
    Input(fields): Input,
) -> Result<Response, ApiError> {
    change(&app, who, target, fields).await
}

/// Change what is named of an account.
#[utoipa::path(patch, path = "/api/users/{id}/", tag = "staff", operation_id = "users_partial_update", params(("id" = String, Path, description = "The user's key")),
    request_body(content((StaffAccountChange = "application/json"), (StaffAccountChange = "application/x-www-form-urlencoded"))),
    responses((status = 200, body = StaffAccount), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 409, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn partial_update(
    State(app): State<App>,
    who: Who,
    target: Target,
    PartialInput(fields): PartialInput,
) -> Result<Response, ApiError> {
    change(&app, who, target, fields).await
}

/// Delete an account, and end its sessions.
#[utoipa::path(delete, path = "/api/users/{id}/", tag = "staff", operation_id = "users_destroy", params(("id" = String, Path, description = "The user's key")),
    responses((status = 204), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 409, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn destroy(
    State(app): State<App>,
    Staff(actor): Staff,
    Target(entry): Target,
) -> Result<Response, ApiError> {
    match staff::user_remove(app.ctx(), &actor, &entry).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(cause @ StaffError::Referenced) => Err(ApiError::new(Refusal::AccountInUse, cause)),
        Err(cause) => Err(super::staff::refusal(cause)),
    }
}

/// Who changes something, and from where.
pub(crate) struct Who {
    actor: Actor,
    caller: Caller,
    client: countersign_core::flows::Client,
}

impl FromRequestParts<App> for Who {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Staff(actor) = Staff::from_request_parts(parts, app).await?;
        let Authenticated(caller) = Authenticated::from_request_parts(parts, app).await?;
        let Ok(Device(client)) = Device::from_request_parts(parts, app).await;
        Ok(Self { actor, caller, client })
    }
}

async fn change(app: &App, who: Who, Target(entry): Target, mut fields: Fields) -> Result<Response, ApiError> {
    let wanted = users::read(app, &mut fields, &PASSWORD.optional());
    if fields.has_errors() {
        let problems = staff::entry_problems(app.ctx(), &wanted, Some(&entry)).await?;
        return Err(register::refuse(fields, problems));
    }
    match staff::user_update(app.ctx(), (&who.actor, &who.caller), &entry, wanted, &who.client).await {
        Ok(entry) => Ok(reply::json(StatusCode::OK, &users::shown(entry, &app.ctx().user_table))),
        Err(StaffError::Invalid(problems)) => Err(register::refuse(fields, problems)),
        Err(cause) => Err(super::staff::refusal(cause)),
    }
}
