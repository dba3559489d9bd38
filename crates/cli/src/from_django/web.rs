//! Sessions, CSRF, languages, proxies, and the backends that log people in.

use serde_json::Value;

use super::project::Project;
use super::python;
use super::sheet::Sheet;

const DB_SESSIONS: &str = "django.contrib.sessions.backends.db.SessionStore";
const CACHED_SESSIONS: &str = "django.contrib.sessions.backends.cached_db.SessionStore";
const SESSION_TABLE: &str = "django_session";
const JSON_SESSIONS: &str = "django.contrib.sessions.serializers.JSONSerializer";
const MODEL_BACKEND: &str = "django.contrib.auth.backends.ModelBackend";
const LOCALE_MIDDLEWARE: &str = "django.middleware.locale.LocaleMiddleware";
/// Here cookies are as Django has them by default.
const COOKIES: &str = "cookies are as Django's defaults have them here: the host's own, Path=/, SameSite=Lax";

/// Settings that must be at Django's default, and what it is to them here.
const FIXED: [(&str, Value, &str); 13] = [
    ("SESSION_COOKIE_DOMAIN", Value::Null, COOKIES),
    ("SESSION_COOKIE_HTTPONLY", Value::Bool(true), "scripts never see the cookie of a session here"),
    ("SESSION_EXPIRE_AT_BROWSER_CLOSE", Value::Bool(false), "the cookie is kept for sessions.cookie_age here"),
    ("SESSION_SAVE_EVERY_REQUEST", Value::Bool(false), "a request does not prolong a session here"),
    ("CSRF_COOKIE_DOMAIN", Value::Null, COOKIES),
    ("CSRF_COOKIE_HTTPONLY", Value::Bool(false), "scripts may read the cookie here, to send it back in X-CSRFToken"),
    (
        "CSRF_USE_SESSIONS",
        Value::Bool(false),
        "the secret is in a cookie here; forms of Django's pages stay with Django",
    ),
    ("SESSION_COOKIE_PATH", Value::Null, COOKIES),
    ("CSRF_COOKIE_PATH", Value::Null, COOKIES),
    ("SESSION_COOKIE_SAMESITE", Value::Null, COOKIES),
    ("CSRF_COOKIE_SAMESITE", Value::Null, COOKIES),
    ("CSRF_HEADER_NAME", Value::Null, "the header is X-CSRFToken here"),
    ("SESSION_SERIALIZER", Value::Null, "sessions hold JSON here, others cannot be read; set Django's JSONSerializer"),
];
/// Django's defaults that are texts.
const TEXTS: [(&str, &str); 6] = [
    ("SESSION_COOKIE_PATH", "/"),
    ("CSRF_COOKIE_PATH", "/"),
    ("SESSION_COOKIE_SAMESITE", "Lax"),
    ("CSRF_COOKIE_SAMESITE", "Lax"),
    ("CSRF_HEADER_NAME", "HTTP_X_CSRFTOKEN"),
    ("SESSION_SERIALIZER", JSON_SESSIONS),
];

pub(super) fn carry_over(project: &Project, sheet: &mut Sheet) {
    session_store(project, sheet);
    cookies(project, sheet);
    trusted_origins(project, sheet);
    for (name, usual, advice) in FIXED {
        let usual = TEXTS.iter().find(|(text, _)| *text == name).map_or(usual, |(_, text)| (*text).into());
        let value = project.settings.get(name).unwrap_or(&usual);
        if *value != usual {
            sheet.not_carried(format!("{name} = {}", python::shown(value)), advice);
        }
    }
    languages(project, sheet);
    proxies(project, sheet);
    backends(project, sheet);
}

fn session_store(project: &Project, sheet: &mut Sheet) {
    let store = &project.session_store;
    let about = format!("SESSION_ENGINE = {:?}", store.class.path.trim_end_matches(".SessionStore"));
    if store.class.path == CACHED_SESSIONS {
        sheet.warn(
            about,
            "Countersign reads and writes the table that is behind the cache: a session that ends here lives in Django's cache until it \
             is dropped there",
        );
    } else if store.class.path == DB_SESSIONS && !project.has_app("django.contrib.sessions") {
        // Nobody logs in by cookie there.
    } else if !store.class.bases.iter().any(|base| base == DB_SESSIONS) || store.table.as_deref() != Some(SESSION_TABLE)
    {
        sheet.not_carried(
            about,
            "sessions are in the table django_session here: who is logged in to Django's site is not logged in here; set \
             django.contrib.sessions.backends.db or cached_db if they should be",
        );
    }
}

fn cookies(project: &Project, sheet: &mut Sheet) {
    for (name, key, usual) in [
        ("SESSION_COOKIE_NAME", "sessions.cookie_name", "sessionid"),
        ("CSRF_COOKIE_NAME", "csrf.cookie_name", "csrftoken"),
    ] {
        if let Some(value) = project.text(name).filter(|value| *value != usual) {
            sheet.set(key, value, name);
        }
    }
    for (name, key, usual) in
        [("SESSION_COOKIE_AGE", "sessions.cookie_age", 1_209_600), ("CSRF_COOKIE_AGE", "csrf.cookie_age", 31_449_600)]
    {
        match project.settings.get(name).map(|value| (value, value.as_i64())) {
            Some((_, Some(age))) if age == usual => {}
            Some((_, Some(age))) if age > 0 => sheet.set(key, age, format!("{name}, in seconds")),
            Some((value, _)) => {
                let about = format!("{name} = {}", python::shown(value));
                sheet.not_carried(about, format!("{key} is a number of seconds; it is Django's default here"));
            }
            None => {}
        }
    }
}

/// Before Django 4.0 they were hosts without a scheme, and a leading dot stood for all below.
fn trusted_origins(project: &Project, sheet: &mut Sheet) {
    let origins = project.texts("CSRF_TRUSTED_ORIGINS").into_iter().map(|origin| match origin.strip_prefix('.') {
        Some(domain) => format!("https://*.{domain}"),
        None if origin.contains("://") => origin,
        None => format!("https://{origin}"),
    });
    let origins: Vec<_> = origins.collect();
    if !origins.is_empty() {
        sheet.set("csrf.trusted_origins", origins, "CSRF_TRUSTED_ORIGINS");
    }
}

fn languages(project: &Project, sheet: &mut Sheet) {
    let language = project.text("LANGUAGE_CODE").unwrap_or("en");
    let is_english = language == "en" || language.starts_with("en-");
    if project.is_on("USE_I18N") && project.texts("MIDDLEWARE").iter().any(|name| name == LOCALE_MIDDLEWARE) {
        sheet.set("server.localize", true, "MIDDLEWARE has Django's LocaleMiddleware.");
    } else if !is_english && project.is_on("USE_I18N") {
        let advice = "messages are English here; with localize = true under [server] they are in the client's language";
        sheet.not_carried(format!("LANGUAGE_CODE = {language:?}"), advice);
    }
}

/// Who is trusted there is not said by address.
fn proxies(project: &Project, sheet: &mut Sheet) {
    let written = project.rest_framework.as_ref().and_then(|settings| settings.written.get("NUM_PROXIES"));
    let hops =
        written.filter(|value| !value.is_null()).map(|value| format!("REST_FRAMEWORK[\"NUM_PROXIES\"] = {value}"));
    let header = project.settings.get("SECURE_PROXY_SSL_HEADER").filter(|value| !value.is_null());
    let header = header.map(|value| format!("SECURE_PROXY_SSL_HEADER = {}", python::shown(value)));
    let found: Vec<_> = hops.into_iter().chain(header).collect();
    if !found.is_empty() {
        sheet.not_carried(
            found.join(", "),
            "name the addresses of the proxies under [server] trusted_proxies: their X-Forwarded-For and X-Forwarded-Proto are \
             believed then",
        );
    }
}

fn backends(project: &Project, sheet: &mut Sheet) {
    for backend in project.backends.iter().filter(|backend| backend.path != MODEL_BACKEND) {
        let is_model = backend.bases.iter().any(|base| base == MODEL_BACKEND);
        let what = if is_model { "its own rules are left out" } else { "whom it alone lets in cannot log in here" };
        let advice = format!(
            "{}; people log in with name and password of the user table, as by ModelBackend: {what}",
            backend.why_not()
        );
        sheet.not_carried(format!("AUTHENTICATION_BACKENDS: {}", backend.path), advice);
    }
}
