//! `countersign check`.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::support::{Deployment, PASSWORD};

#[test]
fn a_folder_with_nothing_in_it_is_in_order_and_stays_empty() {
    let deployment = quiet().on_sqlite();
    let text = deployment.run(["check"]).expect_success();
    assert!(
        text.contains("Everything is in order") && text.contains("the first `countersign serve` makes it"),
        "{text}"
    );
    let report = deployment.run(["check", "--json"]).expect_json();
    assert_eq!((&report["ok"], &report["errors"], &report["warnings"]), (&json!(true), &json!(0), &json!(0)));
    assert_eq!(deployment.folder().read_dir().unwrap().count(), 0);
}

#[test]
fn every_problem_is_told_at_once_each_with_its_mend() {
    let deployment = Deployment::with_default_settings().with("COUNTERSIGN_SERVER__LISTEN", "127.0.0.1:0");
    let deployment = deployment.with("COUNTERSIGN_JWT__ACCESS_TOKEN_LIFETIME", "soon").with("COUNTERSIGN_NOPE__X", "1");
    deployment.write(
        "countersign.toml",
        "[jwt]\nleeway = \"later\"\nsession_lifetime = \"1h\"\nacces = 1\nuser_id_claim = \"exp\"\n[jtw]\nx = 1\n\
         [routes]\nnope = [\"/x/\"]\nregister = [\"x/\"]\n[log]\nlevel = \"loud\"\n[password]\npbkdf2_iterations = 0\n\
         hashers = []\n",
    );
    let done = deployment.run(["check"]);
    assert_eq!(
        (done.code, done.err.as_str()),
        (Some(1), "countersign: the configuration has 12 errors\n"),
        "{}",
        done.out
    );
    for said in [
        "line 2: leeway",
        "line 4: acces",
        "line 6: unknown field `jtw`",
        "COUNTERSIGN_JWT__ACCESS_TOKEN_LIFETIME=soon",
        "COUNTERSIGN_NOPE__X=1",
        "jwt.session_lifetime = 1h (countersign.toml line 3)",
        "jwt.user_id_claim = exp (countersign.toml line 5)",
        "password.hashers = []",
        "routes.nope",
        "register: x/ is no path for it; give one such as /api/register/",
        "log.level = \"loud\"",
        "password.pbkdf2_iterations = 0",
    ] {
        assert!(done.out.contains(said), "{said:?} is missing: {}", done.out);
    }
    assert!(!done.out.lines().any(|line| line.starts_with("OK")), "{}", done.out);
}

#[test]
fn the_start_tells_the_first_of_several_problems_and_where_the_others_are() {
    let deployment = quiet();
    deployment.write("countersign.toml", "[jwt]\nleeway = \"later\"\nacces = 1\n");
    let message = deployment.run(["serve"]).expect_refusal();
    assert!(message.contains("line 2: leeway") && message.contains("1 more: `countersign check`"), "{message}");
}

#[test]
fn a_deployment_that_serves_is_in_order_and_is_not_touched() {
    let deployment = quiet().with_users(["alice"]);
    let server = deployment.serve();
    let before = files(&deployment);
    let text = deployment.run(["check"]).expect_success();
    assert!(text.contains(" is up to date") && text.contains("in the database, which open"), "{text}");
    assert_eq!(files(&deployment), before);
    server.stop();
    let before = files(&deployment);
    deployment.run(["check"]).expect_success();
    assert_eq!(files(&deployment), before);
}

#[test]
fn keys_that_do_not_fit_are_errors() {
    for (name, value, said) in [
        ("SECRET_KEY", "short", "jwt.allow_weak_key"),
        ("COUNTERSIGN_JWT__ALGORITHM", "HS256", "set SECRET_KEY or jwt.signing_key"),
        ("COUNTERSIGN_KEYS__ENCRYPTION_KEY", "nonsense", "openssl rand -base64 32"),
        ("COUNTERSIGN_JWT__VERIFYING_KEY", "nonsense", "remove it"),
    ] {
        assert_error(&quiet().with(name, value), "keys", said);
    }
    let deployment = quiet().on_sqlite().with_users(["alice"]);
    let file = deployment.path("countersign.key");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert_error(&deployment, "keys", "chmod 600");
    fs::remove_file(&file).unwrap();
    assert_error(&deployment, "keys", "bring it back, or set keys.encryption_key");
    assert!(!file.exists());
    let other = deployment.with("COUNTERSIGN_KEYS__ENCRYPTION_KEY", "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=");
    assert_error(&other, "keys", "does not open");
}

#[test]
fn a_database_that_cannot_be_is_an_error() {
    let deployment = quiet();
    deployment.write("not-a.db", "no database, but a text");
    assert_error(
        &quiet().with("DATABASE_URL", "sqlite://missing/x.db"),
        "database",
        "there is no folder missing; make it",
    );
    assert_error(&deployment.with("DATABASE_URL", "sqlite://not-a.db"), "database", "not a database");
}

#[test]
fn s63_a_long_access_token_is_a_warning_at_check_and_at_start() {
    let deployment = quiet().with("COUNTERSIGN_JWT__ACCESS_TOKEN_LIFETIME", "2d");
    let text = deployment.run(["check"]).expect_success();
    let said = "jwt.access_token_lifetime = 2d (COUNTERSIGN_JWT__ACCESS_TOKEN_LIFETIME)";
    assert_eq!((text.matches("WARNING").count(), text.matches(said).count()), (2, 2), "{text}");
    assert!(text.contains("0 errors, 2 warnings"), "{text}");
    let log = deployment.serve().stop();
    assert!(log.contains("warning") && log.contains(said), "{log}");
    let equal = quiet().with("COUNTERSIGN_JWT__REFRESH_TOKEN_LIFETIME", "15m");
    assert!(equal.run(["check"]).expect_success().contains("1 warning"));
}

#[test]
fn s62_a_weak_secret_is_a_warning_and_is_not_shown() {
    let deployment = quiet().with("SECRET_KEY", PASSWORD).with("COUNTERSIGN_JWT__ALLOW_WEAK_KEY", "true");
    let text = deployment.run(["check"]).expect_success();
    assert!(text.contains("SECRET_KEY = (set) (SECRET_KEY)") && text.contains("RFC 7518 §3.2"), "{text}");
    let strong = quiet().with("SECRET_KEY", &"x".repeat(32)).with("COUNTERSIGN_JWT__ALLOW_WEAK_KEY", "true");
    assert!(strong.run(["check"]).expect_success().contains("Everything is in order"));
}

#[test]
fn an_address_that_is_not_ours_is_an_error_and_one_in_use_a_warning() {
    assert_error(&quiet().with("COUNTERSIGN_SERVER__LISTEN", "192.0.2.1:8000"), "address", "192.0.2.1:8000");
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = held.local_addr().unwrap().to_string();
    let text = quiet().with("COUNTERSIGN_SERVER__LISTEN", &address).run(["check"]).expect_success();
    assert!(text.contains("WARNING") && text.contains("listens there already"), "{text}");
}

#[test]
fn what_depends_on_settings_that_are_wrong_is_not_judged() {
    // Each of the three would be an error.
    let deployment =
        quiet().on_sqlite().with("COUNTERSIGN_SERVER__LISTEN", "192.0.2.1:8000").with("SECRET_KEY", "short");
    for (wrong, judged) in [
        ("[log]\nlevel = 5\n", &["address", "database", "keys"][..]),
        ("[jwt]\nalgorithm = \"none\"\n", &["address", "database"]),
        ("[keys]\nnope = 5\n", &["address", "database"]),
        ("[django]\nuser_model = \"\"\n", &["address"]),
        ("[server]\nlisten = 5\n", &["database", "keys"]),
        ("nonsense\n", &[]),
    ] {
        deployment.write("countersign.toml", format!("{wrong}[database]\nurl = \"sqlite://missing/x.db\"\n"));
        let report: Value = serde_json::from_str(&deployment.run(["check", "--json"]).out).unwrap();
        let rows = report["checks"].as_array().unwrap().iter().map(|row| row["subject"].as_str().unwrap());
        let rows: Vec<_> = rows.filter(|subject| *subject != "settings").collect();
        assert_eq!(rows, judged, "{report}");
    }
}

#[test]
fn a_variable_that_lacks_an_underscore_is_warned_of_and_those_of_the_platform_are_not() {
    let deployment = quiet()
        .with("COUNTERSIGN_JWT_LEEWAY", "5")
        .with("COUNTERSIGN_JWT_SIGNING_KEY_FILE", "/run/secrets/key")
        .with("COUNTERSIGN_SERVICE_HOST", "10.0.0.1")
        .with("COUNTERSIGN_PORT_8000_TCP", "tcp://10.0.0.1:8000");
    let text = deployment.run(["check"]).expect_success();
    let log = deployment.serve().stop();
    for said in [&text, &log] {
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            said.contains("COUNTERSIGN_JWT_LEEWAY: it is ignored; the setting is COUNTERSIGN_JWT__LEEWAY"),
            "{said}"
        );
        assert!(said.contains("the setting is COUNTERSIGN_JWT__SIGNING_KEY_FILE"), "{said}");
        assert!(!said.contains("SERVICE_HOST") && !said.contains("8000_TCP"), "{said}");
    }
}

#[test]
fn a_secret_in_a_file_that_others_can_read_is_warned_of() {
    let deployment = quiet();
    let mode = |mode: u32| {
        fs::set_permissions(deployment.path("countersign.toml"), fs::Permissions::from_mode(mode)).unwrap();
        deployment.run(["check"]).expect_success()
    };
    deployment.write("countersign.toml", "[jwt]\nsigning_key = \"a secret of thirty-two bytes, yes\"\n");
    let text = mode(0o644);
    assert!(text.contains("1 warning") && text.contains("chmod 600 countersign.toml"), "{text}");
    assert!(mode(0o600).contains("Everything is in order"));
    deployment.write("countersign.toml", "[jwt]\nleeway = 5\n");
    assert!(mode(0o644).contains("Everything is in order"));
}

#[test]
fn http_that_other_machines_reach_is_warned_of() {
    let said = "a reverse proxy that speaks https";
    let text = quiet().with("COUNTERSIGN_SERVER__LISTEN", "0.0.0.0:0").run(["check"]).expect_success();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("server.listen = 0.0.0.0:0") && text.contains(said) && text.contains("[tls]"), "{text}");
    let log = Deployment::new().with("COUNTERSIGN_SERVER__LISTEN", "0.0.0.0:0").serve().stop();
    assert!(!log.contains(said), "a flag says 127.0.0.1: {log}");
}

#[test]
fn what_holds_at_the_endpoints_is_told() {
    let told = |file: &str| {
        let deployment = Deployment::with_default_settings().with("COUNTERSIGN_SERVER__LISTEN", "127.0.0.1:0");
        deployment.write("countersign.toml", file);
        let text = deployment.run(["check"]).expect_success();
        text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    };
    let usual = told("");
    for line in [
        "OK routes at their default paths",
        "OK authentication by JWTAuthentication, TokenAuthentication, SessionAuthentication",
        "OK throttles login 10/min",
    ] {
        assert!(usual.iter().any(|told| told == line), "{line}: {usual:?}");
    }
    let own = told(
        "[routes]\nlogout = [\"/out/\"]\n[routes.register]\nthrottle_scope = \"new\"\n[routes.schema]\npaths = [\"/s/\"]\n\
         permission_classes = [\"IsAdminUser\"]\n[rest_framework]\ndefault_throttle_rates = { anon = \"9/s\", new = \"1/s\" }\n\
         default_throttle_classes = [\"AnonRateThrottle\", \"ScopedRateThrottle\"]\n",
    );
    for line in
        ["OK routes 2 at other paths; 2 with settings of their own", "OK throttles anon 9/sec, login 10/min, new 1/sec"]
    {
        assert!(own.iter().any(|told| told == line), "{line}: {own:?}");
    }
    let special = told("[routes.users_me]\nthrottle_scope = \"login\"\n");
    let line = "OK routes at their default paths; 1 with settings of their own";
    assert!(special.iter().any(|told| told == line), "{special:?}");
}

#[test]
fn pages_that_cannot_log_in_are_warned_of_at_check_alone() {
    let said = "pages cannot log in: SessionAuthentication is not named";
    let classes = "[rest_framework]\ndefault_authentication_classes = [\"JWTAuthentication\"]\n";
    let deployment = quiet();
    let told = |file: &str| {
        deployment.write("countersign.toml", file);
        deployment.run(["check"]).expect_success()
    };
    assert!(!told(&format!("{classes}default_renderer_classes = [\"JSONRenderer\"]\n")).contains(said));
    let own = "[routes.users_me]\nauthentication_classes = [\"SessionAuthentication\"]\n";
    assert!(!told(&format!("{classes}{own}")).contains(said));
    assert!(told(classes).contains(said));
    assert!(!deployment.serve().stop().contains(said));
}

#[test]
fn an_endpoint_that_refuses_everybody_is_warned_of() {
    let deployment = quiet();
    let told = |file: &str| {
        deployment.write("countersign.toml", file);
        deployment.run(["check"]).expect_success()
    };
    let closed = "[routes.token_verify]\npermission_classes = [\"IsAuthenticated\"]\n";
    let text = told(closed);
    assert!(
        text.contains("routes.token_verify.permission_classes = IsAuthenticated (countersign.toml line 2)"),
        "{text}"
    );
    assert!(text.contains("it refuses everybody"), "{text}");
    for open in [
        format!("{closed}authentication_classes = [\"JWTAuthentication\"]\n"),
        closed.replace("IsAuthenticated", "AllowAny"),
        closed.replace("token_verify", "users_me"),
    ] {
        assert!(told(&open).contains("Everything is in order"), "{open}");
    }
}

/// A deployment whose address is free.
fn quiet() -> Deployment {
    Deployment::new().with("COUNTERSIGN_SERVER__LISTEN", "127.0.0.1:0")
}

#[track_caller]
fn assert_error(deployment: &Deployment, subject: &str, said: &str) {
    let done = deployment.run(["check", "--json"]);
    assert_eq!(done.code, Some(1), "{}", done.out);
    let report: Value = serde_json::from_str(&done.out).unwrap();
    let errors = report["checks"].as_array().unwrap().iter().filter(|row| row["level"] == "error");
    let errors: Vec<_> = errors.collect();
    let message = errors[0]["message"].as_str().unwrap();
    assert!(errors.len() == 1 && errors[0]["subject"] == subject && message.contains(said), "{report}");
}

/// Every file with its bytes.
fn files(deployment: &Deployment) -> Vec<(String, Vec<u8>)> {
    let entries = deployment.folder().read_dir().unwrap().map(|entry| entry.unwrap());
    let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    // What readers share among themselves, of which nothing is kept.
    let kept = entries.filter(|entry| !name(entry).ends_with("-shm"));
    let mut files: Vec<_> = kept.map(|entry| (name(&entry), fs::read(entry.path()).unwrap())).collect();
    files.sort();
    files
}

#[test]
fn a_certificate_is_looked_at_and_none_is_made() {
    let deployment = quiet().with("COUNTERSIGN_TLS__SELF_SIGNED", "true");
    let text = deployment.run(["check"]).expect_success();
    assert!(text.contains("countersign-cert.pem is made by the first start"), "{text}");
    assert!(!deployment.has("countersign-cert.pem"));
    let deployment = quiet().with("COUNTERSIGN_TLS__CERT", "no.pem").with("COUNTERSIGN_TLS__KEY", "no.key");
    let done = deployment.run(["check"]);
    assert!(done.code == Some(1) && done.out.contains("no.pem"), "{done:?}");
}

#[test]
fn claims_that_come_over_http_from_another_machine_are_warned_of_before_a_deployment() {
    let with = |url: &str| {
        quiet().with("COUNTERSIGN_JWT__CLAIMS_SECRET", &"x".repeat(32)).with("COUNTERSIGN_JWT__CLAIMS_URL", url)
    };
    let said = |url: &str| {
        let text = with(url).run(["check", "--deploy"]).expect_success();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let warned = said("http://app.example.com/claims/");
    assert!(warned.contains("jwt.claims_url = http://app.example.com/claims/"), "{warned}");
    assert!(warned.contains("over http") && warned.contains("give an https address"), "{warned}");
    for url in ["https://app.example.com/claims/", "http://127.0.0.1:9/", "http://[::1]:9/", "http://localhost/"] {
        assert!(!said(url).contains("jwt.claims_url"), "{url}");
    }
}
