//! `SIMPLE_JWT` as it is in force, and where each value came from.

use serde_json::{Map, Value};

use super::project::Project;
use super::python;
use super::sheet::Sheet;

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Written,
    /// Within `REST_FRAMEWORK`, where `SimpleJWT` does not look.
    Nested,
    Default,
}

impl Origin {
    /// What a comment says of the setting `key`.
    pub(super) fn comment(self, key: &str) -> String {
        match self {
            Self::Written => format!("SIMPLE_JWT[\"{key}\"]"),
            Self::Nested => {
                format!(
                    "REST_FRAMEWORK[\"SIMPLE_JWT\"][\"{key}\"], where SimpleJWT does not read it: Django has its default"
                )
            }
            Self::Default => format!("SimpleJWT's own {key}"),
        }
    }
}

impl Project {
    /// A value of `SIMPLE_JWT` that is not `None`.
    pub(super) fn simple_jwt(&self, key: &str) -> Option<(&Value, Origin)> {
        let written = self.simple_jwt.written.get(key).map(|value| (value, Origin::Written));
        let nested = || self.nested().and_then(|values| values.get(key)).map(|value| (value, Origin::Nested));
        let default = || {
            let defaults = self.simple_jwt.defaults.as_ref();
            defaults.and_then(|values| values.get(key)).map(|value| (value, Origin::Default))
        };
        written.or_else(nested).or_else(default)
    }

    /// `SIMPLE_JWT` within `REST_FRAMEWORK`.
    fn nested(&self) -> Option<&Map<String, Value>> {
        self.simple_jwt.nested.as_ref().and_then(Value::as_object)
    }

    /// Every key that the project sets, in its order, each once.
    fn simple_jwt_keys(&self) -> Vec<&String> {
        let nested = self.nested().into_iter().flat_map(Map::keys);
        let nested = nested.filter(|key| !self.simple_jwt.written.contains_key(*key));
        self.simple_jwt.written.keys().chain(nested).collect()
    }
}

/// Settings that name Python code, and what does the work here.
const CODE: [(&str, &str); 11] = [
    (
        "TOKEN_OBTAIN_SERIALIZER",
        "put the claims that it sets under [jwt.claims], and what it adds to the answer into jwt.response_fields",
    ),
    (
        "TOKEN_REFRESH_SERIALIZER",
        "claims stay on refresh, see [jwt.claims]; other checks of its own have no place here",
    ),
    ("TOKEN_VERIFY_SERIALIZER", "verification is SimpleJWT's; keep this endpoint with Django if you need its checks"),
    ("TOKEN_BLACKLIST_SERIALIZER", "it is SimpleJWT's; keep this endpoint with Django if you need what it does"),
    ("SLIDING_TOKEN_OBTAIN_SERIALIZER", "put the claims that it sets under [jwt.claims]"),
    ("SLIDING_TOKEN_REFRESH_SERIALIZER", "claims stay on refresh, see [jwt.claims]"),
    (
        "USER_AUTHENTICATION_RULE",
        "a user who is_active may log in; let the project clear is_active for whoever the rule refuses",
    ),
    ("TOKEN_USER_CLASS", "set the claims that it reads under [jwt.claims]; the class goes on working in Django"),
    ("JSON_ENCODER", "claims are written as JSON has them; give texts and numbers under [jwt.claims]"),
    ("ON_LOGIN_SUCCESS", "jwt.update_last_login notes a login; what else it does has no place here"),
    ("ON_LOGIN_FAILED", "failed logins are in the log, and [lockout] slows them down"),
];

/// What newer releases do not start with, and what took its place.
const REMOVED: [(&str, &str); 4] = [
    ("AUTH_HEADER_TYPE", "the setting is AUTH_HEADER_TYPES now: jwt.auth_header_types"),
    ("AUTH_TOKEN_CLASS", "the setting is AUTH_TOKEN_CLASSES now: jwt.auth_token_classes"),
    ("SECRET_KEY", "the setting is SIGNING_KEY now: signing_key under [jwt] in the secrets"),
    ("TOKEN_BACKEND_CLASS", "nothing took its place"),
];

/// What `SIMPLE_JWT` has that is no setting here.
pub(super) fn remarks(project: &Project, sheet: &mut Sheet) {
    nested(project, sheet);
    let is_removed = |key: &str| {
        project.started.removed.iter().any(|name| name == key)
            || project.nested().is_some_and(|keys| keys.contains_key(key))
    };
    for (key, advice) in REMOVED.into_iter().filter(|(key, _)| is_removed(key)) {
        sheet.not_carried(
            format!("SIMPLE_JWT[{key:?}]"),
            format!("SimpleJWT has removed it and does not start with it; {advice}"),
        );
    }
    for (key, advice) in CODE {
        let default = project.simple_jwt.defaults.as_ref().and_then(|defaults| defaults.get(key));
        let Some((value, Origin::Written | Origin::Nested)) = project.simple_jwt(key) else { continue };
        if !value.is_null() && Some(value) != default && !names_default(value, default) {
            sheet.not_carried(format!("SIMPLE_JWT[{key:?}] = {}", python::shown(value)), advice);
        }
    }
    unknown(project, sheet);
}

/// The class itself where the default names it.
fn names_default(value: &Value, default: Option<&Value>) -> bool {
    value.get("py:named").is_some_and(|named| Some(named) == default)
}

fn nested(project: &Project, sheet: &mut Sheet) {
    let Some(values) = project.nested() else { return };
    let taken: Vec<_> = values.keys().filter(|key| !project.simple_jwt.written.contains_key(*key)).cloned().collect();
    let advice = format!(
        "it stands inside REST_FRAMEWORK, where SimpleJWT does not read it: your Django runs without it. It was taken over as it is \
         meant ({}). Move SIMPLE_JWT to the top level of {}, or delete it and run this again, so that both do the same",
        taken.join(", "),
        project.started.module
    );
    sheet.warn("REST_FRAMEWORK[\"SIMPLE_JWT\"]", advice);
}

/// What `SimpleJWT` does not know either.
fn unknown(project: &Project, sheet: &mut Sheet) {
    let Some(defaults) = &project.simple_jwt.defaults else { return };
    let known: Vec<_> = defaults.keys().map(String::as_str).chain(["SIGNING_KEY"]).collect();
    for key in project.simple_jwt_keys() {
        let is_code = CODE.iter().any(|(name, _)| name == key);
        let is_removed = REMOVED.iter().any(|(name, _)| name == key);
        if known.contains(&key.as_str()) || is_code || is_removed {
            continue;
        }
        let meant = known.iter().map(|name| (strsim::jaro_winkler(name, key), name));
        let meant = meant.filter(|(likeness, _)| *likeness > ALIKE).max_by(|one, other| one.0.total_cmp(&other.0));
        let advice = match meant {
            Some((_, name)) => format!("SimpleJWT does not know it, and ignores it; {name} may be meant"),
            None => "SimpleJWT does not know it, and ignores it; if it is read by your own code, that stays in Django"
                .to_owned(),
        };
        sheet.not_carried(format!("SIMPLE_JWT[{key:?}]"), advice);
    }
}

/// More alike than this, from 0 to 1, is a slip of the finger.
const ALIKE: f64 = 0.9;
