//! `countersign token revoke`

use std::process::ExitCode;

use countersign_core::Ctx;
use countersign_core::flows::{self, RevokeError, TakenBack};

use crate::config::Config;
use crate::deployment::{Deployment, IfNew};
use crate::output;

pub(super) async fn run(config: &Config, token: &str) -> anyhow::Result<ExitCode> {
    let deployment = Deployment::open(config, IfNew::Refuse).await?;
    let revoked = revoke(&deployment.ctx, token).await;
    deployment.close().await;
    let what = match revoked? {
        TakenBack::Session => "The token's session has ended, with every token of it",
        TakenBack::Token => "The token is revoked, and no other: its session lives",
        TakenBack::Unattached => {
            "The token is revoked, and no other: it belongs to no session, and what came of it lives until it expires"
        }
    };
    output::line(&format!("{what}. Running servers know within a second."))?;
    Ok(ExitCode::SUCCESS)
}

async fn revoke(ctx: &Ctx, token: &str) -> anyhow::Result<TakenBack> {
    ctx.follower.catch_up().await?;
    flows::token_revoke(ctx, token).await.map_err(|cause| match cause {
        RevokeError::Expired => anyhow::anyhow!(
            "the token has expired: there is nothing to revoke (`countersign users logout` ends the sessions of its user)"
        ),
        RevokeError::Before => {
            anyhow::anyhow!("the token was revoked before, or its session is over: there is nothing to revoke")
        }
        cause @ (RevokeError::Token(_) | RevokeError::Store(_)) => anyhow::Error::new(cause).context("not revoked"),
    })
}
