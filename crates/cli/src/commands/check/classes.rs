//! What holds at the endpoints: how callers say who they are, and how often they may ask.

use std::collections::BTreeSet;

use countersign_server::{AuthenticationClass, Renderer, RestFramework};

use super::report::{Level, Report};
use crate::config::Config;

pub(super) fn examine(config: &Config, report: &mut Report) {
    report.add(Level::Ok, "authentication", authentication(config));
    report.add(Level::Ok, "throttles", throttles(config));
    if pages_without_login(config) {
        let said = "pages cannot log in: SessionAuthentication is not named; add it to default_authentication_classes, or take \
                    BrowsableAPIRenderer out of default_renderer_classes";
        report.add(Level::Warning, "authentication", said);
    }
}

fn authentication(config: &Config) -> String {
    let classes = &config.rest_framework.default_authentication_classes;
    let names: Vec<_> = classes.iter().map(|class| class.as_str()).collect();
    if names.is_empty() { "by nothing".to_owned() } else { format!("by {}", names.join(", ")) }
}

/// The rates that count.
fn throttles(config: &Config) -> String {
    let settings = &config.rest_framework;
    let scopes = settings.default_throttle_classes.iter().flat_map(|class| match class.scope() {
        Some(scope) => BTreeSet::from([scope]),
        None => scopes(config),
    });
    let mut rates = Vec::new();
    for scope in scopes {
        let rate = settings.default_throttle_rates.0.get(scope).map(|rate| format!("{scope} {rate}"));
        rates.extend(rate.filter(|rate| !rates.contains(rate)));
    }
    if rates.is_empty() { "none: as often as anybody likes".to_owned() } else { rates.join(", ") }
}

/// Those that `ScopedRateThrottle` counts by.
fn scopes(config: &Config) -> BTreeSet<&str> {
    let of_routes = config.routes.values().filter_map(|route| route.throttle_scope());
    let own = RestFramework::default().throttle_rates.into_keys();
    let rates = &config.rest_framework.default_throttle_rates.0;
    let own = own.filter_map(|scope| rates.get_key_value(&scope)).map(|(scope, _)| scope.as_str());
    own.chain(of_routes).collect()
}

/// Pages for browsers, of which none knows who has logged in.
fn pages_without_login(config: &Config) -> bool {
    let settings = &config.rest_framework;
    let own = config.routes.values().filter_map(|route| route.authentication_classes()).flatten();
    let mut classes = settings.default_authentication_classes.iter().chain(own);
    settings.default_renderer_classes.contains(&Renderer::BrowsableApi)
        && !classes.any(|class| *class == AuthenticationClass::Session)
}
