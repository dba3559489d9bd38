//! Settings that are wrong: the start stops with exit code 1 and one message that names the key, the value, where it
//! stands and what mends it, and no secret.

use std::net::TcpListener;

use crate::configured_keys::key;
use crate::support::Deployment;

/// No message may repeat this.
const SECRET: &str = "hunter2hunter2";
/// A P-256 key that belongs to nothing here.
const STRANGER: &str = "-----BEGIN PUBLIC KEY-----\n\
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEQFrz0nDfyM3oXQp62k6Z1I0LxbF\n\
    mZj3o45n4j0m/mV+UupMNVeHNBJtzNIgoUVO8F7MWwhvNKZdmdlCJlkL0Q==\n\
    -----END PUBLIC KEY-----\n";

#[test]
fn a_mistake_in_the_file_stops_the_start() {
    for (file, says) in [
        ("[jtw]", &["countersign.toml", "line 1", "jtw", "`jwt`"][..]),
        ("nonsense", &["countersign.toml", "line 1"]),
        ("[jwt]\nleeway = 1\nleeway = 2", &["line 3", "leeway", "duplicate"]),
        ("[jwt]\nacces_token_lifetime = 5", &["line 2", "acces_token_lifetime", "`access_token_lifetime`"]),
        ("[jwt]\n\nleeway = \"soon\"", &["line 3", "leeway", "soon", "15m"]),
        ("[jwt]\nleeway = -1", &["line 2", "leeway", "-1", "100 years"]),
        ("[jwt]\nalgorithm = \"none\"", &["line 2", "none", "ES256"]),
        ("[jwt]\naudience = 5", &["line 2", "audience", "`5`", "list of strings"]),
        ("[jwt]\naccess_token_lifetime = 0", &["jwt.access_token_lifetime = 0s", "countersign.toml line 2", "1s"]),
        ("[jwt]\nsession_lifetime = \"1h\"", &["jwt.session_lifetime = 1h", "countersign.toml line 2", "at least 1d"]),
        (
            "[sessions]\nidle_timeout = \"15m\"",
            &[
                "sessions.idle_timeout = 15m",
                "countersign.toml line 2",
                "jwt.access_token_lifetime = 15m",
                "at least 16m",
            ],
        ),
        (
            "[sessions]\nidle_timeout = \"2d\"",
            &["sessions.idle_timeout = 2d", "jwt.refresh_token_lifetime = 1d", "at most 1d", "longer refresh tokens"],
        ),
        ("[jwt]\nuser_id_claim = \"exp\"", &["jwt.user_id_claim = exp", "countersign.toml line 2", "user_id"]),
        ("[jwt]\nuser_id_claim = \"\"", &["jwt.user_id_claim", "countersign.toml line 2", "user_id"]),
        ("[log]\nformat = \"xml\"", &["line 2", "xml", "`json`"]),
        ("[log]\nlevel = \"verbose\"", &["log.level", "verbose", "debug"]),
        ("[password]\nhashers = [\"whirlpool\"]", &["line 2", "whirlpool", "`argon2`"]),
        ("[password]\nhashers = [\"mine.Hasher\"]", &["line 2", "mine.Hasher", "`bcrypt_sha256`", "Django's class"]),
        ("[password]\nbcrypt_rounds = 31", &["password.bcrypt_rounds = 31", "4 to 16"]),
        ("[password]\nargon2_time_cost = 0", &["password.argon2_memory_cost = 19456, argon2_time_cost = 0", "1 to 16"]),
        ("[password]\nscrypt_work_factor = 1000", &["password.scrypt_work_factor = 1000", "power of two"]),
        ("[password]\nhashers = []", &["password.hashers = []", "countersign.toml line 2", "argon2"]),
        ("[password]\npbkdf2_iterations = 0", &["password.pbkdf2_iterations = 0", "10000000"]),
        ("[password]\nvalidators = [\"Strong\"]", &["line 2", "Strong", "`CommonPasswordValidator`"]),
        ("[server]\nlisten = \"8000\"", &["line 2", "listen", "\"8000\"", "127.0.0.1:8000"]),
    ] {
        refuses(&Deployment::with_default_settings(), file, says);
    }
}

#[test]
fn a_mount_that_cannot_be_stops_the_start() {
    for (mounts, says) in [
        ("nope = [\"/x/\"]", &["routes.nope", "countersign.toml line 2", "token_obtain_pair"][..]),
        ("register = [\"/x/\"]\nlogout = [\"/x/\"]", &["[routes]", "/x/", "twice"]),
        ("register = [\"/api/token/\"]", &["[routes]", "/api/token/", "twice"]),
        ("register = [\"/x/\", \"/x/\"]", &["[routes]", "/x/", "twice"]),
        ("sessions = [\"/\"]", &["[routes]", "/", "twice"]),
        ("sessions = [\"/healthz\"]", &["[routes]", "/healthz", "twice"]),
        ("register = [\"x/\"]", &["register", "x/", "is no path"]),
        ("register = [\"/a//b/\"]", &["register", "/a//b/", "is no path"]),
        ("register = [\"/:name/\"]", &["register", "/:name/", "is no path"]),
        ("register = [\"/{name}/\"]", &["register", "/{name}/", "is no path"]),
        ("sessions_detail = [\"/s/\"]", &["sessions_detail", "/s/", "/api/sessions/{id}/"]),
        ("sessions_detail = [\"/s/a{id}b/\"]", &["sessions_detail", "/s/a{id}b/", "/api/sessions/{id}/"]),
        ("register = \"/x/\"", &["line 2", "a list such as [\"/x/\"]"]),
    ] {
        refuses(&Deployment::with_default_settings(), &format!("[routes]\n{mounts}"), says);
    }
}

#[test]
fn a_mistake_in_the_environment_stops_the_start() {
    for (name, value, says) in [
        ("COUNTERSIGN_NOPE__X", "1", &["COUNTERSIGN_NOPE__X=1", "nope", "`jwt`"][..]),
        ("COUNTERSIGN_JWT__NOPE", "1", &["COUNTERSIGN_JWT__NOPE=1", "nope", "`leeway`"]),
        ("COUNTERSIGN_JWT__LEEWAY", "soon", &["COUNTERSIGN_JWT__LEEWAY=soon", "15m"]),
        ("COUNTERSIGN_JWT__ALGORITHM", "HS128", &["COUNTERSIGN_JWT__ALGORITHM=HS128", "HS256"]),
        ("COUNTERSIGN_JWT__ALGORITHM", "HS256", &["jwt.algorithm = HS256", "SECRET_KEY", "jwt.signing_key"]),
        ("COUNTERSIGN_SERVER__LISTEN", "localhost", &["COUNTERSIGN_SERVER__LISTEN=localhost", "address"]),
        ("COUNTERSIGN_PASSWORD__HASHERS", "[]", &["password.hashers = []", "COUNTERSIGN_PASSWORD__HASHERS", "argon2"]),
        ("COUNTERSIGN_ROUTES__NOPE", "[\"/x/\"]", &["routes.nope", "COUNTERSIGN_ROUTES__NOPE", "register"]),
        ("COUNTERSIGN_LOG__LEVEL", "verbose", &["log.level", "verbose", "debug"]),
        ("SECRET_KEY_FILE", "missing", &["SECRET_KEY_FILE=missing", "No such file"]),
        (
            "COUNTERSIGN_JWT__SIGNING_KEY_FILE",
            "missing",
            &["COUNTERSIGN_JWT__SIGNING_KEY_FILE=missing", "No such file"],
        ),
        ("COUNTERSIGN_KEYS__ENCRYPTION_KEY", SECRET, &["keys.encryption_key", "32", "openssl rand -base64 32"]),
        ("SECRET_KEY", SECRET, &["SECRET_KEY", "32 bytes", "jwt.allow_weak_key"]),
        ("COUNTERSIGN_JWT__SIGNING_KEY", SECRET, &["jwt.signing_key", "32 bytes", "jwt.allow_weak_key"]),
    ] {
        refuses(&Deployment::with_default_settings().with(name, value), "", says);
    }
}

#[test]
fn a_database_that_cannot_be_stops_the_start_and_its_password_is_not_repeated() {
    let mysql = format!("mysql://someone:{SECRET}@db.example/x");
    let says = &["the database must be a file", "sqlite://"];
    refuses(&Deployment::with_default_settings().with("DATABASE_URL", &mysql), "", &["DATABASE_URL", says[0]]);
    refuses(&Deployment::with_default_settings().with("COUNTERSIGN_DATABASE__URL", &mysql), "", says);
    refuses(&Deployment::with_default_settings(), &format!("[database]\nurl = \"{mysql}\""), says);
    for (url, says) in [
        (mysql.as_str(), &["--database-url", "the database must be a file"][..]),
        ("sqlite::memory:", &["--database-url", "memory", "the database must be a file"]),
        ("sqlite://missing/x.db", &["missing/x.db", "wrong path?"]),
        ("sqlite://countersign.toml", &["countersign.toml", "not a database"]),
    ] {
        let deployment = Deployment::with_default_settings();
        deployment.write("countersign.toml", "# a file that is not a database\n");
        message_says(&deployment.run(["serve", "--database-url", url]).expect_refusal(), says);
    }
}

#[test]
fn an_address_of_another_database_is_refused_with_what_to_do_and_a_flag_wins_over_it() {
    for url in [
        format!("mysql://someone:{SECRET}@db.example/x"),
        format!("oracle://db.example/x?user=someone&password={SECRET}"),
        format!("mysql:someone:{SECRET}"),
    ] {
        let deployment = Deployment::new().with("DATABASE_URL", &url);
        let ways = &["unset DATABASE_URL", "--database-url sqlite://countersign.db", "COUNTERSIGN_DATABASE__URL"];
        refuses(&deployment, "", ways);
        deployment.run(["migrate", "--database-url", "sqlite://flag.db"]).expect_success();
        deployment.also("COUNTERSIGN_DATABASE__URL", "sqlite://variable.db").run(["migrate"]).expect_success();
        assert!(deployment.has("flag.db") && deployment.has("variable.db") && !deployment.has("countersign.db"));
    }
}

#[test]
fn a_database_in_the_root_folder_is_taken_for_a_slash_too_many() {
    let says = &["/db.sqlite3 is an absolute path here", "for a file in this folder write sqlite://db.sqlite3"];
    refuses(&Deployment::new().with("DATABASE_URL", "sqlite:///db.sqlite3"), "", says);
    refuses(&Deployment::new(), "[database]\nurl = \"sqlite:///db.sqlite3\"", says);
}

#[test]
fn the_names_of_django_and_its_friends_are_known() {
    for (file, says) in [
        (
            "[jwt]\nACCESS_TOKEN_LIFETIME = 5",
            "line 2: ACCESS_TOKEN_LIFETIME: unknown field `ACCESS_TOKEN_LIFETIME`: did you mean `access_token_lifetime`?\n",
        ),
        ("[JWT]\nleeway = 5", "line 1: unknown field `JWT`: did you mean `jwt`?\n"),
        ("leeway = 5", "`leeway`: put it under [jwt]\n"),
        ("ACCESS_TOKEN_LIFETIME = 5", "it is `access_token_lifetime` under [jwt]\n"),
        ("[server]\nPASSWORD_HASHERS = []", "it is `hashers` under [password]\n"),
        ("[claims]\nname = \"username\"", "did you mean [jwt.claims]?\n"),
        (
            "SECRET_KEY = \"hunter2hunter2\"",
            "set the variable SECRET_KEY or SECRET_KEY_FILE, or secret_key in countersign.secrets.toml\n",
        ),
        ("[SIMPLE_JWT]\nLEEWAY = 5", "its settings are under [jwt]"),
        ("[jwt]\nJSON_ENCODER = 5", "SimpleJWT's JSON_ENCODER is not supported\n"),
        ("[jwt]\ntoken_user_class = \"x\"", "SimpleJWT's TOKEN_USER_CLASS is not supported\n"),
        ("[REST_FRAMEWORK]", "did you mean `rest_framework`?\n"),
        ("ALLOWED_HOSTS = [\"*\"]", "Django's ALLOWED_HOSTS is not supported\n"),
        ("[server]\nport = 8000", "address and port are `listen` under [server]\n"),
        (
            "[password]\nvalidators = [\"django.contrib.auth.password_validation.NumericPasswordValidator\"]",
            "did you mean `NumericPasswordValidator`?\n",
        ),
        ("[sessions]\nSESSION_COOKIE_SECURE = true", "cookies are Secure over https\n"),
        ("CSRF_COOKIE_SECURE = true", "cookies are Secure over https\n"),
        ("LOGIN_URL = \"/in/\"", "people log in at /accounts/login/\n"),
        ("SECURE_PROXY_SSL_HEADER = []", "name the proxy in trusted_proxies under [server]\n"),
        ("[server]\nUSE_I18N = true", "messages in the client's language are `localize` under [server]\n"),
        ("[routes.register]\ndefault_permission_classes = []", "here it is `permission_classes`\n"),
        ("[routes.register]\nDEFAULT_AUTHENTICATION_CLASSES = []", "here it is `authentication_classes`\n"),
        ("[rest_framework]\nthrottle_rates = {}", "did you mean `default_throttle_rates`?\n"),
        ("[jwt]\nsigning_algorithm = \"HS256\"", "did you mean `algorithm`?\n"),
        ("[jwt]\nuser_id_field = \"pk\"", "unknown value `pk`: write \"id\"\n"),
        ("[routes]\ntoken_obtian_pair = [\"/x/\"]", "did you mean `token_obtain_pair`?\n"),
    ] {
        refuses(&Deployment::with_default_settings(), file, &[says]);
    }
}

#[test]
fn what_a_setting_must_be_is_said_in_plain_words() {
    for (file, says) in [
        ("[routes]\nregister = 5", "line 2: register: expected a list such as [\"/login/\"], not `5`\n"),
        (
            "[jwt]\nrotate_refresh_tokens = \"yes\"",
            "line 2: rotate_refresh_tokens: expected true or false, not \"yes\"\n",
        ),
        ("[jwt]\nissuer = 5", "line 2: issuer: expected text in quotes, not `5`\n"),
        ("[password]\nmin_length = -1", "line 2: min_length: expected a whole number that is not negative, not `-1`\n"),
        (
            "[jwt]\nleeway = 1\n\nleeway = 2",
            "line 4: leeway: duplicate key: leeway is there twice; take one of the two out\n",
        ),
        ("[jwt]\n[log]\n[jwt]", "line 3: duplicate key: jwt is there twice; take one of the two out\n"),
        ("jwt = 5", "line 1: jwt: expected a section: its name in brackets, its settings below, not `5`\n"),
        ("[jwt]\nissuer = me", "line 2: issuer: text stands in quotes"),
        ("[jwt]\nissuer = \"me", "line 2: issuer: text begins and ends with a quote"),
        ("[jwt]\nissuer =", "line 2: issuer: text stands in quotes, as in \"15m\", and no value may be left out"),
        ("[jwt]\nissuer", "line 2: a setting is written as name = value"),
        (
            "[jwt]\nrotate_refresh_tokens = True",
            "line 2: rotate_refresh_tokens: true and false are written in lower case",
        ),
        ("[jwt]\naccess_token_lifetime = 15m", "line 2: access_token_lifetime: text stands in quotes"),
    ] {
        refuses(&Deployment::with_default_settings(), file, &[says]);
    }
}

#[test]
fn what_is_written_as_in_python_is_told_as_it_is_written_here() {
    for (file, says) in [
        ("[jwt]\naudience = None", "line 2: audience: there is no None; write \"\" or leave the line out\n"),
        ("[jwt]\nauth_header_types = (\"JWT\",)", "line 2: auth_header_types: a list stands in brackets: [\"JWT\"]\n"),
        ("AUTH_HEADER_TYPES = (\n  \"JWT\",\n)", "line 1: AUTH_HEADER_TYPES: a list stands in brackets: [\"JWT\"]\n"),
        ("[jwt]\nleeway = timedelta(minutes=5)", "line 2: leeway: write \"5m\"\n"),
        ("[jwt]\nleeway = datetime.timedelta(days=1, hours=2)", "line 2: leeway: write \"26h\"\n"),
        ("[rest_framework]\ndefault_throttle_rates = {\"anon\": \"100/day\"}", "write { anon = \"100/day\" }\n"),
        ("[jwt]\nclaims = {\n  \"name\": \"username\",\n}", "line 2: claims: a table has = between name and value"),
        ("[jwt]\nsigning_key = (\n  \"hunter2hunter2\",\n)", "line 2: signing_key: the value is not what it must be"),
        (
            "[rest_framework]\ndefault_throttle_rates = { anon = 100 }",
            "line 2: default_throttle_rates: expected a rate in quotes, such as \"100/day\", not `100`\n",
        ),
        ("[jwt]\nsigning_key = (\"hunter2hunter2\",)", "line 2: signing_key: the value is not what it must be"),
        ("DATABASES = {\"PASSWORD\": \"hunter2hunter2\"}", "line 1: DATABASES: a table has = between"),
    ] {
        refuses(&Deployment::with_default_settings(), file, &[says]);
    }
    let classes = "COUNTERSIGN_REST_FRAMEWORK__DEFAULT_AUTHENTICATION_CLASSES";
    let listed = Deployment::with_default_settings().with(classes, "BasicAuthentication,JWTAuthentication");
    refuses(&listed, "", &["a list such as [\"BasicAuthentication\", \"JWTAuthentication\"]"]);
}

#[test]
fn a_short_secret_is_refused_with_its_cause_first_and_the_exception_last() {
    let refused = Deployment::new().with("SECRET_KEY", SECRET).run(["serve"]).expect_refusal();
    assert_eq!(
        refused,
        "countersign: SECRET_KEY is too short: HS256 needs at least 32 bytes (RFC 7518 §3.2). \
         `countersign keys generate --algorithm HS256` prints a secret that is long enough. \
         To keep a short one that is in use already, set jwt.allow_weak_key = true.\n"
    );
}

#[test]
fn an_address_is_refused_alike_wherever_it_is_given() {
    let says = "\"8021\" is no address and port, such as 127.0.0.1:8021";
    refuses(&Deployment::new(), "[server]\nlisten = \"8021\"", &["line 2", says]);
    for command in ["serve", "healthcheck"] {
        let done = Deployment::new().run([command, "--listen", "8021"]);
        assert!(done.code == Some(2) && done.err.contains(says), "{done:?}");
    }
}

#[test]
fn keys_that_do_not_fit_stop_the_start() {
    let pair = |algorithm: &str, signing: &str, more: &str| {
        format!("[jwt]\nalgorithm = \"{algorithm}\"\nsigning_key = '''\n{signing}'''\n{more}")
    };
    let verifying = |pem: &str| format!("verifying_key = '''\n{pem}'''\n");
    for (file, says) in [
        (pair("RS256", &key("rsa1024.pem"), ""), &["jwt.signing_key", "RS256", "2048"][..]),
        (pair("ES256", &key("rsa8.pem"), ""), &["jwt.signing_key", "ES256", "another kind"]),
        (pair("ES256", &key("p384.pem"), ""), &["jwt.signing_key", "ES256", "another kind"]),
        (pair("RS256", &key("pss.pem"), ""), &["jwt.signing_key", "RS256", "another kind"]),
        (pair("ES256", &key("ecpub.pem"), ""), &["jwt.signing_key", "ES256", "no private part"]),
        (pair("ES256", &key("ecenc.pem"), ""), &["jwt.signing_key", "ES256", "encrypted"]),
        (pair("EdDSA", "nonsense", ""), &["jwt.signing_key", "EdDSA", "malformed"]),
        (pair("HS256", &key("rsapub.pem"), ""), &["jwt.signing_key", "HS256", "key file", "jwt.algorithm"]),
        (pair("HS256", &key("ec8.pem"), "allow_weak_key = true"), &["jwt.signing_key", "HS256", "key file"]),
        (pair("HS512", "only forty-nine bytes, where HS512 needs sixty-four", ""), &["jwt.signing_key", "64 bytes"]),
        (pair("ES256", &key("ec8.pem"), &verifying(STRANGER)), &["jwt.verifying_key", "does not belong"]),
        (pair("ES256", &key("ec8.pem"), &verifying(&key("rsapub.pem"))), &["jwt.verifying_key", "ES256"]),
        (format!("[jwt]\n{}", verifying(STRANGER)), &["jwt.verifying_key", "jwt.signing_key", "remove it"]),
    ] {
        refuses(&Deployment::with_default_settings(), &file, says);
    }
}

#[test]
fn a_mistake_beside_a_secret_does_not_show_it() {
    for (file, says) in [
        (format!("[jwt]\nsigning_key = \"{SECRET}"), &["line 2"][..]),
        (format!("[jwt]\nsigning_key = [\"{SECRET}\"]"), &["line 2"]),
        (format!("[jwt]\nsigning_key = '''\n{SECRET}\n"), &["countersign.toml", "line"]),
        (format!("[jwt]\nsigning_key = '''\nx\n{SECRET}'''x"), &["countersign.toml", "line 4"]),
        (format!("[keys]\nencryption_key = [\"{SECRET}\"]"), &["line 2"]),
        (format!("[jwt]\nsigning_key = \"{SECRET}\"\nleeway = \"soon\""), &["line 3", "leeway", "soon"]),
        (format!("[database]\nurl = [\"postgres://someone:{SECRET}@db.example/x\"]"), &["line 2"]),
    ] {
        refuses(&Deployment::with_default_settings(), &file, says);
    }
}

#[test]
fn a_settings_file_that_cannot_be_read_stops_every_command() {
    let deployment = Deployment::with_default_settings();
    deployment.write("latin1.toml", b"[log]\nlevel = \"\xe9\"\n");
    for (file, reason) in [("missing.toml", "No such file"), (".", "directory"), ("latin1.toml", "UTF-8")] {
        for command in ["serve", "migrate", "openapi"] {
            let message = deployment.run([command, "--config", file]).expect_refusal();
            message_says(&message, &[file, reason]);
        }
    }
    assert!(!deployment.has("countersign.db"));
}

#[test]
fn an_address_in_use_stops_the_start() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().map(|address| address.to_string());
    let held = TcpListener::bind(taken.unwrap()).unwrap();
    let address = held.local_addr().unwrap().to_string();
    let deployment = Deployment::with_default_settings();
    let message = deployment.run(["serve", "--listen", &address]).expect_refusal();
    message_says(&message, &[&address, "--listen", "server.listen", "in use"]);
}

#[test]
fn every_refusal_says_what_to_do() {
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.write("text", "no database, and no key");
    for (arguments, says) in [
        (&["users", "show", "nobody"][..], "`countersign users list`"),
        (&["users", "logout", "nobody"], "`countersign users list`"),
        (&["changepassword", "nobody"], "`countersign users list`"),
        (&["changepassword", "alice"], "--noinput"),
        (&["createuser"], "--noinput"),
        (&["createuser", "--noinput"], "--username"),
        (&["createuser", "--noinput", "--username", "bob"], "COUNTERSIGN_USER_PASSWORD"),
        (&["users", "list", "--database-url", "sqlite://new.db"], "`countersign migrate`"),
        (&["migrate", "--check", "--database-url", "sqlite://new.db"], "`countersign migrate`"),
        (&["migrate", "--database-url", "sqlite://missing/x.db"], "in a folder that is there"),
        (&["users", "list", "--database-url", "sqlite://text"], "--database-url must name a database"),
        (&["serve", "--config", "missing.toml"], "`countersign init`"),
        (&["token", "inspect", "nonsense"], "header.claims.signature"),
        (&["token", "verify", "x", "--jwk", "missing"], "--jwk must name a file"),
        (&["token", "verify", "x", "--jwks", "text"], "--jwks must name a file"),
    ] {
        message_says(&deployment.run_with(arguments, &[], "").expect_refusal(), &[says]);
    }
    let taken = ["createuser", "--noinput", "--username", "alice"];
    let taken = deployment.run_with(&taken, &[("COUNTERSIGN_USER_PASSWORD", "correct horse battery")], "");
    message_says(&taken.expect_refusal(), &["take another name", "`countersign changepassword`"]);
}

#[track_caller]
fn refuses(deployment: &Deployment, file: &str, says: &[&str]) {
    if !file.is_empty() {
        deployment.write("countersign.toml", file);
    }
    message_says(&deployment.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal(), says);
}

#[track_caller]
fn message_says(message: &str, says: &[&str]) {
    for word in says {
        assert!(message.contains(word), "{word:?} is missing: {message}");
    }
    assert!(!message.contains(SECRET) && !message.contains("PRIVATE KEY"), "a secret is shown: {message}");
}
