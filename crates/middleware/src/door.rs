//! How a request is refused: laid down by the layer that authenticates, used by everything inside it.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Response};

use crate::Reason;
use crate::refusal::{BEARER, Refusal};

/// The challenge of the first authentication class, and who words the answers. Travels in the request's extensions.
#[derive(Debug, Clone)]
pub(crate) struct Door(Arc<Manner>);

#[derive(Debug)]
struct Manner {
    challenge: Option<HeaderValue>,
    words: Option<Words>,
}

impl Door {
    pub(crate) fn new(challenge: Option<HeaderValue>) -> Self {
        Self(Arc::new(Manner { challenge, words: None }))
    }

    pub(crate) fn with_words(&self, words: Words) -> Self {
        Self(Arc::new(Manner { challenge: self.0.challenge.clone(), words: Some(words) }))
    }

    /// The door that the request came through; where no layer has authenticated it, one that asks for a Bearer token.
    pub(crate) fn of(request: &Parts) -> Self {
        request.extensions.get::<Self>().cloned().unwrap_or_else(|| Self::new(Some(BEARER)))
    }

    pub(crate) fn refuse(&self, reason: Reason, request: &Parts) -> Response<Bytes> {
        let refusal = Refusal::new(reason, self.0.challenge.clone());
        match &self.0.words {
            Some(Words(words)) => words(&refusal, request),
            None => refusal.to_response(),
        }
    }
}

/// The application's own way to answer.
#[derive(Clone)]
pub(crate) struct Words(Arc<dyn Answer>);

/// From a refusal and its request to what is said.
trait Answer: Fn(&Refusal, &Parts) -> Response<Bytes> + Send + Sync {}

impl<F: Fn(&Refusal, &Parts) -> Response<Bytes> + Send + Sync> Answer for F {}

impl Words {
    pub(crate) fn new(words: impl Fn(&Refusal, &Parts) -> Response<Bytes> + Send + Sync + 'static) -> Self {
        Self(Arc::new(words))
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words")
    }
}
