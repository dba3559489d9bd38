//! `countersign clients`

use std::process::ExitCode;

use anyhow::{bail, ensure};
use countersign_core::store::{Ended, ServiceClient, Store};
use countersign_core::{ClientId, Moment, flows};
use serde::Serialize;

use crate::args::{Clients, ClientsCommand, Json};
use crate::config::Config;
use crate::deployment::{IfNew, open_store};
use crate::output::{self, Cell, style};
use crate::platform::{SystemClock, SystemRandomness};

/// No name is longer (characters).
const LONGEST_NAME: usize = 150;

pub(crate) async fn run(config: &Config, options: Clients) -> anyhow::Result<ExitCode> {
    let store = open_store(config, IfNew::Refuse).await?;
    let done = command(&*store.shared(), options.command).await;
    store.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn command(store: &dyn Store, command: ClientsCommand) -> anyhow::Result<()> {
    match command {
        ClientsCommand::Create { name, json } => create(store, name.trim(), json).await,
        ClientsCommand::List(json) => list(store, json).await,
        ClientsCommand::Revoke { id, json } => revoke(store, &id, json).await,
    }
}

async fn create(store: &dyn Store, name: &str, Json { json }: Json) -> anyhow::Result<()> {
    ensure!(
        !name.is_empty() && name.chars().nth(LONGEST_NAME).is_none() && !name.contains(char::is_control),
        "a name has 1 to {LONGEST_NAME} characters, on one line"
    );
    let (id, secret) = flows::create_client(store, name, &SystemClock, &SystemRandomness).await?;
    if json {
        let made = serde_json::json!({ "name": name, "client_id": id.as_str(), "client_secret": secret.expose() });
        return output::json(&made);
    }
    output::table(&[
        vec![Cell::styled("client id", style::TITLE), id.as_str().into()],
        vec![Cell::styled("client secret", style::TITLE), secret.expose().into()],
    ])?;
    output::tip("The secret is kept nowhere and not shown again.");
    Ok(())
}

/// A program as it is shown; its secret is not known.
#[derive(Serialize)]
struct Shown {
    client_id: String,
    name: String,
    created_at: String,
    revoked_at: Option<String>,
}

impl From<ServiceClient> for Shown {
    fn from(client: ServiceClient) -> Self {
        Self {
            client_id: client.id.to_string(),
            name: client.name,
            created_at: client.created_at.to_rfc3339(),
            revoked_at: client.revoked_at.map(Moment::to_rfc3339),
        }
    }
}

async fn list(store: &dyn Store, Json { json }: Json) -> anyhow::Result<()> {
    let clients: Vec<Shown> = flows::clients(store).await?.into_iter().map(Shown::from).collect();
    if json {
        return output::json(&clients);
    }
    if clients.is_empty() {
        output::tip("There are no clients yet; `countersign clients create NAME` makes one.");
    }
    let row = |client: Shown| -> Vec<Cell> {
        let revoked = client.revoked_at.map_or_else(|| Cell::styled("-", style::FAINT), Cell::from);
        vec![client.client_id.into(), client.name.into(), client.created_at.into(), revoked]
    };
    output::table_with_head(&["client id", "name", "made", "revoked"], clients.into_iter().map(row).collect())
}

async fn revoke(store: &dyn Store, id: &str, Json { json }: Json) -> anyhow::Result<()> {
    let ended = match ClientId::parse(id) {
        Some(id) => flows::revoke_client(store, &id, &SystemClock).await?,
        None => Ended::Unknown,
    };
    let told = match ended {
        Ended::Now => "is refused from now on",
        Ended::Before => "was revoked before",
        Ended::Unknown => bail!("there is no client {id:?}; `countersign clients list` shows all"),
    };
    if json {
        return output::json(&serde_json::json!({ "client_id": id, "revoked": ended == Ended::Now }));
    }
    output::line(&format!("{id} {told}."))
}
