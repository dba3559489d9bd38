//! The layer that authenticates.

use std::mem;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use crate::authenticate::Class;
use crate::door::{Door, Words};
use crate::future::ResponseFuture;
use crate::{Caller, LoginRedirect, Reason, Refusal};

/// A tower layer that finds out who calls before the service within is called.
///
/// Made by [`Authenticator`](crate::Authenticator) or [`AuthenticationClasses`](crate::AuthenticationClasses). The
/// [`Caller`] goes into the request's extensions. An inner layer authenticates anew, and what it finds replaces what the
/// outer one found.
///
/// It wraps every service over `http::Request<B>` that can be cloned and whose answer has a body made from [`Bytes`], such
/// as axum's `Body` and `http_body_util::Full<Bytes>`. Put a CORS layer outside of it: browsers ask for leave (`OPTIONS`) without a token.
#[derive(Debug, Clone)]
pub struct AuthenticationLayer {
    classes: Arc<[Class]>,
    entry: Entry,
    door: Door,
}

/// What becomes of requests without a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Required,
    Optional,
}

impl AuthenticationLayer {
    pub(crate) fn required(classes: Vec<Class>) -> Self {
        Self::new(classes, Entry::Required)
    }

    pub(crate) fn optional(classes: Vec<Class>) -> Self {
        Self::new(classes, Entry::Optional)
    }

    fn new(classes: Vec<Class>, entry: Entry) -> Self {
        let door = Door::new(classes.first().and_then(Class::challenge));
        Self { classes: classes.into(), entry, door }
    }

    /// Answers refusals in the application's own way. It counts for everything inside this layer: permissions and
    /// extractors too.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use countersign::{Authenticator, Reason};
    /// use http::Response;
    ///
    /// let layer = Authenticator::from_secret("thirty-two bytes or more of chance")?.optional().on_refusal(
    ///     |refusal, request| match refusal.reason() {
    ///         Reason::PermissionDenied => {
    ///             let mut answer = Response::new(Bytes::from(format!("not for you: {}", request.uri.path())));
    ///             *answer.status_mut() = refusal.status();
    ///             answer
    ///         }
    ///         _ => refusal.to_response(),
    ///     },
    /// );
    /// # Ok::<(), countersign::token::KeyError>(())
    /// ```
    #[must_use]
    pub fn on_refusal(self, answer: impl Fn(&Refusal, &Parts) -> Response<Bytes> + Send + Sync + 'static) -> Self {
        Self { door: self.door.with_words(Words::new(answer)), ..self }
    }

    /// Sends anonymous callers to a login page: Django's `login_required`.
    ///
    /// ```
    /// use countersign::{Authenticator, LoginRedirect};
    ///
    /// let pages = Authenticator::from_secret("thirty-two bytes or more of chance")?
    ///     .with_cookie("access")
    ///     .required()
    ///     .login_redirect(LoginRedirect::to("/accounts/login/"));
    /// # Ok::<(), countersign::token::KeyError>(())
    /// ```
    #[must_use]
    pub fn login_redirect(self, redirect: LoginRedirect) -> Self {
        self.on_refusal(move |refusal, request| redirect.answer(refusal, request))
    }

    /// What the classes say if none of those that are asked has to wait for it.
    fn identify_now(&self, request: &Parts) -> Option<Result<Option<Caller>, Reason>> {
        for class in &*self.classes {
            let Class::Bearer(bearer) = class else { return None };
            match bearer.read(request) {
                Ok(None) => {}
                decided => return Some(decided),
            }
        }
        Some(Ok(None))
    }

    async fn identify(&self, request: &Parts) -> Result<Option<Caller>, Reason> {
        for class in &*self.classes {
            if let Some(caller) = class.identify(request).await? {
                return Ok(Some(caller));
            }
        }
        Ok(None)
    }

    /// Notes who calls, if that is enough to come in.
    fn admit(&self, found: Result<Option<Caller>, Reason>, request: &mut Parts) -> Result<(), Reason> {
        match found? {
            Some(caller) => {
                request.extensions.insert(caller);
            }
            None if self.entry == Entry::Required => return Err(Reason::NotAuthenticated),
            None => {}
        }
        request.extensions.insert(self.door.clone());
        Ok(())
    }

    fn refuse<R: From<Bytes>>(&self, reason: Reason, request: &Parts) -> Response<R> {
        self.door.refuse(reason, request).map(R::from)
    }
}

impl<S> Layer<S> for AuthenticationLayer {
    type Service = Authentication<S>;

    fn layer(&self, inner: S) -> Authentication<S> {
        Authentication { inner, layer: self.clone() }
    }
}

/// A service behind an [`AuthenticationLayer`].
#[derive(Debug, Clone)]
pub struct Authentication<S> {
    inner: S,
    layer: AuthenticationLayer,
}

impl<S, B, R> Service<Request<B>> for Authentication<S>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    B: Send + 'static,
    R: From<Bytes>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        parts.extensions.remove::<Caller>();
        if let Some(found) = self.layer.identify_now(&parts) {
            return match self.layer.admit(found, &mut parts) {
                Ok(()) => ResponseFuture::passed(self.inner.call(Request::from_parts(parts, body))),
                Err(reason) => ResponseFuture::refused(Ok(self.layer.refuse(reason, &parts))),
            };
        }
        let layer = self.layer.clone();
        // The service that was polled ready is the one to call.
        let next = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, next);
        ResponseFuture::waiting(async move {
            let found = layer.identify(&parts).await;
            match layer.admit(found, &mut parts) {
                Ok(()) => inner.call(Request::from_parts(parts, body)).await,
                Err(reason) => Ok(layer.refuse(reason, &parts)),
            }
        })
    }
}
