//! DRF's permission classes that need no database.

use http::Method;
use http::request::Parts;

use super::Permission;
use crate::Caller;

/// Everybody, anonymous or not.
///
/// ```
/// use countersign::{AllowAny, Permission};
///
/// let (request, ()) = http::Request::get("/about/").body(())?.into_parts();
/// assert!(AllowAny.allows(&request, None));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllowAny;

/// Everybody who is known.
///
/// ```
/// use countersign::{Caller, IsAuthenticated, Permission};
///
/// let (request, ()) = http::Request::get("/books/").body(())?.into_parts();
/// assert!(IsAuthenticated.allows(&request, Some(&Caller::new("7"))));
/// assert!(!IsAuthenticated.allows(&request, None));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IsAuthenticated;

/// Those whose token says `"is_staff": true`.
///
/// ```
/// use countersign::{Caller, IsAdminUser, Permission};
///
/// let (request, ()) = http::Request::get("/books/").body(())?.into_parts();
/// assert!(IsAdminUser.allows(&request, Some(&Caller::new("7").with_claim("is_staff", true))));
/// assert!(!IsAdminUser.allows(&request, Some(&Caller::new("7").with_claim("is_superuser", true))));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IsAdminUser;

/// Everybody who is known; and others with GET, HEAD and OPTIONS.
///
/// ```
/// use countersign::{Caller, IsAuthenticatedOrReadOnly, Permission};
///
/// let (read, ()) = http::Request::get("/books/").body(())?.into_parts();
/// let (write, ()) = http::Request::post("/books/").body(())?.into_parts();
/// assert!(IsAuthenticatedOrReadOnly.allows(&read, None));
/// assert!(!IsAuthenticatedOrReadOnly.allows(&write, None));
/// assert!(IsAuthenticatedOrReadOnly.allows(&write, Some(&Caller::new("7"))));
/// # Ok::<(), http::Error>(())
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
