//! DRF's permission classes that need no database.

use http::Method;
use http::request::Parts;

use super::Permission;
use crate::Caller;

/// Everybody, anonymous or not.
///
/// ```
/// let layer = countersign::require(countersign::AllowAny);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllowAny;

/// Everybody who is known.
///
/// ```
/// let layer = countersign::require(countersign::IsAuthenticated);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IsAuthenticated;

/// Those whose token says `"is_staff": true`.
///
/// ```
/// let layer = countersign::require(countersign::IsAdminUser);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IsAdminUser;

/// Everybody who is known; and others with GET, HEAD and OPTIONS.
///
/// ```
/// let layer = countersign::require(countersign::IsAuthenticatedOrReadOnly);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IsAuthenticatedOrReadOnly;

impl Permission for AllowAny {
    fn allows(&self, _: &Parts, _: Option<&Caller>) -> bool {
        true
    }
}

impl Permission for IsAuthenticated {
    fn allows(&self, _: &Parts, caller: Option<&Caller>) -> bool {
        caller.is_some()
    }
}

impl Permission for IsAdminUser {
    fn allows(&self, _: &Parts, caller: Option<&Caller>) -> bool {
        caller.is_some_and(Caller::is_staff)
    }
}

impl Permission for IsAuthenticatedOrReadOnly {
    fn allows(&self, request: &Parts, caller: Option<&Caller>) -> bool {
        caller.is_some() || [Method::GET, Method::HEAD, Method::OPTIONS].contains(&request.method)
    }
}
