//! `jwt.claims_url`: asks another program, at each login, what else tokens say.
//!
//! `docs/CLAIMS_HOOK.md` is the contract with that program.

mod answer;
mod connection;
mod signature;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use countersign_core::{ClaimsHook, Clock, HookError};
use http::header::{ACCEPT, CONTENT_TYPE, HOST};
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use rustls::ClientConfig;
use serde_json::{Map, Value};
use tokio::sync::Semaphore;

use self::connection::Connection;
use self::signature::Signer;
use crate::jwk_url::Address;

/// So many logins ask at once; more wait for their turn, within the time limit.
const AT_ONCE: usize = 32;
/// More bytes than claims that fit into a token.
const LARGEST: usize = 64 * 1024;

/// Asks one address and follows no redirect. Connections are used again.
pub(crate) struct ClaimsUrl {
    address: Address,
    tls: Option<Arc<ClientConfig>>,
    signer: Signer,
    timeout: Duration,
    clock: Arc<dyn Clock>,
    turns: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

/// How a program is asked.
pub(crate) struct HowToAsk {
    /// Signs what is asked.
    pub(crate) secret: Vec<u8>,
    /// From the wait for a turn to the last byte of the answer.
    pub(crate) timeout: Duration,
}

impl ClaimsUrl {
    /// `tls` is needed where the address is one of https.
    pub(crate) fn new(address: Address, tls: Option<Arc<ClientConfig>>, how: &HowToAsk, clock: Arc<dyn Clock>) -> Self {
        let signer = Signer::new(&how.secret);
        Self {
            address,
            tls,
            signer,
            timeout: how.timeout,
            clock,
            turns: Semaphore::new(AT_ONCE),
            idle: Mutex::default(),
        }
    }

    async fn answer(&self, question: &Value) -> Result<Map<String, Value>, HookError> {
        let _turn = self.turns.acquire().await.map_err(|_| failed("nobody is asked any more"))?;
        let body = Bytes::from(question.to_string());
        let (answer, connection) = self.sent(&body).await?;
        let status = answer.status();
        let read = Limited::new(answer.into_body(), LARGEST).collect().await;
        let read = read.map_err(|_| failed(&format!("its answer broke off, or is longer than {LARGEST} bytes")))?;
        self.keep(connection);
        match status {
            StatusCode::OK => answer::object(&read.to_bytes()).map_err(failed),
            StatusCode::FORBIDDEN => Err(HookError::Refused),
            other => Err(failed(&format!("status {}", other.as_u16()))),
        }
    }

    /// Sends over a connection that is open, or a new one where the other side has closed it meanwhile.
    async fn sent(&self, body: &Bytes) -> Result<(Response<Incoming>, Connection), HookError> {
        while let Some(mut open) = self.take() {
            if open.is_ready().await
                && let Ok(answer) = open.send(self.request(body)?).await
            {
                return Ok((answer, open));
            }
        }
        let mut new = Connection::open(&self.address, self.tls.as_ref()).await.map_err(|cause| failed(&cause))?;
        let answer = new.send(self.request(body)?).await.map_err(|cause| failed(&cause.to_string()))?;
        Ok((answer, new))
    }

    fn request(&self, body: &Bytes) -> Result<Request<Full<Bytes>>, HookError> {
        let signature = self.signer.sign(self.clock.now().timestamp(), body);
        let request = Request::post(&self.address.path)
            .header(HOST, &self.address.authority)
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .header(signature::HEADER, signature);
        request.body(Full::new(body.clone())).map_err(|cause| failed(&cause.to_string()))
    }

    fn take(&self) -> Option<Connection> {
        self.idle.lock().ok()?.pop()
    }

    fn keep(&self, connection: Connection) {
        if let Ok(mut idle) = self.idle.lock()
            && idle.len() < AT_ONCE
        {
            idle.push(connection);
        }
    }
}

impl std::fmt::Debug for ClaimsUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ClaimsUrl({})", self.address.authority)
    }
}

#[async_trait]
impl ClaimsHook for ClaimsUrl {
    async fn ask(&self, question: &Value) -> Result<Map<String, Value>, HookError> {
        let answered = tokio::time::timeout(self.timeout, self.answer(question)).await;
        let seconds = self.timeout.as_secs();
        let answered = answered.unwrap_or_else(|_| Err(failed(&format!("no answer within {seconds} seconds"))));
        answered.map_err(|cause| match cause {
            HookError::Failed(cause) => HookError::Failed(format!("{}: {cause}", self.address.authority)),
            HookError::Refused => HookError::Refused,
        })
    }
}

fn failed(cause: &str) -> HookError {
    HookError::Failed(cause.to_owned())
}
