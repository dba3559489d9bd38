//! `/api/users/`, for staff.

use axum::extract::State;
use axum::response::Response;
use countersign_core::accounts::PlainPassword;
use countersign_core::flows::staff::{self, EntryWanted, StaffError};
use countersign_core::store::{GroupId, PermissionId, SoughtUsers, UserEntry, UserOrder, UserSortKey};
use countersign_core::{Moment, ProfileChange, UserId};
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::register::{self, EMAIL, PASSWORD, USERNAME};
use super::staff::{Listing, Paginated, Staff};
use super::users_me::{FIRST_NAME, LAST_NAME};
use super::{Detail, FieldMessages};
use crate::app::App;
use crate::input::Input;
use crate::locale::Message;
use crate::origin::Origin;
use crate::reply::{self, ApiError};
use crate::rest::{Field, Fields, Form, Kind, python};
use crate::router;

const ID: Field = Field::read_only("id", Kind::Integer).labelled("ID");
const IS_ACTIVE: Field = Field::boolean("is_active")
    .labelled("Active")
    .help("Designates whether this user should be treated as active. Unselect this instead of deleting accounts.");
const IS_STAFF: Field = Field::boolean("is_staff")
    .labelled("Staff status")
    .help("Designates whether the user can log into this admin site.");
const IS_SUPERUSER: Field = Field::boolean("is_superuser")
    .labelled("Superuser status")
    .help("Designates that this user has all permissions without explicitly assigning them.");
const LAST_LOGIN: Field = Field::read_only("last_login", Kind::DateTime);
const DATE_JOINED: Field = Field::read_only("date_joined", Kind::DateTime);
const GROUPS: Field = Field::keys("groups")
    .help("The groups this user belongs to. A user will get all permissions granted to each of their groups.");
const USER_PERMISSIONS: Field = Field::keys("user_permissions").help("Specific permissions for this user.");

/// What a new account is made of, in this order, and what only the answer has.
pub(crate) const CREATE_FIELDS: &[Field] = &[
    ID,
    USERNAME,
    EMAIL,
    FIRST_NAME,
    LAST_NAME,
    IS_ACTIVE,
    IS_STAFF,
    IS_SUPERUSER,
    LAST_LOGIN,
    DATE_JOINED,
    GROUPS,
    USER_PERMISSIONS,
    PASSWORD,
];
/// The same of a change, which needs no password.
pub(crate) const CHANGE_FIELDS: &[Field] = &[
    ID,
    USERNAME,
    EMAIL,
    FIRST_NAME,
    LAST_NAME,
    IS_ACTIVE,
    IS_STAFF,
    IS_SUPERUSER,
    LAST_LOGIN,
    DATE_JOINED,
    GROUPS,
    USER_PERMISSIONS,
    PASSWORD.optional(),
];

/// An account, as staff see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct StaffAccount {
    #[schema(value_type = i64)]
    id: Value,
    username: String,
    email: String,
    first_name: String,
    last_name: String,
    is_active: bool,
    is_staff: bool,
    is_superuser: bool,
    last_login: Option<String>,
    date_joined: String,
    /// The keys of the user's groups.
    groups: Vec<i64>,
    /// The keys of the user's own permissions.
    user_permissions: Vec<i64>,
}

/// What staff set of an account.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body; the fields are read one by one, as DRF reads them")]
pub(crate) struct StaffAccountChange {
    #[schema(max_length = 150)]
    username: String,
    #[schema(max_length = 254)]
    email: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    is_active: Option<bool>,
    is_staff: Option<bool>,
    is_superuser: Option<bool>,
    groups: Option<Vec<i64>>,
    user_permissions: Option<Vec<i64>>,
    #[schema(format = Password, max_length = 128)]
    password: Option<String>,
}

/// List the users.
#[utoipa::path(get, path = "/api/users/", tag = "staff", operation_id = "users_list",
    params(("page" = Option<String>, Query, description = "A number, or `last`"), ("page_size" = Option<u64>, Query, description = "At most 500"),
        ("search" = Option<String>, Query, description = "Terms that must each stand in the name, the address, the first or the last name"),
        ("ordering" = Option<String>, Query, description = "`id`, `username`, `email`, `first_name`, `last_name`, `date_joined`, `last_login`, with `-` before for descending"),
        ("is_active" = Option<bool>, Query), ("is_staff" = Option<bool>, Query), ("is_superuser" = Option<bool>, Query), ("group" = Option<i64>, Query),
        ("username" = Option<String>, Query), ("username__startswith" = Option<String>, Query), ("email" = Option<String>, Query)),
    responses((status = 200, body = Paginated<StaffAccount>), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn list(State(app): State<App>, listing: Listing) -> Result<Response, ApiError> {
    let sought = sought(&app, &listing).await?;
    let order = order(listing.query.text("ordering").unwrap_or_default());
    let page = staff::users_page(app.ctx(), &sought, &order, listing.page()?).await?;
    listing.present(page, StaffAccount::from)
}

/// Make an account.
#[utoipa::path(post, path = "/api/users/", tag = "staff", operation_id = "users_create",
    request_body(content((StaffAccountChange = "application/json"), (StaffAccountChange = "application/x-www-form-urlencoded"))),
    responses((status = 201, body = StaffAccount), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 403, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn create(
    State(app): State<App>,
    Staff(actor): Staff,
    origin: Origin,
    Input(mut fields): Input,
) -> Result<Response, ApiError> {
    let wanted = read(&mut fields, &PASSWORD);
    if fields.has_errors() {
        let problems = staff::entry_problems(app.ctx(), &wanted, None).await?;
        return Err(register::refuse(fields, problems));
    }
    match staff::user_create(app.ctx(), &actor, wanted).await {
        Ok(entry) => Ok(created(&app, &origin, entry)),
        Err(StaffError::Invalid(problems)) => Err(register::refuse(fields, problems)),
        Err(cause) => Err(super::staff::refusal(cause)),
    }
}

/// Reads what a body wants of a user, field by field.
pub(super) fn read(fields: &mut Fields, password: &Field) -> EntryWanted {
    let profile = ProfileChange {
        username: fields.read(&USERNAME),
        email: fields.read(&EMAIL),
        first_name: fields.read(&FIRST_NAME),
        last_name: fields.read(&LAST_NAME),
    };
    EntryWanted {
        profile,
        is_active: fields.read_flag(&IS_ACTIVE),
        is_staff: fields.read_flag(&IS_STAFF),
        is_superuser: fields.read_flag(&IS_SUPERUSER),
        groups: fields.read_keys(&GROUPS).map(|keys| keys.into_iter().map(GroupId).collect()),
        permissions: fields.read_keys(&USER_PERMISSIONS).map(|keys| keys.into_iter().map(PermissionId).collect()),
        password: fields.read(password).map(PlainPassword::new),
        extra: serde_json::Map::new(),
    }
}

/// 201 with the account, and where it is.
fn created(app: &App, origin: &Origin, entry: UserEntry) -> Response {
    let id = entry.user.id;
    let mut response = reply::json(StatusCode::CREATED, &StaffAccount::from(entry));
    let location = router::address(app.settings(), "users_detail", &id.to_string());
    let location = location.and_then(|path| HeaderValue::from_str(&format!("{}{path}", origin.or_empty())).ok());
    response.headers_mut().extend(location.map(|location| (LOCATION, location)));
    response
}

/// The filters of a query, as django-filter reads them.
async fn sought(app: &App, listing: &Listing) -> Result<SoughtUsers, ApiError> {
    let query = &listing.query;
    let mut errors = Fields::none();
    let mut text = |name: &str| {
        let text = python::strip(query.text(name).unwrap_or_default());
        if text.contains('\0') {
            errors.error(name, Message::NullCharacters);
        }
        Some(text.to_owned()).filter(|text| !text.is_empty())
    };
    let (username, username_prefix, email) = (text("username"), text("username__startswith"), text("email"));
    let mut group = None;
    if let Some(text) = text("group") {
        group = python::int(&text).map(GroupId);
        let is_there = match group {
            Some(id) => !app.ctx().store.groups(&[id]).await?.is_empty(),
            None => false,
        };
        if !is_there {
            errors.error("group", Message::ChoiceInvalid);
        }
    }
    let terms = listing.terms()?;
    errors.finish()?;
    let flag = |name| flag(query, name);
    Ok(SoughtUsers {
        terms,
        username,
        username_prefix,
        email,
        is_active: flag("is_active"),
        is_staff: flag("is_staff"),
        is_superuser: flag("is_superuser"),
        group,
    })
}

/// What is neither yes nor no filters nothing.
fn flag(query: &Form, name: &str) -> Option<bool> {
    match query.text(name)?.to_lowercase().as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// `-date_joined,username`; what is no column is left out (DRF's `OrderingFilter`).
fn order(text: &str) -> Vec<UserOrder> {
    let read = |term: &str| {
        let term = python::strip(term);
        let name = term.strip_prefix('-');
        let by = column(name.unwrap_or(term))?;
        Some(UserOrder { by, descending: name.is_some() })
    };
    text.split(',').filter_map(read).collect()
}

fn column(name: &str) -> Option<UserSortKey> {
    Some(match name {
        "id" => UserSortKey::Id,
        "username" => UserSortKey::Username,
        "email" => UserSortKey::Email,
        "first_name" => UserSortKey::FirstName,
        "last_name" => UserSortKey::LastName,
        "date_joined" => UserSortKey::DateJoined,
        "last_login" => UserSortKey::LastLogin,
        _ => return None,
    })
}

impl From<UserEntry> for StaffAccount {
    fn from(UserEntry { user, groups, permissions }: UserEntry) -> Self {
        Self {
            id: UserId::to_json(user.id),
            username: user.username,
            email: user.email,
            first_name: user.first_name,
            last_name: user.last_name,
            is_active: user.is_active,
            is_staff: user.is_staff,
            is_superuser: user.is_superuser,
            last_login: user.last_login.map(Moment::to_rfc3339),
            date_joined: user.date_joined.to_rfc3339(),
            groups: groups.into_iter().map(|group| group.0).collect(),
            user_permissions: permissions.into_iter().map(|permission| permission.0).collect(),
        }
    }
}
