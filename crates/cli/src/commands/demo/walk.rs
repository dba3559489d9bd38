//! The flow, step by step, each answer checked.

use anyhow::{Context, ensure};
use http::StatusCode;
use serde_json::{Value, json};

use super::client::{Answer, Client};
use crate::output;
use crate::output::style::{self, painted};

pub(super) async fn walk(client: &Client) -> anyhow::Result<()> {
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
