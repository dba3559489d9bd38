//! The file: made, migrated, refused; and what of all that asking does.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use countersign_core::UserTable;
use countersign_core::store::contract::{FarBehind, Stage};
use countersign_core::store::{Feed, KeyState, SigningKeys, Users};
use countersign_store_sqlite::{MigrationState, OpenError, SqliteStore};
use countersign_token::Timestamp;

use crate::support::File;

async fn state(file: &File) -> MigrationState {
    SqliteStore::migration_state(&file.path(), &UserTable::default()).await.unwrap()
}

#[tokio::test]
async fn a_file_that_is_absent_or_empty_is_new() {
    let file = File::absent();
    assert_eq!(state(&file).await, MigrationState::New);
    assert_eq!(file.contents(), []);
    std::fs::write(file.path(), "").unwrap();
    assert_eq!(state(&file).await, MigrationState::New);
    assert_eq!(file.contents(), [(file.path(), Vec::new())]);
}

#[tokio::test]
async fn a_migrated_file_is_up_to_date() {
    let file = File::migrated().await;
    assert_eq!(state(&file).await, MigrationState::UpToDate);
}

#[tokio::test]
async fn a_second_migration_changes_nothing() {
    let file = File::migrated().await;
    let before = file.contents();
    SqliteStore::migrate(&file.path(), &UserTable::default()).await.unwrap();
    assert_eq!(file.contents(), before);
}

#[tokio::test]
async fn a_first_start_that_was_cut_short_is_new() {
    let file = File::migrated().await;
    file.run(
        "DROP TABLE countersign_secret_key; DROP TABLE countersign_signing_key; DROP TABLE countersign_known_network; \
              DELETE FROM countersign_migrations WHERE version >= 4",
    )
    .await;
    assert_eq!(state(&file).await, MigrationState::New);
    file.run("CREATE TABLE pet (name text)").await;
    file.run("DROP TABLE auth_user").await;
    refused_and_left_alone(&file, &["no table auth_user", "user_table under [django]"]).await;
}

#[tokio::test]
async fn a_file_without_the_newest_migration_is_behind_until_migrated() {
    let file = File::migrated().await;
    file.store().await.add_user(&Stage::new_user("alice")).await.unwrap();
    file.run(
        "DROP TABLE countersign_secret_key; DROP TABLE countersign_signing_key; DROP TABLE countersign_known_network; \
         DROP TABLE countersign_client; ALTER TABLE countersign_feed DROP COLUMN not_before; \
              DELETE FROM countersign_migrations WHERE version >= 4",
    )
    .await;
    assert_eq!(state(&file).await, MigrationState::Behind);
    SqliteStore::migrate(&file.path(), &UserTable::default()).await.unwrap();
    assert_eq!(state(&file).await, MigrationState::UpToDate);
    assert_eq!(file.number("SELECT count(*) FROM countersign_signing_key").await, 0);
}

#[tokio::test]
async fn a_key_from_before_keys_had_a_state_signs() {
    let file = File::migrated().await;
    file.run(
        "DROP TABLE countersign_secret_key; DROP TABLE countersign_known_network;
         DROP TABLE countersign_client; ALTER TABLE countersign_feed DROP COLUMN not_before;
         ALTER TABLE countersign_signing_key DROP COLUMN state;
         DELETE FROM countersign_migrations WHERE version >= 5;
         INSERT INTO countersign_signing_key (kid, algorithm, sealed, created_at) VALUES ('a', 'ES256', x'00', 1)",
    )
    .await;
    SqliteStore::migrate(&file.path(), &UserTable::default()).await.unwrap();
    let [key] = file.store().await.signing_keys().await.unwrap().try_into().unwrap();
    assert_eq!((key.kid.as_str(), key.state), ("a", KeyState::Active));
}

#[tokio::test]
async fn a_database_of_django_is_behind_and_keeps_its_rows() {
    let file = File::of_django().await;
    assert_eq!(state(&file).await, MigrationState::Behind);
    SqliteStore::migrate(&file.path(), &UserTable::default()).await.unwrap();
    assert_eq!(state(&file).await, MigrationState::UpToDate);
    assert!(file.store().await.user_named("alice").await.unwrap().is_some());
    assert_eq!(file.number("SELECT count(*) FROM django_migrations").await, 1);
}

#[tokio::test]
async fn a_database_of_django_without_users_is_behind_too() {
    let file = File::of_django().await;
    file.run("DELETE FROM auth_user").await;
    assert_eq!(state(&file).await, MigrationState::Behind);
    SqliteStore::migrate(&file.path(), &UserTable::default()).await.unwrap();
    assert_eq!(state(&file).await, MigrationState::UpToDate);
}

#[tokio::test]
async fn tables_that_a_django_project_has_beside_its_users_do_not_matter() {
    let file = File::of_django().await;
    file.run("CREATE TABLE shop_order (id bigint PRIMARY KEY, note text NOT NULL); DROP TABLE authtoken_token").await;
    file.run("ALTER TABLE auth_user ADD COLUMN nickname text NOT NULL DEFAULT ''").await;
    assert_eq!(state(&file).await, MigrationState::Behind);
    SqliteStore::migrate(&file.path(), &UserTable::default()).await.unwrap();
    file.store().await.add_user(&Stage::new_user("bob")).await.unwrap();
}

#[tokio::test]
async fn a_django_database_that_does_not_fit_is_refused_by_table_and_column_and_left_alone() {
    for (change, says) in [
        ("DROP TABLE auth_user", &["no table auth_user", "set user_table under [django]"][..]),
        (
            "ALTER TABLE auth_user DROP COLUMN last_name",
            &["table auth_user", "no column last_name", "set last_name under [django.user_columns]", "\"\""],
        ),
        ("ALTER TABLE auth_user RENAME COLUMN email TO mail", &["table auth_user", "no column email"]),
        ("ALTER TABLE authtoken_token DROP COLUMN created", &["table authtoken_token", "no column created"]),
        (
            "DROP TABLE auth_group; CREATE TABLE auth_group (id char(32) PRIMARY KEY, name text)",
            &["table auth_group", "column id is char(32)", "should be an integer"],
        ),
        (
            "DROP TABLE authtoken_token; CREATE TABLE authtoken_token (key text PRIMARY KEY, created datetime, \
             user_id bigint, scope text NOT NULL)",
            &["table authtoken_token", "column scope", "must be filled"],
        ),
        (
            "ALTER TABLE auth_user RENAME TO old; CREATE TABLE auth_user AS SELECT * FROM old; \
             DROP TABLE auth_user; CREATE TABLE auth_user (id integer PRIMARY KEY, password text, last_login datetime, \
             is_superuser bool, username text, last_name text, email text, is_staff bool, is_active bool, \
             date_joined datetime, first_name text, city text NOT NULL)",
            &["table auth_user", "column city", "must be filled", "[django.extra_fields.city]"],
        ),
    ] {
        let file = File::of_django().await;
        file.run(change).await;
        refused_and_left_alone(&file, says).await;
    }
}

#[tokio::test]
async fn a_database_of_another_application_is_refused_and_left_alone() {
    for tables in [
        "CREATE TABLE pet (name text)",
        "CREATE TABLE auth_user (id integer PRIMARY KEY, login text)",
        "CREATE TABLE countersigns (name text)",
        "CREATE TABLE countersign_migrations (version bigint PRIMARY KEY, checksum blob); CREATE TABLE pet (name text)",
    ] {
        let file = File::absent();
        file.run(tables).await;
        refused_and_left_alone(&file, &["is another application's database", "name a new file"]).await;
    }
}

async fn refused_and_left_alone(file: &File, says: &[&str]) {
    let before = file.contents();
    let state = SqliteStore::migration_state(&file.path(), &UserTable::default()).await.unwrap_err().to_string();
    let migrated = SqliteStore::migrate(&file.path(), &UserTable::default()).await.unwrap_err().to_string();
    assert_eq!(state, migrated);
    assert!(says.iter().all(|word| state.contains(word)), "{says:?}: {state}");
    assert!(file.contents() == before, "{state}");
}

#[tokio::test]
async fn a_migration_that_fails_in_the_middle_leaves_nothing() {
    let file = File::of_django().await;
    file.run("CREATE TABLE countersign_feed (seq integer)").await;
    let before = file.contents();
    SqliteStore::migrate(&file.path(), &UserTable::default()).await.unwrap_err();
    assert!(file.contents() == before);
}

#[tokio::test]
async fn asking_for_the_state_writes_nothing() {
    for file in [File::of_django().await, File::migrated().await] {
        let before = file.contents();
        state(&file).await;
        assert!(file.contents() == before, "{:?}", file.path());
    }
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused_and_left_alone() {
    let file = File::migrated().await;
    file.run(
        "INSERT INTO countersign_migrations (version, description, installed_on, success, checksum, execution_time)
         VALUES (9999, 'of tomorrow', '2030-01-01 00:00:00', TRUE, x'00', 0)",
    )
    .await;
    let before = file.contents();
    assert!(matches!(
        SqliteStore::migration_state(&file.path(), &UserTable::default()).await,
        Err(OpenError::Migration { .. })
    ));
    assert!(matches!(
        SqliteStore::migrate(&file.path(), &UserTable::default()).await,
        Err(OpenError::Migration { .. })
    ));
    assert!(file.contents() == before);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let file = File::absent();
    std::fs::write(file.path(), "no database ".repeat(1000)).unwrap();
    let before = file.contents();
    SqliteStore::migration_state(&file.path(), &UserTable::default()).await.unwrap_err();
    SqliteStore::migrate(&file.path(), &UserTable::default()).await.unwrap_err();
    SqliteStore::open(&file.path(), &UserTable::default(), Arc::new(FarBehind)).await.unwrap_err();
    assert!(file.contents() == before);
}

#[tokio::test]
async fn opening_makes_no_file() {
    let file = File::absent();
    assert!(matches!(
        SqliteStore::open(&file.path(), &UserTable::default(), Arc::new(FarBehind)).await,
        Err(OpenError::Database { .. })
    ));
    assert_eq!(file.contents(), []);
}

#[tokio::test]
async fn a_folder_that_is_absent_is_named_in_the_error() {
    let file = File::absent();
    let (path, users) = (file.path().join("countersign.db"), UserTable::default());
    let refused = SqliteStore::migrate(&path, &users).await.unwrap_err();
    assert!(matches!(&refused, OpenError::File { path: named, .. } if *named == path), "{refused}");
}

#[tokio::test]
async fn a_new_file_and_its_log_are_for_its_owner_alone() {
    let file = File::migrated().await;
    let store = file.store().await;
    store.add_user(&Stage::new_user("alice")).await.unwrap();
    let files: Vec<_> = file.contents().into_iter().map(|(path, _)| path).collect();
    assert_eq!(files.len(), 3, "{files:?}");
    for path in files {
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
    store.close().await;
}

#[tokio::test]
async fn processes_that_migrate_one_new_file_together_all_succeed() {
    for _ in 0..10 {
        let file = File::absent();
        let (path, users) = (file.path(), UserTable::default());
        let (one, two, three) = tokio::join!(
            SqliteStore::migrate(&path, &users),
            SqliteStore::migrate(&path, &users),
            SqliteStore::migrate(&path, &users)
        );
        one.and(two).and(three).unwrap();
        assert_eq!(state(&file).await, MigrationState::UpToDate);
    }
}

#[tokio::test]
async fn each_new_database_has_a_feed_of_its_own() {
    let mut epochs = Vec::new();
    for file in [File::migrated().await, File::migrated().await] {
        let feed = file.store().await.feed_after(0, Timestamp::from_unix(0)).await.unwrap();
        assert_eq!(feed.epoch.len(), 32);
        epochs.push(feed.epoch);
    }
    assert_ne!(epochs[0], epochs[1]);
}
