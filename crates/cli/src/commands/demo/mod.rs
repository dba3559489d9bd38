//! `countersign demo`: the whole flow against a throw-away server, every request and answer printed and checked.

mod client;
mod walk;

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use anyhow::{anyhow, bail};
use countersign_server::{App, Settings, Transport, router, serve};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::args::Global;
use crate::commands::serve::stop_signal;
use crate::config::{Config, ConfigError};
use crate::database::{Database, ThrowAway};
use crate::deployment::Deployment;
use crate::output;
use crate::output::style::{self, painted};
use client::Client;

/// The settings are asked for nothing but the server of a database, and for that only where `--database-url` names one: a
/// variable that is set anyhow makes no database on anybody's server.
pub(crate) async fn run(
    global: &Global,
    settings: impl FnOnce() -> Result<Config, ConfigError>,
) -> anyhow::Result<ExitCode> {
    let stop = stop_signal()?;
    let database = match global.database_url {
        None => ThrowAway::in_a_folder()?,
        Some(_) => ThrowAway::on_the_server_of(settings()?).await?,
    };
    let shown = show(&database, stop).await;
    match (shown, database.delete().await) {
        (Err(cause), Err(left)) => bail!("{cause:#}; and {left:#}"),
        (shown, deleted) => shown.and(deleted)?,
    }
    output::line(&format!("\n{}", painted(style::GOOD, "Every answer was right.")))?;
    Ok(ExitCode::SUCCESS)
}

async fn show(database: &ThrowAway, stop: impl Future<Output = ()>) -> anyhow::Result<()> {
    let config = &database.config;
    let place = Database::of(config)?;
    if database.is_on_a_server() {
        output::line(&format!("A throw-away database: {}", output::plain(&place.to_string())))?;
    }
    place.migrate().await?;
    let deployment = Deployment::open_to_serve(config).await?;
    let store = deployment.store();
    let walked = served(deployment, stop).await;
    store.close().await;
    walked
}

async fn served(deployment: Deployment, interrupted: impl Future<Output = ()>) -> anyhow::Result<()> {
    deployment.ctx.follower.catch_up().await?;
    let router = router(App::new(deployment.ctx, Settings::default()))?;
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, Transport::Plain, router, async move { drop(stopped.await) }));

    let client = Client::new(address);
    let walked = tokio::select! {
        biased;
        () = interrupted => Err(anyhow!("stopped before the end")),
        walked = walk::walk(&client) => walked,
    };
    drop(stop);
    server.await??;
    walked
}
