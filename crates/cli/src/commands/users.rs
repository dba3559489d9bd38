//! `countersign users`

use std::process::ExitCode;

use anyhow::anyhow;
use countersign_core::flows::{self, ManageError, RightsChange};
use countersign_core::{Ctx, Moment, User, UserTable};
use serde::Serialize;
use serde_json::Value;

use super::user_rights;
use crate::args::{Json, RightsOf, Users, UsersCommand};
use crate::config::Config;
use crate::deployment::{Deployment, IfNew};
use crate::output::{self, Cell, style};

pub(crate) async fn run(config: &Config, options: Users) -> anyhow::Result<ExitCode> {
    let deployment = Deployment::open(config, IfNew::Refuse).await?;
    let done = command(&deployment.ctx, options.command).await;
    deployment.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn command(ctx: &Ctx, command: UsersCommand) -> anyhow::Result<()> {
    match command {
        UsersCommand::List(json) => list(ctx, json).await,
        UsersCommand::Show { username, json } => show(ctx, &username, json).await,
        UsersCommand::Activate { username, json } => {
            let ended = flows::set_user_active(ctx, &username, true).await;
            report(&username, "is active and can log in", ended.map_err(|cause| explained(&username, cause))?, json)
        }
        UsersCommand::Deactivate { username, json } => {
            let ended = flows::set_user_active(ctx, &username, false).await;
            report(
                &username,
                "is inactive and cannot log in",
                ended.map_err(|cause| explained(&username, cause))?,
                json,
            )
        }
        UsersCommand::Staff(RightsOf { username, remove, json }) => {
            let words = if remove { "is not staff any more" } else { "is staff" };
            let wanted = RightsChange { is_staff: Some(!remove), ..RightsChange::default() };
            user_rights::change(ctx, &username, &wanted, (words, json)).await
        }
        UsersCommand::Superuser(RightsOf { username, remove, json }) => {
            let words = if remove { "is no superuser any more" } else { "is a superuser, and staff" };
            // Django's admin is for staff alone, superusers included.
            let is_staff = (!remove).then_some(true);
            let wanted = RightsChange { is_superuser: Some(!remove), is_staff, ..RightsChange::default() };
            user_rights::change(ctx, &username, &wanted, (words, json)).await
        }
        UsersCommand::Groups { username, add, remove, json } => {
            let wanted = RightsChange { join: add, leave: remove, ..RightsChange::default() };
            user_rights::groups(ctx, &username, &wanted, json).await
        }
        UsersCommand::Logout { username, json } => {
            let ended = flows::log_user_out(ctx, &username).await;
            report(&username, "is logged out", ended.map_err(|cause| explained(&username, cause))?, json)
        }
    }
}

/// The refusal, with the name and what to do.
pub(crate) fn explained(username: &str, cause: ManageError) -> anyhow::Error {
    match cause {
        ManageError::Unknown => unknown(username),
        ManageError::UsernameTaken => anyhow!(
            "a user {username:?} already exists; take another name, or `countersign changepassword` gives this one \
             another password"
        ),
        ManageError::FieldTaken(_) => anyhow!("{username:?}: {cause}; give another"),
        ManageError::FieldMissing(field) => anyhow!(
            "{username:?}: the user model's field {field} must have a value; give one with --field {field}=VALUE, or a default \
             under [django.extra_fields.{field}]"
        ),
        ManageError::NoColumn("is_active") => anyhow!(
            "the user table has no column that says who is active, so that nobody can be taken out of use; \
             `countersign users logout` ends a user's sessions"
        ),
        ManageError::NoColumn(field) => {
            anyhow!("the user table has no column for {field}; [django.user_columns] says which there are")
        }
        ManageError::LastSuperuser => anyhow!(
            "{username:?} is the last active superuser; make another one first (`countersign users superuser NAME`)"
        ),
        ManageError::Overloaded(_) | ManageError::Store(_) => {
            anyhow::Error::from(cause).context(format!("{username:?}"))
        }
    }
}

pub(super) fn unknown(username: &str) -> anyhow::Error {
    anyhow!("there is no user {username:?}; `countersign users list` shows all")
}

fn report(username: &str, done: &str, ended: usize, Json { json }: Json) -> anyhow::Result<()> {
    if json {
        return output::json(&serde_json::json!({ "username": username, "sessions_ended": ended }));
    }
    output::line(&format!("{username:?} {done}; {}.", sessions_ended(ended)))
}

/// A user as they are shown; the password is not.
#[derive(Serialize)]
pub(super) struct Shown {
    id: Value,
    username: String,
    email: String,
    first_name: String,
    last_name: String,
    is_active: bool,
    is_staff: bool,
    is_superuser: bool,
    /// `None`: the user table does not say.
    date_joined: Option<String>,
    last_login: Option<String>,
}

impl Shown {
    /// A user of this table.
    pub(super) fn of(user: User, table: &UserTable) -> Self {
        Self {
            id: user.id.to_json(),
            username: user.username,
            email: user.email,
            first_name: user.first_name,
            last_name: user.last_name,
            is_active: user.is_active,
            is_staff: user.is_staff,
            is_superuser: user.is_superuser,
            date_joined: table.columns.date_joined.is_some().then(|| date(user.date_joined)),
            last_login: user.last_login.map(date),
        }
    }
}

async fn list(ctx: &Ctx, Json { json }: Json) -> anyhow::Result<()> {
    let users: Vec<Shown> = ctx.store.users().await?.into_iter().map(|user| Shown::of(user, &ctx.user_table)).collect();
    if json {
        return output::json(&users);
    }
    if users.is_empty() {
        output::tip("There are no users yet; `countersign createsuperuser` makes the first one.");
    }
    let rows = users.into_iter().map(|user| {
        let [id, name, email] = [shown_id(&user.id), user.username, user.email].map(Cell::from);
        let joined = joined(user.date_joined);
        vec![id, name, email, yes(user.is_active), yes(user.is_staff), joined]
    });
    output::table_with_head(&["id", "username", "email", "active", "staff", "joined"], rows.collect())
}

async fn show(ctx: &Ctx, username: &str, Json { json }: Json) -> anyhow::Result<()> {
    let user = ctx.store.user_named(username).await?.ok_or_else(|| unknown(username))?;
    let user = Shown::of(user, &ctx.user_table);
    if json {
        return output::json(&user);
    }
    let rows = [
        ("id", shown_id(&user.id).into()),
        ("username", user.username.into()),
        ("email", user.email.into()),
        ("first name", user.first_name.into()),
        ("last name", user.last_name.into()),
        ("active", yes(user.is_active)),
        ("staff", yes(user.is_staff)),
        ("superuser", yes(user.is_superuser)),
        ("joined", joined(user.date_joined)),
        ("last login", user.last_login.map_or_else(|| Cell::styled("never", style::FAINT), Cell::from)),
    ];
    output::table(&rows.map(|(name, value)| vec![Cell::styled(name, style::TITLE), value]))
}

fn joined(date: Option<String>) -> Cell {
    date.map_or_else(|| Cell::styled("-", style::FAINT), Cell::from)
}

fn date(moment: Moment) -> String {
    jiff::Timestamp::from_microsecond(moment.micros()).map(|at| at.to_string()).unwrap_or_default()
}

/// A key without the quotation marks of JSON.
fn shown_id(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

fn yes(flag: bool) -> Cell {
    if flag { Cell::styled("yes", style::STRING) } else { Cell::styled("no", style::FAINT) }
}

fn sessions_ended(count: usize) -> String {
    if count == 1 { "1 session ended".to_owned() } else { format!("{count} sessions ended") }
}
