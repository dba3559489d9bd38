//! Throttles that are written down and limit nobody, or everybody.

use countersign_core::throttle::Rate;
use countersign_server::{RestFramework, ThrottleClass};

use super::Config;
use super::warnings::{Warning, warning};

const CLASSES: &str = "rest_framework.default_throttle_classes";
const RATES: &str = "rest_framework.default_throttle_rates";

pub(super) fn warnings(config: &Config) -> Vec<Warning> {
    let rates = config.rest_framework.default_throttle_rates.0.iter();
    let rates = rates.filter_map(|(scope, rate)| of_rate(config, scope, *rate));
    classes_without_rate(config).into_iter().chain(rates).chain(idle_scopes(config)).collect()
}

/// As in DRF these classes limit nobody without their rate.
fn classes_without_rate(config: &Config) -> Vec<Warning> {
    let settings = &config.rest_framework;
    let classes = settings.default_throttle_classes.iter();
    let lacking = classes.filter_map(|class| Some((class, class.scope()?)));
    let lacking = lacking.filter(|(_, scope)| !settings.default_throttle_rates.0.contains_key(*scope));
    let warned = lacking.map(|(class, scope)| {
        let mend = format!(
            "it limits nobody without a rate; set {scope} in rest_framework.default_throttle_rates, such as \"1000/day\""
        );
        warning(config, CLASSES, class.as_str(), mend)
    });
    warned.collect()
}

/// A rate that nothing counts by, or that admits nothing.
fn of_rate(config: &Config, scope: &str, rate: Rate) -> Option<Warning> {
    let mend = match idle(config, scope) {
        Some(mend) if RestFramework::default().throttle_rates.get(scope) != Some(&rate) => {
            format!("it has no effect; {mend}")
        }
        None if rate.requests == 0 => {
            "it lets nobody in; give at least 1, or take its class out of default_throttle_classes".to_owned()
        }
        Some(_) | None => return None,
    };
    Some(warning(config, &format!("{RATES}.{scope}"), &rate.to_string(), mend))
}

/// What gives the rate of `scope` an effect, where it has none.
fn idle(config: &Config, scope: &str) -> Option<String> {
    let classes = &config.rest_framework.default_throttle_classes;
    let own = ThrottleClass::ALL.into_iter().find(|class| class.scope() == Some(scope));
    let is_default = RestFramework::default().throttle_rates.contains_key(scope);
    let is_named = is_default || config.routes.values().any(|route| route.throttle_scope() == Some(scope));
    let is_counted = is_named && classes.contains(&ThrottleClass::ScopedRate);
    match own {
        _ if is_counted || own.is_some_and(|own| classes.contains(&own)) => None,
        Some(own) => Some(add(own)),
        None if is_named => Some(add(ThrottleClass::ScopedRate)),
        None => Some("name it as throttle_scope under [routes.NAME]".to_owned()),
    }
}

/// Scopes of endpoints that no class looks at.
fn idle_scopes(config: &Config) -> Vec<Warning> {
    if config.rest_framework.default_throttle_classes.contains(&ThrottleClass::ScopedRate) {
        return Vec::new();
    }
    let scopes = config.routes.iter().filter_map(|(name, route)| Some((name, route.throttle_scope()?)));
    let warned = scopes.filter(|(_, scope)| !scope.is_empty()).map(|(name, scope)| {
        let mend = format!("it has no effect; {}", add(ThrottleClass::ScopedRate));
        warning(config, &format!("routes.{name}.throttle_scope"), scope, mend)
    });
    warned.collect()
}

fn add(class: ThrottleClass) -> String {
    format!("add {} to default_throttle_classes", class.as_str())
}
