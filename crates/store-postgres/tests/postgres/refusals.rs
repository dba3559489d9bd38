//! What does not open, and what is said of it. No password is repeated.

use countersign_core::UserTable;
use countersign_core::store::{UseOfBlacklistTables, Users};
use countersign_store_postgres::{Limits, OpenError, PostgresStore, Server, TimeSource};
use private_postgres::{Cluster, Settings, shared};

use crate::support::{cluster, migrated, opened, server, stage};

async fn refused(server: &Server) -> OpenError {
    PostgresStore::open(server, &UserTable::default(), Limits::default(), TimeSource::Database).await.unwrap_err()
}

#[tokio::test]
async fn an_unreachable_server_is_named_with_its_port() {
    let cause = refused(&server("postgres://alice:secret@127.0.0.1:1/x")).await;
    assert!(matches!(cause, OpenError::Unreachable { .. }), "{cause:?}");
    assert!(cause.to_string().starts_with("postgres://alice@127.0.0.1:1/x: "), "{cause}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named() {
    let cause = refused(&server(&shared().url("nowhere"))).await;
    assert!(matches!(cause, OpenError::Absent { .. }), "{cause:?}");
    assert!(cause.to_string().contains("/nowhere: there is no such database"), "{cause}");
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_not_shown() {
    let hba = "host all postgres 127.0.0.1/32 trust\nhost all alice 127.0.0.1/32 scram-sha-256".to_owned();
    let cluster = Cluster::start(&Settings { hba, ..Settings::default() });
    cluster.run("postgres", "CREATE ROLE alice LOGIN SUPERUSER PASSWORD 'right'");
    let url = cluster.url("postgres").replace("postgres://postgres@", "postgres://alice:wrong@");
    let cause = refused(&server(&url)).await;
    assert!(matches!(cause, OpenError::Refused { .. }), "{cause:?}");
    assert!(!format!("{cause} {cause:?}").contains("wrong"), "{cause:?}");
    assert!(cause.to_string().ends_with("password authentication failed for user \"alice\""), "{cause}");
    let right = Server::parse(&url, Some("right")).unwrap();
    PostgresStore::migration_state(&right, &UserTable::default(), &Limits::default()).await.unwrap();
}

#[tokio::test]
async fn a_password_that_the_driver_cannot_bring_is_told_without_any_part_of_it() {
    let hba = "host all postgres 127.0.0.1/32 trust\nhost all alice 127.0.0.1/32 scram-sha-256".to_owned();
    let cluster = Cluster::start(&Settings { hba, ..Settings::default() });
    cluster.run("postgres", "CREATE ROLE alice LOGIN SUPERUSER PASSWORD U&'geheim\\0007'");
    let url = cluster.url("postgres").replace("postgres://postgres@", "postgres://alice@");
    let cause = refused(&Server::parse(&url, Some("geheim\u{7}")).unwrap()).await;
    assert!(matches!(cause, OpenError::Password { .. }), "{cause:?}");
    let said = format!("{cause} {cause:?}");
    assert!(said.contains("SASLprep") && !said.contains("geheim") && !said.contains("u{7}"), "{said}");
}

#[tokio::test]
async fn an_ipv6_host_is_asked_by_its_number() {
    for url in ["postgres://alice@[::1]:1/x", "postgres://alice@/x?host=::1&port=1"] {
        let cause = refused(&server(url)).await;
        let said = cause.to_string();
        assert!(said.starts_with("postgres://alice@[::1]:1/x: the server cannot be reached"), "{said}");
        assert!(!said.contains("lookup"), "{said}");
    }
}

#[tokio::test]
async fn a_schema_whose_name_wants_quotes_is_used() {
    let database = shared().database();
    for (name, option) in [("Auth2", "%22Auth2%22"), ("App Schema", "%22App%5C%20Schema%22")] {
        database.run(&format!("CREATE SCHEMA \"{name}\""));
        let url = format!("{}?options=-c%20search_path%3D{option}", database.url());
        migrated(&url).await.close().await;
        migrated(&url).await.close().await;
        assert_eq!(database.run(&format!("SELECT count(*) FROM \"{name}\".auth_user")), "0");
    }
    assert_eq!(database.run("SELECT to_regclass('public.auth_user') IS NULL"), "t");
}

#[tokio::test]
async fn a_schema_that_is_not_there_is_named() {
    let database = shared().database();
    let nowhere = server(&format!("{}?options=-csearch_path%3Dnosuch", database.url()));
    let (users, limits) = (UserTable::default(), Limits::default());
    let told = [
        PostgresStore::migration_state(&nowhere, &users, &limits).await.unwrap_err(),
        PostgresStore::migrate(&nowhere, &users, &limits).await.unwrap_err(),
        refused(&nowhere).await,
    ];
    for cause in told {
        assert!(matches!(&cause, OpenError::Schema { search_path, .. } if search_path == "nosuch"), "{cause:?}");
    }
}

#[tokio::test]
async fn a_standby_is_told_from_its_primary() {
    let primary = cluster(&[]);
    migrated(&primary.url("postgres")).await.close().await;
    let standby = primary.replica();
    let cause = refused(&server(&standby.url("postgres"))).await;
    assert!(matches!(cause, OpenError::ReadOnly { standby: true, .. }), "{cause:?}");
}

#[tokio::test]
async fn a_role_that_may_not_write_is_told_what_it_lacks() {
    let database = shared().database();
    migrated(&database.url()).await.close().await;
    let role = format!("looker_{}", database.name());
    database.run(&format!("CREATE ROLE {role} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"));
    let url = database.url().replace("postgres://postgres@", &format!("postgres://{role}@"));
    let cause = refused(&server(&url)).await;
    assert!(cause.to_string().contains("UPDATE on auth_user, DELETE on countersign_client, "), "{cause}");
    let empty = shared().database();
    let url = empty.url().replace("postgres://postgres@", &format!("postgres://{role}@"));
    let cause = PostgresStore::migrate(&server(&url), &UserTable::default(), &Limits::default()).await.unwrap_err();
    assert!(cause.to_string().contains("permission denied for schema public"), "{cause}");
    database.run(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[tokio::test]
async fn another_applications_database_is_left_alone() {
    let database = shared().database();
    database.run("CREATE TABLE invoices (id int)");
    let cause =
        PostgresStore::migrate(&server(&database.url()), &UserTable::default(), &Limits::default()).await.unwrap_err();
    assert!(matches!(cause, OpenError::Foreign { .. }), "{cause:?}");
    let schema = format!("{}?options=-csearch_path%3Dauth", database.url());
    database.run("CREATE SCHEMA auth");
    migrated(&schema).await.close().await;
    assert_eq!(database.run("SELECT count(*) FROM auth.auth_user"), "0");
}

/// A Django's database, changed by these statements, is refused with these words.
async fn is_misfit(changes: &str, said: &str) {
    let database = shared().database();
    database.run(include_str!("../../migrations/0001_django.sql"));
    database.run(changes);
    let (server, users, limits) = (server(&database.url()), UserTable::default(), Limits::default());
    let cause = PostgresStore::migrate(&server, &users, &limits).await.unwrap_err();
    assert!(matches!(cause, OpenError::Misfit { .. }) && cause.to_string().contains(said), "{said}: {cause}");
}

#[tokio::test]
async fn a_column_of_another_type_is_named() {
    for (changes, said) in [
        (
            "auth_user ALTER is_active TYPE integer USING 1",
            "table auth_user the column is_active is integer, and should be boolean",
        ),
        (
            "auth_user ALTER password TYPE bytea USING ''",
            "the column password is bytea, and should be character varying",
        ),
        (
            "auth_user ALTER password TYPE varchar(20)",
            "password is character varying(20), and should be character varying with room for 128 characters",
        ),
        ("django_session ALTER session_key TYPE varchar(30)", "session_key is character varying(30), and should be"),
        ("authtoken_token ALTER key TYPE varchar(30)", "authtoken_token the column key is character varying(30)"),
    ] {
        is_misfit(&format!("ALTER TABLE {changes}"), said).await;
    }
}

#[tokio::test]
async fn a_column_of_the_blacklist_that_holds_no_token_is_named() {
    let database = shared().database();
    migrated(&database.url()).await.close().await;
    database.run(include_str!("django/token_blacklist.sql"));
    for (changes, said) in [
        ("token TYPE varchar(20)", "token is character varying(20), and should be"),
        ("token TYPE text, ALTER jti TYPE varchar(30)", "the column jti is character varying(30), and should be"),
    ] {
        database.run(&format!("ALTER TABLE token_blacklist_outstandingtoken ALTER {changes}"));
        let store = opened(&database.url(), Limits::default()).await;
        let refused = store.with_blacklist_tables(&server(&database.url()), UseOfBlacklistTables::Auto).await;
        let cause = refused.unwrap_err();
        assert!(cause.to_string().contains(said), "{cause}");
    }
}

#[tokio::test]
async fn a_missing_table_of_djangos_auth_is_named_with_what_makes_it() {
    for table in ["auth_group", "auth_permission", "auth_group_permissions", "django_content_type"] {
        let said = format!("it has no table {table}; Django makes it with django.contrib.");
        is_misfit(&format!("DROP TABLE {table} CASCADE"), &said).await;
    }
}

/// One odd row takes nobody's list down.
#[tokio::test]
async fn a_moment_without_end_is_told_as_the_furthest_there_is() {
    let database = shared().database();
    let store = migrated(&database.url()).await;
    let (alice, bob) = (stage(&store).user("alice").await, stage(&store).user("bob").await);
    database.run("UPDATE auth_user SET date_joined = 'infinity', last_login = '-infinity' WHERE username = 'alice'");
    let users = store.users().await.unwrap();
    let years: Vec<_> = users.iter().map(|user| user.date_joined.to_rfc3339()[..4].to_owned()).collect();
    assert_eq!((users.len(), users[0].id, users[1].id), (2, alice, bob));
    assert_eq!(years[0], "9999");
    assert!(users[0].last_login.unwrap().to_rfc3339().starts_with("0001"), "{:?}", users[0].last_login);
    store.close().await;
}
