//! Who may: Django REST framework's permission classes.

use countersign_core::User;
use http::Method;

/// A rule of who may use a view, by DRF's name for it.
///
/// ```
/// use countersign_server::PermissionClass;
///
/// assert_eq!(PermissionClass::IsAdminUser.as_str(), "IsAdminUser");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PermissionClass {
    /// Anybody; a credential that is shown must be good all the same.
    AllowAny,
    /// Whoever says who they are.
    IsAuthenticated,
    /// Staff (`is_staff`).
    IsAdminUser,
    /// Whoever says who they are; anybody for what only reads (`GET`, `HEAD`, `OPTIONS`).
    IsAuthenticatedOrReadOnly,
}

impl PermissionClass {
    /// Every one.
    pub const ALL: [Self; 4] =
        [Self::AllowAny, Self::IsAuthenticated, Self::IsAdminUser, Self::IsAuthenticatedOrReadOnly];

    /// The name, without a path.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AllowAny => "AllowAny",
            Self::IsAuthenticated => "IsAuthenticated",
            Self::IsAdminUser => "IsAdminUser",
            Self::IsAuthenticatedOrReadOnly => "IsAuthenticatedOrReadOnly",
        }
    }

    /// Whether this lets `user` do it; `None` is nobody.
    pub(crate) fn allows(self, method: &Method, user: Option<&User>) -> bool {
        match self {
            Self::AllowAny => true,
            Self::IsAuthenticated => user.is_some(),
            Self::IsAdminUser => user.is_some_and(|user| user.is_staff),
            Self::IsAuthenticatedOrReadOnly => is_read_only(method) || user.is_some(),
        }
    }
}

/// DRF's `SAFE_METHODS`.
fn is_read_only(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS].contains(method)
}
