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
use crate::future::{ResponseFuture, Variance};
use crate::{Caller, LoginRedirect, Reason, Refusal};

/// A tower layer that finds out who calls before the service within is called.
///
/// Made by [`Authenticator`](crate::Authenticator) or [`AuthenticationClasses`](crate::AuthenticationClasses). The
/// [`Caller`] goes into the request's extensions. An inner layer authenticates anew, and what it finds replaces what the
/// outer one found.
///
/// It wraps every service over `http::Request<B>` that can be cloned and whose answer has a body made from [`Bytes`], such
/// as axum's `Body` and `http_body_util::Full<Bytes>`. Put a CORS layer outside of it: browsers ask for leave (`OPTIONS`)
/// without a token. In axum it covers the routes that are there when it is added, and none that are added afterwards.
///
/// ```
/// use axum::{Router, routing::get};
/// use countersign::{AuthenticationLayer, Caller, testing::Issuer};
///
/// fn app(authentication: AuthenticationLayer) -> Router {
///     let me = async |caller: Caller| caller.user_id().to_owned();
///     Router::new().route("/me/", get(me)).layer(authentication)
/// }
///
/// let issuer = Issuer::new();
/// let (closed, open) = (app(issuer.authenticator().required()), app(issuer.authenticator().optional()));
/// ```
#[derive(Debug, Clone)]
pub struct AuthenticationLayer {
    classes: Arc<[Class]>,
    entry: Entry,
    door: Door,
    variance: Variance,
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
        let variance = if classes.iter().any(Class::reads_a_cookie) { Variance::Cookie } else { Variance::None };
        Self { classes: classes.into(), entry, door, variance }
    }

    /// Answers refusals in the application's own way. It counts for everything inside this layer: permissions and
    /// extractors too. The last call counts, [`login_redirect`](Self::login_redirect) among them.
    ///
    /// Begin with [`Refusal::to_response_with`], which keeps status and challenge: a `Response::new` is a 200, and clients
    /// would take the refusal for a success.
    ///
    /// ```
    /// use countersign::{Authenticator, Reason};
    /// use http::HeaderValue;
    ///
    /// const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
    ///
    /// let authenticator = Authenticator::from_secret("thirty-two bytes or more of chance")?;
    /// let layer = authenticator.optional().on_refusal(|refusal, request| match refusal.reason() {
    ///     Reason::PermissionDenied => refusal.to_response_with(TEXT, format!("not for you: {}", request.uri.path())),
    ///     _ => refusal.to_response(),
    /// });
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
                Err(reason) if bearer.may_learn_the_key(&reason) => return None,
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
///
/// ```
/// use std::convert::Infallible;
///
/// use bytes::Bytes;
/// use countersign::{Authentication, testing::Issuer};
/// use http::{Request, Response};
/// use http_body_util::Full;
/// use tower::{Layer, ServiceExt, service_fn};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let books = service_fn(async |_: Request<()>| Ok::<_, Infallible>(Response::new(Full::<Bytes>::from("books"))));
/// let service: Authentication<_> = Issuer::new().authenticator().required().layer(books);
/// let response = service.oneshot(Request::get("/books/").body(())?).await?;
/// assert_eq!(response.status(), 401);
/// # Ok(())
/// # }
/// ```
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
        let variance = self.layer.variance;
        let (mut parts, body) = request.into_parts();
        parts.extensions.remove::<Caller>();
        if let Some(found) = self.layer.identify_now(&parts) {
            let answer = match self.layer.admit(found, &mut parts) {
                Ok(()) => ResponseFuture::passed(self.inner.call(Request::from_parts(parts, body))),
                Err(reason) => ResponseFuture::refused(Ok(self.layer.refuse(reason, &parts))),
            };
            return answer.varying(variance);
        }
        let layer = self.layer.clone();
        // The service that was polled ready is the one to call.
        let next = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, next);
        let answer = ResponseFuture::waiting(async move {
            let found = layer.identify(&parts).await;
            match layer.admit(found, &mut parts) {
                Ok(()) => inner.call(Request::from_parts(parts, body)).await,
                Err(reason) => Ok(layer.refuse(reason, &parts)),
            }
        });
        answer.varying(variance)
    }
}
