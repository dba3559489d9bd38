//! Finding users.

use std::collections::BTreeMap;

use countersign_core::store::{GroupId, PermissionId, SoughtUsers, Span, UserEntry, UserOrder, UserSortKey};
use countersign_core::{User, UserId};
use sqlx::{PgConnection, SqlStr};

use crate::error::Failure;
use crate::key::KeyColumn;
use crate::sought::{Bound, Conditions, signed};
use crate::tables::Tables;

const USERS: &str = "SELECT {user_columns} FROM {users} u LEFT JOIN countersign_user_mark m ON m.user_id = u.{id}";
pub(crate) const GROUPS: &str = "
SELECT {groups.user}, group_id::bigint FROM {groups}
 WHERE {groups.user} = ANY(CAST($1::text[] AS {keys})) ORDER BY 1, 2";
pub(crate) const PERMISSIONS: &str = "
SELECT {permissions.user}, permission_id::bigint FROM {permissions}
 WHERE {permissions.user} = ANY(CAST($1::text[] AS {keys})) ORDER BY 1, 2";

/// A query for users.
pub(super) struct Query {
    statement: SqlStr,
    conditions: Conditions,
}

pub(super) fn query(tables: &Tables, sought: &SoughtUsers, order: &[UserOrder], span: Span) -> Query {
    let mut conditions = conditions(tables, sought);
    let clause = conditions.clause();
    let limit = conditions.bind(Bound::Number(signed(span.limit)));
    let offset = conditions.bind(Bound::Number(signed(span.offset)));
    let statement = format!("{USERS}{clause} ORDER BY {} LIMIT {limit} OFFSET {offset}", order_by(order));
    Query { statement: tables.names.sql(&statement), conditions }
}

pub(super) async fn page(
    connection: &mut PgConnection,
    tables: &Tables,
    query: &Query,
) -> Result<Vec<UserEntry>, Failure> {
    let rows =
        sqlx::query_with(query.statement.clone(), query.conditions.arguments()?).fetch_all(&mut *connection).await?;
    let users = rows.iter().map(|row| tables.reader.user(row)).collect::<Result<Vec<_>, _>>()?;
    entries(connection, tables, users).await
}

pub(super) async fn entry(
    connection: &mut PgConnection,
    tables: &Tables,
    id: UserId,
) -> Result<Option<UserEntry>, Failure> {
    let user = crate::users::user(&mut *connection, tables, id).await?;
    Ok(entries(connection, tables, user.into_iter().collect()).await?.pop())
}

/// Users with what they were given: two queries, however many users.
async fn entries(connection: &mut PgConnection, tables: &Tables, users: Vec<User>) -> Result<Vec<UserEntry>, Failure> {
    let mut groups = given(connection, tables.groups_given.as_ref(), &users).await?;
    let mut permissions = given(connection, tables.permissions_given.as_ref(), &users).await?;
    let entry = |user: User| UserEntry {
        groups: groups.remove(&user.id).unwrap_or_default().into_iter().map(GroupId).collect(),
        permissions: permissions.remove(&user.id).unwrap_or_default().into_iter().map(PermissionId).collect(),
        user,
    };
    Ok(users.into_iter().map(entry).collect())
}

async fn given(
    connection: &mut PgConnection,
    select: Option<&SqlStr>,
    users: &[User],
) -> Result<BTreeMap<UserId, Vec<i64>>, Failure> {
    let mut given = BTreeMap::<UserId, Vec<i64>>::new();
    let Some(select) = select.filter(|_| !users.is_empty()) else { return Ok(given) };
    let keys: Vec<String> = users.iter().map(|user| user.id.to_string()).collect();
    let rows: Vec<(KeyColumn, i64)> = sqlx::query_as(select.clone()).bind(keys).fetch_all(connection).await?;
    for (KeyColumn(user), key) in rows {
        given.entry(user).or_default().push(key);
    }
    Ok(given)
}

pub(super) fn conditions(tables: &Tables, sought: &SoughtUsers) -> Conditions {
    let mut conditions = Conditions::default();
    let texts = ["u.{username}", "{u.email}", "{u.first_name}", "{u.last_name}"].map(str::to_owned);
    for term in &sought.terms {
        conditions.contain(&texts, term);
    }
    let equals = [("u.{username}", "{username.type}", &sought.username), ("{u.email}", "{email.type}", &sought.email)];
    for (column, of_type, text) in equals {
        if let Some(text) = text {
            conditions.equal_text(column, of_type, text);
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
