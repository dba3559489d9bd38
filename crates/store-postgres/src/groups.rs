//! `auth_group` and `auth_permission`.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use countersign_core::store::{
    DjangoTables, Group, GroupEdited, GroupId, GroupRemoved, Groups, Permission, PermissionId, Span, StoreError,
};
use sqlx::{AssertSqlSafe, Executor, PgConnection};

use crate::error::{Failure, is_unique_violation};
use crate::open::PostgresStore;
use crate::sought::{Bound, Conditions, signed};
use crate::tables::Tables;
use crate::users::CHECK_REFERENCES;

const PERMISSIONS: &str = "
SELECT p.id::bigint, p.name, p.codename, t.app_label, t.model
  FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id";

/// Waits for those who put somebody into the group, and keeps out those that come.
const LOCK: &str = "SELECT 1 FROM auth_group WHERE id = $1 FOR UPDATE";

/// In this order: nothing in the database cascades.
pub(crate) fn deletions(found: DjangoTables) -> Vec<&'static str> {
    let statements = [
        (true, "DELETE FROM auth_group_permissions WHERE group_id = $1"),
        (found.groups, "DELETE FROM {groups} WHERE group_id = $1"),
        (true, "DELETE FROM auth_group WHERE id = $1"),
    ];
    statements.into_iter().filter(|(is_there, _)| *is_there).map(|(_, statement)| statement).collect()
}

/// One that went in between is not given; one that is given is not deleted meanwhile.
const GIVE: &str = "
INSERT INTO auth_group_permissions (group_id, permission_id)
SELECT $1, id FROM auth_permission WHERE id = ANY($2) ORDER BY id FOR KEY SHARE";

const GIVEN: &str = "
SELECT group_id::bigint, permission_id::bigint FROM auth_group_permissions
 WHERE group_id = ANY($1) ORDER BY group_id, permission_id";

#[async_trait]
impl Groups for PostgresStore {
    async fn count_groups(&self, terms: &[String]) -> Result<u64, StoreError> {
        self.count("auth_group g", named(terms, &["g.name"])).await
    }

    async fn page_of_groups(&self, terms: &[String], span: Span) -> Result<Vec<Group>, StoreError> {
        let mut conditions = named(terms, &["g.name"]);
        let (clause, part) = (conditions.clause(), part(&mut conditions, span));
        let statement = format!("SELECT g.id::bigint, g.name FROM auth_group g{clause} ORDER BY g.id{part}");
        let work = self.run((statement, conditions), |connection, (statement, conditions)| {
            Box::pin(groups_of(connection, statement, conditions))
        });
        work.await
    }

    async fn groups(&self, ids: &[GroupId]) -> Result<Vec<Group>, StoreError> {
        self.run(ids, |connection, ids| Box::pin(groups(connection, ids))).await
    }

    async fn add_group(&self, name: &str, permissions: &[PermissionId]) -> Result<GroupEdited, StoreError> {
        let work = self
            .write((name, permissions), |connection, (name, permissions)| Box::pin(add(connection, name, permissions)));
        work.await
    }

    async fn change_group(
        &self,
        id: GroupId,
        name: Option<&str>,
        permissions: Option<&[PermissionId]>,
    ) -> Result<GroupEdited, StoreError> {
        let work = self.write((id, name, permissions), |connection, (id, name, permissions)| {
            Box::pin(change(connection, *id, *name, *permissions))
        });
        work.await
    }

    async fn delete_group(&self, id: GroupId) -> Result<GroupRemoved, StoreError> {
        let work = self.write((&*self.tables, id), |connection, (tables, id)| {
            Box::pin(async move {
                match delete(connection, tables, *id).await {
                    Ok(true) => Ok(GroupRemoved::Done),
                    Ok(false) => Ok(GroupRemoved::Gone),
                    // The transaction is over with that: its commit takes everything back.
                    Err(failure) if failure.is_reference() => Ok(GroupRemoved::Referenced),
                    Err(failure) => Err(failure),
                }
            })
        });
        work.await
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
        let mut conditions = Conditions::default();
        conditions.hold("p.id = ANY($)", Bound::Numbers(ids.iter().map(|id| id.0).collect()));
        let statement = format!("{PERMISSIONS}{} ORDER BY p.id", conditions.clause());
        self.permissions_of_query(statement, conditions).await
    }

    async fn granted(&self, groups: &[GroupId], permissions: &[PermissionId]) -> Result<BTreeSet<String>, StoreError> {
        let mut conditions = Conditions::default();
        let groups = conditions.bind(Bound::Numbers(groups.iter().map(|group| group.0).collect()));
        let permissions = conditions.bind(Bound::Numbers(permissions.iter().map(|one| one.0).collect()));
        let statement = format!(
            "{PERMISSIONS} WHERE p.id = ANY({permissions}) OR p.id IN (SELECT gp.permission_id FROM auth_group_permissions gp \
             WHERE gp.group_id = ANY({groups}))"
        );
        let granted = self.permissions_of_query(statement, conditions).await?;
        Ok(granted.iter().map(Permission::dotted).collect())
    }
}

const PERMISSION_TEXTS: [&str; 4] = ["p.name", "p.codename", "t.app_label", "t.model"];

impl PostgresStore {
    pub(crate) async fn count(&self, from: &str, conditions: Conditions) -> Result<u64, StoreError> {
        let statement = self.tables.names.sql(&format!("SELECT count(*) FROM {from}{}", conditions.clause()));
        let work = self.run((statement, conditions), |connection, (statement, conditions)| {
            Box::pin(async move {
                let query = sqlx::query_scalar_with::<_, i64, _>(statement.clone(), conditions.arguments()?);
                Ok(u64::try_from(query.fetch_one(connection).await?).unwrap_or_default())
            })
        });
        work.await
    }

    async fn permissions_of_query(
        &self,
        statement: String,
        conditions: Conditions,
    ) -> Result<Vec<Permission>, StoreError> {
        let work = self.run((statement, conditions), |connection, (statement, conditions)| {
            Box::pin(async move {
                let statement = AssertSqlSafe(statement.as_str().to_owned());
                let query = sqlx::query_as_with::<_, Row, _>(statement, conditions.arguments()?);
                Ok(query.fetch_all(connection).await?.into_iter().map(Permission::from).collect())
            })
        });
        work.await
    }
}

/// A row of [`PERMISSIONS`].
#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    codename: String,
    app_label: String,
    model: String,
}

impl From<Row> for Permission {
    fn from(row: Row) -> Self {
        let Row { id, name, codename, app_label, model } = row;
        Self { id: PermissionId(id), name, codename, app_label, model }
    }
}

async fn groups(connection: &mut PgConnection, ids: &[GroupId]) -> Result<Vec<Group>, Failure> {
    let mut conditions = Conditions::default();
    conditions.hold("g.id = ANY($)", Bound::Numbers(ids.iter().map(|id| id.0).collect()));
    let statement = format!("SELECT g.id::bigint, g.name FROM auth_group g{} ORDER BY g.id", conditions.clause());
    groups_of(connection, &statement, &conditions).await
}

/// The groups that `statement` finds, with their permissions.
async fn groups_of(
    connection: &mut PgConnection,
    statement: &str,
    conditions: &Conditions,
) -> Result<Vec<Group>, Failure> {
    let statement = AssertSqlSafe(statement.to_owned());
    let query = sqlx::query_as_with::<_, (i64, String), _>(statement, conditions.arguments()?);
    let found = query.fetch_all(&mut *connection).await?;
    let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
    let rows: Vec<(i64, i64)> = sqlx::query_as(GIVEN).bind(ids).fetch_all(connection).await?;
    let mut permissions = BTreeMap::<i64, Vec<PermissionId>>::new();
    for (group, permission) in rows {
        permissions.entry(group).or_default().push(PermissionId(permission));
    }
    let group = |(id, name)| Group { permissions: permissions.remove(&id).unwrap_or_default(), id: GroupId(id), name };
    Ok(found.into_iter().map(group).collect())
}

/// A name that is taken ends the transaction: its commit takes everything back.
async fn add(connection: &mut PgConnection, name: &str, permissions: &[PermissionId]) -> Result<GroupEdited, Failure> {
    let added = sqlx::query_scalar("INSERT INTO auth_group (name) VALUES ($1) RETURNING id::bigint").bind(name);
    match added.fetch_one(&mut *connection).await {
        Ok(id) => {
            give(connection, GroupId(id), permissions).await?;
            told(connection, GroupId(id)).await
        }
        Err(cause) if is_unique_violation(&cause) => Ok(GroupEdited::NameTaken),
        Err(cause) => Err(cause.into()),
    }
}

async fn change(
    connection: &mut PgConnection,
    id: GroupId,
    name: Option<&str>,
    permissions: Option<&[PermissionId]>,
) -> Result<GroupEdited, Failure> {
    let named = sqlx::query("UPDATE auth_group SET name = COALESCE($2, name) WHERE id = $1").bind(id.0).bind(name);
    match named.execute(&mut *connection).await {
        Ok(done) if done.rows_affected() == 0 => return Ok(GroupEdited::Gone),
        Ok(_) => {}
        Err(cause) if is_unique_violation(&cause) => return Ok(GroupEdited::NameTaken),
        Err(cause) => return Err(cause.into()),
    }
    if let Some(permissions) = permissions {
        let taken = sqlx::query("DELETE FROM auth_group_permissions WHERE group_id = $1").bind(id.0);
        taken.execute(&mut *connection).await?;
        give(connection, id, permissions).await?;
    }
    told(connection, id).await
}

/// False: there is no such group.
async fn delete(connection: &mut PgConnection, tables: &Tables, id: GroupId) -> Result<bool, Failure> {
    sqlx::query(LOCK).bind(id.0).execute(&mut *connection).await?;
    let mut found = false;
    for statement in &tables.delete_group {
        found = sqlx::query(statement.clone()).bind(id.0).execute(&mut *connection).await?.rows_affected() > 0;
    }
    connection.execute(CHECK_REFERENCES).await?;
    Ok(found)
}

async fn give(connection: &mut PgConnection, id: GroupId, permissions: &[PermissionId]) -> Result<(), Failure> {
    let permissions: Vec<i64> = permissions.iter().map(|permission| permission.0).collect();
    sqlx::query(GIVE).bind(id.0).bind(permissions).execute(connection).await?;
    Ok(())
}

async fn told(connection: &mut PgConnection, id: GroupId) -> Result<GroupEdited, Failure> {
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
