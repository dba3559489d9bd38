//! `countersign users`

use std::process::ExitCode;

use anyhow::Context;
use countersign_core::{Ctx, Moment, User, flows};
use serde::Serialize;

use crate::args::{Json, Users, UsersCommand};
use crate::config::Config;
use crate::deployment::{Deployment, IfNew};
use crate::output;

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
        UsersCommand::Activate { username } => {
            let ended = flows::set_user_active(ctx, &username, true).await.with_context(|| format!("{username:?}"))?;
            output::line(&format!("{username:?} is active; {}.", sessions_ended(ended)))
        }
        UsersCommand::Deactivate { username } => {
            let ended = flows::set_user_active(ctx, &username, false).await.with_context(|| format!("{username:?}"))?;
            output::line(&format!("{username:?} is inactive; {}.", sessions_ended(ended)))
        }
        UsersCommand::Logout { username } => {
            let ended = flows::log_user_out(ctx, &username).await.with_context(|| format!("{username:?}"))?;
            output::line(&format!("{username:?} is logged out; {}.", sessions_ended(ended)))
        }
    }
}

/// A user as they are shown; the password is not.
#[derive(Serialize)]
struct Shown {
    id: i64,
    username: String,
    email: String,
    first_name: String,
    last_name: String,
    is_active: bool,
    is_staff: bool,
    is_superuser: bool,
    date_joined: String,
    last_login: Option<String>,
}

impl From<User> for Shown {
    fn from(user: User) -> Self {
        Self {
            id: user.id.key(),
            username: user.username,
            email: user.email,
            first_name: user.first_name,
            last_name: user.last_name,
            is_active: user.is_active,
            is_staff: user.is_staff,
            is_superuser: user.is_superuser,
            date_joined: date(user.date_joined),
            last_login: user.last_login.map(date),
        }
    }
}

async fn list(ctx: &Ctx, Json { json }: Json) -> anyhow::Result<()> {
    let users: Vec<Shown> = ctx.store.users().await?.into_iter().map(Shown::from).collect();
    if json {
        return output::json(&users);
    }
    let head = ["id", "username", "email", "active", "staff", "joined"].map(str::to_owned).to_vec();
    let rows = users.into_iter().map(|user| {
        vec![user.id.to_string(), user.username, user.email, yes(user.is_active), yes(user.is_staff), user.date_joined]
    });
    output::table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}

async fn show(ctx: &Ctx, username: &str, Json { json }: Json) -> anyhow::Result<()> {
    let user = ctx.store.user_named(username).await?.with_context(|| format!("there is no user {username:?}"))?;
    let user = Shown::from(user);
    if json {
        return output::json(&user);
    }
    let rows = [
        ("id", user.id.to_string()),
        ("username", user.username),
        ("email", user.email),
        ("first name", user.first_name),
        ("last name", user.last_name),
        ("active", yes(user.is_active)),
        ("staff", yes(user.is_staff)),
        ("superuser", yes(user.is_superuser)),
        ("joined", user.date_joined),
        ("last login", user.last_login.unwrap_or_else(|| "never".to_owned())),
    ];
    output::table(&rows.map(|(name, value)| vec![name.to_owned(), value]))
}

fn date(moment: Moment) -> String {
    jiff::Timestamp::from_microsecond(moment.micros()).map(|at| at.to_string()).unwrap_or_default()
}

fn yes(flag: bool) -> String {
    if flag { "yes" } else { "no" }.to_owned()
}

fn sessions_ended(count: usize) -> String {
    if count == 1 { "1 session ended".to_owned() } else { format!("{count} sessions ended") }
}
