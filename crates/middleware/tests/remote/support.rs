//! An issuer on a loopback socket, and requests to an application that trusts it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use bytes::Bytes;
use countersign::remote::{ClientCredentials, Endpoint, RemoteKeys, RevocationFeed, Revocations};
use countersign::testing::Issuer;
use countersign::token::{Algorithm, SigningKey, VerifyingKey};
use countersign::{Authenticator, Caller};
use http::header::{AUTHORIZATION, CACHE_CONTROL, LOCATION};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

/// What the issuer is to say, and what it was asked.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pub(crate) keys: Vec<VerifyingKey>,
    /// In place of everything else.
    pub(crate) instead: Option<(StatusCode, String)>,
    pub(crate) cache_control: Option<&'static str>,
    pub(crate) epoch: String,
    pub(crate) events: Vec<Value>,
    /// No more events at once.
    pub(crate) page: usize,
    /// Paths with their queries.
    pub(crate) asked: Vec<String>,
    pub(crate) authorization: Option<String>,
}

/// An issuer that does as its script says.
pub(crate) struct Origin {
    pub(crate) address: SocketAddr,
    script: Arc<Mutex<Script>>,
    /// Changes with the script.
    changed: watch::Sender<()>,
    running: Option<JoinSet<()>>,
}

impl Origin {
    pub(crate) async fn start() -> Self {
        let script = Script { epoch: "one".into(), page: 10_000, ..Script::default() };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut origin =
            Self { address, script: Arc::new(Mutex::new(script)), changed: watch::Sender::default(), running: None };
        origin.serve(listener);
        origin
    }

    fn serve(&mut self, listener: TcpListener) {
        let (script, changed) = (Arc::clone(&self.script), self.changed.clone());
        let mut running = JoinSet::new();
        running.spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (script, changed) = (Arc::clone(&script), changed.clone());
                let service = service_fn(move |request| answer(Arc::clone(&script), changed.clone(), request));
                let served = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                connections.spawn(async move { drop(served.await) });
            }
        });
        self.running = Some(running);
    }

    /// Nobody listens any more, and every connection ends.
    pub(crate) async fn stop(&mut self) {
        self.running.take().unwrap().shutdown().await;
    }

    /// Listens again, where it was.
    pub(crate) async fn come_back(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serve(listener);
    }

    pub(crate) fn edit<T>(&self, edit: impl FnOnce(&mut Script) -> T) -> T {
        let edited = edit(&mut self.script.lock().unwrap());
        self.changed.send_replace(());
        edited
    }

    pub(crate) fn publish(&self, keys: &[&SigningKey]) {
        self.edit(|script| script.keys = keys.iter().map(|key| key.verifying_key()).collect());
    }

    pub(crate) fn revoke(&self, event: Value) {
        self.edit(|script| script.events.push(event));
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.script.lock().unwrap().asked.clone()
    }

    pub(crate) fn asked_for(&self, path: &str) -> usize {
        self.asked().iter().filter(|asked| asked.starts_with(path)).count()
    }

    pub(crate) fn endpoint(&self, path: &str) -> Endpoint {
        Endpoint::new(&format!("http://{}{path}", self.address)).unwrap()
    }

    pub(crate) fn keys(&self) -> RemoteKeys {
        RemoteKeys::follow(self.endpoint("/jwks.json"))
    }

    pub(crate) fn feed(&self) -> RevocationFeed {
        RevocationFeed::new(self.endpoint("/revocations/"), ClientCredentials::new("shop", "a secret"))
    }

    pub(crate) fn follow(&self) -> Revocations {
        self.feed().follow()
    }
}

async fn answer(
    script: Arc<Mutex<Script>>,
    changed: watch::Sender<()>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let mut news = changed.subscribe();
    {
        let mut script = script.lock().unwrap();
        script.asked.push(request.uri().to_string());
        if let Some(header) = request.headers().get(AUTHORIZATION) {
            script.authorization = Some(header.to_str().unwrap().to_owned());
        }
    }
    let wait = parameter(&request, "wait").parse().unwrap_or(0);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(wait);
    loop {
        news.mark_unchanged();
        let said = say(&script.lock().unwrap(), &request);
        if let Some(said) = said {
            return Ok(said);
        }
        if tokio::time::timeout_at(deadline, news.changed()).await.is_err() {
            let script = script.lock().unwrap();
            let empty = json!({ "epoch": script.epoch, "next": script.events.len(), "events": [] });
            return Ok(Response::new(empty.to_string().into()));
        }
    }
}

fn parameter<'r>(request: &'r Request<Incoming>, name: &str) -> &'r str {
    let query = request.uri().query().unwrap_or_default();
    let found = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    found.unwrap_or_default()
}

/// `None`: there is no news.
fn say(script: &Script, request: &Request<Incoming>) -> Option<Response<Full<Bytes>>> {
    if let Some((status, text)) = &script.instead {
        let answer = Response::builder().status(status).header(LOCATION, "/elsewhere");
        return Some(answer.body(text.clone().into()).unwrap());
    }
    if request.uri().path() == "/jwks.json" {
        let keys: Vec<_> = script.keys.iter().map(VerifyingKey::to_jwk).collect();
        let answer = Response::builder().header(CACHE_CONTROL, script.cache_control.unwrap_or("public"));
        return Some(answer.body(json!({ "keys": keys }).to_string().into()).unwrap());
    }
    let known: usize = parameter(request, "since").parse().unwrap_or(0);
    let is_known = parameter(request, "epoch") == script.epoch && known <= script.events.len();
    let since = if is_known { known } else { 0 };
    let events: Vec<_> = script.events.iter().skip(since).take(script.page).collect();
    if is_known && events.is_empty() {
        return None;
    }
    let page = json!({ "epoch": script.epoch, "next": since + events.len(), "events": events });
    Some(Response::new(page.to_string().into()))
}

/// An issuer of tokens whose key has a name.
pub(crate) fn issuer(kid: &str) -> Issuer {
    Issuer::with_key(SigningKey::generate(Algorithm::EdDsa).unwrap().with_kid(kid))
}

/// A router that says whom it sees.
pub(crate) fn app(authenticator: &Authenticator) -> Router {
    let whoami = async |caller: Caller| caller.user_id().to_owned();
    Router::new().route("/", get(whoami)).layer(authenticator.required())
}

/// Status and body of the answer to this header.
pub(crate) async fn ask(app: &Router, authorization: &str) -> (u16, String) {
    let request = Request::get("/").header(AUTHORIZATION, authorization).body(Body::empty()).unwrap();
    let (head, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status.as_u16(), String::from_utf8(body.to_vec()).unwrap())
}

/// Waits until this holds; within a minute of the real time, or never.
pub(crate) async fn until(mut holds: impl AsyncFnMut() -> bool) {
    let began = std::time::Instant::now();
    while !holds().await {
        assert!(began.elapsed() < Duration::from_mins(1), "what is waited for does not come about");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The same, while pauses pass quickly.
pub(crate) async fn until_soon(mut holds: impl AsyncFnMut() -> bool) {
    until(async || {
        pass(1).await;
        holds().await
    })
    .await;
}

/// Lets time pass at once.
pub(crate) async fn pass(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}
