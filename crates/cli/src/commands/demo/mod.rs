//! `countersign demo`: the whole flow against a throw-away server, every request and answer printed and checked.

mod client;

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use anyhow::{Context, ensure};
use countersign_server::{App, Settings, Transport, router, serve};
use http::StatusCode;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::config::{Config, DatabaseUrl};
use crate::deployment::Deployment;
use crate::output;
use crate::output::style::{self, painted};
use client::{Answer, Client};

pub(crate) async fn run() -> anyhow::Result<ExitCode> {
    let folder = tempfile::tempdir().context("a throw-away folder")?;
    let mut config = Config::default();
    let url = format!("sqlite://{}", folder.path().join("countersign.db").display());
    config.database.url = DatabaseUrl::try_from(url).map_err(anyhow::Error::msg)?;
    let deployment = Deployment::open_to_serve(&config).await?;
    let store = deployment.store();
    deployment.ctx.follower.catch_up().await?;
    let router = router(App::new(deployment.ctx, Settings::default()))?;
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, Transport::Plain, router, async move { drop(stopped.await) }));

    let walked = walk(&Client::new(address)).await;
    drop(stop);
    server.await??;
    store.close().await;
    walked?;
    output::line(&format!("\n{}", painted(style::GOOD, "Every answer was right.")))?;
    Ok(ExitCode::SUCCESS)
}

async fn walk(client: &Client) -> anyhow::Result<()> {
    let credentials = json!({ "username": "alice", "password": "correct horse battery" });

    title("Register")?;
    let answer = client.post("/api/register/", None, &credentials).await?;
    answer.expect(StatusCode::CREATED, "/message", &json!("User registered successfully."))?;

    title("Log in")?;
    let login = client.post("/api/token/", None, &credentials).await?;
    let (first, access) = (login.text("/refresh")?, login.text("/access")?);

    title("Call a protected view")?;
    let answer = client.get("/api/users/me/", None).await?;
    answer.expect(StatusCode::UNAUTHORIZED, "/detail", &json!("Authentication credentials were not provided."))?;
    let answer = client.get("/api/users/me/", Some(&access)).await?;
    answer.expect(StatusCode::OK, "/username", &json!("alice"))?;

    title("Refresh: the old token is spent")?;
    let second = client.post("/api/token/refresh/", None, &json!({ "refresh": first })).await?.text("/refresh")?;
    let third = client.post("/api/token/refresh/", None, &json!({ "refresh": second })).await?;
    let (third, access) = (third.text("/refresh")?, third.text("/access")?);

    title("Replay the first token: refused, and its session ends")?;
    refused(&client.post("/api/token/refresh/", None, &json!({ "refresh": first })).await?)?;
    refused(&client.post("/api/token/refresh/", None, &json!({ "refresh": third })).await?)?;
    let answer = client.get("/api/users/me/", Some(&access)).await?;
    answer.expect(StatusCode::UNAUTHORIZED, "/messages/0/message", &json!("Token is blacklisted"))?;

    title("Log in again, and log out")?;
    let login = client.post("/api/token/", None, &credentials).await?;
    let (refresh, access) = (login.text("/refresh")?, login.text("/access")?);
    let answer = client.post("/api/logout/", Some(&access), &json!({})).await?;
    answer.expect(StatusCode::OK, "/detail", &json!("Successfully logged out."))?;
    let answer = client.get("/api/users/me/", Some(&access)).await?;
    answer.expect(StatusCode::UNAUTHORIZED, "/code", &json!("token_not_valid"))?;
    refused(&client.post("/api/token/refresh/", None, &json!({ "refresh": refresh })).await?)
}

fn refused(answer: &Answer) -> anyhow::Result<()> {
    answer.expect(StatusCode::UNAUTHORIZED, "/detail", &json!("Token is blacklisted"))
}

fn title(text: &str) -> anyhow::Result<()> {
    output::line(&format!("\n{}", painted(style::TITLE, &format!("# {text}"))))
}

impl Answer {
    /// The status and one value of the body.
    fn expect(&self, status: StatusCode, pointer: &str, wanted: &Value) -> anyhow::Result<()> {
        ensure!(self.status == status, "expected status {}, got {}", status.as_u16(), self.status.as_u16());
        let found = self.body.pointer(pointer);
        ensure!(found == Some(wanted), "expected {wanted} at {pointer}, got {}", self.body);
        Ok(())
    }

    /// A text of a successful body.
    fn text(&self, pointer: &str) -> anyhow::Result<String> {
        ensure!(self.status == StatusCode::OK, "expected status 200, got {}", self.status.as_u16());
        let text = self.body.pointer(pointer).and_then(Value::as_str);
        text.map(str::to_owned).with_context(|| format!("expected a text at {pointer}, got {}", self.body))
    }
}
