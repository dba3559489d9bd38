//! Django's tables are those that its migrations make.

use private_postgres::shared;

use crate::support::migrated;

/// Columns, identities, constraints and indexes with their names, as a Django 5.2 with `rest_framework.authtoken` left them.
#[tokio::test]
async fn the_tables_are_those_that_djangos_migrations_make() {
    let database = shared().database();
    migrated(&database.url()).await.close().await;
    let made = database.run(include_str!("django/schema.sql"));
    for (made, recorded) in made.lines().zip(include_str!("django/recorded_schema.txt").lines()) {
        assert_eq!(made, recorded);
    }
    assert_eq!(made.lines().count(), include_str!("django/recorded_schema.txt").lines().count());
}

#[tokio::test]
async fn a_django_finds_its_migrations_done() {
    let database = shared().database();
    migrated(&database.url()).await.close().await;
    assert_eq!(database.run("SELECT count(*), count(DISTINCT app) FROM django_migrations"), "19|4");
}

/// Where a Django made them its tables stay as they are, ours come beside them, and our first migration counts as done.
#[tokio::test]
async fn on_a_djangos_database_no_table_of_django_is_touched() {
    let database = shared().database();
    database.run(include_str!("../../migrations/0001_django.sql"));
    database.run("ALTER TABLE auth_user ADD COLUMN nickname text NOT NULL DEFAULT ''; DROP TABLE authtoken_token");
    let before = database.run(include_str!("django/schema.sql"));
    migrated(&database.url()).await.close().await;
    assert_eq!(database.run(include_str!("django/schema.sql")), before);
    assert_eq!(database.run("SELECT count(*) FROM countersign_migrations WHERE version = 1"), "1");
}

/// Whichever schema the role would make tables in: tables of ours there would hide Django's from Django itself.
#[tokio::test]
async fn a_djangos_tables_are_found_behind_an_empty_schema_and_ours_come_beside_them() {
    let database = shared().database();
    database.run(include_str!("../../migrations/0001_django.sql"));
    database.run("CREATE SCHEMA \"My App\"");
    let path = format!("{}?options=-csearch_path%3D%22My%5C%20App%22,public", database.url());
    assert_eq!(database.run("SELECT to_regclass('auth_user')"), "auth_user");
    migrated(&path).await.close().await;
    let in_schema = "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'countersign%' AND schemaname = ";
    assert_eq!(database.run(&format!("{in_schema}'My App'")), "0");
    assert_ne!(database.run(&format!("{in_schema}'public'")), "0");
    assert_eq!(database.run("SELECT count(*) FROM pg_tables WHERE tablename = 'auth_user'"), "1");
}

/// Of several that migrate at once one does, and the others find it done.
#[tokio::test]
async fn many_may_migrate_at_once() {
    let database = shared().database();
    let url = database.url();
    let all = (0..4).map(|_| tokio::spawn(migrated_at(url.clone())));
    for one in all.collect::<Vec<_>>() {
        one.await.unwrap();
    }
    assert_eq!(database.run("SELECT count(*) FROM countersign_feed_counter"), "1");
}

async fn migrated_at(url: String) {
    migrated(&url).await.close().await;
}
