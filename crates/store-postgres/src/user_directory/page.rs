//! Finding users.

use std::collections::BTreeMap;

use countersign_core::store::{GroupId, PermissionId, SoughtUsers, Span, UserEntry, UserOrder, UserSortKey};
use countersign_core::{User, UserId};
use sqlx::{AssertSqlSafe, PgConnection};

use crate::error::Failure;
use crate::key::key;
use crate::row::{self, user_columns};
use crate::sought::{Bound, Conditions, signed};

const USERS: &str =
    concat!("SELECT ", user_columns!(), " FROM auth_user u LEFT JOIN countersign_user_mark m ON m.user_id = u.id");
const GROUPS: &str = "
SELECT user_id::bigint, group_id::bigint FROM auth_user_groups WHERE user_id = ANY($1) ORDER BY 1, 2";
const PERMISSIONS: &str = "
SELECT user_id::bigint, permission_id::bigint FROM auth_user_user_permissions WHERE user_id = ANY($1) ORDER BY 1, 2";

/// A query for users.
pub(super) struct Query {
    statement: String,
    conditions: Conditions,
}

pub(super) fn query(sought: &SoughtUsers, order: &[UserOrder], span: Span) -> Query {
    let mut conditions = conditions(sought);
    let clause = conditions.clause();
    let limit = conditions.bind(Bound::Number(signed(span.limit)));
    let offset = conditions.bind(Bound::Number(signed(span.offset)));
    let statement = format!("{USERS}{clause} ORDER BY {} LIMIT {limit} OFFSET {offset}", order_by(order));
    Query { statement, conditions }
}

pub(super) async fn page(connection: &mut PgConnection, query: &Query) -> Result<Vec<UserEntry>, Failure> {
    let statement = AssertSqlSafe(query.statement.clone());
    let rows = sqlx::query_with(statement, query.conditions.arguments()?).fetch_all(&mut *connection).await?;
    let users = rows.iter().map(row::user).collect::<Result<Vec<_>, _>>()?;
    entries(connection, users).await
}

pub(super) async fn entry(connection: &mut PgConnection, id: UserId) -> Result<Option<UserEntry>, Failure> {
    let user = crate::users::user(&mut *connection, id).await?;
    Ok(entries(connection, user.into_iter().collect()).await?.pop())
}

/// Users with what they were given: two queries, however many users.
async fn entries(connection: &mut PgConnection, users: Vec<User>) -> Result<Vec<UserEntry>, Failure> {
    let mut groups = given(connection, GROUPS, &users).await?;
    let mut permissions = given(connection, PERMISSIONS, &users).await?;
    let entry = |user: User| UserEntry {
        groups: groups.remove(&user.id).unwrap_or_default().into_iter().map(GroupId).collect(),
        permissions: permissions.remove(&user.id).unwrap_or_default().into_iter().map(PermissionId).collect(),
        user,
    };
    Ok(users.into_iter().map(entry).collect())
}

async fn given(
    connection: &mut PgConnection,
    select: &'static str,
    users: &[User],
) -> Result<BTreeMap<UserId, Vec<i64>>, Failure> {
    let mut given = BTreeMap::<UserId, Vec<i64>>::new();
    if users.is_empty() {
        return Ok(given);
    }
    let keys: Vec<i64> = users.iter().map(|user| key(user.id)).collect();
    let rows: Vec<(i64, i64)> = sqlx::query_as(select).bind(keys).fetch_all(connection).await?;
    for (user, key) in rows {
        given.entry(UserId::from_key(user)).or_default().push(key);
    }
    Ok(given)
}

pub(super) fn conditions(sought: &SoughtUsers) -> Conditions {
    let mut conditions = Conditions::default();
    let texts = ["u.username", "u.email", "u.first_name", "u.last_name"].map(str::to_owned);
    for term in &sought.terms {
        conditions.contain(&texts, term);
    }
    for (column, text) in [("u.username", &sought.username), ("u.email", &sought.email)] {
        if let Some(text) = text {
            conditions.equal(column, Bound::Text(text.clone()));
        }
    }
    if let Some(prefix) = &sought.username_prefix {
        conditions.begin("u.username", prefix);
    }
    let flags =
        [("u.is_active", sought.is_active), ("u.is_staff", sought.is_staff), ("u.is_superuser", sought.is_superuser)];
    for (column, flag) in flags {
        if let Some(flag) = flag {
            conditions.equal(column, Bound::Flag(flag));
        }
    }
    if let Some(GroupId(group)) = sought.group {
        conditions
            .hold("u.id IN (SELECT g.user_id FROM auth_user_groups g WHERE g.group_id = $)", Bound::Number(group));
    }
    conditions
}

fn order_by(order: &[UserOrder]) -> String {
    let column = |by: UserSortKey| match by {
        UserSortKey::Id => "u.id",
        UserSortKey::Username => "u.username",
        UserSortKey::Email => "u.email",
        UserSortKey::FirstName => "u.first_name",
        UserSortKey::LastName => "u.last_name",
        UserSortKey::DateJoined => "u.date_joined",
        UserSortKey::LastLogin => "u.last_login",
    };
    let asked = order.iter().map(|order| (column(order.by), if order.descending { " DESC" } else { "" }));
    let by_key = (!order.iter().any(|order| order.by == UserSortKey::Id)).then_some(("u.id", ""));
    asked.chain(by_key).map(|(column, direction)| format!("{column}{direction}")).collect::<Vec<_>>().join(", ")
}
