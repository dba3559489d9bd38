//! A client that shows what it sends and gets.

use std::net::SocketAddr;

use anyhow::Context;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::output;
use crate::output::style::{self, painted};

/// Tokens are shown up to this many characters.
const SHOWN: usize = 24;

pub(super) struct Client {
    server: SocketAddr,
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Value,
}

impl Client {
    pub(super) fn new(server: SocketAddr) -> Self {
        Self { server }
    }

    pub(super) async fn get(&self, path: &str, access: Option<&str>) -> anyhow::Result<Answer> {
        self.send(Method::GET, path, access, None).await
    }

    pub(super) async fn post(&self, path: &str, access: Option<&str>, body: &Value) -> anyhow::Result<Answer> {
        self.send(Method::POST, path, access, Some(body)).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        access: Option<&str>,
        body: Option<&Value>,
    ) -> anyhow::Result<Answer> {
        show_request(&method, path, access, body)?;
        let mut request = Request::builder().method(method).uri(path).header(HOST, self.server.to_string());
        if let Some(access) = access {
            request = request.header(AUTHORIZATION, format!("Bearer {access}"));
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = request.body(Full::new(Bytes::from(body)))?;

        let stream = TcpStream::connect(self.server).await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        let driver = tokio::spawn(connection);
        let response = sender.send_request(request).await?;
        let status = response.status();
        let bytes = response.into_body().collect().await?.to_bytes();
        drop(sender);
        driver.await??;
        let body =
            serde_json::from_slice(&bytes).with_context(|| format!("status {}, and no JSON", status.as_u16()))?;
        let colour = if status.is_success() { style::GOOD } else { style::WARNING };
        output::line(&format!("← {}  {}", painted(colour, &status.to_string()), shortened(&body)))?;
        Ok(Answer { status, body })
    }
}

fn show_request(method: &Method, path: &str, access: Option<&str>, body: Option<&Value>) -> anyhow::Result<()> {
    let bearer = access.map(|token| format!("  Bearer {}", short(token))).unwrap_or_default();
    let body = body.map(|body| format!("  {}", shortened(body))).unwrap_or_default();
    output::line(&format!("→ {}{bearer}{body}", painted(style::NAME, &format!("{method} {path}"))))
}

/// The body with its tokens cut short.
fn shortened(body: &Value) -> Value {
    match body {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| (name.clone(), shortened(value)));
            Value::Object(members.collect())
        }
        Value::String(text) if text.matches('.').count() == 2 && text.starts_with("eyJ") => Value::String(short(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => body.clone(),
    }
}

fn short(token: &str) -> String {
    format!("{}…", token.chars().take(SHOWN).collect::<String>())
}
