//! The tables that a Django can be pointed at are the ones that its own migrations make.

use countersign_core::store::Users;
use countersign_core::store::contract::{Stage, at};
use countersign_core::{NewUser, UserId, UserTable};

use crate::support::{File, recorded_migrations, recorded_permissions, recorded_schema};

/// SQLite keeps the text of a statement; its line breaks do not matter.
fn in_one_line(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(").replace(" )", ")")
}

#[tokio::test]
async fn the_tables_are_the_ones_that_django_makes() {
    let file = File::migrated().await;
    let made: Vec<(String, String, String, String)> = sqlx::query_as(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'countersign_%'",
    )
    .fetch_all(&mut file.connection().await)
    .await
    .unwrap();
    let comparable = |rows: Vec<(String, String, String, String)>| {
        let mut rows: Vec<_> =
            rows.into_iter().map(|(kind, name, table, sql)| (kind, name, table, in_one_line(&sql))).collect();
        rows.sort();
        rows
    };
    assert_eq!(comparable(made), comparable(recorded_schema()));
}

#[tokio::test]
async fn django_finds_its_migrations_done() {
    let file = File::migrated().await;
    let mut done: Vec<(String, String)> = sqlx::query_as("SELECT app, name FROM django_migrations")
        .fetch_all(&mut file.connection().await)
        .await
        .unwrap();
    done.sort();
    assert_eq!(done, recorded_migrations());
}

#[tokio::test]
async fn the_permissions_are_the_ones_that_django_makes() {
    let file = File::migrated().await;
    let made: Vec<(String, String, String, String)> = sqlx::query_as(
        "SELECT app_label, model, codename, name FROM auth_permission p
           JOIN django_content_type c ON c.id = p.content_type_id ORDER BY 1, 2, 3",
    )
    .fetch_all(&mut file.connection().await)
    .await
    .unwrap();
    assert_eq!(made, recorded_permissions());
}

/// Whatever is in them: in the tables of a Django nothing is written, and in ours nothing beside what somebody has made.
#[tokio::test]
async fn permissions_that_somebody_made_are_left_as_they_are() {
    let (django, ours) = (File::of_django().await, File::migrated().await);
    countersign_store_sqlite::SqliteStore::migrate(&django.path(), &UserTable::default()).await.unwrap();
    for (file, left) in [
        (&django, "DELETE FROM auth_permission; DELETE FROM django_content_type"),
        (&ours, "DELETE FROM auth_permission WHERE id > 1"),
        (&ours, "DELETE FROM auth_permission; DELETE FROM django_content_type WHERE id > 1"),
    ] {
        file.run("DELETE FROM countersign_migrations WHERE version >= 9").await;
        file.run(left).await;
        let count = "SELECT (SELECT count(*) FROM auth_permission) * 100 + (SELECT count(*) FROM django_content_type)";
        let before = file.number(count).await;
        countersign_store_sqlite::SqliteStore::migrate(&file.path(), &UserTable::default()).await.unwrap();
        assert_eq!(file.number(count).await, before, "{left}");
    }
}

#[tokio::test]
async fn a_user_is_written_as_django_writes_one() {
    let file = File::migrated().await;
    let alice = NewUser { is_staff: true, ..Stage::new_user("alice") };
    file.store().await.add_user(&alice).await.unwrap();
    let row: (i64, String, Option<String>, String) = sqlx::query_as(
        "SELECT id, date_joined, last_login,
                typeof(is_active) || is_active || typeof(is_staff) || is_staff || is_superuser || first_name || last_name
           FROM auth_user",
    )
    .fetch_one(&mut file.connection().await)
    .await
    .unwrap();
    assert_eq!(row, (1, "2025-06-15 15:06:40.250000".to_owned(), None, "integer1integer10".to_owned()));
}

#[tokio::test]
async fn a_user_that_django_wrote_is_read_as_django_reads_it() {
    let file = File::of_django().await;
    countersign_store_sqlite::SqliteStore::migrate(&file.path(), &UserTable::default()).await.unwrap();
    file.run("UPDATE auth_user SET last_login = '2025-06-15 15:06:40.250000'").await;
    let alice = file.store().await.user_named("alice").await.unwrap().unwrap();
    assert_eq!((alice.id, alice.last_login, alice.is_active), (UserId::from_key(1), Some(at(0)), true));
    assert_eq!(alice.date_joined.micros(), 1_735_732_800_000_250);
}
