//! The issuer's public keys.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use countersign_token::{JwkSet, KeyError, KeySet, VerifyingKey};
use http::HeaderValue;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout};

use super::Endpoint;
use super::backoff::Backoff;
use super::connection::{Connection, Limits};
use super::task::Task;

const LIMITS: Limits = Limits { time: Duration::from_secs(5), length: 256 * 1024 };
/// How long a set is kept where its answer does not say (`Cache-Control: max-age`), and the bounds of what it may say.
const KEPT: Duration = Duration::from_mins(5);
const SHORTEST: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_hours(1);
/// For the sake of keys that tokens name and nobody knows, the set is fetched no more often than this.
const LOOKED_AGAIN_EVERY: Duration = Duration::from_secs(10);

/// The public keys of an issuer, from its JWK set (RFC 7517 §5). Cheap to clone; the task that fetches them ends with the last
/// clone.
///
/// The set is fetched at once, and again when its answer is too old: as `Cache-Control: max-age` says, but after 30 s at the
/// earliest and an hour at the latest, or else after five minutes. A token that names a key which is not in it has it fetched
/// again, at most every 10 s. While the issuer is away the keys that are known go on being used. An answer may have 256 KiB and
/// take 5 s. Secrets, and keys that are of no use here, are left out.
///
/// ```no_run
/// use countersign::Authenticator;
/// use countersign::remote::{Endpoint, RemoteKeys};
///
/// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
/// let keys = RemoteKeys::follow(Endpoint::new("https://accounts.example/.well-known/jwks.json")?);
/// keys.loaded().await;
/// let authenticator = Authenticator::from_remote_keys(keys).with_issuer("https://accounts.example");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct RemoteKeys(Arc<Handle>);

#[derive(Debug)]
struct Handle {
    state: Arc<State>,
    _task: Task,
}

/// What the task and the handles share.
#[derive(Debug, Default)]
struct State {
    known: RwLock<Option<Arc<KeySet>>>,
    /// A token names a key that is not known.
    wanted: Notify,
    attempts: watch::Sender<Attempt>,
}

/// The last time that the set was asked for.
#[derive(Debug, Clone, Copy, Default)]
struct Attempt {
    ended: Option<Instant>,
    has_keys: bool,
}

impl RemoteKeys {
    /// Fetches the keys, now and from time to time.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    #[must_use]
    pub fn follow(endpoint: Endpoint) -> Self {
        let state = Arc::new(State::default());
        let task = Task::start(follow(Arc::clone(&state), Connection::new(endpoint, None)));
        Self(Arc::new(Handle { state, _task: task }))
    }

    /// Waits until there are keys; for as long as the issuer has not answered yet.
    pub async fn loaded(&self) {
        let mut attempts = self.0.state.attempts.subscribe();
        // The sender is this handle's.
        let _ = attempts.wait_for(|attempt| attempt.has_keys).await;
    }

    /// The keys; `None`: the issuer has not answered yet.
    pub(crate) fn known(&self) -> Option<Arc<KeySet>> {
        self.0.state.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Has the set fetched again, if it is time to.
    pub(crate) fn want(&self) {
        self.0.state.wanted.notify_one();
    }

    /// The set may be fetched again for the sake of a key that is not known.
    pub(crate) fn may_look_again(&self) -> bool {
        self.0.state.attempts.borrow().is_long_ago()
    }

    /// Waits for that.
    pub(crate) async fn look_again(&self) {
        let mut attempts = self.0.state.attempts.subscribe();
        if attempts.borrow_and_update().is_long_ago() {
            self.want();
            // Whether it came or not is seen in the set.
            let _ = timeout(LIMITS.time, attempts.changed()).await;
        }
    }
}

impl Attempt {
    fn is_long_ago(self) -> bool {
        self.ended.is_none_or(|ended| ended.elapsed() >= LOOKED_AGAIN_EVERY)
    }
}

async fn follow(state: Arc<State>, mut connection: Connection) {
    let mut backoff = Backoff::default();
    loop {
        let pause = match fetch(&mut connection).await {
            Ok((keys, kept)) => {
                if backoff.succeeded() {
                    tracing::info!("the issuer's keys can be had again");
                }
                if keys.keys().is_empty() {
                    tracing::warn!("the issuer publishes no public key; does it sign with a secret?");
                }
                *state.known.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(keys));
                kept
            }
            Err(cause) => {
                if backoff.failed() {
                    tracing::warn!(%cause, "the issuer's keys cannot be had; those that are known go on being used");
                }
                backoff.pause()
            }
        };
        let has_keys = state.known.read().unwrap_or_else(PoisonError::into_inner).is_some();
        state.attempts.send_replace(Attempt { ended: Some(Instant::now()), has_keys });
        rest(&state, pause).await;
    }
}

/// Until the time is over, or somebody wants a key and it is time to look again.
async fn rest(state: &State, pause: Duration) {
    let over = tokio::time::sleep(pause);
    let wanted = async {
        loop {
            state.wanted.notified().await;
            if state.attempts.borrow().is_long_ago() {
                return;
            }
        }
    };
    tokio::select! {
        () = over => {}
        () = wanted => {}
    }
}

/// The set, and how long it is kept.
async fn fetch(connection: &mut Connection) -> Result<(KeySet, Duration), String> {
    let answer = connection.get("", LIMITS).await?;
    let keys = public(&answer.body).map_err(|cause| format!("the answer is no JWK set: {cause}"))?;
    Ok((keys, answer.cache_control.as_ref().and_then(max_age).unwrap_or(KEPT).clamp(SHORTEST, LONGEST)))
}

/// The public keys of a set: what else it has, and what is of no use here, is left out (RFC 7517 §5).
fn public(json: &[u8]) -> Result<KeySet, KeyError> {
    let set: JwkSet = serde_json::from_slice(json).map_err(|_| KeyError::Malformed)?;
    let mut keys: Vec<VerifyingKey> = Vec::new();
    for jwk in set.keys.iter().filter(|jwk| !jwk.is_symmetric()) {
        match VerifyingKey::from_jwk(jwk) {
            Ok(key) if key.kid().is_none() || keys.iter().all(|known| known.kid() != key.kid()) => keys.push(key),
            Ok(_) => {}
            Err(cause) => tracing::debug!(%cause, "a key of the issuer is of no use"),
        }
    }
    KeySet::new(keys)
}

/// `max-age` (RFC 9111 §5.2.2.1); nothing where the answer is not to be kept.
fn max_age(header: &HeaderValue) -> Option<Duration> {
    let mut directives = header.to_str().ok()?.split(',').map(str::trim);
    let age = |directive: &str| directive.strip_prefix("max-age=")?.trim_matches('"').parse().ok();
    directives.find_map(age).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_how_long_it_is_kept() {
        let read = |text| max_age(&HeaderValue::from_static(text)).map(|age| age.as_secs());
        assert_eq!(read("public, max-age=300"), Some(300));
        assert_eq!(read("max-age=\"5\""), Some(5));
        assert_eq!(read("s-maxage=5"), None);
        assert_eq!(read("no-store"), None);
        assert_eq!(read("max-age=soon"), None);
    }
}
