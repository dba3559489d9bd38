//! Keys of another issuer, fetched from one address (SimpleJWT's `JWK_URL`).

use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use countersign_token::{Algorithm, JwkSet, KeyError, KeySet, Seconds, VerifyingKey};
use tokio::sync::Mutex;

use crate::{Clock, Moment};

/// A set is believed this long (PyJWT's `PyJWKClient`).
const LIFESPAN: Seconds = Seconds::new(300);
/// It is fetched no more often than this, whatever keys tokens name.
const FETCHED_EVERY: Seconds = Seconds::new(5);

/// Where a JWK set (RFC 7517 §5) comes from. A fetch that was begun is not given up: it bounds its own time.
#[async_trait]
pub trait JwksSource: std::fmt::Debug + Send + Sync {
    /// The set as it is published now.
    async fn fetch(&self) -> Result<String, JwksUnavailable>;
}

/// A JWK set could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct JwksUnavailable(pub String);

/// The public keys of another issuer, remembered for a while. Secrets and keys without a name are left out.
#[derive(Debug)]
pub struct ForeignKeys {
    source: Arc<dyn JwksSource>,
    clock: Arc<dyn Clock>,
    /// What an RSA key is for that does not say.
    fallback: Algorithm,
    known: Arc<RwLock<Option<Known>>>,
    /// When the last fetch began; one at a time.
    fetching: Arc<Mutex<Option<Moment>>>,
}

#[derive(Debug, Clone)]
struct Known {
    keys: Arc<KeySet>,
    until: Moment,
}

impl ForeignKeys {
    /// Nothing is fetched before a token asks for it.
    #[must_use]
    pub fn new(source: Arc<dyn JwksSource>, clock: Arc<dyn Clock>, fallback: Algorithm) -> Self {
        Self { source, clock, fallback, known: Arc::default(), fetching: Arc::default() }
    }

    /// The set that has a key of this name; `None`: there is none, or it cannot be had now. A set that is too old is no longer
    /// believed, though its issuer be away: a key may have been withdrawn.
    pub async fn having(&self, kid: &str) -> Option<Arc<KeySet>> {
        if let Some(keys) = self.known(kid) {
            return Some(keys);
        }
        let mut last = Arc::clone(&self.fetching).lock_owned().await;
        if let Some(keys) = self.known(kid) {
            // Somebody else has fetched it meanwhile.
            return Some(keys);
        }
        let now = self.clock.now();
        if last.is_some_and(|last| last <= now && now < last.saturating_add(FETCHED_EVERY)) {
            return None;
        }
        *last = Some(now);
        // A task of its own, which holds the lock until it is done: callers may hang up, and the next ones want the key.
        let fetch = fetch(Arc::clone(&self.source), self.fallback, Arc::clone(&self.known), now);
        let fetched = tokio::spawn(async move {
            fetch.await;
            drop(last);
        });
        if let Err(cause) = fetched.await {
            tracing::warn!(%cause, "the keys of jwt.jwk_url were not fetched to the end");
        }
        self.known(kid)
    }

    fn known(&self, kid: &str) -> Option<Arc<KeySet>> {
        let now = self.clock.now();
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        let has_it = known.keys.keys().iter().any(|key| key.kid() == Some(kid));
        (has_it && now < known.until).then_some(known.keys)
    }
}

async fn fetch(source: Arc<dyn JwksSource>, fallback: Algorithm, known: Arc<RwLock<Option<Known>>>, now: Moment) {
    let fetched = source.fetch().await;
    match fetched.and_then(|json| public(&json, fallback).map_err(|cause| JwksUnavailable(cause.to_string()))) {
        Ok(keys) => {
            let keys = Known { keys: Arc::new(keys), until: now.saturating_add(LIFESPAN) };
            *known.write().unwrap_or_else(PoisonError::into_inner) = Some(keys);
        }
        Err(cause) => tracing::warn!(%cause, "the keys of jwt.jwk_url cannot be had"),
    }
}

/// The public keys of a set that have a name: what else it has, and what is of no use here, is left out (RFC 7517 §5).
fn public(json: &str, fallback: Algorithm) -> Result<KeySet, KeyError> {
    let set: JwkSet = serde_json::from_str(json).map_err(|_| KeyError::Malformed)?;
    let mut keys: Vec<VerifyingKey> = Vec::new();
    for jwk in set.keys.iter().filter(|jwk| !jwk.is_symmetric()) {
        match VerifyingKey::from_jwk_for(jwk, fallback) {
            Ok(key) if key.kid().is_some() && keys.iter().all(|known| known.kid() != key.kid()) => keys.push(key),
            Ok(_) => {}
            Err(cause) => tracing::debug!(%cause, "a key of jwt.jwk_url is of no use"),
        }
    }
    KeySet::new(keys)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
    use std::task::{Context, Waker};

    use countersign_token::SigningKey;

    use super::*;

    #[derive(Debug, Default)]
    struct Hand(AtomicI64);

    impl Hand {
        fn advance(&self, seconds: i64) {
            self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
        }
    }

    impl Clock for Hand {
        fn now(&self) -> Moment {
            Moment::from_micros(self.0.load(Ordering::SeqCst))
        }
    }

    #[derive(Debug, Default)]
    struct Published {
        set: RwLock<Option<String>>,
        fetched: AtomicUsize,
    }

    impl Published {
        fn publish(&self, kids: &[&str]) {
            let key = |kid: &&str| SigningKey::generate(Algorithm::EdDsa).unwrap().with_kid(*kid).verifying_key();
            let set = KeySet::new(kids.iter().map(key).collect()).unwrap().to_jwks();
            *self.set.write().unwrap() = Some(serde_json::to_string(&set).unwrap());
        }

        fn times(&self) -> usize {
            self.fetched.load(Ordering::SeqCst)
        }
    }

    #[async_trait]
    impl JwksSource for Published {
        async fn fetch(&self) -> Result<String, JwksUnavailable> {
            self.fetched.fetch_add(1, Ordering::SeqCst);
            // As a network does, it lets others go on meanwhile.
            tokio::task::yield_now().await;
            self.set.read().unwrap().clone().ok_or_else(|| JwksUnavailable("away".to_owned()))
        }
    }

    fn stage() -> (Arc<Published>, Arc<Hand>, ForeignKeys) {
        let (source, clock) = (Arc::<Published>::default(), Arc::<Hand>::default());
        let keys = ForeignKeys::new(Arc::<Published>::clone(&source), Arc::<Hand>::clone(&clock), Algorithm::Rs256);
        (source, clock, keys)
    }

    #[tokio::test]
    async fn a_set_is_fetched_once_and_believed_for_five_minutes() {
        let (source, clock, keys) = stage();
        source.publish(&["a", "b"]);
        assert_eq!(source.times(), 0);
        for kid in ["a", "b", "a"] {
            assert!(keys.having(kid).await.is_some());
        }
        clock.advance(299);
        assert!(keys.having("a").await.is_some() && source.times() == 1);
        clock.advance(1);
        source.publish(&["b"]);
        assert!(keys.having("a").await.is_none() && keys.having("b").await.is_some());
        assert_eq!(source.times(), 2);
    }

    #[tokio::test]
    async fn an_unknown_key_is_asked_for_every_five_seconds_at_most() {
        let (source, clock, keys) = stage();
        source.publish(&["a"]);
        for _ in 0..10 {
            assert!(keys.having("new").await.is_none());
        }
        assert_eq!(source.times(), 1);
        source.publish(&["a", "new"]);
        clock.advance(5);
        assert!(keys.having("new").await.is_some() && source.times() == 2);
    }

    #[tokio::test]
    async fn a_set_that_is_too_old_is_not_believed_though_its_issuer_be_away() {
        let (source, clock, keys) = stage();
        source.publish(&["a"]);
        assert!(keys.having("a").await.is_some());
        *source.set.write().unwrap() = None;
        clock.advance(300);
        assert!(keys.having("a").await.is_none());
        source.publish(&["a"]);
        assert!(keys.having("a").await.is_none(), "it was asked a moment ago");
        clock.advance(5);
        assert!(keys.having("a").await.is_some());
    }

    #[tokio::test]
    async fn of_many_that_ask_at_once_one_fetches() {
        let (source, _, keys) = stage();
        source.publish(&["a"]);
        let (one, two, three) = tokio::join!(keys.having("a"), keys.having("a"), keys.having("a"));
        assert!(one.is_some() && two.is_some() && three.is_some() && source.times() == 1);
    }

    #[tokio::test]
    async fn a_caller_who_hangs_up_leaves_the_fetch_to_the_next() {
        let (source, _, keys) = stage();
        source.publish(&["a"]);
        let mut left = Box::pin(keys.having("a"));
        let mut waits = Context::from_waker(Waker::noop());
        assert!(left.as_mut().poll(&mut waits).is_pending());
        drop(left);
        assert!(keys.having("a").await.is_some() && source.times() == 1);
    }

    #[tokio::test]
    async fn a_secret_a_key_without_a_name_and_nonsense_are_no_foreign_keys() {
        let secret =
            r#"{"keys":[{"kty":"oct","kid":"a","alg":"HS256","k":"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"}]}"#;
        let unnamed = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
        for set in [secret, unnamed, "{}", "<html>", ""] {
            let (source, _, keys) = stage();
            *source.set.write().unwrap() = Some(set.to_owned());
            assert!(keys.having("a").await.is_none() && keys.having("").await.is_none(), "{set}");
        }
    }

    #[test]
    fn a_key_that_is_of_no_use_is_left_out_and_the_others_stay() {
        let good = SigningKey::generate(Algorithm::EdDsa).unwrap().with_kid("good").verifying_key().to_jwk().unwrap();
        let good = serde_json::to_value(good).unwrap();
        let odd = [
            serde_json::json!({ "kty": "oct", "k": "c2VjcmV0", "kid": "secret" }),
            serde_json::json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "bad" }),
            serde_json::json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "short" }),
            serde_json::json!({ "kty": "OKP", "crv": "Ed25519", "x": "AA", "kid": "good" }),
            serde_json::json!({ "kty": "unheard-of", "kid": "new" }),
        ];
        for odd in odd {
            let set = serde_json::json!({ "keys": [odd, good] }).to_string();
            let kids: Vec<_> = public(&set, Algorithm::Rs256)
                .unwrap()
                .keys()
                .iter()
                .map(|key| key.kid().unwrap().to_owned())
                .collect();
            assert_eq!(kids, ["good"], "{set}");
        }
    }
}
