//! `/api/groups/` and `/api/groups/{id}/`, for staff.

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use countersign_core::flows::staff::{self, GroupChange, StaffError};
use countersign_core::store::{Group, GroupId, PermissionId};
use http::StatusCode;
use http::request::Parts;
use serde::Serialize;
use utoipa::ToSchema;

use super::register;
use super::staff::{Listing, Paginated, PathKey, Staff};
use super::{Detail, FieldMessages};
use crate::app::App;
use crate::input::{Input, PartialInput};
use crate::reply::{self, ApiError, Refusal};
use crate::rest::{Field, Fields, Kind};

const NAME: Field = Field::char("name").at_most(150);
const PERMISSIONS: Field = Field::keys("permissions");

/// What a group is made of, in this order, and what only the answer has.
pub(crate) const FIELDS: &[Field] = &[Field::read_only("id", Kind::Integer).labelled("ID"), NAME, PERMISSIONS];

/// A group.
#[derive(Serialize, ToSchema)]
pub(crate) struct GroupView {
    id: i64,
    name: String,
    /// The keys of what its members may do.
    permissions: Vec<i64>,
}

/// What staff set of a group.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body; the fields are read one by one, as DRF reads them")]
pub(crate) struct GroupInput {
    #[schema(max_length = 150)]
    name: String,
    permissions: Option<Vec<i64>>,
}

/// List the groups.
#[utoipa::path(get, path = "/api/groups/", tag = "staff", operation_id = "groups_list",
    params(("page" = Option<String>, Query), ("page_size" = Option<u64>, Query), ("search" = Option<String>, Query, description = "Terms that must each stand in the name")),
    responses((status = 200, body = Paginated<GroupView>), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn list(State(app): State<App>, listing: Listing) -> Result<Response, ApiError> {
    let page = staff::groups_page(app.ctx(), &listing.terms()?, listing.page()?).await?;
    listing.present(page, GroupView::from)
}

/// Make a group.
#[utoipa::path(post, path = "/api/groups/", tag = "staff", operation_id = "groups_create",
    request_body(content((GroupInput = "application/json"), (GroupInput = "application/x-www-form-urlencoded"))),
    responses((status = 201, body = GroupView), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 403, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn create(
    State(app): State<App>,
    Staff(actor): Staff,
    Input(mut fields): Input,
) -> Result<Response, ApiError> {
    let wanted = read(&mut fields);
    if fields.has_errors() {
        let problems = staff::group_problems(app.ctx(), &wanted).await?;
        return Err(register::refuse(fields, problems));
    }
    let made = staff::group_create(app.ctx(), &actor, wanted).await;
    made.map(|group| reply::json(StatusCode::CREATED, &GroupView::from(group))).map_err(|cause| told(cause, fields))
}

/// The group that the path names.
pub(crate) struct Target(Group);

impl FromRequestParts<App> for Target {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let id = PathKey::from_request_parts(parts, app).await?.integer()?;
        let found = app.ctx().store.groups(&[GroupId(id)]).await?.pop();
        found.map(Self).ok_or_else(|| Refusal::NotFound.into())
    }
}

/// Show a group.
#[utoipa::path(get, path = "/api/groups/{id}/", tag = "staff", operation_id = "groups_retrieve", params(("id" = i64, Path, description = "The group's key")),
    responses((status = 200, body = GroupView), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn retrieve(Target(group): Target) -> Response {
    reply::json(StatusCode::OK, &GroupView::from(group))
}

/// Change a group; the name must be given.
#[utoipa::path(put, path = "/api/groups/{id}/", tag = "staff", operation_id = "groups_update", params(("id" = i64, Path, description = "The group's key")),
    request_body(content((GroupInput = "application/json"), (GroupInput = "application/x-www-form-urlencoded"))),
    responses((status = 200, body = GroupView), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn update(
    State(app): State<App>,
    staff: Staff,
    target: Target,
    Input(fields): Input,
) -> Result<Response, ApiError> {
    change(&app, staff, target, fields).await
}

/// Change what is named of a group.
#[utoipa::path(patch, path = "/api/groups/{id}/", tag = "staff", operation_id = "groups_partial_update", params(("id" = i64, Path, description = "The group's key")),
    request_body(content((GroupInput = "application/json"), (GroupInput = "application/x-www-form-urlencoded"))),
    responses((status = 200, body = GroupView), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn partial_update(
    State(app): State<App>,
    staff: Staff,
    target: Target,
    PartialInput(fields): PartialInput,
) -> Result<Response, ApiError> {
    change(&app, staff, target, fields).await
}

/// Delete a group; its members lose what it gave them.
#[utoipa::path(delete, path = "/api/groups/{id}/", tag = "staff", operation_id = "groups_destroy", params(("id" = i64, Path, description = "The group's key")),
    responses((status = 204), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 409, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn destroy(
    State(app): State<App>,
    Staff(actor): Staff,
    Target(group): Target,
) -> Result<Response, ApiError> {
    let removed = staff::group_remove(app.ctx(), &actor, &group).await;
    removed.map(|()| StatusCode::NO_CONTENT.into_response()).map_err(super::staff::refusal)
}

async fn change(
    app: &App,
    Staff(actor): Staff,
    Target(group): Target,
    mut fields: Fields,
) -> Result<Response, ApiError> {
    let wanted = read(&mut fields);
    if fields.has_errors() {
        let problems = staff::group_problems(app.ctx(), &wanted).await?;
        return Err(register::refuse(fields, problems));
    }
    let changed = staff::group_update(app.ctx(), &actor, &group, wanted).await;
    changed.map(|group| reply::json(StatusCode::OK, &GroupView::from(group))).map_err(|cause| told(cause, fields))
}

fn read(fields: &mut Fields) -> GroupChange {
    let name = fields.read(&NAME);
    let permissions = fields.read_keys(&PERMISSIONS);
    GroupChange { name, permissions: permissions.map(|keys| keys.into_iter().map(PermissionId).collect()) }
}

fn told(cause: StaffError, fields: Fields) -> ApiError {
    if let StaffError::Invalid(problems) = cause {
        return register::refuse(fields, problems);
    }
    super::staff::refusal(cause)
}

impl From<Group> for GroupView {
    fn from(group: Group) -> Self {
        let permissions = group.permissions.into_iter().map(|permission| permission.0).collect();
        Self { id: group.id.0, name: group.name, permissions }
    }
}
