//! What views do unless a route says otherwise (`[rest_framework]`, Django's `REST_FRAMEWORK`).

use std::collections::BTreeMap;

use countersign_core::throttle::Rate;
use countersign_token::Seconds;

use crate::throttle::LOGIN_SCOPE;
use crate::{AuthenticationClass, PermissionClass, Renderer, ThrottleClass};

/// The classes of views.
///
/// ```
/// use countersign_server::{AuthenticationClass, RestFramework};
///
/// let tokens_first = RestFramework {
///     authentication_classes: vec![AuthenticationClass::Token, AuthenticationClass::Jwt],
///     ..RestFramework::default()
/// };
/// assert_eq!(tokens_first.renderer_classes.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestFramework {
    /// `DEFAULT_AUTHENTICATION_CLASSES`, in the order in which they are asked; the first says what a 401 looks like.
    pub authentication_classes: Vec<AuthenticationClass>,
    /// `DEFAULT_PERMISSION_CLASSES`; all must allow.
    pub permission_classes: Vec<PermissionClass>,
    /// `DEFAULT_RENDERER_CLASSES`; the first answers those who do not mind. Never empty.
    pub renderer_classes: Vec<Renderer>,
    /// `DEFAULT_THROTTLE_CLASSES`; all must allow.
    pub throttle_classes: Vec<ThrottleClass>,
    /// `DEFAULT_THROTTLE_RATES`, by scope.
    pub throttle_rates: BTreeMap<String, Rate>,
}

/// The rate of attempts at passwords.
const TEN_A_MINUTE: Rate = Rate { requests: 10, period: Seconds::new(60) };

impl Default for RestFramework {
    fn default() -> Self {
        Self {
            authentication_classes: vec![
                AuthenticationClass::Jwt,
                AuthenticationClass::Token,
                AuthenticationClass::Session,
            ],
            permission_classes: vec![PermissionClass::IsAuthenticated],
            renderer_classes: vec![Renderer::Json, Renderer::BrowsableApi],
            throttle_classes: vec![ThrottleClass::ScopedRate],
            throttle_rates: BTreeMap::from([(LOGIN_SCOPE.to_owned(), TEN_A_MINUTE)]),
        }
    }
}
