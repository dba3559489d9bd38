//! What the settings promise.

use std::io::Write;

use super::*;
use crate::args::{Global, Serve, Tls};
use crate::environment::Environment;

fn load_with(file: &str, variables: &[(&'static str, &'static str)]) -> Result<Config, String> {
    let mut toml = tempfile::NamedTempFile::new().unwrap();
    toml.write_all(file.as_bytes()).unwrap();
    let global = Global { config: Some(toml.path().to_owned()), database_url: None };
    load(&global, &variables.iter().copied().collect::<Environment>()).map_err(|cause| cause.to_string())
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let config =
        load_with("[jwt]\nleeway = 5\naccess_token_lifetime = \"5m\"", &[("COUNTERSIGN_JWT__LEEWAY", "7s")]).unwrap();
    assert_eq!(config.jwt.leeway.to_string(), "7s");
    assert_eq!(config.jwt.access_token_lifetime.to_string(), "5m");
    assert_eq!(config.jwt.refresh_token_lifetime.to_string(), "1d");
}

#[test]
fn a_mistake_in_the_file_names_key_value_line_and_what_is_allowed() {
    let unknown = load_with("[jwt]\nacces_token_lifetime = 5", &[]).unwrap_err();
    assert!(
        unknown.contains("line 2")
            && unknown.contains("acces_token_lifetime")
            && unknown.contains("access_token_lifetime"),
        "{unknown}"
    );
    let bad = load_with("[jwt]\n\nleeway = \"soon\"", &[]).unwrap_err();
    assert!(bad.contains("line 3") && bad.contains("soon") && bad.contains("15m"), "{bad}");
    let algorithm = load_with("[jwt]\nalgorithm = \"none\"", &[]).unwrap_err();
    assert!(algorithm.contains("none") && algorithm.contains("ES256"), "{algorithm}");
    let section = load_with("[jtw]", &[]).unwrap_err();
    assert!(section.contains("jtw") && section.contains("line 1"), "{section}");
}

#[test]
fn a_mistake_in_the_environment_names_the_variable_and_its_value() {
    let bad = load_with("", &[("COUNTERSIGN_JWT__LEEWAY", "soon")]).unwrap_err();
    assert!(bad.contains("COUNTERSIGN_JWT__LEEWAY=soon") && bad.contains("15m"), "{bad}");
    let unknown = load_with("", &[("COUNTERSIGN_JWT__NOPE", "1")]).unwrap_err();
    assert!(unknown.contains("COUNTERSIGN_JWT__NOPE") && unknown.contains("unknown field"), "{unknown}");
    assert!(load_with("", &[("COUNTERSIGN_USER_PASSWORD", "no setting")]).is_ok());
}

#[test]
fn an_idle_timeout_fits_between_the_tokens() {
    for (file, least) in [
        ("", "at least 16m"),
        ("access_token_lifetime = \"30s\"", "at least 90s"),
        ("reuse_interval = 600", "at least 25m"),
        ("reuse_interval = 600", "up to jwt.reuse_interval = 10m before"),
        ("sliding_token_lifetime = \"1h\"\nauth_token_classes = [\"SlidingToken\"]", "at least 61m"),
    ] {
        let short = load_with(&format!("[sessions]\nidle_timeout = 1\n[jwt]\n{file}"), &[]).unwrap_err();
        assert!(short.contains("sessions.idle_timeout = 1s") && short.contains(least), "{file} {short}");
    }
    let with = |timeout: &str| load_with(&format!("[sessions]\nidle_timeout = \"{timeout}\""), &[]);
    assert!(with("16m").is_ok() && with("1d").is_ok());
    assert!(with("25h").unwrap_err().contains("at most 1d"));
    let no_room = "[sessions]\nidle_timeout = \"65s\"\n[jwt]\naccess_token_lifetime = 5\nrefresh_token_lifetime = 60";
    assert!(load_with(no_room, &[]).unwrap_err().contains("give 0, or longer refresh tokens"));
    let none = load_with("[jwt]\npreset = \"simplejwt\"", &[]).unwrap();
    assert_eq!(none.sessions.idle_timeout.0.get(), 0);
}

#[test]
fn a_bad_combination_names_where_it_came_from_and_its_mend() {
    let short = load_with("[jwt]\nsession_lifetime = \"1h\"", &[]).unwrap_err();
    assert!(
        short.contains("jwt.session_lifetime = 1h") && short.contains("line 2") && short.contains("at least 1d"),
        "{short}"
    );
    assert!(load_with("[jwt]\nsession_lifetime = 0", &[]).is_ok());
    let route = load_with("[routes]\ntoken_obtian = [\"/x/\"]", &[]).unwrap_err();
    assert!(route.contains("token_obtian") && route.contains("token_obtain_pair"), "{route}");
}

#[test]
fn a_secret_comes_from_a_file_and_is_never_shown() {
    let mut secret = tempfile::NamedTempFile::new().unwrap();
    secret.write_all(b"12345\n").unwrap();
    let path: &'static str = secret.path().to_str().unwrap().to_owned().leak();
    let config = load_with("", &[("COUNTERSIGN_JWT__SIGNING_KEY_FILE", path), ("SECRET_KEY_FILE", path)]).unwrap();
    assert_eq!(config.jwt.signing_key.as_ref().unwrap().expose(), "12345");
    assert_eq!(config.secret_key.as_ref().unwrap().expose(), "12345");
    assert!(!format!("{config:?}").contains("12345"));
    let bad = load_with("[jwt]\nsigning_key = 987654", &[]).unwrap_err();
    assert!(!bad.contains("987654") && bad.contains("line 2: signing_key"), "{bad}");
    let misplaced = load_with("SECRET_KEY = \"987654\"", &[]).unwrap_err();
    assert!(!misplaced.contains("987654") && misplaced.contains("SECRET_KEY"), "{misplaced}");
    let mistyped = load_with("", &[("COUNTERSIGN_JWT__SIGNINGKEY_FILE", path)]).unwrap_err();
    assert!(!mistyped.contains("12345") && mistyped.contains("SIGNINGKEY_FILE"), "{mistyped}");
}

#[test]
fn the_preset_sets_its_list_where_nothing_else_does_and_nothing_more() {
    let file = "[jwt]\npreset = \"simplejwt\"\niat_tolerance = 3";
    let config = load_with(file, &[("COUNTERSIGN_JWT__REUSE_INTERVAL", "7")]).unwrap();
    let jwt = &config.jwt;
    let lengths = [jwt.access_token_lifetime, jwt.refresh_token_lifetime, jwt.session_lifetime];
    assert_eq!(lengths.map(|length| length.to_string()), ["5m", "1d", "0s"]);
    assert_eq!([jwt.rotate_refresh_tokens, jwt.blacklist_after_rotation, jwt.reuse_detection], [false; 3]);
    assert_eq!([jwt.iat_tolerance, jwt.reuse_interval].map(|length| length.to_string()), ["3s", "7s"]);
    assert!(config.rest_framework.default_throttle_classes.is_empty() && config.lockout.failures == 0);
    assert_eq!(config.origins.of("jwt.access_token_lifetime"), "preset simplejwt");
    assert_eq!(config.origins.of("lockout.failures"), "preset simplejwt");
    assert!(config.origins.of("jwt.iat_tolerance").ends_with("line 3"));
    assert_eq!(config.origins.of("jwt.reuse_interval"), "COUNTERSIGN_JWT__REUSE_INTERVAL");
    assert_eq!(config.origins.of("jwt.user_cache_age"), "default");
    assert_eq!((jwt.user_cache_age.to_string(), jwt.leeway.to_string()), ("5s".to_owned(), "0s".to_owned()));
    let unknown = load_with("[jwt]\npreset = \"djoser\"", &[]).unwrap_err();
    assert!(unknown.contains("line 2") && unknown.contains("djoser") && unknown.contains("simplejwt"), "{unknown}");
}

#[test]
fn the_preset_leaves_throttles_and_lockout_on_where_they_are_set() {
    let file = "[jwt]\npreset = \"simplejwt\"\n[lockout]\nfailures = 3\n[rest_framework]\n\
                default_throttle_classes = [\"ScopedRateThrottle\"]";
    let config = load_with(file, &[]).unwrap();
    assert_eq!((config.rest_framework.default_throttle_classes.len(), config.lockout.failures), (1, 3));
}

#[test]
fn rates_are_added_to_the_default_by_scope() {
    let shown = |file: &str| {
        let rates = load_with(file, &[]).unwrap().rest_framework.default_throttle_rates.0;
        rates.iter().map(|(scope, rate)| format!("{scope} {rate}")).collect::<Vec<_>>()
    };
    assert_eq!(shown(""), ["login 10/min"]);
    let added = "[rest_framework.default_throttle_rates]\nanon = \"100/d\"\n";
    assert_eq!(shown(added), ["anon 100/day", "login 10/min"]);
    assert_eq!(shown(&format!("{added}login = \"5/hour\"")), ["anon 100/day", "login 5/hour"]);
}

#[test]
fn rates_and_scopes_without_effect_are_warned_of() {
    let warned = |file: &str| -> Vec<String> {
        warnings(&load_with(file, &[]).unwrap()).iter().map(ToString::to_string).collect()
    };
    let rates = "[rest_framework]\ndefault_throttle_rates";
    for (file, about, mend) in [
        ("= { anon = \"100/day\" }", "default_throttle_rates.anon = 100/day (", "no effect; add AnonRateThrottle to"),
        ("= { user = \"100/day\" }", "default_throttle_rates.user = 100/day (", "no effect; add UserRateThrottle to"),
        ("= { bursts = \"5/s\" }", "default_throttle_rates.bursts = 5/sec (", "no effect; name it as throttle_scope"),
        ("= { login = \"5/s\" }\ndefault_throttle_classes = []", "rates.login = 5/sec (", "add ScopedRateThrottle to"),
        ("= { login = \"0/day\" }", "default_throttle_rates.login = 0/day (", "it lets nobody in"),
    ] {
        let [said] = &warned(&format!("{rates} {file}"))[..] else { panic!("{file}") };
        assert!(said.contains(about) && said.contains(mend), "{said}");
    }
    let scope = "[routes.register]\nthrottle_scope = \"login\"\n";
    let [idle] = &warned(&format!("{scope}[rest_framework]\ndefault_throttle_classes = []"))[..] else { panic!() };
    assert!(idle.contains("routes.register.throttle_scope = login (") && idle.contains("add Scoped"), "{idle}");
    let named = format!("{scope}{rates} = {{ anon = \"1/s\" }}\ndefault_throttle_classes = [\"AnonRateThrottle\", ");
    assert_eq!(warned(&format!("{named}\"ScopedRateThrottle\"]")), [""; 0]);
    let used = format!("{scope}{rates} = {{ anon = \"1/s\" }}").replace("login", "anon");
    assert_eq!(warned(&used), [""; 0]);
}

#[test]
fn the_preset_may_come_from_the_environment() {
    let config = load_with("[jwt]\nreuse_interval = 9", &[("COUNTERSIGN_JWT__PRESET", "simplejwt")]).unwrap();
    assert_eq!(config.jwt.access_token_lifetime.to_string(), "5m");
    assert_eq!(config.jwt.reuse_interval.to_string(), "9s");
}

#[test]
fn a_table_of_the_environment_takes_the_place_of_the_file_s() {
    let file = "[jwt.claims]\nname = \"username\"\n\nmail = \"email\"";
    let of_file = load_with(file, &[]).unwrap();
    assert!(of_file.origins.of("jwt.claims.mail").ends_with("line 4"));
    let both = load_with(file, &[("COUNTERSIGN_JWT__CLAIMS", "{ staff = 'is_staff', mail = { value = 1 } }")]).unwrap();
    assert_eq!(both.jwt.claims.keys().collect::<Vec<_>>(), ["mail", "staff"]);
    assert_eq!(both.origins.of("jwt.claims.mail"), "COUNTERSIGN_JWT__CLAIMS");
}

#[test]
fn s63_access_tokens_that_live_too_long_are_warned_of() {
    let warned = |file: &str| -> Vec<String> {
        warnings(&load_with(file, &[]).unwrap()).iter().map(ToString::to_string).collect()
    };
    assert_eq!(warned(""), [""; 0]);
    assert_eq!(warned("[jwt]\naccess_token_lifetime = \"1d\"\nrefresh_token_lifetime = \"2d\""), [""; 0]);
    let [long] = &warned("[jwt]\naccess_token_lifetime = 86401\nrefresh_token_lifetime = \"2d\"")[..] else { panic!() };
    assert!(long.contains("jwt.access_token_lifetime = 86401s") && long.contains("line 2"), "{long}");
    let [no_refresh] = &warned("[jwt]\naccess_token_lifetime = \"1d\"")[..] else { panic!() };
    assert!(no_refresh.contains("jwt.refresh_token_lifetime = 1d"), "{no_refresh}");
    assert_eq!(warned("[jwt]\naccess_token_lifetime = \"3d\"").len(), 2);
    let [rotation] = &warned("[jwt]\nblacklist_after_rotation = false")[..] else { panic!() };
    assert!(rotation.contains("jwt.blacklist_after_rotation = false"), "{rotation}");
    assert_eq!(warned("[jwt]\npreset = \"simplejwt\""), [""; 0]);
}

#[test]
fn s62_a_secret_shorter_than_its_hash_is_warned_of_and_not_shown() {
    let warned = |variables: &[(&'static str, &'static str)]| -> Vec<String> {
        let config = load_with("[jwt]\nallow_weak_key = true", variables).unwrap();
        warnings(&config).iter().map(ToString::to_string).collect()
    };
    let [weak] = &warned(&[("SECRET_KEY", "hunter2")])[..] else { panic!() };
    assert!(weak.contains("SECRET_KEY") && weak.contains("32 bytes") && !weak.contains("hunter2"), "{weak}");
    let strong = "a secret of thirty-two bytes, yes";
    assert_eq!(warned(&[("SECRET_KEY", strong)]), [""; 0]);
    let [longer] = &warned(&[("SECRET_KEY", strong), ("COUNTERSIGN_JWT__ALGORITHM", "HS512")])[..] else { panic!() };
    assert!(longer.contains("64 bytes"), "{longer}");
    assert_eq!(warned(&[("SECRET_KEY", "hunter2"), ("COUNTERSIGN_JWT__ALGORITHM", "ES256")]), [""; 0]);
}

#[test]
fn a_bare_number_that_may_be_minutes_is_warned_of() {
    let warned = |file: &str| -> Vec<String> {
        warnings(&load_with(file, &[]).unwrap()).iter().map(ToString::to_string).collect()
    };
    let [minutes] = &warned("[jwt]\naccess_token_lifetime = 15")[..] else { panic!() };
    assert!(minutes.contains("access_token_lifetime = 15 (") && minutes.contains("line 2"), "{minutes}");
    assert!(minutes.contains("a bare number is seconds; for minutes write \"15m\""), "{minutes}");
    for file in ["access_token_lifetime = \"15s\"", "access_token_lifetime = 60", "session_lifetime = 0", "leeway = 5"]
    {
        assert_eq!(warned(&format!("[jwt]\n{file}")), [""; 0]);
    }
}

#[test]
fn a_path_without_its_slash_is_warned_of() {
    let warned = |paths: &str| -> Vec<String> {
        let config = load_with(&format!("[routes]\nregister = {paths}"), &[]).unwrap();
        warnings(&config).iter().map(ToString::to_string).collect()
    };
    let [slashless] = &warned("[\"/new\"]")[..] else { panic!() };
    assert!(slashless.contains("routes.register = /new (") && slashless.contains("write \"/new/\""), "{slashless}");
    assert_eq!(warned("[\"/new\", \"/new/\"]"), [""; 0]);
    assert_eq!(warned("[\"/new/\"]"), [""; 0]);
}

#[test]
fn what_is_overridden_is_not_judged() {
    let of_file = ("COUNTERSIGN_JWT__SIGNING_KEY_FILE", "/missing");
    assert!(load_with("", &[of_file]).is_err());
    let files = [("DATABASE_URL_FILE", "/missing"), ("COUNTERSIGN_DATABASE__URL", "sqlite://x.db")];
    let config = load_with("", &files).unwrap();
    assert_eq!(config.origins.of("database.url"), "COUNTERSIGN_DATABASE__URL");
}

#[test]
fn http_on_every_address_is_warned_of_and_https_is_not() {
    let warned = |serve: Serve| -> Vec<String> {
        let mut config = load_with("", &[]).unwrap();
        config.take_flags(serve);
        warnings(&config).iter().map(ToString::to_string).collect()
    };
    let listen = Some("0.0.0.0:8000".parse().unwrap());
    let [http] = &warned(Serve { listen, tls: Tls::default() })[..] else { panic!() };
    assert!(http.contains("server.listen = 0.0.0.0:8000 (--listen)") && http.contains("reverse proxy"), "{http}");
    assert_eq!(warned(Serve { listen, tls: Tls { self_signed: true, ..Tls::default() } }), [""; 0]);
    assert_eq!(warned(Serve { listen: None, tls: Tls::default() }), [""; 0]);
}

#[test]
fn a_user_model_is_read_by_djangos_names() {
    let file = r#"
        [django]
        user_model = "accounts.CustomUser"
        user_table = "accounts_customuser"
        username_field = "email"
        groups_table = "accounts_customuser_groups"
        groups_user_column = "customuser_id"
        [django.user_columns]
        first_name = ""
        last_name = "surname"
        [django.extra_fields]
        phone = { type = "text", max_length = 20, default = "", register = true }
        created_at = { type = "datetime", default = "now" }
        [jwt.claims]
        tel = "phone"
    "#;
    let table = load_with(file, &[]).unwrap().django.table;
    assert!(table.name_is_address());
    assert_eq!(table.columns.username.as_str(), "email");
    assert_eq!(table.columns.last_name.unwrap().as_str(), "surname");
    assert_eq!(table.columns.first_name, None);
    assert_eq!(table.groups.unwrap().user_column.as_str(), "customuser_id");
    assert_eq!(table.extra_fields.len(), 2);
}

#[test]
fn a_mistake_about_the_user_model_names_key_value_and_mend() {
    let cases = [
        ("user_model = \"User\"", "django.user_model = \"User\"", "AUTH_USER_MODEL"),
        ("user_table = \"a\\\"b\"", "django.user_table", "as the database has it"),
        ("username_field = \"is_active\"", "django.username_field = \"is_active\"", "name another one"),
        ("username_field = \"e mail\"", "django.username_field", "name of a field"),
        ("user_columns = { lastname = \"x\" }", "django.user_columns.lastname = \"x\"", "`last_name`"),
        ("user_columns = { password = \"\" }", "django.user_columns.password = \"\"", "must have this column"),
        ("user_columns = { email = \"\" }", "django.user_columns.email = \"\"", "django.email_field"),
        ("user_columns = { last_name = \"username\" }", "django.user_columns.last_name", "the column of username"),
        (
            "extra_fields.age = { type = \"number\", default = \"old\", null = true }",
            "age.default = \"old\"",
            "a number",
        ),
        ("extra_fields.age = { type = \"integer\", max_length = 3 }", "age.max_length = 3", "only text"),
        ("extra_fields.age = { type = \"integer\", max_digits = 3 }", "age.max_digits = 3", "only a number"),
        (
            "extra_fields.age = { type = \"number\", max_digits = 3 }",
            "age.max_digits = 3",
            "set django.extra_fields.age.decimal_places",
        ),
        (
            "extra_fields.age = { type = \"number\", max_digits = 3, decimal_places = 4 }",
            "age.max_digits = 3",
            "1 to 1000",
        ),
        (
            "extra_fields.age = { type = \"number\", max_digits = 3, decimal_places = 1, default = 1.25 }",
            "age.default = 1.25",
            "at most 3 digits, 1 of them",
        ),
        ("extra_fields.age = { type = \"integer\" }", "age.null = false", "give a default"),
        ("extra_fields.age = { type = \"integer\", null = true, required = true }", "age.required", "register"),
        ("extra_fields.code = { type = \"text\", default = \"x\", unique = true }", "code.unique", "cannot share"),
        (
            "extra_fields.email = { type = \"text\", null = true }",
            "django.extra_fields.email",
            "take one of the two out",
        ),
        ("extra_fields.age = { type = \"int\", null = true }", "int", "`integer`"),
    ];
    for (line, told, mend) in cases {
        let refused = load_with(&format!("[django]\n{line}"), &[]).unwrap_err();
        assert!(refused.contains(told) && refused.contains(mend), "{line}: {refused}");
    }
}

#[test]
fn a_claim_is_of_what_the_user_model_has() {
    let file = "[django]\nuser_columns = { first_name = \"\" }\n[jwt.claims]\nname = \"first_name\"";
    let refused = load_with(file, &[]).unwrap_err();
    assert!(refused.contains("jwt.claims.name = first_name") && refused.contains("last_name"), "{refused}");
}
