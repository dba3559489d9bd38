//! Finding users.

use std::collections::BTreeMap;

use countersign_core::store::{
    GroupId, PermissionId, SoughtUsers, Span, StoreError, UserEntry, UserOrder, UserSortKey,
};
use countersign_core::{User, UserId};
use sqlx::{AssertSqlSafe, SqlStr, SqliteConnection};

use crate::SqliteStore;
use crate::error::store_error;
use crate::key::Key;
use crate::sought::{Bound, Conditions, signed};
use crate::tables::Tables;

const USERS: &str = "SELECT {user_columns} FROM {users} u LEFT JOIN countersign_user_mark m ON m.user_id = u.{id}";
const GROUPS: &str = "SELECT {groups.user}, group_id FROM {groups} WHERE {groups.user} IN ";
const PERMISSIONS: &str = "SELECT {permissions.user}, permission_id FROM {permissions} WHERE {permissions.user} IN ";

pub(super) async fn count(store: &SqliteStore, sought: &SoughtUsers) -> Result<u64, StoreError> {
    let conditions = conditions(&store.tables, sought);
    let statement = format!("SELECT count(*) FROM {{users}} u{}", conditions.clause());
    let query = sqlx::query_scalar_with::<_, i64, _>(store.tables.names.sql(&statement), conditions.arguments()?);
    let count = query.fetch_one(&store.readers).await.map_err(store_error)?;
    Ok(u64::try_from(count).unwrap_or_default())
}

pub(super) async fn page(
    store: &SqliteStore,
    sought: &SoughtUsers,
    order: &[UserOrder],
    span: Span,
) -> Result<Vec<UserEntry>, StoreError> {
    let mut conditions = conditions(&store.tables, sought);
    let clause = conditions.clause();
    let limit = conditions.bind(Bound::Number(signed(span.limit)));
    let offset = conditions.bind(Bound::Number(signed(span.offset)));
    let statement = format!("{USERS}{clause} ORDER BY {} LIMIT {limit} OFFSET {offset}", order_by(order));
    let mut connection = store.readers.acquire().await.map_err(store_error)?;
    let query = sqlx::query_with(store.tables.names.sql(&statement), conditions.arguments()?);
    let rows = query.fetch_all(&mut *connection).await;
    let read = |row| store.tables.reader.user(row);
    let users = rows.map_err(store_error)?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    entries(&mut connection, &store.tables, users).await
}

pub(super) async fn entry(
    connection: &mut SqliteConnection,
    tables: &Tables,
    id: UserId,
) -> Result<Option<UserEntry>, StoreError> {
    let user = crate::users::user(&mut *connection, tables, id).await?;
    Ok(entries(connection, tables, user.into_iter().collect()).await?.pop())
}

/// Users with what they were given: two queries, however many users.
async fn entries(
    connection: &mut SqliteConnection,
    tables: &Tables,
    users: Vec<User>,
) -> Result<Vec<UserEntry>, StoreError> {
    let mut groups = given(connection, tables.names.fill(GROUPS).filter(|_| tables.found.groups), &users).await?;
    let mut permissions =
        given(connection, tables.names.fill(PERMISSIONS).filter(|_| tables.found.permissions), &users).await?;
    let entry = |user: User| UserEntry {
        groups: groups.remove(&user.id).unwrap_or_default().into_iter().map(GroupId).collect(),
        permissions: permissions.remove(&user.id).unwrap_or_default().into_iter().map(PermissionId).collect(),
        user,
    };
    Ok(users.into_iter().map(entry).collect())
}

async fn given(
    connection: &mut SqliteConnection,
    select: Option<SqlStr>,
    users: &[User],
) -> Result<BTreeMap<UserId, Vec<i64>>, StoreError> {
    let mut given = BTreeMap::<UserId, Vec<i64>>::new();
    let Some(select) = select.filter(|_| !users.is_empty()) else { return Ok(given) };
    let places: Vec<_> = (1..=users.len()).map(|place| format!("${place}")).collect();
    let statement = format!("{}({}) ORDER BY 1, 2", select.as_str(), places.join(", "));
    let query = sqlx::query_as::<_, (Key, i64)>(AssertSqlSafe(statement));
    let query = users.iter().fold(query, |query, user| query.bind(Key(user.id)));
    for (Key(user), key) in query.fetch_all(connection).await.map_err(store_error)? {
        given.entry(user).or_default().push(key);
    }
    Ok(given)
}

fn conditions(tables: &Tables, sought: &SoughtUsers) -> Conditions {
    let mut conditions = Conditions::default();
    let texts = ["u.{username}", "{u.email}", "{u.first_name}", "{u.last_name}"].map(str::to_owned);
    for term in &sought.terms {
        conditions.contain(&texts, term);
    }
    for (column, text) in [("u.{username}", &sought.username), ("{u.email}", &sought.email)] {
        if let Some(text) = text {
            conditions.equal(column, Bound::Text(text.clone()));
        }
    }
    if let Some(prefix) = &sought.username_prefix {
        conditions.begin("u.{username}", prefix);
    }
    let flags = [
        ("{u.is_active}", sought.is_active),
        ("{u.is_staff}", sought.is_staff),
        ("{u.is_superuser}", sought.is_superuser),
    ];
    for (column, flag) in flags {
        if let Some(flag) = flag {
            conditions.equal(column, Bound::Flag(flag));
        }
    }
    if let Some(GroupId(group)) = sought.group {
        let is_in = "u.{id} IN (SELECT g.{groups.user} FROM {groups} g WHERE g.group_id = $)";
        conditions.hold(if tables.found.groups { is_in } else { "$ IS NULL" }, Bound::Number(group));
    }
    conditions
}

fn order_by(order: &[UserOrder]) -> String {
    let column = |by: UserSortKey| match by {
        UserSortKey::Id => "u.{id}",
        UserSortKey::Username => "u.{username}",
        UserSortKey::Email => "{u.email}",
        UserSortKey::FirstName => "{u.first_name}",
        UserSortKey::LastName => "{u.last_name}",
        UserSortKey::DateJoined => "{u.date_joined}",
        UserSortKey::LastLogin => "{u.last_login}",
    };
    let asked = order.iter().map(|order| (column(order.by), if order.descending { " DESC" } else { "" }));
    let by_key = (!order.iter().any(|order| order.by == UserSortKey::Id)).then_some(("u.{id}", ""));
    asked.chain(by_key).map(|(column, direction)| format!("{column}{direction}")).collect::<Vec<_>>().join(", ")
}
