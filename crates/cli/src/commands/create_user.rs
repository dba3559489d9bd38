//! `countersign createuser` and `createsuperuser`

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use countersign_core::accounts::{
    Complaint, PersonalAttributes, PlainPassword, email_errors, normalize_email, normalize_username,
    password_field_errors, username_errors,
};
use countersign_core::flows::{self, Account};
use countersign_core::{Ctx, User};
use countersign_server::extra_fields_of;
use serde_json::{Map, Value};

use super::users::{Shown, explained};
use crate::args::CreateUser;
use crate::config::Config;
use crate::deployment::{Deployment, IfNew};
use crate::environment::Environment;
use crate::output;

/// Which of the two commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    User,
    Superuser,
}

impl Kind {
    fn variable(self) -> &'static str {
        match self {
            Self::User => "COUNTERSIGN_USER_PASSWORD",
            Self::Superuser => "COUNTERSIGN_SUPERUSER_PASSWORD",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Superuser => "Superuser",
        }
    }
}

pub(crate) async fn run(
    config: &Config,
    options: CreateUser,
    kind: Kind,
    environment: &Environment,
) -> anyhow::Result<ExitCode> {
    let deployment = Deployment::open(config, IfNew::Create).await?;
    let json = options.json.json;
    let made = make(&deployment.ctx, options, kind, environment).await;
    let users = Arc::clone(&deployment.ctx.user_table);
    deployment.close().await;
    let user = made?;
    if json {
        output::json(&Shown::of(user, &users))?;
    } else {
        output::line(&format!("{} {:?} created.", kind.word(), user.username))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn make(ctx: &Ctx, options: CreateUser, kind: Kind, environment: &Environment) -> anyhow::Result<User> {
    let extra = further_fields(ctx, &options)?;
    let account =
        if options.noinput { given(ctx, &options, kind, environment)? } else { asked(ctx, options, kind).await? };
    let account = Account { extra, ..account };
    let username = account.username.clone();
    flows::create_user(ctx, account).await.map_err(|cause| explained(&username, cause))
}

fn further_fields(ctx: &Ctx, options: &CreateUser) -> anyhow::Result<Map<String, Value>> {
    let read = extra_fields_of(&ctx.user_table, options.fields.iter().cloned());
    read.map_err(|problems| anyhow::anyhow!("--field {}", problems.join("; --field ")))
}

fn given(ctx: &Ctx, options: &CreateUser, kind: Kind, environment: &Environment) -> anyhow::Result<Account> {
    // As Django's own command takes the address, where that is the name.
    let address = options.email.clone().filter(|_| ctx.user_table.name_is_address());
    let username = options.username.clone().or(address);
    let username = username.context("--noinput asks nothing, so --username must be given")?;
    let email = options.email.clone().unwrap_or_default();
    check(ctx, &username, &email)?;
    let password = environment.get(kind.variable());
    let password = password.with_context(|| format!("--noinput needs the password in {}; set it", kind.variable()))?;
    anyhow::ensure!(!password.is_empty(), "{} is empty; set it to the password", kind.variable());
    Ok(Account {
        username,
        email,
        password: PlainPassword::new(password),
        superuser: kind == Kind::Superuser,
        extra: Map::new(),
    })
}

/// Asks for each thing until it is good, as Django's command does; what an option gave and is not good is asked for, too.
async fn asked(ctx: &Ctx, options: CreateUser, kind: Kind) -> anyhow::Result<Account> {
    let address = options.email.clone().filter(|_| ctx.user_table.name_is_address());
    let username = ask_username(ctx, options.username.or(address)).await?;
    let email = if asks_email(ctx) { ask_email(options.email)? } else { String::new() };
    let about = PersonalAttributes { username: &username, email: &email, ..PersonalAttributes::default() };
    let password = ask_password(ctx, &about, "create user")?;
    Ok(Account { username, email, password, superuser: kind == Kind::Superuser, extra: Map::new() })
}

/// What is wrong with a value of `USERNAME_FIELD`.
fn name_errors(ctx: &Ctx, name: &str) -> Vec<Complaint> {
    if ctx.user_table.name_is_address() { email_errors(name) } else { username_errors(name) }
}

fn normalized(ctx: &Ctx, name: &str) -> String {
    if ctx.user_table.name_is_address() { normalize_email(name) } else { normalize_username(name) }
}

/// The address is a field of its own.
fn asks_email(ctx: &Ctx) -> bool {
    ctx.user_table.email_field.is_some() && !ctx.user_table.name_is_address()
}

/// `USERNAME_FIELD` in words.
fn label(ctx: &Ctx) -> String {
    let words = ctx.user_table.username_field.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

async fn ask_username(ctx: &Ctx, mut given: Option<String>) -> anyhow::Result<String> {
    let label = label(ctx);
    loop {
        let username = given.take().map_or_else(|| output::ask(&format!("{label}: ")), Ok)?;
        let problems = name_errors(ctx, &username);
        if username.is_empty() {
            eprintln!("Error: {label} cannot be blank.");
        } else if !problems.is_empty() {
            eprintln!("Error: {}", told(&problems, " "));
        } else if ctx.store.user_named(&normalized(ctx, &username)).await?.is_some() {
            eprintln!("Error: That {} is already taken.", label.to_lowercase());
        } else {
            return Ok(username);
        }
    }
}

fn ask_email(mut given: Option<String>) -> anyhow::Result<String> {
    loop {
        let email = given.take().map_or_else(|| output::ask("Email address: "), Ok)?;
        let problems = if email.is_empty() { Vec::new() } else { email_errors(&email) };
        if problems.is_empty() {
            return Ok(email);
        }
        eprintln!("Error: {}", told(&problems, " "));
    }
}

/// Asks twice; a password that the validators refuse is taken only when the operator insists, as Django's command does.
pub(super) fn ask_password(ctx: &Ctx, about: &PersonalAttributes<'_>, to: &str) -> anyhow::Result<PlainPassword> {
    loop {
        let password = PlainPassword::new(output::ask_secret("Password: ")?);
        if password.expose() != output::ask_secret("Password (again): ")? {
            eprintln!("Error: Your passwords didn't match.");
            continue;
        }
        if password.expose().is_empty() {
            eprintln!("Error: Blank passwords aren't allowed.");
            continue;
        }
        let mut problems = password_field_errors(&password);
        problems.extend(ctx.passwords.validators.validate(&password, about));
        if problems.is_empty() {
            return Ok(password);
        }
        eprintln!("{}", told(&problems, "\n"));
        if output::ask(&format!("Bypass password validation and {to} anyway? [y/N]: "))?.eq_ignore_ascii_case("y") {
            return Ok(password);
        }
    }
}

fn check(ctx: &Ctx, username: &str, email: &str) -> anyhow::Result<()> {
    let mut problems = name_errors(ctx, username);
    if !email.is_empty() {
        problems.extend(email_errors(email));
    }
    anyhow::ensure!(problems.is_empty(), "{}", told(&problems, " "));
    Ok(())
}

fn told(problems: &[Complaint], separator: &str) -> String {
    problems.iter().map(Complaint::to_string).collect::<Vec<_>>().join(separator)
}
