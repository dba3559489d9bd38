//! `SIMPLE_JWT` → `[jwt]`, above the preset of SimpleJWT's own defaults.

use toml::Value as Toml;

use super::class::Counterpart;
use super::project::Project;
use super::python;
use super::sheet::Sheet;
use super::simple_jwt;

const NOTE: &str = "\
Tokens. The preset is what SimpleJWT does without settings, and below it is what the project sets otherwise.
What SimpleJWT does not have is off. With rotation on it is worth turning on reuse_detection (a refresh token that is used again \
after it was traded ends its session), and reuse_interval = \"30s\" with it (two tabs that refresh at once, or an answer that was \
lost, log nobody out).";

/// In seconds.
const LIFETIMES: [(&str, f64); 5] = [
    ("ACCESS_TOKEN_LIFETIME", 300.0),
    ("REFRESH_TOKEN_LIFETIME", 86_400.0),
    ("LEEWAY", 0.0),
    ("SLIDING_TOKEN_LIFETIME", 300.0),
    ("SLIDING_TOKEN_REFRESH_LIFETIME", 86_400.0),
];
const SWITCHES: [(&str, bool); 5] = [
    ("ROTATE_REFRESH_TOKENS", false),
    ("BLACKLIST_AFTER_ROTATION", false),
    ("UPDATE_LAST_LOGIN", false),
    ("CHECK_USER_IS_ACTIVE", true),
    ("CHECK_REVOKE_TOKEN", false),
];
/// Claims: `None` is none.
const CLAIMS: [(&str, &str); 5] = [
    ("USER_ID_CLAIM", "user_id"),
    ("TOKEN_TYPE_CLAIM", "token_type"),
    ("JTI_CLAIM", "jti"),
    ("REVOKE_TOKEN_CLAIM", "hash_password"),
    ("SLIDING_TOKEN_REFRESH_EXP_CLAIM", "refresh_exp"),
];
/// The longest that a duration can be here.
const LONGEST: f64 = 100.0 * 366.0 * 86_400.0;

pub(super) fn carry_over(project: &Project, sheet: &mut Sheet) {
    sheet.note("jwt", NOTE);
    sheet.set("jwt.preset", "simplejwt", "SimpleJWT's defaults, for what is not set here.");
    for (key, usual) in LIFETIMES {
        lifetime(project, key, usual, sheet);
    }
    for (key, usual) in SWITCHES {
        if let Some((value, origin)) = project.simple_jwt(key)
            && python::is_true(value) != usual
        {
            sheet.set(&setting(key), !usual, origin.comment(key));
        }
    }
    for (key, usual) in CLAIMS {
        claim(project, key, usual, sheet);
    }
    addressed(project, sheet);
    header(project, sheet);
    user_id_field(project, sheet);
    token_classes(project, sheet);
    blacklist(project, sheet);
    simple_jwt::remarks(project, sheet);
    if project.simple_jwt.defaults.is_none() {
        let advice = "tokens of SimpleJWT are served all the same, with its defaults; [routes] says where";
        sheet.warn("SimpleJWT is not installed in this project", advice);
    }
}

fn setting(key: &str) -> String {
    format!("jwt.{}", key.to_lowercase())
}

fn lifetime(project: &Project, key: &str, usual: f64, sheet: &mut Sheet) {
    let Some((value, origin)) = project.simple_jwt(key).filter(|(value, _)| !value.is_null()) else { return };
    match python::seconds(value) {
        Some(seconds) if (seconds - usual).abs() < f64::EPSILON => {}
        Some(seconds) if seconds.fract() == 0.0 && (0.0..=LONGEST).contains(&seconds) => {
            sheet.set(&setting(key), duration(seconds), origin.comment(key));
        }
        _ => sheet.not_carried(
            format!("SIMPLE_JWT[{key:?}] = {}", python::shown(value)),
            format!("{} takes whole seconds from 0 to 100 years; choose one", setting(key)),
        ),
    }
}

/// In the largest unit that has it whole: `"15m"`.
fn duration(seconds: f64) -> String {
    let units = [("d", 86_400.0), ("h", 3_600.0), ("m", 60.0)];
    let whole = units.iter().find(|(_, length)| seconds >= *length && seconds % length == 0.0);
    whole.map_or_else(|| format!("{seconds}s"), |(unit, length)| format!("{}{unit}", seconds / length))
}

fn claim(project: &Project, key: &str, usual: &str, sheet: &mut Sheet) {
    let Some((value, origin)) = project.simple_jwt(key) else { return };
    let name = value.as_str().unwrap_or_default();
    if name != usual {
        sheet.set(&setting(key), name, origin.comment(key));
    }
}

/// Whom tokens are for and who makes them.
fn addressed(project: &Project, sheet: &mut Sheet) {
    let set = |key| project.simple_jwt(key).filter(|(value, _)| python::is_true(value));
    if let Some((value, origin)) = set("AUDIENCE") {
        let audience = value.as_str().map_or_else(|| Toml::from(python::texts(value)), Toml::from);
        sheet.set("jwt.audience", audience, origin.comment("AUDIENCE"));
    }
    for key in ["ISSUER", "JWK_URL"] {
        let Some((value, origin)) = set(key) else { continue };
        match value.as_str() {
            Some(text) => sheet.set(&setting(key), text, origin.comment(key)),
            None => sheet.not_carried(
                format!("SIMPLE_JWT[{key:?}] = {}", python::shown(value)),
                format!("{} is one text", setting(key)),
            ),
        }
    }
}

fn header(project: &Project, sheet: &mut Sheet) {
    if let Some((value, origin)) = project.simple_jwt("AUTH_HEADER_TYPES") {
        let types = python::texts(value);
        if !types.is_empty() && types != ["Bearer"] {
            sheet.set("jwt.auth_header_types", types, origin.comment("AUTH_HEADER_TYPES"));
        }
    }
    if let Some((value, origin)) = project.simple_jwt("AUTH_HEADER_NAME") {
        let name = value.as_str().filter(|name| *name != "HTTP_AUTHORIZATION" && !name.is_empty());
        if let Some(name) = name {
            sheet.set("jwt.auth_header_name", name, origin.comment("AUTH_HEADER_NAME"));
        }
    }
}

/// The key, what people log in with, or their address.
fn user_id_field(project: &Project, sheet: &mut Sheet) {
    let Some((value, origin)) = project.simple_jwt("USER_ID_FIELD") else { return };
    let (name, model) = (value.as_str().unwrap_or("id"), &project.user_model);
    let is_key = |name: &str| model.fields.iter().any(|field| field.primary_key && field.name == name);
    if name == "pk" || is_key(name) {
        return;
    }
    if name == model.username_field {
        sheet.set("jwt.user_id_field", "username", origin.comment("USER_ID_FIELD"));
    } else if name == model.email_field {
        sheet.set("jwt.user_id_field", "email", origin.comment("USER_ID_FIELD"));
    } else {
        sheet.not_carried(
            format!("SIMPLE_JWT[\"USER_ID_FIELD\"] = {name:?}"),
            "tokens can name a user by the key of the table, by what they log in with, or by their address; tokens of this Django \
             are refused here, and tokens from here there, until USER_ID_FIELD is one of these",
        );
    }
}

const TOKEN_CLASSES: [(&str, &str); 2] = [
    ("rest_framework_simplejwt.tokens.AccessToken", "AccessToken"),
    ("rest_framework_simplejwt.tokens.SlidingToken", "SlidingToken"),
];

fn token_classes(project: &Project, sheet: &mut Sheet) {
    let mut names = Vec::new();
    for class in &project.simple_jwt.token_classes {
        let (name, own) = match class.counterpart(&TOKEN_CLASSES) {
            Counterpart::Same(name) => (Some(name), false),
            Counterpart::Base(name) => (Some(name), true),
            Counterpart::None => (None, true),
        };
        names.extend(name.filter(|name| !names.contains(name)));
        if own {
            let instead = name.map_or_else(|| "left out".to_owned(), |name| format!("{name} was taken in its place"));
            let about = format!("SIMPLE_JWT[\"AUTH_TOKEN_CLASSES\"]: {}", class.path);
            sheet.not_carried(about, format!("{}; {instead}", class.why_not()));
        }
    }
    if !names.is_empty() && names != ["AccessToken"] {
        sheet.set("jwt.auth_token_classes", names, "SIMPLE_JWT[\"AUTH_TOKEN_CLASSES\"]");
    }
}

/// What Django does without the app.
fn blacklist(project: &Project, sheet: &mut Sheet) {
    let wanted = project.simple_jwt("BLACKLIST_AFTER_ROTATION").is_some_and(|(value, _)| python::is_true(value));
    if wanted && !project.has_app("rest_framework_simplejwt.token_blacklist") {
        sheet.warn(
            "SIMPLE_JWT[\"BLACKLIST_AFTER_ROTATION\"] = True",
            "rest_framework_simplejwt.token_blacklist is not in INSTALLED_APPS, so that it does nothing in Django; here it does: a \
             refresh token that was traded is refused. Install the app, so that Django refuses it, too",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_are_written_in_the_largest_unit_that_has_them_whole() {
        for (seconds, written) in
            [(0.0, "0s"), (90.0, "90s"), (420.0, "7m"), (7_200.0, "2h"), (2_592_001.0, "2592001s")]
        {
            assert_eq!(duration(seconds), written);
        }
    }
}
