//! `auth_group` and `auth_permission`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::store::{
    DjangoTables, Group, GroupEdited, GroupId, GroupRemoved, Groups, Permission, PermissionId, Span, StoreError,
};
use sqlx::{AssertSqlSafe, SqliteConnection};

use crate::SqliteStore;
use crate::error::{is_unique_violation, store_error};
use crate::sought::{Bound, Conditions, list, signed};
use crate::tables::Tables;

const PERMISSIONS: &str = "
SELECT p.id, p.name, p.codename, t.app_label, t.model
  FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id";

/// In this order: nothing in the database cascades.
pub(crate) fn deletions(found: DjangoTables) -> Vec<&'static str> {
    let statements = [
        (true, "DELETE FROM auth_group_permissions WHERE group_id = $1"),
        (found.groups, "DELETE FROM {groups} WHERE group_id = $1"),
        (true, "DELETE FROM auth_group WHERE id = $1"),
    ];
    statements.into_iter().filter(|(is_there, _)| *is_there).map(|(_, statement)| statement).collect()
}

/// Tables of other programs: a row there that still names a deleted group would fail the commit.
const REFERRERS: &str = r#"
SELECT t.name, k."from" FROM sqlite_schema t, pragma_foreign_key_list(t.name) k
 WHERE t.type = 'table' AND k."table" = 'auth_group' AND t.name NOT IN ('auth_group_permissions', $1)"#;

/// One that went in between is not given.
const GIVE: &str = "
INSERT INTO auth_group_permissions (group_id, permission_id) SELECT $1, id FROM auth_permission WHERE id = $2";

#[async_trait]
impl Groups for SqliteStore {
    async fn count_groups(&self, terms: &[String]) -> Result<u64, StoreError> {
        self.count("auth_group g", named(terms, &["g.name"])).await
    }

    async fn page_of_groups(&self, terms: &[String], span: Span) -> Result<Vec<Group>, StoreError> {
        let mut conditions = named(terms, &["g.name"]);
        let (clause, part) = (conditions.clause(), part(&mut conditions, span));
        let statement = format!("SELECT g.id, g.name FROM auth_group g{clause} ORDER BY g.id{part}");
        let mut connection = self.readers.acquire().await.map_err(store_error)?;
        groups_of(&mut connection, statement, conditions).await
    }

    async fn groups(&self, ids: &[GroupId]) -> Result<Vec<Group>, StoreError> {
        let mut connection = self.readers.acquire().await.map_err(store_error)?;
        groups(&mut connection, ids).await
    }

    async fn add_group(&self, name: &str, permissions: &[PermissionId]) -> Result<GroupEdited, StoreError> {
        let (name, permissions) = (name.to_owned(), permissions.to_vec());
        self.writer.write(move |connection| Box::pin(add(connection, name, permissions))).await
    }

    async fn change_group(
        &self,
        id: GroupId,
        name: Option<&str>,
        permissions: Option<&[PermissionId]>,
    ) -> Result<GroupEdited, StoreError> {
        let (name, permissions) = (name.map(str::to_owned), permissions.map(<[_]>::to_vec));
        self.writer.write(move |connection| Box::pin(change(connection, id, name, permissions))).await
    }

    async fn delete_group(&self, id: GroupId) -> Result<GroupRemoved, StoreError> {
        let tables = Arc::clone(&self.tables);
        self.writer.write(move |connection| Box::pin(async move { delete(connection, &tables, id).await })).await
    }

    async fn count_permissions(&self, terms: &[String]) -> Result<u64, StoreError> {
        let from = "auth_permission p JOIN django_content_type t ON t.id = p.content_type_id";
        self.count(from, named(terms, &PERMISSION_TEXTS)).await
    }

    async fn page_of_permissions(&self, terms: &[String], span: Span) -> Result<Vec<Permission>, StoreError> {
        let mut conditions = named(terms, &PERMISSION_TEXTS);
        let (clause, part) = (conditions.clause(), part(&mut conditions, span));
        let statement = format!("{PERMISSIONS}{clause} ORDER BY t.app_label, t.model, p.codename{part}");
        self.permissions_of_query(statement, conditions).await
    }

    async fn permissions(&self, ids: &[PermissionId]) -> Result<Vec<Permission>, StoreError> {
        let ids = list(ids.iter().map(|id| id.0));
        let statement = format!("{PERMISSIONS} WHERE p.id IN ({ids}) ORDER BY p.id");
        self.permissions_of_query(statement, Conditions::default()).await
    }

    async fn granted(&self, groups: &[GroupId], permissions: &[PermissionId]) -> Result<BTreeSet<String>, StoreError> {
        let (groups, permissions) =
            (list(groups.iter().map(|group| group.0)), list(permissions.iter().map(|permission| permission.0)));
        let statement = format!(
            "{PERMISSIONS} WHERE p.id IN ({permissions}) OR p.id IN (SELECT gp.permission_id FROM auth_group_permissions gp \
             WHERE gp.group_id IN ({groups}))"
        );
        let granted = self.permissions_of_query(statement, Conditions::default()).await?;
        Ok(granted.iter().map(Permission::dotted).collect())
    }
}

const PERMISSION_TEXTS: [&str; 4] = ["p.name", "p.codename", "t.app_label", "t.model"];

impl SqliteStore {
    async fn count(&self, from: &str, conditions: Conditions) -> Result<u64, StoreError> {
        let statement = format!("SELECT count(*) FROM {from}{}", conditions.clause());
        let query = sqlx::query_scalar_with::<_, i64, _>(AssertSqlSafe(statement), conditions.arguments()?);
        Ok(u64::try_from(query.fetch_one(&self.readers).await.map_err(store_error)?).unwrap_or_default())
    }

    async fn permissions_of_query(
        &self,
        statement: String,
        conditions: Conditions,
    ) -> Result<Vec<Permission>, StoreError> {
        let query = sqlx::query_as_with::<_, (i64, String, String, String, String), _>(
            AssertSqlSafe(statement),
            conditions.arguments()?,
        );
        let rows = query.fetch_all(&self.readers).await.map_err(store_error)?;
        let permission = |(id, name, codename, app_label, model)| Permission {
            id: PermissionId(id),
            name,
            codename,
            app_label,
            model,
        };
        Ok(rows.into_iter().map(permission).collect())
    }
}

async fn groups(connection: &mut SqliteConnection, ids: &[GroupId]) -> Result<Vec<Group>, StoreError> {
    let ids = list(ids.iter().map(|id| id.0));
    let statement = format!("SELECT g.id, g.name FROM auth_group g WHERE g.id IN ({ids}) ORDER BY g.id");
    groups_of(connection, statement, Conditions::default()).await
}

/// The groups that `statement` finds, with their permissions.
async fn groups_of(
    connection: &mut SqliteConnection,
    statement: String,
    conditions: Conditions,
) -> Result<Vec<Group>, StoreError> {
    let query = sqlx::query_as_with::<_, (i64, String), _>(AssertSqlSafe(statement), conditions.arguments()?);
    let found = query.fetch_all(&mut *connection).await.map_err(store_error)?;
    let ids = list(found.iter().map(|(id, _)| *id));
    let given = format!(
        "SELECT group_id, permission_id FROM auth_group_permissions WHERE group_id IN ({ids}) ORDER BY group_id, permission_id"
    );
    let rows: Vec<(i64, i64)> =
        sqlx::query_as(AssertSqlSafe(given)).fetch_all(connection).await.map_err(store_error)?;
    let mut permissions = BTreeMap::<i64, Vec<PermissionId>>::new();
    for (group, permission) in rows {
        permissions.entry(group).or_default().push(PermissionId(permission));
    }
    let group = |(id, name)| Group { permissions: permissions.remove(&id).unwrap_or_default(), id: GroupId(id), name };
    Ok(found.into_iter().map(group).collect())
}

async fn add(
    connection: &mut SqliteConnection,
    name: String,
    permissions: Vec<PermissionId>,
) -> Result<GroupEdited, StoreError> {
    let added = sqlx::query_scalar("INSERT INTO auth_group (name) VALUES ($1) RETURNING id").bind(name);
    match added.fetch_one(&mut *connection).await {
        Ok(id) => {
            give(connection, GroupId(id), &permissions).await?;
            told(connection, GroupId(id)).await
        }
        Err(cause) if is_unique_violation(&cause) => Ok(GroupEdited::NameTaken),
        Err(cause) => Err(store_error(cause)),
    }
}

async fn change(
    connection: &mut SqliteConnection,
    id: GroupId,
    name: Option<String>,
    permissions: Option<Vec<PermissionId>>,
) -> Result<GroupEdited, StoreError> {
    let named = sqlx::query("UPDATE auth_group SET name = COALESCE($2, name) WHERE id = $1").bind(id.0).bind(name);
    match named.execute(&mut *connection).await {
        Ok(done) if done.rows_affected() == 0 => return Ok(GroupEdited::Gone),
        Ok(_) => {}
        Err(cause) if is_unique_violation(&cause) => return Ok(GroupEdited::NameTaken),
        Err(cause) => return Err(store_error(cause)),
    }
    if let Some(permissions) = permissions {
        let taken = sqlx::query("DELETE FROM auth_group_permissions WHERE group_id = $1").bind(id.0);
        taken.execute(&mut *connection).await.map_err(store_error)?;
        give(connection, id, &permissions).await?;
    }
    told(connection, id).await
}

async fn delete(connection: &mut SqliteConnection, tables: &Tables, id: GroupId) -> Result<GroupRemoved, StoreError> {
    if is_referenced(connection, tables, id).await? {
        return Ok(GroupRemoved::Referenced);
    }
    let mut found = false;
    for statement in &tables.delete_group {
        let done = sqlx::query(statement.clone()).bind(id.0).execute(&mut *connection).await.map_err(store_error)?;
        found = done.rows_affected() > 0;
    }
    Ok(if found { GroupRemoved::Done } else { GroupRemoved::Gone })
}

async fn is_referenced(connection: &mut SqliteConnection, tables: &Tables, id: GroupId) -> Result<bool, StoreError> {
    let [_, groups, _] = &tables.own;
    let referrers: Vec<(String, String)> =
        sqlx::query_as(REFERRERS).bind(groups).fetch_all(&mut *connection).await.map_err(store_error)?;
    for (table, column) in referrers {
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let named = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE {} = $1)", quoted(&table), quoted(&column));
        let query = sqlx::query_scalar(AssertSqlSafe(named)).bind(id.0);
        if query.fetch_one(&mut *connection).await.map_err(store_error)? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn give(connection: &mut SqliteConnection, id: GroupId, permissions: &[PermissionId]) -> Result<(), StoreError> {
    for permission in permissions.iter().collect::<BTreeSet<_>>() {
        let given = sqlx::query(GIVE).bind(id.0).bind(permission.0);
        given.execute(&mut *connection).await.map_err(store_error)?;
    }
    Ok(())
}

async fn told(connection: &mut SqliteConnection, id: GroupId) -> Result<GroupEdited, StoreError> {
    Ok(groups(connection, &[id]).await?.pop().map_or(GroupEdited::Gone, GroupEdited::Done))
}

fn named(terms: &[String], columns: &[&str]) -> Conditions {
    let columns: Vec<_> = columns.iter().map(|column| (*column).to_owned()).collect();
    let mut conditions = Conditions::default();
    for term in terms {
        conditions.contain(&columns, term);
    }
    conditions
}

fn part(conditions: &mut Conditions, span: Span) -> String {
    let limit = conditions.bind(Bound::Number(signed(span.limit)));
    let offset = conditions.bind(Bound::Number(signed(span.offset)));
    format!(" LIMIT {limit} OFFSET {offset}")
}
