//! Settings that people bring from Django, DRF and `SimpleJWT`, and that have no setting of the same meaning here.

/// What is to be said of such a name, in either case.
pub(super) fn said_of(name: &str) -> Option<String> {
    let name = &name.to_uppercase();
    if let Some((_, instead)) = INSTEAD.iter().find(|(known, _)| known == name) {
        return Some((*instead).to_owned());
    }
    let (owner, _) = UNSUPPORTED.iter().find(|(_, names)| names.contains(&name.as_str()))?;
    Some(format!("{owner}'s {name} is not supported"))
}

/// What does the work here.
const INSTEAD: [(&str, &str); 13] = [
    ("SECRET_KEY", "set the variable SECRET_KEY or SECRET_KEY_FILE, or secret_key in countersign.secrets.toml"),
    ("NUM_PROXIES", "name the proxies in trusted_proxies under [server]"),
    (
        "SECRET_KEY_FALLBACKS",
        "set the variable SECRET_KEY_FALLBACKS or SECRET_KEY_FALLBACKS_FILE to a list of texts, or secret_key_fallbacks in countersign.secrets.toml",
    ),
    ("SIMPLE_JWT", "its settings are under [jwt], with lower-case names"),
    (
        "TOKEN_OBTAIN_SERIALIZER",
        "name the claims under [jwt.claims], and what answers have beside tokens in jwt.response_fields",
    ),
    ("SESSION_COOKIE_SECURE", "cookies are Secure over https"),
    ("CSRF_COOKIE_SECURE", "cookies are Secure over https"),
    ("LOGIN_URL", "people log in at /accounts/login/"),
    ("SECURE_PROXY_SSL_HEADER", "name the proxy in trusted_proxies under [server]"),
    ("CACHES", "the Valkey or Redis that servers share is `url` under [cache]"),
    ("USE_I18N", "messages in the client's language are `localize` under [server]"),
    ("PORT", "address and port are `listen` under [server]"),
    ("HOST", "address and port are `listen` under [server]"),
];

/// SimpleJWT 5.5.1's, DRF 3.16's and Django 5.2's.
const UNSUPPORTED: [(&str, &[&str]); 3] = [
    (
        "SimpleJWT",
        &[
            "JSON_ENCODER",
            "USER_AUTHENTICATION_RULE",
            "ON_LOGIN_SUCCESS",
            "ON_LOGIN_FAILED",
            "TOKEN_USER_CLASS",
            "SLIDING_TOKEN_OBTAIN_SERIALIZER",
            "SLIDING_TOKEN_REFRESH_SERIALIZER",
            "TOKEN_REFRESH_SERIALIZER",
            "TOKEN_VERIFY_SERIALIZER",
            "TOKEN_BLACKLIST_SERIALIZER",
        ],
    ),
    (
        "DRF",
        &[
            "DEFAULT_PARSER_CLASSES",
            "DEFAULT_PAGINATION_CLASS",
            "DEFAULT_SCHEMA_CLASS",
            "EXCEPTION_HANDLER",
            "PAGE_SIZE",
        ],
    ),
    (
        "Django",
        &[
            "ALLOWED_HOSTS",
            "APPEND_SLASH",
            "AUTHENTICATION_BACKENDS",
            "CORS_ALLOWED_ORIGINS",
            "DEBUG",
            "INSTALLED_APPS",
            "LANGUAGE_CODE",
            "MIDDLEWARE",
            "ROOT_URLCONF",
            "SECURE_SSL_REDIRECT",
            "TIME_ZONE",
            "USE_TZ",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::super::reference::reference;
    use super::*;

    #[test]
    fn nothing_that_is_a_setting_is_said_to_be_unsupported() {
        for setting in reference().iter().flat_map(|section| &section.settings) {
            let of_django = setting.django.as_deref().and_then(|name| name.rsplit('.').next()).unwrap_or_default();
            for name in [of_django, &setting.key] {
                assert_eq!(said_of(name), None, "{}", setting.dotted);
            }
        }
    }
}
