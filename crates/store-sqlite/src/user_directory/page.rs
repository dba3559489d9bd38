//! Finding users.

use std::collections::BTreeMap;

use countersign_core::store::{
    GroupId, PermissionId, SoughtUsers, Span, StoreError, UserEntry, UserOrder, UserSortKey,
};
use countersign_core::{User, UserId};
use sqlx::{AssertSqlSafe, SqliteConnection};

use crate::SqliteStore;
use crate::error::store_error;
use crate::key::Key;
use crate::row::{self, user_columns};
use crate::sought::{Bound, Conditions, signed};

const USERS: &str =
    concat!("SELECT ", user_columns!(), " FROM auth_user u LEFT JOIN countersign_user_mark m ON m.user_id = u.id");
const GROUPS: &str = "SELECT user_id, group_id FROM auth_user_groups WHERE user_id IN ";
const PERMISSIONS: &str = "SELECT user_id, permission_id FROM auth_user_user_permissions WHERE user_id IN ";

pub(super) async fn count(store: &SqliteStore, sought: &SoughtUsers) -> Result<u64, StoreError> {
    let conditions = conditions(sought);
    let statement = format!("SELECT count(*) FROM auth_user u{}", conditions.clause());
    let query = sqlx::query_scalar_with::<_, i64, _>(AssertSqlSafe(statement), conditions.arguments()?);
    let count = query.fetch_one(&store.readers).await.map_err(store_error)?;
    Ok(u64::try_from(count).unwrap_or_default())
}

pub(super) async fn page(
    store: &SqliteStore,
    sought: &SoughtUsers,
    order: &[UserOrder],
    span: Span,
) -> Result<Vec<UserEntry>, StoreError> {
    let mut conditions = conditions(sought);
    let clause = conditions.clause();
    let limit = conditions.bind(Bound::Number(signed(span.limit)));
    let offset = conditions.bind(Bound::Number(signed(span.offset)));
    let statement = format!("{USERS}{clause} ORDER BY {} LIMIT {limit} OFFSET {offset}", order_by(order));
    let mut connection = store.readers.acquire().await.map_err(store_error)?;
    let query = sqlx::query_with(AssertSqlSafe(statement), conditions.arguments()?);
    let rows = query.fetch_all(&mut *connection).await;
    let users = rows.map_err(store_error)?.iter().map(row::user).collect::<Result<Vec<_>, _>>()?;
    entries(&mut connection, users).await
}

pub(super) async fn entry(connection: &mut SqliteConnection, id: UserId) -> Result<Option<UserEntry>, StoreError> {
    let user = crate::users::user(&mut *connection, id).await?;
    Ok(entries(connection, user.into_iter().collect()).await?.pop())
}

/// Users with what they were given: two queries, however many users.
async fn entries(connection: &mut SqliteConnection, users: Vec<User>) -> Result<Vec<UserEntry>, StoreError> {
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
    connection: &mut SqliteConnection,
    select: &str,
    users: &[User],
) -> Result<BTreeMap<UserId, Vec<i64>>, StoreError> {
    let mut given = BTreeMap::<UserId, Vec<i64>>::new();
    if users.is_empty() {
        return Ok(given);
    }
    let places: Vec<_> = (1..=users.len()).map(|place| format!("${place}")).collect();
    let statement = format!("{select}({}) ORDER BY 1, 2", places.join(", "));
    let query = sqlx::query_as::<_, (Key, i64)>(AssertSqlSafe(statement));
    let query = users.iter().fold(query, |query, user| query.bind(Key(user.id)));
    for (Key(user), key) in query.fetch_all(connection).await.map_err(store_error)? {
        given.entry(user).or_default().push(key);
    }
    Ok(given)
}

fn conditions(sought: &SoughtUsers) -> Conditions {
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
