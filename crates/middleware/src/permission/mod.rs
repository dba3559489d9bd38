//! Permissions: DRF's permission classes, and the same by claim.

mod claim;
mod combine;
mod standard;

use http::request::Parts;

pub use claim::{HasClaim, HasScope, InGroup};
pub use combine::{And, Not, Or};
pub use standard::{AllowAny, IsAdminUser, IsAuthenticated, IsAuthenticatedOrReadOnly};

use crate::Caller;

/// Who may do what: DRF's permission class. Ask for one with [`require`](crate::require()).
///
/// Permissions are combined with [`and`](Self::and), [`or`](Self::or) and [`not`](Self::not); those of this crate also
/// with `&`, `|` and `!`.
///
/// ```
/// use countersign::{Caller, IsAdminUser, Permission, require};
/// use http::request::Parts;
///
/// /// Only those of the tenant that the request names.
/// #[derive(Debug)]
/// struct OwnTenant;
///
/// impl Permission for OwnTenant {
///     fn allows(&self, request: &Parts, caller: Option<&Caller>) -> bool {
///         let tenant = caller.and_then(|caller| caller.claim("tenant")?.as_str());
///         tenant.is_some_and(|tenant| request.headers.get("x-tenant").is_some_and(|asked| asked == tenant))
///     }
/// }
///
/// let layer = require(OwnTenant.or(IsAdminUser));
/// let layer = require(OwnTenant.and(IsAdminUser.not()));
/// ```
pub trait Permission: Send + Sync + 'static {
    /// The caller may make this request; `None` is an anonymous one.
    ///
    /// It is asked before the handler runs and must not wait. Inside a nested router of axum the path in `request.uri` lacks
    /// the prefix of the nesting; `axum::extract::OriginalUri` in its extensions has it.
    fn allows(&self, request: &Parts, caller: Option<&Caller>) -> bool;

    /// Both this and the other.
    #[must_use]
    fn and<P: Permission>(self, other: P) -> And<Self, P>
    where
        Self: Sized,
    {
        And(self, other)
    }

    /// This or the other or both.
    #[must_use]
    fn or<P: Permission>(self, other: P) -> Or<Self, P>
    where
        Self: Sized,
    {
        Or(self, other)
    }

    /// Wherever this is not, for anonymous callers too.
    #[must_use]
    fn not(self) -> Not<Self>
    where
        Self: Sized,
    {
        Not(self)
    }
}
