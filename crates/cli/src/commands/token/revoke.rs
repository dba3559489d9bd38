//! `countersign token revoke`

use std::process::ExitCode;

use anyhow::Context;
use countersign_core::Ctx;
use countersign_core::flows::{self, RevokeError, TakenBack};
use serde_json::json;

use super::verdict::{self, Yes};
use crate::args::Json;
use crate::config::Config;
use crate::deployment::{Deployment, IfNew};

pub(super) async fn run(config: &Config, token: &str, json: Json) -> anyhow::Result<ExitCode> {
    let deployment = Deployment::open(config, IfNew::Refuse).await?;
    let revoked = revoke(&deployment.ctx, token).await;
    deployment.close().await;
    let verdict = match revoked? {
        Ok(what) => Ok(told(what)),
        Err(cause) => Err(explained(cause)),
    };
    verdict::print("revoked", verdict, json)
}

fn told(what: TakenBack) -> Yes {
    let (word, said) = match what {
        TakenBack::Session => ("session", "The token's session has ended, with every token of it"),
        TakenBack::Token => ("token", "The token is revoked, and no other: its session lives"),
        TakenBack::Unattached => (
            "unattached_token",
            "The token is revoked, and no other: it belongs to no session, and what came of it lives until it expires",
        ),
    };
    let said = format!("{said}. Running servers know within a second.");
    Yes { said, json: json!({ "revoked": true, "what": word }) }
}

/// A token that is not revoked is an answer; a database that is away is none.
async fn revoke(ctx: &Ctx, token: &str) -> anyhow::Result<Result<TakenBack, RevokeError>> {
    ctx.follower.catch_up().await?;
    match flows::token_revoke(ctx, token).await {
        Err(cause @ RevokeError::Store(_)) => Err(cause).context("not revoked"),
        answer => Ok(answer),
    }
}

fn explained(cause: RevokeError) -> anyhow::Error {
    match cause {
        RevokeError::Expired => anyhow::anyhow!(
            "the token has expired: there is nothing to revoke (`countersign users logout` ends the sessions of its user)"
        ),
        RevokeError::Before => {
            anyhow::anyhow!("the token was revoked before, or its session is over: there is nothing to revoke")
        }
        cause @ (RevokeError::Token(_) | RevokeError::Store(_)) => {
            anyhow::Error::new(cause).context("not revoked (`countersign token inspect` says what it is)")
        }
    }
}
