//! `/api/users/`, for staff.

use axum::extract::State;
use axum::response::Response;
use countersign_core::accounts::PlainPassword;
use countersign_core::flows::staff::{self, EntryWanted, StaffError};
use countersign_core::store::{GroupId, PermissionId, SoughtUsers, UserEntry, UserOrder, UserSortKey};
use countersign_core::{Moment, ProfileChange, UserAttribute, UserTable};
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::register::{self, EMAIL, PASSWORD, USERNAME};
use super::staff::{Listing, Paginated, Staff};
use super::user_fields::account;
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

/// The fields of a model that is not Django's own: those of its columns, after those that `profile` has of it, and the `further`
/// ones; all but the password.
pub(super) fn fields(table: &UserTable, profile: &[Field], further: &[Field]) -> Vec<Field> {
    let own = [
        (UserAttribute::IsActive, IS_ACTIVE),
        (UserAttribute::IsStaff, IS_STAFF),
        (UserAttribute::IsSuperuser, IS_SUPERUSER),
        (UserAttribute::LastLogin, LAST_LOGIN),
        (UserAttribute::DateJoined, DATE_JOINED),
        (UserAttribute::Groups, GROUPS),
    ];
    let mut fields = profile.to_vec();
    fields.extend(own.into_iter().filter(|(attribute, _)| table.has(*attribute)).map(|(_, field)| field));
    fields.extend(table.permissions.is_some().then_some(USER_PERMISSIONS));
    fields.extend(further);
    fields
}

/// An account, as staff see it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer, whose fields are those of the user model")]
pub(crate) struct StaffAccount {
    id: i64,
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
    listing.present(page, |entry| shown(entry, &app.ctx().user_table))
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
    let wanted = read(&app, &mut fields, &PASSWORD);
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
pub(super) fn read(app: &App, fields: &mut Fields, password: &Field) -> EntryWanted {
    let (model, table) = (app.user_fields(), &app.ctx().user_table);
    let profile = ProfileChange {
        username: fields.read(&model.username),
        email: model.email.and_then(|email| fields.read(&email)),
        first_name: table.columns.first_name.as_ref().and_then(|_| fields.read(&FIRST_NAME)),
        last_name: table.columns.last_name.as_ref().and_then(|_| fields.read(&LAST_NAME)),
        extra: Map::new(),
    };
    // What the table has no column for is refused where it was sent, and not missed in a form.
    let mut flag = |attribute, field: &Field| {
        if table.has(attribute) || fields.has(field.name) { fields.read_flag(field) } else { None }
    };
    let mut wanted = EntryWanted {
        profile,
        is_active: flag(UserAttribute::IsActive, &IS_ACTIVE),
        is_staff: flag(UserAttribute::IsStaff, &IS_STAFF),
        is_superuser: flag(UserAttribute::IsSuperuser, &IS_SUPERUSER),
        groups: fields.read_keys(&GROUPS).map(|keys| keys.into_iter().map(GroupId).collect()),
        permissions: fields.read_keys(&USER_PERMISSIONS).map(|keys| keys.into_iter().map(PermissionId).collect()),
        password: None,
    };
    wanted.profile.extra = model.extra_of_staff(fields);
    wanted.password = fields.read(password).map(PlainPassword::new);
    wanted
}

/// 201 with the account, and where it is.
fn created(app: &App, origin: &Origin, entry: UserEntry) -> Response {
    let id = entry.user.id;
    let mut response = reply::json(StatusCode::CREATED, &shown(entry, &app.ctx().user_table));
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

/// `-date_joined,username`; what is no column is left out (DRF's `OrderingFilter`), and so is one that stands there before, which
/// would order nothing more.
fn order(text: &str) -> Vec<UserOrder> {
    let read = |term: &str| {
        let term = python::strip(term);
        let name = term.strip_prefix('-');
        let by = column(name.unwrap_or(term))?;
        Some(UserOrder { by, descending: name.is_some() })
    };
    let mut order: Vec<UserOrder> = Vec::new();
    for term in text.split(',').filter_map(read) {
        if order.iter().all(|known| known.by != term.by) {
            order.push(term);
        }
    }
    order
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

/// The account with the fields that the model has.
pub(super) fn shown(UserEntry { user, groups, permissions }: UserEntry, table: &UserTable) -> Map<String, Value> {
    let mut shown = account(&user, table);
    let own = [
        (UserAttribute::IsActive, "is_active", user.is_active.into()),
        (UserAttribute::IsStaff, "is_staff", user.is_staff.into()),
        (UserAttribute::IsSuperuser, "is_superuser", user.is_superuser.into()),
        (UserAttribute::LastLogin, "last_login", user.last_login.map(Moment::to_rfc3339).into()),
        (UserAttribute::DateJoined, "date_joined", user.date_joined.to_rfc3339().into()),
        (UserAttribute::Groups, "groups", groups.into_iter().map(|group| group.0).collect()),
    ];
    let own = own.into_iter().filter(|(attribute, ..)| table.has(*attribute));
    shown.extend(own.map(|(_, name, value): (_, &str, Value)| (name.to_owned(), value)));
    if table.permissions.is_some() {
        let permissions = permissions.into_iter().map(|permission| permission.0).collect();
        shown.insert("user_permissions".to_owned(), permissions);
    }
    shown.extend(user.extra);
    shown
}
