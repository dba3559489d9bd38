//! Permissions made of permissions, as DRF's `&`, `|` and `~` make them.

use std::ops;

use http::request::Parts;

use super::{
    AllowAny, HasClaim, HasScope, InGroup, IsAdminUser, IsAuthenticated, IsAuthenticatedOrReadOnly, Permission,
};
use crate::Caller;

/// Both of two permissions.
///
/// ```
/// use countersign::{HasScope, IsAdminUser, require};
///
/// let layer = require(IsAdminUser & HasScope::new("books:write"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct And<A, B>(pub(super) A, pub(super) B);

/// At least one of two permissions.
///
/// ```
/// use countersign::{InGroup, IsAdminUser, require};
///
/// let layer = require(IsAdminUser | InGroup::new("editors"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Or<A, B>(pub(super) A, pub(super) B);

/// The opposite of a permission, for anonymous callers too: `!HasClaim::…` alone lets them in.
///
/// ```
/// use countersign::{HasClaim, IsAuthenticated, require};
///
/// let layer = require(IsAuthenticated & !HasClaim::equal("suspended", true));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Not<P>(pub(super) P);

impl<A: Permission, B: Permission> Permission for And<A, B> {
    fn allows(&self, request: &Parts, caller: Option<&Caller>) -> bool {
        self.0.allows(request, caller) && self.1.allows(request, caller)
    }
}

impl<A: Permission, B: Permission> Permission for Or<A, B> {
    fn allows(&self, request: &Parts, caller: Option<&Caller>) -> bool {
        self.0.allows(request, caller) || self.1.allows(request, caller)
    }
}

impl<P: Permission> Permission for Not<P> {
    fn allows(&self, request: &Parts, caller: Option<&Caller>) -> bool {
        !self.0.allows(request, caller)
    }
}

/// The operators, which Rust lets nobody write for every permission at once.
macro_rules! operators {
    ($($permission:ident $(<$($part:ident),+>)?),+ $(,)?) => {$(
        impl<Other: Permission, $($($part: Permission),+)?> ops::BitAnd<Other> for $permission $(<$($part),+>)? {
            type Output = And<Self, Other>;

            fn bitand(self, other: Other) -> Self::Output {
                And(self, other)
            }
        }

        impl<Other: Permission, $($($part: Permission),+)?> ops::BitOr<Other> for $permission $(<$($part),+>)? {
            type Output = Or<Self, Other>;

            fn bitor(self, other: Other) -> Self::Output {
                Or(self, other)
            }
        }

        impl$(<$($part: Permission),+>)? ops::Not for $permission $(<$($part),+>)? {
            type Output = Not<Self>;

            fn not(self) -> Self::Output {
                Not(self)
            }
        }
    )+};
}

operators!(
    AllowAny, IsAuthenticated, IsAdminUser, IsAuthenticatedOrReadOnly, HasClaim, HasScope, InGroup, And<A, B>, Or<A, B>,
    Not<P>,
);
