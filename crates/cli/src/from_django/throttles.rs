//! `DEFAULT_THROTTLE_CLASSES` and `DEFAULT_THROTTLE_RATES` → `[rest_framework]`

use countersign_core::throttle::Rate;
use countersign_server::ThrottleClass;
use serde_json::Value;
use toml::Table;

use super::class::Counterpart;
use super::project::Project;
use super::python;
use super::rest_framework::written;
use super::sheet::Sheet;

pub(super) fn carry_over(project: &Project, sheet: &mut Sheet) {
    let classes = classes(project, sheet);
    let rates = rates(project, sheet);
    if classes.contains(&ThrottleClass::ScopedRate.as_str()) && !rates.contains_key("login") {
        sheet.warn(
            "REST_FRAMEWORK[\"DEFAULT_THROTTLE_CLASSES\"]: ScopedRateThrottle",
            "what checks a password has the scope login here, 10 a minute for each address; say otherwise in \
             rest_framework.default_throttle_rates if many people log in from one address",
        );
    }
    if !classes.is_empty() {
        let comment = "REST_FRAMEWORK[\"DEFAULT_THROTTLE_CLASSES\"]; the preset has none.";
        sheet.set("rest_framework.default_throttle_classes", classes, comment);
    }
    if !rates.is_empty() {
        sheet.set("rest_framework.default_throttle_rates", rates, "REST_FRAMEWORK[\"DEFAULT_THROTTLE_RATES\"]");
    }
}

/// A class of the project's own may count by a scope of its own: what it is made of would count otherwise.
fn classes(project: &Project, sheet: &mut Sheet) -> Vec<&'static str> {
    let key = "DEFAULT_THROTTLE_CLASSES";
    let path = |class: ThrottleClass| (format!("rest_framework.throttling.{}", class.as_str()), class.as_str());
    let known = ThrottleClass::ALL.map(path);
    let mut names = Vec::new();
    for class in written(project, key).unwrap_or_default() {
        if let Counterpart::Same(name) = class.counterpart(&known) {
            names.push(name);
        } else {
            let advice = format!(
                "{}; it was left out: set default_throttle_classes and default_throttle_rates under [rest_framework] to what it allows",
                class.why_not()
            );
            sheet.not_carried(format!("REST_FRAMEWORK[{key:?}]: {}", class.path), advice);
        }
    }
    names
}

/// Those that are set: DRF has `None` for no limit.
fn rates(project: &Project, sheet: &mut Sheet) -> Table {
    let set = project.rest_framework.as_ref().and_then(|settings| settings.written.get("DEFAULT_THROTTLE_RATES"));
    let mut rates = Table::new();
    for (scope, value) in set.and_then(Value::as_object).into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        match value.as_str().filter(|rate| rate.parse::<Rate>().is_ok()) {
            Some(rate) => drop(rates.insert(scope.clone(), rate.into())),
            None => sheet.not_carried(
                format!("REST_FRAMEWORK[\"DEFAULT_THROTTLE_RATES\"][{scope:?}] = {}", python::shown(value)),
                "a rate is a number of requests, a slash, and second, minute, hour or day, such as \"10/min\"",
            ),
        }
    }
    rates
}
