//! `countersign token drf`

use std::process::ExitCode;

use anyhow::anyhow;
use countersign_core::Ctx;
use countersign_core::flows;
use serde_json::json;

use crate::args::DrfToken;
use crate::commands::users::explained;
use crate::config::Config;
use crate::deployment::{Deployment, IfNew};
use crate::output;

pub(super) async fn run(config: &Config, options: DrfToken) -> anyhow::Result<ExitCode> {
    let deployment = Deployment::open(config, IfNew::Refuse).await?;
    let done =
        if options.delete { delete(&deployment.ctx, &options).await } else { make(&deployment.ctx, &options).await };
    deployment.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn make(ctx: &Ctx, DrfToken { username, reset, json, .. }: &DrfToken) -> anyhow::Result<()> {
    let key = flows::auth_token(ctx, username, *reset).await.map_err(|cause| explained(username, cause))?;
    if json.json {
        return output::json(&json!({ "username": username, "token": key }));
    }
    // Django's words, which scripts read.
    output::line(&format!("Generated token {key} for user {username}"))
}

async fn delete(ctx: &Ctx, DrfToken { username, json, .. }: &DrfToken) -> anyhow::Result<()> {
    let deleted = flows::delete_auth_token(ctx, username).await.map_err(|cause| explained(username, cause))?;
    if !deleted {
        return Err(anyhow!("{username:?} has no such token; `countersign token drf` makes one"));
    }
    if json.json {
        return output::json(&json!({ "username": username, "deleted": true }));
    }
    output::line(&format!("The token of {username:?} is deleted."))
}
