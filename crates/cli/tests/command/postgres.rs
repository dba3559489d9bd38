//! A deployment on PostgreSQL.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::thread;

use private_postgres::{Cluster, Database, Server, Settings, shared};
use serde_json::json;

use crate::support::{Deployment, PASSWORD, SEALING, jti};

/// With tables and a user on a database of the server.
pub(super) fn on(url: &str) -> Deployment {
    let deployment = Deployment::new()
        .with("DATABASE_URL", url)
        .with("COUNTERSIGN_KEYS__ENCRYPTION_KEY", SEALING)
        .with("COUNTERSIGN_DATABASE__STATEMENT_TIMEOUT", "1s")
        .with("COUNTERSIGN_DATABASE__ACQUIRE_TIMEOUT", "1s")
        .with("COUNTERSIGN_DATABASE__CONNECT_TIMEOUT", "1s");
    deployment.run(["migrate"]).expect_success();
    deployment.with_users(["alice"])
}

fn database() -> (Database<'static>, Deployment) {
    let server: &'static Server = shared();
    let database = server.database();
    let deployment = on(&database.url());
    (database, deployment)
}

#[test]
fn a_start_makes_no_tables_there_and_migrate_does() {
    let database = shared().database();
    let deployment = Deployment::new().with("DATABASE_URL", &database.url());
    let said = deployment.run(["serve"]).expect_refusal();
    assert!(said.contains("the database is empty; `countersign migrate` makes the tables"), "{said}");
    let made = deployment.run(["migrate"]).expect_success();
    assert!(made.contains("made and migrated"), "{made}");
    assert_eq!(
        deployment.run(["migrate", "--check"]).expect_success(),
        made.replace("made and migrated", "up to date already, nothing to do")
    );
}

#[test]
fn a_ring_there_wants_a_key_that_is_not_on_one_machine_alone() {
    let (database, deployment) = database();
    let bare = Deployment::new();
    let bare = bare.with("DATABASE_URL", &database.url());
    let said = bare.run(["serve"]).expect_refusal();
    assert!(said.contains("keys.encryption_key is not set") && said.contains("openssl rand -base64 32"), "{said}");
    deployment.serve().login("alice");
}

#[test]
fn the_password_of_the_database_is_shown_nowhere() {
    let secret = "geheim%21";
    let url = format!("postgres://alice:{secret}@127.0.0.1:1/x");
    let deployment = Deployment::new().with("DATABASE_URL", &url).with("COUNTERSIGN_DATABASE__PASSWORD", "geheim2");
    for command in [&["serve"][..], &["check"], &["config"], &["migrate"], &["users", "list"]] {
        let done = deployment.command().args(command).output().unwrap();
        let said = [done.stdout, done.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert!(!said.contains("geheim"), "{command:?}: {said}");
        assert!(said.contains("127.0.0.1:1"), "{command:?}: {said}");
    }
}

#[test]
fn a_wrong_address_is_told_with_its_source_and_its_part() {
    for (url, part) in [
        ("postgres://crm:p@ge/heim@127.0.0.1:1/crm", "`/` is %2F"),
        ("postgres://crm:ge?heim@127.0.0.1:1/crm", "COUNTERSIGN_DATABASE__PASSWORD"),
        ("postgres://crm@127.0.0.1:99999/crm", "port \"99999\" is no number from 1 to 65535"),
        ("postgres://crm@127.0.0.1:1/crm?sslmode=yes", "verify-ca or verify-full"),
        ("postgres://crm@127.0.0.1:1/crm?connect_timeout=3", "database.connect_timeout"),
    ] {
        let deployment = Deployment::new().with("DATABASE_URL", url);
        for command in [&["check"][..], &["migrate"], &["config"]] {
            let done = deployment.command().args(command).output().unwrap();
            let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
            assert!(said.contains("database.url") && said.contains("DATABASE_URL"), "{said}");
            assert!(!done.status.success() && said.contains(part), "{part}: {said}");
            assert!(!said.contains("heim"), "{said}");
        }
    }
}

#[test]
fn limits_that_leave_no_time_are_refused() {
    for name in ["ACQUIRE_TIMEOUT", "CONNECT_TIMEOUT", "STATEMENT_TIMEOUT", "LOCK_TIMEOUT"] {
        let said = Deployment::new().with(&format!("COUNTERSIGN_DATABASE__{name}"), "0s").run(["config"]);
        let said = said.expect_refusal();
        let key = format!("database.{} = 0s", name.to_lowercase());
        assert!(said.contains(&key) && said.contains("give 1s to 24d"), "{said}");
    }
    let said = Deployment::new().with("COUNTERSIGN_DATABASE__MAX_CONNECTIONS", "0").run(["config"]).expect_refusal();
    assert!(said.contains("MAX_CONNECTIONS=0") && said.contains("from 1 to 65535"), "{said}");
}

/// The file's password is for the file's server.
#[test]
fn an_address_from_a_variable_brings_its_own_password() {
    let hba = "host all postgres 127.0.0.1/32 trust\nhost all crm 127.0.0.1/32 scram-sha-256".to_owned();
    let cluster = Cluster::start(&Settings { hba, ..Settings::default() });
    cluster.run("postgres", "CREATE ROLE crm LOGIN SUPERUSER PASSWORD 'right'");
    let url = |login: &str| cluster.url("postgres").replace("postgres://postgres@", &format!("postgres://{login}@"));
    let settings = |password: &str| {
        let deployment = Deployment::new().on_sqlite();
        deployment.write("countersign.toml", format!("[database]\nurl = \"{}\"\n", url("crm")));
        deployment.write("countersign.secrets.toml", format!("[database]\npassword = \"{password}\"\n"));
        fs::set_permissions(deployment.path("countersign.secrets.toml"), Permissions::from_mode(0o600)).unwrap();
        deployment
    };
    settings("right").run(["migrate"]).expect_success();
    let said = settings("wrong").run(["migrate"]).expect_refusal();
    assert!(said.contains("the password is that of") && said.contains("countersign.secrets.toml line 2"), "{said}");
    settings("old").with("DATABASE_URL", &url("crm:right")).run(["migrate"]).expect_success();
    settings("right").with("DATABASE_URL", &url("crm")).run(["migrate"]).expect_success();
    let elsewhere = settings("right").with("DATABASE_URL", &url("crm").replace("127.0.0.1", "127.0.0.2"));
    let said = elsewhere.run(["config"]).expect_success();
    assert!(said.contains("127.0.0.2") && !said.contains("(set)"), "{said}");
    let both = settings("old").with("DATABASE_URL", &url("crm")).with("COUNTERSIGN_DATABASE__PASSWORD", "right");
    both.run(["migrate"]).expect_success();
    let said = settings("right").with("DATABASE_URL", &url("crm:wrong")).run(["migrate"]).expect_refusal();
    assert!(said.contains("the one in database.url (DATABASE_URL); that of "), "{said}");
    assert!(!said.contains("wrong") && !said.contains("at line"), "{said}");
}

/// Two servers share what each of them writes: of many refreshes with one token, dealt to both, one rotates.
#[test]
fn two_servers_rotate_a_token_once() {
    let (_database, deployment) = database();
    let servers = [deployment.serve(), deployment.serve()];
    let mut token = servers[0].login("alice").refresh;
    for _ in 0..10 {
        let told: Vec<_> = thread::scope(|scope| {
            let calls: Vec<_> = (0..20)
                .map(|turn| {
                    let (server, token) = (&servers[turn % 2], &token);
                    scope.spawn(move || server.refresh(token).pair().refresh)
                })
                .collect();
            calls.into_iter().map(|call| call.join().unwrap()).collect()
        });
        let names: BTreeSet<_> = told.iter().map(|token| jti(token)).collect();
        assert_eq!(names.len(), 1);
        token = told[0].clone();
    }
}

/// A user model with UUIDs as keys and addresses as names, whose tables a real Django made.
const CUSTOM_MODEL: &str = r#"
[django]
user_model = "accounts.CustomUser"
user_table = "accounts_customuser"
username_field = "email"
groups_table = "accounts_customuser_groups"
groups_user_column = "customuser_id"
permissions_table = "accounts_customuser_user_permissions"
permissions_user_column = "customuser_id"

[django.user_columns]
last_name = "surname"

[django.extra_fields]
plan = { type = "text", max_length = 10, default = "free" }
score = { type = "number", default = 0 }
updated_at = { type = "datetime", default = "now" }
options = { type = "json", default = {} }
newsletter = { type = "boolean", default = false }
visits = { type = "integer", default = 0 }
"#;

#[test]
fn users_of_a_projects_own_model_are_served_from_their_table() {
    let database = shared().database();
    database.run(include_str!("../../../store-postgres/tests/postgres/django/custom_user.sql"));
    let deployment =
        Deployment::new().with("DATABASE_URL", &database.url()).with("COUNTERSIGN_KEYS__ENCRYPTION_KEY", SEALING);
    let refused = deployment.run(["migrate"]).expect_refusal();
    assert!(refused.contains("no table auth_user; set user_table under [django]"), "{refused}");
    deployment.write("countersign.toml", CUSTOM_MODEL);
    deployment.run(["migrate"]).expect_success();
    let create = |fields: &[&str]| {
        let arguments = [&["createuser", "--noinput", "--username", "alice@example.org"], fields].concat();
        deployment.run_with(&arguments, &[("COUNTERSIGN_USER_PASSWORD", PASSWORD)], "")
    };
    let refused = create(&["--field", "visits=x", "--field", "nick=al"]).expect_refusal();
    assert!(refused.contains("visits: A valid integer is required."), "{refused}");
    assert!(refused.contains("nick: the user model has no such further field"), "{refused}");
    create(&["--field", "visits=7", "--field", "plan=pro"]).expect_success();
    let server = deployment.serve();
    let login = json!({ "email": "alice@example.org", "password": PASSWORD });
    let pair = server.client().post("/api/token/", &login).pair();
    let next = server.refresh(&pair.refresh).pair();
    let me = server.me(&next.access).expect(200).body;
    assert_eq!(me["id"].as_str(), Some(database.run("SELECT id FROM accounts_customuser").trim()), "{me}");
    assert_eq!(
        database.run("SELECT plan, visits, user_id = u.id FROM accounts_customuser u, countersign_session"),
        "pro|7|t"
    );
    deployment.run(["check"]).expect_success();
}

/// The database goes away, or stands still: whoever needs it is told to come again, tokens are verified all the same, nothing
/// that was answered is lost, and it all goes on by itself.
#[test]
fn without_its_database_a_server_verifies_tokens_and_comes_back_by_itself() {
    let cluster = Cluster::start(&Settings { durable: true, ..Settings::default() });
    let server = on(&cluster.url("postgres")).serve();
    let first = server.login("alice");
    server.me(&first.access).expect(200);
    let mut newest = server.refresh(&first.refresh).pair().refresh;
    for crashes in [true, false] {
        if crashes {
            cluster.crash();
        } else {
            cluster.freeze();
        }
        let mut waiting = Vec::new();
        for _ in 0..15 {
            let mut client = server.client();
            let token = newest.clone();
            waiting.push(thread::spawn(move || client.refresh(&token)));
        }
        for refused in waiting {
            let refused = refused.join().unwrap().expect(503);
            assert!(refused.header("retry-after").is_some() && refused.body["detail"].is_string(), "{refused:?}");
        }
        server.client().login("alice", PASSWORD).expect(503);
        server.me(&first.access).expect(200);
        server.client().post("/api/token/verify/", &json!({ "token": first.access })).expect(200);
        if crashes {
            cluster.start_again();
        } else {
            cluster.thaw();
        }
        server.until(|client| client.get("/readyz").status == 200);
        newest = server.refresh(&newest).pair().refresh;
    }
}

/// Whether tokens were revoked elsewhere is not known then: with `refuse`, nobody is let in by one.
#[test]
fn without_its_database_a_server_that_is_to_refuse_does_and_says_that_it_is_not_ready() {
    let cluster = Cluster::start(&Settings { durable: true, ..Settings::default() });
    let deployment = on(&cluster.url("postgres")).with("COUNTERSIGN_REVOCATION__MAX_STALENESS", "1s");
    let lenient = deployment.serve();
    let strict = deployment.also("COUNTERSIGN_REVOCATION__WHEN_STALE", "refuse").serve();
    let pair = strict.login("alice");
    let verify = |server: &crate::support::Server| {
        server.client().post("/api/token/verify/", &json!({ "token": pair.access })).status
    };
    for server in [&lenient, &strict] {
        server.me(&pair.access).expect(200);
        server.client().get("/readyz").expect(200);
    }
    cluster.crash();
    for server in [&lenient, &strict] {
        let unready = server.client().get("/readyz").expect(503);
        assert!(unready.header("retry-after").is_some() && unready.body["detail"].is_string(), "{unready:?}");
    }
    strict.until(|client| client.me(&pair.access).status == 503);
    let refused = strict.me(&pair.access).expect(503);
    assert!(refused.header("retry-after").is_some() && refused.body["detail"].is_string(), "{refused:?}");
    assert_eq!((verify(&strict), verify(&lenient)), (503, 200));
    strict.me("nonsense").expect(401);
    lenient.me(&pair.access).expect(200);
    cluster.start_again();
    strict.until(|client| client.me(&pair.access).status == 200);
    for server in [&lenient, &strict] {
        server.until(|client| client.get("/readyz").status == 200);
    }
}
