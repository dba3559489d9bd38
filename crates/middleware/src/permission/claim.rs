//! Permissions by what the token says.

use std::fmt;
use std::sync::Arc;

use http::request::Parts;
use serde_json::Value;

use super::Permission;
use crate::Caller;

/// Those whose token has a certain claim.
///
/// ```
/// use countersign::{HasClaim, require};
///
/// let layer = require(HasClaim::equal("department", "books"));
/// let layer = require(HasClaim::present("email") & HasClaim::matching("level", |level| level.as_u64() >= Some(3)));
/// ```
#[derive(Clone)]
pub struct HasClaim {
    name: String,
    test: Arc<dyn Fn(&Value) -> bool + Send + Sync>,
}

impl HasClaim {
    /// The claim is there and is not `null`.
    #[must_use]
    pub fn present(name: impl Into<String>) -> Self {
        Self::matching(name, |value| !value.is_null())
    }

    /// The claim is this value, of this JSON type.
    #[must_use]
    pub fn equal(name: impl Into<String>, value: impl Into<Value>) -> Self {
        let wanted = value.into();
        Self::matching(name, move |value| *value == wanted)
    }

    /// The claim is there and passes this test.
    #[must_use]
    pub fn matching(name: impl Into<String>, test: impl Fn(&Value) -> bool + Send + Sync + 'static) -> Self {
        Self { name: name.into(), test: Arc::new(test) }
    }
}

impl Permission for HasClaim {
    fn allows(&self, _: &Parts, caller: Option<&Caller>) -> bool {
        caller.and_then(|caller| caller.claim(&self.name)).is_some_and(|value| (self.test)(value))
    }
}

impl fmt::Debug for HasClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HasClaim").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Those whose token was issued for this scope; see [`Caller::scopes`].
///
/// ```
/// use countersign::{Caller, HasScope, Permission};
///
/// let (request, ()) = http::Request::post("/books/").body(())?.into_parts();
/// let writer = Caller::new("7").with_claim("scope", "books:read books:write");
/// assert!(HasScope::new("books:write").allows(&request, Some(&writer)));
/// assert!(!HasScope::new("books").allows(&request, Some(&writer)));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HasScope(String);

impl HasScope {
    /// The scope of this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }
}

impl Permission for HasScope {
    fn allows(&self, _: &Parts, caller: Option<&Caller>) -> bool {
        caller.is_some_and(|caller| caller.has_scope(&self.0))
    }
}

/// Those whose token names this group; see [`Caller::groups`].
///
/// ```
/// use countersign::{Caller, InGroup, Permission};
///
/// let (request, ()) = http::Request::post("/books/").body(())?.into_parts();
/// let editor = Caller::new("7").with_claim("groups", vec!["editors"]);
/// assert!(InGroup::new("editors").allows(&request, Some(&editor)));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InGroup(String);

impl InGroup {
    /// The group of this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }
}

impl Permission for InGroup {
    fn allows(&self, _: &Parts, caller: Option<&Caller>) -> bool {
        caller.is_some_and(|caller| caller.in_group(&self.0))
    }
}
