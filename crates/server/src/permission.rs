//! Who may: Django REST framework's permission classes.

use countersign_core::flows::staff::{Action, Actor, Subject};
use countersign_core::{User, UserTable};
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
    /// Whoever has Django's permission to add, change or delete the rows that the view is about. Only for views of a table.
    DjangoModelPermissions,
    /// The same; anybody for what only reads.
    DjangoModelPermissionsOrAnonReadOnly,
}

/// What somebody asks for, and what is known of who it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) method: &'a Method,
    /// `None` is nobody.
    pub(crate) user: Option<&'a User>,
    /// Where the view is about a table.
    pub(crate) rights: Option<&'a Rights>,
}

/// What the caller may do with the rows of a table, asked of the database for this request.
#[derive(Debug, Clone)]
pub(crate) struct Rights {
    pub(crate) subject: Subject,
    /// `None`: nobody, or somebody whose account is gone or out of use by now.
    pub(crate) actor: Option<Actor>,
}

impl PermissionClass {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::AllowAny,
        Self::IsAuthenticated,
        Self::IsAdminUser,
        Self::IsAuthenticatedOrReadOnly,
        Self::DjangoModelPermissions,
        Self::DjangoModelPermissionsOrAnonReadOnly,
    ];

    /// The name, without a path.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AllowAny => "AllowAny",
            Self::IsAuthenticated => "IsAuthenticated",
            Self::IsAdminUser => "IsAdminUser",
            Self::IsAuthenticatedOrReadOnly => "IsAuthenticatedOrReadOnly",
            Self::DjangoModelPermissions => "DjangoModelPermissions",
            Self::DjangoModelPermissionsOrAnonReadOnly => "DjangoModelPermissionsOrAnonReadOnly",
        }
    }

    /// It judges by the table that a view is about (DRF's `queryset`).
    pub(crate) fn wants_a_table(self) -> bool {
        matches!(self, Self::DjangoModelPermissions | Self::DjangoModelPermissionsOrAnonReadOnly)
    }

    /// Whether this lets somebody do what they ask for.
    pub(crate) fn allows(self, table: &UserTable, asking: Asking<'_>) -> bool {
        match self {
            Self::AllowAny => true,
            Self::IsAuthenticated => asking.user.is_some(),
            Self::IsAdminUser => asking.is_staff(),
            Self::IsAuthenticatedOrReadOnly => is_read_only(asking.method) || asking.user.is_some(),
            Self::DjangoModelPermissions => asking.user.is_some() && asking.has_model_permission(table),
            Self::DjangoModelPermissionsOrAnonReadOnly => asking.has_model_permission(table),
        }
    }
}

impl Asking<'_> {
    /// As the database has it, where that was asked.
    fn is_staff(self) -> bool {
        match self.rights {
            Some(rights) => rights.actor.as_ref().is_some_and(Actor::is_staff),
            None => self.user.is_some_and(|user| user.is_staff),
        }
    }

    /// DRF's `perms_map`: reading asks for none.
    fn has_model_permission(self, table: &UserTable) -> bool {
        is_read_only(self.method) || self.has_permission_to_act(table)
    }

    /// What views of a table ask whatever their classes: reading, too, wants Django's permission, as in its admin.
    pub(crate) fn has_permission_to_act(self, table: &UserTable) -> bool {
        let action = match self.method.as_str() {
            "GET" | "HEAD" => Action::View,
            "POST" => Action::Add,
            "PUT" | "PATCH" => Action::Change,
            "DELETE" => Action::Delete,
            // No row is read or written.
            _ => return true,
        };
        let actor = self.rights.and_then(|rights| Some((rights.subject, rights.actor.as_ref()?)));
        actor.is_some_and(|(subject, actor)| actor.may(table, subject, action))
    }
}

/// DRF's `SAFE_METHODS`.
fn is_read_only(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS].contains(method)
}
