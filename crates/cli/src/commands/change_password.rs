//! `countersign changepassword`

use std::process::ExitCode;

use anyhow::Context;
use countersign_core::Ctx;
use countersign_core::accounts::{PersonalAttributes, PlainPassword};
use countersign_core::flows;
use serde_json::json;

use super::create_user::ask_password;
use super::users::{explained, unknown};
use crate::args::ChangePassword;
use crate::config::Config;
use crate::deployment::{Deployment, IfNew};
use crate::environment::Environment;
use crate::output;

const VARIABLE: &str = "COUNTERSIGN_USER_PASSWORD";

pub(crate) async fn run(
    config: &Config,
    options: ChangePassword,
    environment: &Environment,
) -> anyhow::Result<ExitCode> {
    let deployment = Deployment::open(config, IfNew::Refuse).await?;
    let changed = change(&deployment.ctx, &options, environment).await;
    deployment.close().await;
    changed?;
    if options.json.json {
        output::json(&json!({ "username": options.username, "password_changed": true }))?;
    } else {
        output::line(&format!("Password changed for {:?}; their sessions have ended.", options.username))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn change(ctx: &Ctx, options: &ChangePassword, environment: &Environment) -> anyhow::Result<()> {
    let username = &options.username;
    let password = if options.noinput {
        let given = environment.get(VARIABLE).filter(|given| !given.is_empty());
        PlainPassword::new(given.with_context(|| format!("--noinput needs the password in {VARIABLE}; set it"))?)
    } else {
        let user = ctx.store.user_named(username).await?.ok_or_else(|| unknown(username))?;
        let about = PersonalAttributes {
            username: &user.username,
            email: &user.email,
            first_name: &user.first_name,
            last_name: &user.last_name,
        };
        ask_password(ctx, &about, "change it")?
    };
    flows::set_password(ctx, username, &password).await.map_err(|cause| explained(username, cause))
}
