//! Authentication classes: kinds of credential.

use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use http::HeaderValue;
use http::request::Parts;

use crate::{AuthenticationLayer, Authenticator, Caller, Reason};

/// A kind of credential, such as an API key or a session: DRF's authentication class.
///
/// [`Authenticator`] is the one for Bearer tokens. Write `identify` as an `async fn`; it may ask a database.
///
/// ```
/// use countersign::{Authenticate, Caller, Reason};
/// use http::{HeaderValue, request::Parts};
///
/// struct ApiKeys;
///
/// impl Authenticate for ApiKeys {
///     async fn identify(&self, request: &Parts) -> Result<Option<Caller>, Reason> {
///         match request.headers.get("x-api-key").map(HeaderValue::as_bytes) {
///             None => Ok(None), // no credential of this kind: the next class is asked
///             Some(b"k-81f3") => Ok(Some(Caller::new("robot"))),
///             Some(_) => Err(Reason::AuthenticationFailed("Invalid API key.".into())),
///         }
///     }
///
///     fn challenge(&self) -> Option<HeaderValue> {
///         Some(HeaderValue::from_static("ApiKey"))
///     }
/// }
/// ```
pub trait Authenticate: Send + Sync + 'static {
    /// Says who calls; `None` if the request shows no credential of this kind.
    ///
    /// # Errors
    /// The credential is refused, and the request with it: [`Reason::AuthenticationFailed`], or
    /// [`Reason::Unavailable`] if that cannot be found out at the moment.
    fn identify(&self, request: &Parts) -> impl Future<Output = Result<Option<Caller>, Reason>> + Send;

    /// What `WWW-Authenticate` says with a 401 if this class is the first; with `None`, refusals are 403 instead (DRF's
    /// `authenticate_header`). Asked once, when the layer is made.
    fn challenge(&self) -> Option<HeaderValue> {
        None
    }
}

/// Authentication classes in the order in which they are asked: DRF's `authentication_classes`.
///
/// The first that knows its credential decides: if it refuses it, those after it are not asked. A 401 carries the challenge
/// of the first class.
///
/// ```
/// use countersign::{AuthenticationClasses, testing::Issuer};
///
/// // During a move: tokens of the new issuer, and those of the old one from another cookie.
/// let (new, old) = (Issuer::new(), Issuer::new());
/// let classes = || AuthenticationClasses::new(new.authenticator()).then(old.authenticator().with_cookie("legacy"));
/// let (members, everybody) = (classes().required(), classes().optional());
/// ```
#[derive(Debug)]
pub struct AuthenticationClasses(Vec<Class>);

impl AuthenticationClasses {
    /// Begins with this class, whose challenge goes with every 401.
    #[must_use]
    pub fn new(first: impl Authenticate) -> Self {
        Self(vec![Class::new(first)])
    }

    /// Asks this class if those before it saw no credential.
    #[must_use]
    pub fn then(mut self, next: impl Authenticate) -> Self {
        self.0.push(Class::new(next));
        self
    }

    /// A layer that refuses requests without a credential, and those whose credential is refused.
    #[must_use]
    pub fn required(self) -> AuthenticationLayer {
        AuthenticationLayer::required(self.0)
    }

    /// A layer that lets requests without a credential pass as anonymous. One that is shown must be good.
    #[must_use]
    pub fn optional(self) -> AuthenticationLayer {
        AuthenticationLayer::optional(self.0)
    }
}

/// One class. Bearer tokens are kept apart because they never wait, so that nothing is boxed for them.
pub(crate) enum Class {
    Bearer(Authenticator),
    Other(Arc<dyn Identify>),
}

impl Class {
    fn new<A: Authenticate>(class: A) -> Self {
        match (&class as &dyn Any).downcast_ref::<Authenticator>() {
            Some(bearer) => Self::Bearer(bearer.clone()),
            None => Self::Other(Arc::new(class)),
        }
    }

    pub(crate) fn reads_a_cookie(&self) -> bool {
        matches!(self, Self::Bearer(bearer) if bearer.reads_a_cookie())
    }

    pub(crate) fn challenge(&self) -> Option<HeaderValue> {
        match self {
            Self::Bearer(bearer) => Authenticate::challenge(bearer),
            Self::Other(class) => class.challenge(),
        }
    }

    pub(crate) async fn identify(&self, request: &Parts) -> Result<Option<Caller>, Reason> {
        match self {
            Self::Bearer(bearer) => bearer.identify_patiently(request).await,
            Self::Other(class) => class.identify(request).await,
        }
    }
}

impl fmt::Debug for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bearer(bearer) => bearer.fmt(f),
            Self::Other(_) => f.write_str("Other"),
        }
    }
}

/// [`Authenticate`] behind a pointer.
pub(crate) trait Identify: Send + Sync {
    fn identify<'a>(
        &'a self,
        request: &'a Parts,
    ) -> Pin<Box<dyn Future<Output = Result<Option<Caller>, Reason>> + Send + 'a>>;
    fn challenge(&self) -> Option<HeaderValue>;
}

impl<A: Authenticate> Identify for A {
    fn identify<'a>(
        &'a self,
        request: &'a Parts,
    ) -> Pin<Box<dyn Future<Output = Result<Option<Caller>, Reason>> + Send + 'a>> {
        Box::pin(Authenticate::identify(self, request))
    }

    fn challenge(&self) -> Option<HeaderValue> {
        Authenticate::challenge(self)
    }
}
