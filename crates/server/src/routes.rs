//! Where endpoints are mounted, and what is special about them (`[routes]`).

use std::collections::BTreeMap;

use crate::{AuthenticationClass, PermissionClass};

/// What the settings say of endpoints, by their names; which names there are, says [`route_names`](crate::route_names).
#[derive(Debug, Clone, Default)]
pub struct Routes(BTreeMap<String, Route>);

/// What the settings say of one endpoint; `None`: as it is by default.
///
/// ```
/// use countersign_server::{PermissionClass, Route};
///
/// let staff_only = Route { permission_classes: Some(vec![PermissionClass::IsAdminUser]), ..Route::default() };
/// assert!(staff_only.paths.is_none());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Route {
    /// Its paths, in place of the default ones.
    pub paths: Option<Vec<String>>,
    /// In place of the global ones.
    pub authentication_classes: Option<Vec<AuthenticationClass>>,
    /// In place of the global ones.
    pub permission_classes: Option<Vec<PermissionClass>>,
    /// What its requests are counted under; a name of `rest_framework.throttle_rates`, or nothing (DRF's `throttle_scope`).
    pub throttle_scope: Option<String>,
    /// A caller by session cookie needs no CSRF token (Django's `csrf_exempt`); default false. Who may come in stays as it is.
    pub csrf_exempt: bool,
}

/// A mount that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RouteNameError {
    /// There is no endpoint of that name.
    #[error("there is no endpoint named {0}")]
    Unknown(String),
    /// A path must begin with `/`, and have the parameters of the endpoint's own path and no others.
    #[error("{name}: {path} is no path for it; give one such as {like}")]
    Path {
        /// The endpoint.
        name: String,
        /// The path.
        path: String,
        /// The endpoint's own path.
        like: String,
    },
    /// What is counted needs a rate (DRF: `No default throttle rate set for … scope`).
    #[error(
        "{name}: the throttle_scope {scope:?} has no rate; give it one in rest_framework.default_throttle_rates, such as \"10/min\""
    )]
    NoRate {
        /// The endpoint.
        name: String,
        /// The scope.
        scope: String,
    },
    /// A class judges by the table that a view is about, and this one is about none (DRF: `Cannot apply … on a view that does not
    /// set .queryset`).
    #[error(
        "{name}: {class} is for views of a table, such as users; give this route permission_classes of its own, or another \
         class in rest_framework.default_permission_classes"
    )]
    NoTable {
        /// The endpoint.
        name: String,
        /// The class.
        class: &'static str,
    },
    /// An endpoint for programs knows them by their own credentials, and lets nobody else in.
    #[error(
        "{0}: is for programs with credentials of `countersign clients create` alone; leave authentication_classes and \
         permission_classes out"
    )]
    ServiceAlone(String),
    /// Two endpoints cannot share a path, nor take that of a page that is always there.
    #[error("{path} is mounted twice")]
    Twice {
        /// The path.
        path: String,
    },
}

impl Routes {
    /// From endpoint names to what is said of them.
    #[must_use]
    pub fn new(routes: BTreeMap<String, Route>) -> Self {
        Self(routes)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// What is said of this endpoint.
    pub(crate) fn of(&self, name: &str) -> Option<&Route> {
        self.0.get(name)
    }

    /// Some endpoint has `class` of its own.
    pub(crate) fn name_class(&self, class: AuthenticationClass) -> bool {
        self.0
            .values()
            .filter_map(|route| route.authentication_classes.as_ref())
            .any(|classes| classes.contains(&class))
    }

    pub(crate) fn paths(&self, name: &str) -> Option<&[String]> {
        self.of(name)?.paths.as_deref()
    }
}
