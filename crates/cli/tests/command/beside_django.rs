//! What `check` and the start say of a Django's database: the same, in the same words.

use std::process::Command;

use private_postgres::shared;

use crate::support::{Deployment, Done};

const VALID_SECRET: &str = "django-insecure-0123456789-abcdefghijklmnop";
const OTHER: &str = "another-secret-key-of-at-least-thirty-two-characters";
const SEALING: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// A Django's database in a file, which nothing of ours is in yet.
fn of_django() -> Deployment {
    let deployment = Deployment::new().with("DATABASE_URL", "sqlite://shop.sqlite3");
    run_in_file(&deployment, include_str!("../../../store-sqlite/migrations/0001_django.sql"));
    deployment
}

fn run_in_file(deployment: &Deployment, sql: &str) {
    let script = "import sqlite3, sys\nsqlite3.connect(sys.argv[1], isolation_level=None).executescript(sys.argv[2])";
    let mut python = Command::new("python3");
    python.args(["-c", script]).arg(deployment.path("shop.sqlite3")).arg(sql);
    Done::of(python, "").expect_success();
}

/// Somebody has logged in, and the token stands in Django's table.
fn with_a_token_of_django(deployment: &Deployment) {
    let beside = deployment.also("SECRET_KEY", VALID_SECRET).also("COUNTERSIGN_DJANGO__STORE_RAW_TOKENS", "true");
    beside.create_user("alice").expect_success();
    beside.serve().login("alice");
}

/// Both refuse, with these words; what the start says.
#[track_caller]
fn both_refuse(deployment: &Deployment, says: &[&str]) -> String {
    let check = deployment.run(["check", "--json"]);
    let start = deployment.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
    assert_eq!(check.code, Some(1), "{}", check.out);
    for word in says {
        assert!(start.contains(word), "{word:?} is missing: {start}");
        assert!(check.out.replace("\\\"", "\"").contains(word), "{word:?} is missing: {}", check.out);
    }
    start
}

const NO_SECRET: [&str; 4] =
    ["token_blacklist_outstandingtoken is signed HS256", "no SECRET_KEY is set", "countersign.secrets.toml", "ES256"];
const WRONG_SECRET: [&str; 2] =
    ["was not signed with SECRET_KEY: Django and Countersign would refuse", "SECRET_KEY_FALLBACKS"];

#[test]
fn without_the_secret_of_djangos_tokens_nothing_starts_and_no_key_is_made() {
    let deployment = of_django();
    run_in_file(&deployment, include_str!("../../../store-sqlite/tests/sqlite/django/token_blacklist.sql"));
    deployment.run(["migrate"]).expect_success();
    with_a_token_of_django(&deployment);
    std::fs::remove_file(deployment.path("countersign.key")).unwrap_or_default();
    both_refuse(&deployment, &NO_SECRET);
    let said = deployment.run(["users", "list"]).expect_refusal();
    assert!(said.contains("no SECRET_KEY is set"), "{said}");
    assert!(!deployment.has("countersign.key"));
    deployment.also("COUNTERSIGN_JWT__ALGORITHM", "ES256").serve().login("alice");
}

#[test]
fn without_the_secret_of_djangos_tokens_nothing_starts_on_postgresql_either() {
    let database = shared().database();
    let deployment = Deployment::new().with("DATABASE_URL", &database.url());
    deployment.run(["migrate"]).expect_success();
    database.run(include_str!("../../../store-postgres/tests/postgres/django/token_blacklist.sql"));
    with_a_token_of_django(&deployment);
    both_refuse(&deployment, &NO_SECRET);
    both_refuse(&deployment.also("COUNTERSIGN_KEYS__ENCRYPTION_KEY", SEALING), &NO_SECRET);
    both_refuse(&deployment.also("SECRET_KEY", OTHER), &WRONG_SECRET);
}

#[test]
fn a_secret_that_is_not_djangos_stops_the_start_unless_the_earlier_one_is_known() {
    let deployment = of_django();
    run_in_file(&deployment, include_str!("../../../store-sqlite/tests/sqlite/django/token_blacklist.sql"));
    deployment.run(["migrate"]).expect_success();
    with_a_token_of_django(&deployment);
    let wrong = deployment.also("SECRET_KEY", OTHER);
    both_refuse(&wrong, &WRONG_SECRET);
    wrong.also("SECRET_KEY_FALLBACKS", &format!("[\"{VALID_SECRET}\"]")).serve().login("alice");
    deployment.also("SECRET_KEY", VALID_SECRET).serve().login("alice");
}

#[test]
fn simplejwts_preset_on_a_djangos_database_wants_its_secret() {
    let deployment = of_django().with("COUNTERSIGN_JWT__PRESET", "simplejwt");
    deployment.run(["migrate"]).expect_success();
    both_refuse(&deployment, &["jwt.preset = \"simplejwt\" on the database of a Django", "no SECRET_KEY is set"]);
    deployment.also("SECRET_KEY", VALID_SECRET).serve().stop();
}

#[test]
fn a_file_that_somebody_named_and_that_is_not_there_or_empty_is_not_made_by_the_start() {
    let deployment = Deployment::new().with("DATABASE_URL", "sqlite://moved.sqlite3");
    let whole = deployment.folder().canonicalize().unwrap().join("moved.sqlite3");
    both_refuse(&deployment, &[whole.to_str().unwrap(), "no database yet", "`countersign migrate`", "wrong path?"]);
    assert_eq!(deployment.folder().read_dir().unwrap().count(), 0);
    let said = deployment.create_user("alice").expect_refusal();
    assert!(said.contains("wrong path?"), "{said}");
    deployment.write("moved.sqlite3", "");
    both_refuse(&deployment, &["the database is empty", "`countersign migrate`", "wrong path?"]);
    deployment.run(["migrate"]).expect_success();
    deployment.serve().register("alice").expect(201);
}

#[test]
fn a_djangos_database_without_our_tables_is_not_prepared_yet() {
    let deployment = of_django().with("SECRET_KEY", VALID_SECRET);
    both_refuse(&deployment, &["is not prepared for this version yet", "`countersign migrate`"]);
    let done = deployment.run(["check"]);
    assert_eq!(done.err, "countersign: the database is not prepared yet: run `countersign migrate`\n");
}

#[test]
fn where_the_user_table_does_not_say_when_somebody_joined_no_date_is_made_up() {
    let deployment = of_django();
    deployment.write("countersign.toml", "[django.user_columns]\ndate_joined = \"\"\n");
    run_in_file(&deployment, "ALTER TABLE auth_user DROP COLUMN date_joined");
    deployment.run(["migrate"]).expect_success();
    let deployment = deployment.with_users(["alice"]);
    let list = deployment.run(["users", "list"]).expect_success();
    let row = list.lines().find(|line| line.contains("alice")).unwrap();
    assert!(row.trim_end().ends_with('-') && !list.contains("1970"), "{list}");
    assert_eq!(deployment.run(["users", "list", "--json"]).expect_json()[0]["date_joined"], serde_json::Value::Null);
}

#[test]
fn a_missing_table_of_djangos_auth_and_a_password_that_is_no_text_are_named() {
    let deployment = of_django().with("SECRET_KEY", VALID_SECRET);
    deployment.run(["migrate"]).expect_success();
    run_in_file(&deployment, "ALTER TABLE auth_group RENAME TO parked");
    both_refuse(&deployment, &["it has no table auth_group", "`manage.py migrate auth`"]);
    run_in_file(
        &deployment,
        "ALTER TABLE parked RENAME TO auth_group; ALTER TABLE auth_user DROP COLUMN password;
                              ALTER TABLE auth_user ADD COLUMN password datetime NOT NULL DEFAULT ''",
    );
    both_refuse(&deployment, &["in its table auth_user the column password is datetime, and should be text"]);
}
