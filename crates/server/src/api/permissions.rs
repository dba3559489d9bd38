//! `/api/permissions/` and `/api/permissions/{id}/`, for staff: what can be given to users and groups.

use axum::extract::State;
use axum::response::Response;
use countersign_core::flows::staff;
use countersign_core::store::{Permission, PermissionId};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::staff::{Listing, Paginated, PathKey};
use super::{Detail, FieldMessages};
use crate::app::App;
use crate::reply::{self, ApiError, Refusal};

/// A permission.
#[derive(Serialize, ToSchema)]
pub(crate) struct PermissionView {
    id: i64,
    /// For people.
    name: String,
    /// Such as `change_user`.
    codename: String,
    /// Such as `auth`.
    app_label: String,
    /// Such as `user`.
    model: String,
}

/// List the permissions.
#[utoipa::path(get, path = "/api/permissions/", tag = "staff", operation_id = "permissions_list",
    params(("page" = Option<String>, Query), ("page_size" = Option<u64>, Query), ("search" = Option<String>, Query, description = "Terms that must each stand in one of the texts")),
    responses((status = 200, body = Paginated<PermissionView>), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn list(State(app): State<App>, listing: Listing) -> Result<Response, ApiError> {
    let page = staff::permissions_page(app.ctx(), &listing.terms()?, listing.page()?).await?;
    listing.present(page, PermissionView::from)
}

/// Show a permission.
#[utoipa::path(get, path = "/api/permissions/{id}/", tag = "staff", operation_id = "permissions_retrieve", params(("id" = i64, Path, description = "The permission's key")),
    responses((status = 200, body = PermissionView), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn retrieve(State(app): State<App>, key: PathKey) -> Result<Response, ApiError> {
    let found = app.ctx().store.permissions(&[PermissionId(key.integer()?)]).await?.pop().ok_or(Refusal::NotFound)?;
    Ok(reply::json(StatusCode::OK, &PermissionView::from(found)))
}

impl From<Permission> for PermissionView {
    fn from(Permission { id, name, codename, app_label, model }: Permission) -> Self {
        Self { id: id.0, name, codename, app_label, model }
    }
}
