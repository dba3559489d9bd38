#![cfg_attr(feature = "axum", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "axum"), doc = "Protect tower services with JSON Web Tokens.")]

mod authenticate;
mod authenticator;
mod caller;
mod clock;
mod cookie;
mod door;
#[cfg(feature = "axum")]
mod extract;
mod future;
mod judge;
mod layer;
mod login_redirect;
mod percent;
mod permission;
mod redirect_target;
mod refusal;
#[cfg(feature = "remote")]
pub mod remote;
mod require;
mod rules;
pub mod testing;

/// Tokens, keys and their rules: the crate `countersign-token`.
///
/// ```
/// use countersign::token::{Algorithm, SigningKey};
///
/// assert!(SigningKey::generate(Algorithm::Es256).is_ok());
/// ```
pub use countersign_token as token;

pub use authenticate::{Authenticate, AuthenticationClasses};
pub use authenticator::Authenticator;
pub use caller::Caller;
pub use clock::{Clock, SystemClock};
#[cfg(feature = "axum")]
pub use extract::ClaimsAs;
pub use future::ResponseFuture;
pub use layer::{Authentication, AuthenticationLayer};
pub use login_redirect::LoginRedirect;
pub use permission::{
    AllowAny, And, HasClaim, HasScope, InGroup, IsAdminUser, IsAuthenticated, IsAuthenticatedOrReadOnly, Not, Or,
    Permission,
};
pub use redirect_target::{AllowedSchemes, redirect_target, url_has_allowed_host_and_scheme};
pub use refusal::{Reason, Refusal};
pub use require::{Require, RequireLayer, require};
