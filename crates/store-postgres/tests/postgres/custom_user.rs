//! A user table of a project's own, as a real Django makes it; see `django/custom_user.sql`.

use countersign_core::store::contract::{Outcome, Stage, all_at_once, at, ending};
use countersign_core::store::{
    Added, Change, Ended, Memberships, Opened, Sessions, SoughtUsers, Span, StoreError, UserDirectory, UserOrder,
    UserSortKey, Users,
};
use countersign_core::{
    ExtraField, FieldDefault, FieldKind, Identifier, MembershipTable, NewUser, UserColumns, UserId, UserKeyKind,
    UserTable,
};
use countersign_store_postgres::{Limits, MigrationState, OpenError, PostgresStore, TimeSource};
use private_postgres::{Database, shared};
use serde_json::json;

use crate::support::{migrated, server};

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

fn database() -> Database<'static> {
    let database = shared().database();
    database.run(TABLES);
    database
}

async fn open(database: &Database<'_>, users: &UserTable) -> PostgresStore {
    let server = server(&database.url());
    PostgresStore::migrate(&server, users, &Limits::default()).await.unwrap();
    PostgresStore::open(&server, users, Limits::default(), TimeSource::Given).await.unwrap()
}

async fn state(database: &Database<'_>, users: &UserTable) -> Result<MigrationState, OpenError> {
    PostgresStore::migration_state(&server(&database.url()), users, &Limits::default()).await
}

fn with_phone(name: &str, phone: &str) -> NewUser {
    NewUser { extra: [("phone".to_owned(), json!(phone))].into_iter().collect(), ..Stage::new_user(name) }
}

async fn added(store: &PostgresStore, name: &str) -> countersign_core::User {
    let Added::User(user) = store.add_user(&Stage::new_user(name)).await.unwrap() else { panic!("{name} is taken") };
    user
}

#[tokio::test]
async fn nothing_of_djangos_is_made_altered_or_dropped() {
    let database = database();
    database.run("DROP TABLE authtoken_token; DROP TABLE django_session");
    let before = database.run(include_str!("django/schema.sql"));
    assert_eq!(state(&database, &users()).await.unwrap(), MigrationState::Behind);
    let store = open(&database, &users()).await;
    added(&store, "alice@example.org").await;
    store.close().await;
    assert_eq!(database.run(include_str!("django/schema.sql")), before);
    assert_eq!(state(&database, &users()).await.unwrap(), MigrationState::UpToDate);
}

#[tokio::test]
async fn what_a_django_has_is_told_when_it_is_opened() {
    let found = open(&database(), &users()).await.django_tables();
    assert!(found.made_by_django && found.auth_tokens && found.web_sessions);
    // The settings name the tables of Django's own model.
    assert!(found.key == UserKeyKind::Uuid && !found.groups && !found.permissions);
    let ours = migrated(&shared().database().url()).await.django_tables();
    assert!(!ours.made_by_django && ours.key == UserKeyKind::Integer && ours.groups && ours.permissions);
}

#[tokio::test]
async fn a_table_of_groups_that_is_not_there_does_not_count_as_none() {
    let database = database();
    let name = |name: &str| Identifier::new(name).unwrap();
    let misspelt = MembershipTable { table: name("accounts_customuser_grops"), user_column: name("customuser_id") };
    let users = UserTable { groups: Some(misspelt), ..users() };
    let cause = PostgresStore::migrate(&server(&database.url()), &users, &Limits::default()).await.unwrap_err();
    let said = "it has no table accounts_customuser_grops; set groups_table under [django]";
    assert!(cause.to_string().contains(said), "{cause}");
}

#[tokio::test]
async fn where_there_are_no_groups_nobody_is_in_one() {
    let database = database();
    let store = open(&database, &users()).await;
    let alice = added(&store, "alice@example.org").await.id;
    assert!(store.groups_of(alice).await.unwrap().is_empty());
    assert!(store.permissions_of(alice).await.unwrap().is_empty());
}

#[tokio::test]
async fn further_fields_are_kept_as_django_keeps_them_and_read_back() {
    let database = database();
    // What a role has for dates and times changes nothing.
    database.run(&format!("ALTER DATABASE {} SET \"DateStyle\" = 'German, DMY'", database.name()));
    database.run(&format!("ALTER DATABASE {} SET \"TimeZone\" = 'Asia/Kathmandu'", database.name()));
    let born = field("born", FieldKind::Date, Some(FieldDefault::Now));
    let tenant = field("tenant", FieldKind::Uuid, Some(FieldDefault::Value(json!(TENANT))));
    let users = UserTable { extra_fields: [users().extra_fields, vec![born, tenant]].concat(), ..users() };
    let store = open(&database, &users).await;
    let Added::User(alice) = store.add_user(&with_phone("a@b.cd", "123")).await.unwrap() else { panic!() };
    let wanted = json!({
        "phone": "123", "plan": "free", "score": 2.5, "updated_at": "2025-06-15T15:06:40.250000Z",
        "options": { "theme": ["dark"] }, "newsletter": true, "visits": 7, "born": "2025-06-15", "tenant": TENANT,
    });
    assert_eq!(json!(alice.extra), wanted);
    let kept = "SET TimeZone = UTC; SET DateStyle = ISO; \
                SELECT id, updated_at, score, newsletter, visits, born, options->'theme'->>0 FROM accounts_customuser";
    let kept = database.run(kept);
    let kept = kept.lines().last().unwrap();
    assert_eq!(kept, format!("{}|2025-06-15 15:06:40.25+00|2.50|t|7|2025-06-15|dark", alice.id));
}

const TENANT: &str = "c9bf9e57-1685-4c89-bafb-ff5af830be8a";

#[tokio::test]
async fn our_own_tables_keep_keys_as_the_user_table_does() {
    const KINDS: &str = "SELECT string_agg(DISTINCT data_type || ' ' || table_name, ', ' ORDER BY data_type || ' ' || table_name)
                           FROM information_schema.columns WHERE table_name LIKE 'countersign%' AND column_name = 'user_id'";
    let (custom, plain) = (database(), shared().database());
    open(&custom, &users()).await.close().await;
    migrated(&plain.url()).await.close().await;
    let tables = ["known_network", "session", "user_mark"];
    let all = |kind: &str| tables.map(|table| format!("{kind} countersign_{table}")).join(", ");
    assert_eq!((custom.run(KINDS), plain.run(KINDS)), (all("uuid"), all("bigint")));
}

/// PostgreSQL compares no number with a UUID; a token of the time before a project changed its keys is nobody's.
#[tokio::test]
async fn a_key_of_the_other_kind_is_nobodys() {
    let (custom, plain) = (database(), shared().database());
    let (custom, plain) = (open(&custom, &users()).await, migrated(&plain.url()).await);
    let uuid = added(&custom, "alice@example.org").await.id;
    let number = added(&plain, "alice").await.id;
    for (store, own, other) in [(&custom, uuid, number), (&plain, number, uuid)] {
        let stage = Stage::new(store, store);
        let held = stage.login(own).await;
        assert!(store.user(other).await.unwrap().is_none());
        assert!(store.sessions_of(other, at(1)).await.unwrap().is_empty());
        let told = store.end_session(&held.session, Some(other), &ending(at(1))).await.unwrap();
        assert_eq!(told, Ended::Unknown);
        assert_eq!(store.delete_user(other, &ending(at(1))).await.unwrap(), Change::Gone);
        stage.refresh(&held, at(1)).await.rotated();
    }
}

/// The causes are for the log, which never shows what somebody sent.
#[tokio::test]
async fn a_value_that_its_column_does_not_take_is_rejected_and_nothing_is_written() {
    let database = database();
    let store = open(&database, &users()).await;
    let beyond = [
        ("visits", json!(i64::MAX), "22003"),
        ("score", json!(1e40), "22003"),
        ("phone", json!("7".repeat(21)), "22001"),
        ("options", json!({ "a": "\0" }), "22P05"),
    ];
    for (name, value, code) in beyond {
        let extra = [(name.to_owned(), value)].into_iter().collect();
        let told = store.add_user(&NewUser { extra, ..Stage::new_user("alice@example.org") }).await;
        let Err(StoreError::Rejected(cause)) = told else { panic!("{name}: {told:?}") };
        assert_eq!(cause, format!("SQLSTATE {code}"), "{name}");
    }
    assert!(store.users().await.unwrap().is_empty());
    added(&store, "alice@example.org").await;
}

#[tokio::test]
async fn a_value_that_is_nobodys_twice_is_taken_once() {
    let database = database();
    let store = open(&database, &users()).await;
    store.add_user(&with_phone("alice@example.org", "1")).await.unwrap();
    let told = store.add_user(&with_phone("bob@example.org", "1")).await.unwrap();
    assert!(matches!(told, Added::FieldTaken(field) if field == "phone"));
    let told = store.add_user(&with_phone("alice@example.org", "2")).await.unwrap();
    assert!(matches!(told, Added::UsernameTaken));
    let taken = async |field, value: &str| store.is_taken(field, &json!(value)).await.unwrap();
    assert!(taken("phone", "1").await && !taken("phone", "2").await && !taken("plan", "free").await);
    assert!(!taken("phone", "1\0").await && !taken("phone", &"1".repeat(21)).await);
}

#[tokio::test]
async fn a_reference_to_nothing_is_refused_as_a_value() {
    const TEAMS: &str = "CREATE TABLE team (id integer PRIMARY KEY); INSERT INTO team VALUES (7);
        ALTER TABLE accounts_customuser ADD COLUMN team_id integer REFERENCES team (id) DEFERRABLE INITIALLY DEFERRED";
    let database = database();
    database.run(TEAMS);
    let mut model = users();
    model.extra_fields.push(ExtraField { name: "team".to_owned(), ..field("team_id", FieldKind::Integer, None) });
    let store = open(&database, &model).await;
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
    let database = shared().database();
    migrated(&database.url()).await.close().await;
    database.run("CREATE UNIQUE INDEX apart ON auth_user (email)");
    let store = migrated(&database.url()).await;
    added(&store, "alice").await;
    let twin = NewUser { username: "bob".to_owned(), ..Stage::new_user("alice") };
    assert!(matches!(store.add_user(&twin).await.unwrap(), Added::FieldTaken(field) if field == "email"));
    assert!(store.is_taken("email", &json!(twin.email)).await.unwrap());
}

/// As Django's `CIEmailField` was.
#[tokio::test]
async fn of_a_citext_name_no_letters_case_counts() {
    let database = database();
    database.run("CREATE EXTENSION citext; ALTER TABLE accounts_customuser ALTER COLUMN email TYPE citext");
    let store = open(&database, &users()).await;
    let alice = added(&store, "Alice@example.org").await;
    assert_eq!(store.user_named("alice@EXAMPLE.org").await.unwrap().unwrap().id, alice.id);
    assert_eq!(alice.username, "Alice@example.org");
    let told = store.add_user(&Stage::new_user("alice@example.org")).await.unwrap();
    assert!(matches!(told, Added::UsernameTaken));
}

#[tokio::test]
async fn a_table_that_is_not_as_the_settings_say_is_refused_with_what_mends_it() {
    let database = database();
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
            &["column plan is character varying(10)", "should be an integer"],
        ),
        (
            UserTable { extra_fields: vec![field("pet", FieldKind::Integer, None)], ..users() },
            &["no column pet", "[django.extra_fields.pet]"],
        ),
    ];
    for (users, says) in cases {
        let told = state(&database, &users).await.unwrap_err().to_string();
        assert!(says.iter().all(|word| told.contains(word)), "{says:?}: {told}");
    }
    // What changes after that is said when the database is opened.
    open(&database, &users()).await.close().await;
    database.run("ALTER TABLE accounts_customuser DROP COLUMN plan");
    let server = server(&database.url());
    let told = PostgresStore::open(&server, &users(), Limits::default(), TimeSource::Given).await.unwrap_err();
    assert!(matches!(&told, OpenError::Misfit { .. }) && told.to_string().contains("no column plan"), "{told}");
}

#[tokio::test]
async fn a_new_database_has_no_user_table_of_a_project() {
    let database = shared().database();
    let told = state(&database, &users()).await.unwrap_err();
    assert!(matches!(&told, OpenError::New { .. }) && told.to_string().contains("accounts_customuser"), "{told}");
    let further = UserTable { extra_fields: users().extra_fields, ..UserTable::default() };
    let told = state(&database, &further).await.unwrap_err();
    assert!(matches!(&told, OpenError::New { .. }) && told.to_string().contains("no column phone"), "{told}");
    assert_eq!(state(&database, &UserTable::default()).await.unwrap(), MigrationState::New);
}

/// An `AbstractBaseUser` has little more than a name and a password.
#[tokio::test]
async fn a_table_without_djangos_further_columns_has_active_users_without_rights() {
    let database = shared().database();
    database.run("CREATE TABLE django_migrations (id bigint PRIMARY KEY)");
    database.run(
        "CREATE TABLE \"People\" (number bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, login text NOT NULL UNIQUE,
                               secret varchar(128) NOT NULL)",
    );
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
        table: name("People"),
        username_field: "login".to_owned(),
        email_field: None,
        columns,
        groups: None,
        permissions: None,
        ..UserTable::default()
    };
    let store = open(&database, &people).await;
    let stage = Stage::new(&store, &store);
    let alice = stage.row_of(stage.user("alice").await).await;
    assert!(alice.is_active && !alice.is_staff && !alice.is_superuser && alice.last_login.is_none());
    assert!(alice.email.is_empty() && alice.id == UserId::from_key(1));
    let held = stage.login(alice.id).await;
    stage.refresh(&held, at(1)).await;
    let told = store.deactivate_user(alice.id, &ending(alice.date_joined)).await;
    assert_eq!(told.unwrap(), Change::NoColumn);
    every_order(&store).await;
}

/// Of a `BooleanField(null=True)`: what is NULL is not true, as in Python.
#[tokio::test]
async fn a_user_of_whom_nothing_says_that_they_are_active_is_not() {
    let database = database();
    database.run("ALTER TABLE accounts_customuser ALTER COLUMN is_active DROP NOT NULL");
    let store = open(&database, &users()).await;
    let stage = Stage::new(&store, &store).with_names_as_addresses();
    let held = stage.login(stage.user("alice").await).await;
    database.run("UPDATE accounts_customuser SET is_active = NULL");
    assert!(!stage.row_of(held.user).await.is_active);
    stage.refresh(&held, at(1)).await.owner_inactive();
    assert!(matches!(stage.open(0, &stage.new_session(held.user, at(2))).await, Opened::OwnerInactive));
    store.close().await;
}

/// Constants stand where a column is missing, and a number there would be a place in the list.
async fn every_order(store: &PostgresStore) {
    use UserSortKey::{DateJoined, Email, FirstName, Id, LastLogin, LastName, Username};
    for by in [Id, Username, Email, FirstName, LastName, DateJoined, LastLogin] {
        let order = [UserOrder { by, descending: true }];
        let sought = SoughtUsers {
            terms: vec!["ali".to_owned()],
            is_active: Some(true),
            is_staff: Some(false),
            ..SoughtUsers::default()
        };
        let found = store.page_of_users(&sought, &order, Span { offset: 0, limit: 9 }).await.unwrap();
        assert_eq!((found.len(), store.count_users(&sought).await.unwrap()), (1, 1), "{by:?}");
    }
}
