//! The fields of the configured user model, as endpoints declare and read them.

use countersign_core::accounts::{EMAIL_MAX_LENGTH, USERNAME_MAX_LENGTH};
use countersign_core::flows::Registration;
use countersign_core::{ExtraField, FieldDefault, FieldKind, User, UserTable};
use serde_json::{Map, Value};

use super::{register, token_obtain, users, users_me};
use crate::endpoint::Endpoint;
use crate::rest::{Field, Fields, Kind, Widget};

/// What bodies hold that speak of users. The names of a project's own model are kept for as long as the process runs.
#[derive(Debug)]
pub(crate) struct UserFields {
    /// Who logs in.
    pub(crate) login: &'static [Field],
    register: &'static [Field],
    profile: &'static [Field],
    create: &'static [Field],
    change: &'static [Field],
    /// `USERNAME_FIELD`, as registration and profiles read it.
    pub(crate) username: Field,
    /// The address, where it is another field.
    pub(crate) email: Option<Field>,
    extra: Vec<ExtraField>,
    /// What staff set, which is more than registration may.
    staff_extra: Vec<ExtraField>,
}

impl UserFields {
    pub(crate) fn of(table: &UserTable) -> Self {
        if *table == UserTable::default() {
            return Self {
                login: token_obtain::FIELDS,
                register: register::FIELDS,
                profile: users_me::FIELDS,
                create: users::CREATE_FIELDS,
                change: users::CHANGE_FIELDS,
                username: register::USERNAME,
                email: Some(register::EMAIL),
                extra: Vec::new(),
                staff_extra: Vec::new(),
            };
        }
        let username = username(table);
        let email = table.email_field.as_ref().filter(|_| !table.name_is_address()).map(|field| email(field));
        let extra: Vec<_> = table.extra_fields.iter().filter(|field| field.register).cloned().collect();
        let mut registered = vec![username];
        registered.extend(email.map(|email| email.or("")));
        registered.push(register::PASSWORD);
        registered.extend(extra.iter().map(declared));
        let key = Field::read_only("id", Kind::Integer).labelled("ID");
        let mut profile = vec![key, username];
        profile.extend(email);
        profile.extend(table.columns.first_name.as_ref().map(|_| users_me::FIRST_NAME));
        profile.extend(table.columns.last_name.as_ref().map(|_| users_me::LAST_NAME));
        let account = users::fields(table, &profile, &further(table));
        profile.push(users_me::PROOF);
        Self {
            login: vec![Field::char(username.name), token_obtain::PASSWORD].leak(),
            register: registered.leak(),
            profile: profile.leak(),
            create: [&account[..], &[register::PASSWORD]].concat().leak(),
            change: [&account[..], &[register::PASSWORD.optional()]].concat().leak(),
            username,
            email,
            extra,
            staff_extra: table.extra_fields.iter().filter(|field| !is_automatic(field)).cloned().collect(),
        }
    }

    /// The endpoint with these fields in place of those of Django's own model.
    pub(crate) fn fit(&self, endpoint: Endpoint) -> Endpoint {
        match endpoint.name {
            "token_obtain_pair" | "token_obtain_sliding" => endpoint.takes_instead(http::Method::POST, self.login),
            "register" => endpoint.takes_instead(http::Method::POST, self.register),
            "users_me" => endpoint.takes_instead(http::Method::PUT, self.profile),
            "users" => endpoint.takes_instead(http::Method::POST, self.create),
            "users_detail" => endpoint.takes_instead(http::Method::PUT, self.change),
            _ => endpoint,
        }
    }

    /// What people log in with, as its field is read where they do.
    pub(crate) fn login_name(&self) -> &Field {
        self.login.first().unwrap_or(&token_obtain::USERNAME)
    }

    /// Reads who registers, field by field in the order of their declaration.
    pub(crate) fn registration(&self, fields: &mut Fields) -> Registration {
        Registration {
            username: fields.read(&self.username),
            email: self.email.map_or_else(|| Some(String::new()), |email| fields.read(&email.or(""))),
            password: fields.read(&register::PASSWORD).map(countersign_core::accounts::PlainPassword::new),
            extra: read_extra(&self.extra, fields).ok(),
        }
    }

    /// Reads the further fields of an account that staff make or change: those that were sent and are as they should be.
    pub(crate) fn extra_of_staff(&self, fields: &mut Fields) -> Map<String, Value> {
        read_extra(&self.staff_extra, fields).unwrap_or_else(|good| good)
    }
}

/// Reads further fields of an account (`[django.extra_fields]`) that an operator gives as texts, by the rules and in the words of
/// a form.
///
/// # Errors
/// What is wrong, each with the name of its field: there is none of that name, or the text is no value of it.
///
/// ```
/// use countersign_core::UserTable;
///
/// let given = [("nickname".to_owned(), "Al".to_owned())];
/// let problems = countersign_server::extra_fields_of(&UserTable::default(), given).unwrap_err();
/// assert_eq!(problems, ["nickname: the user model has no such further field"]);
/// ```
pub fn extra_fields_of(
    table: &UserTable,
    texts: impl IntoIterator<Item = (String, String)>,
) -> Result<Map<String, Value>, Vec<String>> {
    let texts: Vec<_> = texts.into_iter().collect();
    let (mut known, mut problems) = (Vec::new(), Vec::new());
    for (name, _) in &texts {
        match table.extra_field(name) {
            Some(field) => known.push(field.clone()),
            None => problems.push(format!("{name}: the user model has no such further field")),
        }
    }
    let mut fields = Fields::of_texts(texts);
    let values = read_extra(&known, &mut fields).unwrap_or_else(|good| good);
    problems.extend(fields.into_errors().lines());
    if problems.is_empty() { Ok(values) } else { Err(problems) }
}

/// Those that were sent.
///
/// # Errors
/// One of them is not as it should be, and told already; these are the others.
fn read_extra(all: &[ExtraField], fields: &mut Fields) -> Result<Map<String, Value>, Map<String, Value>> {
    let (mut good, mut is_good) = (Map::new(), true);
    for field in all {
        match fields.extra(field) {
            Ok(Some(value)) => drop(good.insert(field.name.clone(), value)),
            Ok(None) => {}
            Err(()) => is_good = false,
        }
    }
    if is_good { Ok(good) } else { Err(good) }
}

/// The database's own business, as Django's `auto_now_add` is: staff see it, and set it no more than a `ModelSerializer` does.
fn is_automatic(field: &ExtraField) -> bool {
    field.default == Some(FieldDefault::Now) && !field.register
}

/// Every further field, as staff see it.
fn further(table: &UserTable) -> Vec<Field> {
    let field = |field| if is_automatic(field) { declared(field).told_only() } else { declared(field) };
    table.extra_fields.iter().map(field).collect()
}

/// The user as they see themselves, with the fields that the model has.
pub(crate) fn account(user: &User, table: &UserTable) -> Map<String, Value> {
    let mut shown = Map::new();
    shown.insert("id".to_owned(), user.id.to_json());
    shown.insert(table.username_field.clone(), user.username.as_str().into());
    if let Some(field) = table.email_field.as_ref().filter(|_| !table.name_is_address()) {
        shown.insert(field.clone(), user.email.as_str().into());
    }
    let names = [
        ("first_name", &table.columns.first_name, &user.first_name),
        ("last_name", &table.columns.last_name, &user.last_name),
    ];
    for (field, column, value) in names {
        if column.is_some() {
            shown.insert(field.to_owned(), value.as_str().into());
        }
    }
    shown
}

fn username(table: &UserTable) -> Field {
    let name = kept(&table.username_field);
    if table.name_is_address() {
        return Field::email(name).at_most(EMAIL_MAX_LENGTH);
    }
    Field::char(name).judged_by_flow().at_most(USERNAME_MAX_LENGTH)
}

fn email(name: &str) -> Field {
    Field::email(kept(name)).optional().allow_blank().at_most(EMAIL_MAX_LENGTH)
}

/// For `OPTIONS` and forms; [`Fields::extra`] reads it.
fn declared(field: &ExtraField) -> Field {
    let declared = Field::char(kept(&field.name)).of_kind(match field.kind {
        FieldKind::Text { .. } | FieldKind::Uuid => Kind::String,
        FieldKind::Integer => Kind::Integer,
        FieldKind::Number => Kind::Float,
        FieldKind::Decimal(_) => Kind::Decimal,
        FieldKind::Boolean => Kind::Boolean,
        FieldKind::Date => Kind::Date,
        FieldKind::DateTime => Kind::DateTime,
        FieldKind::Json => Kind::Field,
    });
    let declared = if let FieldKind::Text { max_length: Some(most) } = field.kind {
        declared.at_most(most as usize)
    } else if field.kind == FieldKind::Json {
        declared.typed_into(Widget::Area)
    } else {
        declared
    };
    if field.is_demanded() { declared } else { declared.optional() }
}

fn kept(name: &str) -> &'static str {
    name.to_owned().leak()
}
