//! `countersign token issue`

use std::process::ExitCode;

use anyhow::anyhow;
use countersign_core::flows::{self, Client, IssueError, Pair};
use serde::Serialize;

use crate::args::IssueToken;
use crate::config::Config;
use crate::deployment::{Deployment, IfNew};
use crate::output;

/// What the list of sessions shows of a session that this opened.
const USER_AGENT: &str = "countersign token issue";

pub(super) async fn run(config: &Config, options: IssueToken) -> anyhow::Result<ExitCode> {
    let deployment = Deployment::open(config, IfNew::Refuse).await?;
    let client = Client { ip: None, user_agent: USER_AGENT.to_owned() };
    let issued = flows::token_issue(&deployment.ctx, &options.user, client).await;
    deployment.close().await;
    let pair = issued.map_err(|cause| explained(cause, &options.user))?;
    print(&pair, &options)?;
    Ok(ExitCode::SUCCESS)
}

fn print(pair: &Pair, options: &IssueToken) -> anyhow::Result<()> {
    #[derive(Serialize)]
    struct Shown<'a> {
        refresh: &'a str,
        access: &'a str,
    }
    let Pair { refresh, access, .. } = pair;
    if options.access {
        output::line(access)
    } else if options.refresh {
        output::line(refresh)
    } else if options.json.json {
        output::json(&Shown { refresh, access })
    } else {
        output::line(&format!("refresh: {refresh}\naccess: {access}"))
    }
}

fn explained(cause: IssueError, name: &str) -> anyhow::Error {
    match cause {
        IssueError::Unknown => anyhow!("there is no user {name:?}; `countersign users list` shows who there is"),
        IssueError::Inactive => anyhow!(
            "{name:?} is not active, and their tokens would be refused; \
             `countersign users activate` takes the account back into use"
        ),
        cause @ (IssueError::ClaimsTooLarge(_) | IssueError::Hook(_) | IssueError::Store(_) | IssueError::Sign(_)) => {
            anyhow::Error::new(cause).context("no token was issued")
        }
    }
}
