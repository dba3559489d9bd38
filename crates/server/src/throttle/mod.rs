//! How often: Django REST framework's throttle classes.

mod attempt;

pub(crate) use attempt::{Attempts, password_attempt};

use std::net::IpAddr;
use std::sync::Arc;

use countersign_core::throttle::{Admission, Ident, Rate, ThrottleKey};
use countersign_core::{Network, User};
use countersign_token::Seconds;

use crate::app::{App, Settings};
use crate::endpoint::{Endpoint, Throttled};
use crate::reply::Refusal;

/// What checks a password; counted by address, whoever has logged in there.
pub(crate) const LOGIN_SCOPE: &str = "login";
const ANON: &str = "anon";
const USER: &str = "user";

/// A rule of how often a view may be asked, by DRF's name for it.
///
/// ```
/// use countersign_server::ThrottleClass;
///
/// assert_eq!(ThrottleClass::ScopedRate.as_str(), "ScopedRateThrottle");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThrottleClass {
    /// Whoever does not say who they are, by address; the rate of `anon`.
    AnonRate,
    /// Everybody, by user, else by address; the rate of `user`.
    UserRate,
    /// Views with a scope, by user, else by address; the rate of the scope.
    ScopedRate,
}

impl ThrottleClass {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::AnonRate, Self::UserRate, Self::ScopedRate];

    /// The name, without a path.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AnonRate => "AnonRateThrottle",
            Self::UserRate => "UserRateThrottle",
            Self::ScopedRate => "ScopedRateThrottle",
        }
    }

    /// The scope whose rate it takes, where that is always the same.
    #[must_use]
    pub const fn scope(self) -> Option<&'static str> {
        match self {
            Self::AnonRate => Some(ANON),
            Self::UserRate => Some(USER),
            Self::ScopedRate => None,
        }
    }
}

/// One throttle of a view: its class with its scope and rate.
#[derive(Debug, Clone)]
pub(crate) struct Throttle {
    class: ThrottleClass,
    scope: Arc<str>,
    rate: Rate,
}

impl Throttle {
    /// Those of an endpoint. As in DRF, `anon` and `user` without a rate limit nobody.
    pub(crate) fn of(endpoint: &Endpoint, settings: &Settings) -> Vec<Self> {
        let classes = &settings.rest_framework.throttle_classes;
        let applies =
            |class: &&ThrottleClass| endpoint.throttled == Throttled::ByClasses || **class == ThrottleClass::ScopedRate;
        let with_rate = |class: &ThrottleClass| {
            let scope = class.scope().or_else(|| scope(endpoint, settings))?;
            Self::new(*class, scope, settings)
        };
        classes.iter().filter(applies).filter_map(with_rate).collect()
    }

    /// That of passwords, where there is one.
    fn of_login(settings: &Settings) -> Option<Self> {
        let is_on = settings.rest_framework.throttle_classes.contains(&ThrottleClass::ScopedRate);
        Self::new(ThrottleClass::ScopedRate, LOGIN_SCOPE, settings).filter(|_| is_on)
    }

    fn new(class: ThrottleClass, scope: &str, settings: &Settings) -> Option<Self> {
        let rate = *settings.rest_framework.throttle_rates.get(scope)?;
        Some(Self { class, scope: scope.into(), rate })
    }

    /// Whose requests are counted together; `None`: this one's are not counted.
    fn key(&self, user: Option<&User>, address: Option<IpAddr>) -> Option<ThrottleKey> {
        let by_address = Ident::Network(address.map(Network::of));
        let ident = match (user, self.class) {
            (Some(_), ThrottleClass::AnonRate) => return None,
            (Some(user), _) if &*self.scope != LOGIN_SCOPE => Ident::User(user.id),
            (Some(_) | None, _) => by_address,
        };
        Some(ThrottleKey { scope: Arc::clone(&self.scope), ident })
    }

    async fn admit(&self, app: &App, key: &ThrottleKey) -> Admission {
        app.throttles().admit(key, self.rate, app.ctx().clock.now()).await
    }
}

/// The scope of an endpoint: the route's, or its own; an empty one is none.
pub(crate) fn scope<'a>(endpoint: &Endpoint, settings: &'a Settings) -> Option<&'a str> {
    let route = settings.routes.of(endpoint.name).and_then(|route| route.throttle_scope.as_deref());
    route.or(endpoint.throttle_scope).filter(|scope| !scope.is_empty())
}

/// Lets a request through, or says how long to wait (DRF's `check_throttles`): every throttle counts it, and of those that refuse it
/// the longest wait is told.
///
/// # Errors
/// [`Refusal::Throttled`].
pub(crate) async fn check(
    app: &App,
    throttles: &[Throttle],
    user: Option<&User>,
    address: Option<IpAddr>,
) -> Result<(), Refusal> {
    let mut refused: Option<Option<Seconds>> = None;
    for throttle in throttles {
        let Some(key) = throttle.key(user, address) else { continue };
        if let Admission::Throttled { wait } = throttle.admit(app, &key).await {
            refused = Some(refused.flatten().max(wait));
        }
    }
    refused.map_or(Ok(()), |wait| Err(Refusal::Throttled(wait)))
}
