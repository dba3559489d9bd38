//! A user table of a project's own, as a real Django makes it; see `django/custom_user.sql`.

use std::sync::Arc;

use countersign_core::store::contract::{FarBehind, Outcome, Stage, all_at_once, at, ending};
use countersign_core::store::{Added, Change, Memberships, Opened, StoreError, Users};
use countersign_core::{
    ExtraField, FieldDefault, FieldKind, Identifier, NewUser, UserColumns, UserId, UserKeyKind, UserTable,
};
use countersign_store_sqlite::{MigrationState, OpenError, SqliteStore};
use serde_json::json;

use crate::support::File;

const TABLES: &str = include_str!("django/custom_user.sql");

fn field(name: &str, kind: FieldKind, default: Option<FieldDefault>) -> ExtraField {
    let column = Identifier::new(name).unwrap();
    let (null, name) = (default.is_none(), name.to_owned());
    ExtraField { name, column, kind, null, required: false, default, register: false, unique: false }
}

/// The table with what must be filled, and a little of what need not be.
fn users() -> UserTable {
    let constant = |value| Some(FieldDefault::Value(value));
    UserTable {
        table: Identifier::new("accounts_customuser").unwrap(),
        username_field: "email".to_owned(),
        columns: UserColumns {
            username: Identifier::new("email").unwrap(),
            last_name: Some(Identifier::new("surname").unwrap()),
            ..UserTable::default().columns
        },
        extra_fields: vec![
            field("phone", FieldKind::Text { max_length: Some(20) }, None),
            field("plan", FieldKind::Text { max_length: Some(10) }, constant("free".into())),
            field("score", FieldKind::Number, constant(2.5.into())),
            field("updated_at", FieldKind::DateTime, Some(FieldDefault::Now)),
            field("options", FieldKind::Json, constant(json!({ "theme": ["dark"] }))),
            field("newsletter", FieldKind::Boolean, constant(true.into())),
            field("visits", FieldKind::Integer, constant(7.into())),
        ],
        groups: None,
        permissions: None,
        ..UserTable::default()
    }
}

async fn file() -> File {
    let file = File::absent();
    file.run(TABLES).await;
    file
}

async fn open(file: &File) -> SqliteStore {
    SqliteStore::migrate(&file.path(), &users()).await.unwrap();
    SqliteStore::open(&file.path(), &users(), Arc::new(FarBehind)).await.unwrap()
}

async fn refusal(file: &File, users: &UserTable) -> String {
    SqliteStore::migration_state(&file.path(), users).await.unwrap_err().to_string()
}

#[tokio::test]
async fn nothing_of_djangos_is_made_altered_or_dropped() {
    const SCHEMA: &str = "SELECT group_concat(type || name || tbl_name || coalesce(sql, ''), ';') FROM
        (SELECT * FROM sqlite_schema WHERE tbl_name NOT LIKE 'countersign%' ORDER BY type, name)";
    let file = file().await;
    file.run("DROP TABLE authtoken_token; DROP TABLE django_session").await;
    let (before, migrations) = (file.text(SCHEMA).await, file.number("SELECT count(*) FROM django_migrations").await);
    let store = open(&file).await;
    store.add_user(&Stage::new_user("alice@example.org")).await.unwrap();
    store.close().await;
    assert_eq!(file.text(SCHEMA).await, before);
    assert_eq!(file.number("SELECT count(*) FROM django_migrations").await, migrations);
}

#[tokio::test]
async fn what_a_django_has_is_told_when_it_is_opened() {
    let file = file().await;
    let found = open(&file).await.django_tables();
    assert!(found.made_by_django && found.auth_tokens && found.web_sessions);
    // The settings name the tables of Django's own model.
    assert!(found.key == UserKeyKind::Uuid && !found.groups && !found.permissions);
    let ours = File::migrated().await.store().await.django_tables();
    assert!(!ours.made_by_django && ours.key == UserKeyKind::Integer && ours.groups && ours.permissions);
}

#[tokio::test]
async fn where_there_are_no_groups_nobody_is_in_one() {
    let store = open(&file().await).await;
    let Added::User(alice) = store.add_user(&Stage::new_user("alice@example.org")).await.unwrap() else { panic!() };
    assert!(store.groups_of(alice.id).await.unwrap().is_empty());
    assert!(store.permissions_of(alice.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn further_fields_are_kept_as_django_keeps_them_and_read_back() {
    let file = file().await;
    let store = open(&file).await;
    let new =
        NewUser { extra: [("phone".to_owned(), json!("123"))].into_iter().collect(), ..Stage::new_user("a@b.cd") };
    let Added::User(alice) = store.add_user(&new).await.unwrap() else { panic!() };
    let wanted = json!({
        "phone": "123", "plan": "free", "score": 2.5, "updated_at": "2025-06-15T15:06:40.250000Z",
        "options": { "theme": ["dark"] }, "newsletter": true, "visits": 7,
    });
    assert_eq!(json!(alice.extra), wanted);
    let UserId::Uuid(key) = alice.id else { panic!() };
    let kept =
        "SELECT id || ' ' || updated_at || ' ' || typeof(score) || newsletter || visits FROM accounts_customuser";
    assert_eq!(file.text(kept).await, format!("{} 2025-06-15 15:06:40.250000 real17", key.simple()));
}

#[tokio::test]
async fn our_own_tables_keep_keys_as_the_user_table_does() {
    let file = file().await;
    open(&file).await;
    for table in ["countersign_session", "countersign_user_mark", "countersign_known_network"] {
        let kind = format!("SELECT type FROM pragma_table_info('{table}') WHERE name = 'user_id'");
        assert_eq!(file.text(kind.leak()).await, "TEXT", "{table}");
    }
    let ours = File::migrated().await;
    let kinds = "SELECT group_concat(DISTINCT c.type) FROM sqlite_schema t, pragma_table_info(t.name) c
                  WHERE t.name LIKE 'countersign%' AND c.name = 'user_id'";
    assert_eq!((file.text(kinds).await, ours.text(kinds).await), ("TEXT".to_owned(), "INTEGER".to_owned()));
}

#[tokio::test]
async fn a_value_that_is_nobodys_twice_is_taken_once() {
    let store = open(&file().await).await;
    let with_phone = |name: &str, phone: &str| NewUser {
        extra: [("phone".to_owned(), json!(phone))].into_iter().collect(),
        ..Stage::new_user(name)
    };
    store.add_user(&with_phone("alice@example.org", "1")).await.unwrap();
    let told = store.add_user(&with_phone("bob@example.org", "1")).await.unwrap();
    assert!(matches!(told, Added::FieldTaken(field) if field == "phone"));
    let told = store.add_user(&with_phone("alice@example.org", "2")).await.unwrap();
    assert!(matches!(told, Added::UsernameTaken));
    let taken = async |field, value: &str| store.is_taken(field, &json!(value)).await.unwrap();
    assert!(taken("phone", "1").await && !taken("phone", "2").await && !taken("plan", "free").await);
}

/// SQLite looks at it when it commits, and with the commit of a group everybody in it would be refused.
#[tokio::test]
async fn a_reference_to_nothing_is_refused_and_nobody_elses_step_with_it() {
    const TEAMS: &str = "CREATE TABLE team (id integer PRIMARY KEY); INSERT INTO team VALUES (7);
        ALTER TABLE accounts_customuser ADD COLUMN team_id integer REFERENCES team (id) DEFERRABLE INITIALLY DEFERRED";
    let file = file().await;
    file.run(TEAMS).await;
    let mut model = users();
    model.extra_fields.push(ExtraField { name: "team".to_owned(), ..field("team_id", FieldKind::Integer, None) });
    SqliteStore::migrate(&file.path(), &model).await.unwrap();
    let store = SqliteStore::open(&file.path(), &model, Arc::new(FarBehind)).await.unwrap();
    let of_team = |name: &str, team: i64| {
        let mut user = Stage::new_user(name);
        user.extra = model.completed([("team".to_owned(), json!(team))].into_iter().collect(), at(0)).unwrap();
        user
    };
    let users = (0..20).map(|turn| of_team(&format!("{turn}@example.org"), if turn % 2 == 0 { 7 } else { 8 }));
    let users: Vec<_> = users.collect();
    let added = all_at_once(users.iter().map(|user| store.add_user(user))).await;
    for (turn, added) in added.into_iter().enumerate() {
        match added {
            Ok(Added::User(_)) => assert_eq!(turn % 2, 0),
            Err(StoreError::Rejected(_)) => assert_eq!(turn % 2, 1),
            other => panic!("{turn}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_address_that_the_database_keeps_apart_is_taken_once() {
    let file = File::migrated().await;
    file.run("CREATE UNIQUE INDEX apart ON auth_user (email)").await;
    let store = file.store().await;
    store.add_user(&Stage::new_user("alice")).await.unwrap();
    let twin = NewUser { username: "bob".to_owned(), ..Stage::new_user("alice") };
    assert!(matches!(store.add_user(&twin).await.unwrap(), Added::FieldTaken(field) if field == "email"));
    assert!(store.is_taken("email", &json!("alice@example.org")).await.unwrap());
}

#[tokio::test]
async fn a_table_that_is_not_as_the_settings_say_is_refused_with_what_mends_it() {
    let file = file().await;
    let lacking = UserTable { extra_fields: Vec::new(), ..users() };
    let cases = [
        (UserTable::default(), &["no table auth_user", "user_table under [django]"][..]),
        (lacking, &["a column plan that must be filled", "[django.extra_fields.plan]"]),
        (
            UserTable { columns: UserColumns { last_name: None, ..users().columns }, ..users() },
            &["a column surname that must be filled"],
        ),
        (
            UserTable { columns: UserTable::default().columns, username_field: "username".to_owned(), ..users() },
            &["no column username", "set username under [django.user_columns]"],
        ),
        (
            UserTable { extra_fields: vec![field("plan", FieldKind::Integer, None)], ..users() },
            &["column plan is varchar(10)", "should be an integer"],
        ),
        (
            UserTable { extra_fields: vec![field("pet", FieldKind::Integer, None)], ..users() },
            &["no column pet", "[django.extra_fields.pet]"],
        ),
    ];
    for (users, says) in cases {
        let told = refusal(&file, &users).await;
        assert!(says.iter().all(|word| told.contains(word)), "{says:?}: {told}");
    }
}

#[tokio::test]
async fn a_new_database_has_no_user_table_of_a_project() {
    let file = File::absent();
    let told = SqliteStore::migration_state(&file.path(), &users()).await.unwrap_err();
    assert!(matches!(&told, OpenError::New { .. }), "{told}");
    assert!(told.to_string().contains("accounts_customuser") && file.contents().is_empty(), "{told}");
    assert_eq!(SqliteStore::migration_state(&file.path(), &UserTable::default()).await.unwrap(), MigrationState::New);
}

/// An `AbstractBaseUser` has little more than a name and a password.
#[tokio::test]
async fn a_table_without_djangos_further_columns_has_active_users_without_rights() {
    let file = File::absent();
    file.run(
        "CREATE TABLE django_migrations (id integer PRIMARY KEY);
         CREATE TABLE people (number integer NOT NULL PRIMARY KEY AUTOINCREMENT, login varchar(40) NOT NULL UNIQUE,
                              secret varchar(128) NOT NULL)",
    )
    .await;
    let name = |name: &str| Identifier::new(name).unwrap();
    let columns = UserColumns {
        id: name("number"),
        username: name("login"),
        password: name("secret"),
        email: None,
        last_login: None,
        is_active: None,
        is_superuser: None,
        is_staff: None,
        first_name: None,
        last_name: None,
        date_joined: None,
    };
    let people = UserTable {
        table: name("people"),
        username_field: "login".to_owned(),
        email_field: None,
        columns,
        groups: None,
        permissions: None,
        ..UserTable::default()
    };
    SqliteStore::migrate(&file.path(), &people).await.unwrap();
    let store = SqliteStore::open(&file.path(), &people, Arc::new(FarBehind)).await.unwrap();
    let stage = Stage::new(&store, &store);
    let alice = stage.row_of(stage.user("alice").await).await;
    assert!(alice.is_active && !alice.is_staff && !alice.is_superuser && alice.last_login.is_none());
    assert!(alice.email.is_empty() && alice.id == UserId::from_key(1));
    let held = stage.login(alice.id).await;
    stage.refresh(&held, at(1)).await;
    let told = store.deactivate_user(alice.id, &ending(alice.date_joined)).await;
    assert_eq!(told.unwrap(), Change::NoColumn);
}

/// Of a `BooleanField(null=True)`: what is NULL is not true, as in Python.
#[tokio::test]
async fn a_user_of_whom_nothing_says_that_they_are_active_is_not() {
    let file = file().await;
    file.run(
        "ALTER TABLE accounts_customuser DROP COLUMN is_active;
         ALTER TABLE accounts_customuser ADD COLUMN is_active bool NULL",
    )
    .await;
    let store = open(&file).await;
    let stage = Stage::new(&store, &store).with_names_as_addresses();
    let held = stage.login(stage.user("alice").await).await;
    file.run("UPDATE accounts_customuser SET is_active = NULL").await;
    assert!(!stage.row_of(held.user).await.is_active);
    stage.refresh(&held, at(1)).await.owner_inactive();
    assert!(matches!(stage.open(0, &stage.new_session(held.user, at(2))).await, Opened::OwnerInactive));
}
