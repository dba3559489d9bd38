//! The tables of a Django, as this database has them, with every statement that names the user table: written once, when the
//! store opens.

use countersign_core::UserTable;
use countersign_core::store::DjangoTables;
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use crate::names::Names;
use crate::outstanding_tokens::{self, BlacklistTables};
use crate::row::UserReader;
use crate::schema::{ForeignKey, Schema};
use crate::users::{NewRow, Profile, Unique, quoted};
use crate::{auth_tokens, decoys, groups, memberships, sessions, user_directory, users};

/// What was found, and the statements. An absent one is of a column or table that is not there.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    pub(crate) reader: UserReader,
    pub(crate) found: DjangoTables,
    pub(crate) blacklist: BlacklistTables,
    /// The table of users, and those that tie them to groups and permissions; empty where there is none.
    pub(crate) own: [String; 3],
    /// For statements that are put together when they are asked for.
    pub(crate) names: Names,
    pub(crate) user: SqlStr,
    pub(crate) user_named: SqlStr,
    pub(crate) users_with_email: Option<SqlStr>,
    pub(crate) users: SqlStr,
    pub(crate) new_row: NewRow,
    /// Whether a further field of a user names a row that is not there.
    pub(crate) refers_to_nothing: Option<SqlStr>,
    pub(crate) profile: Profile,
    pub(crate) key_bounds: SqlStr,
    pub(crate) password_from: SqlStr,
    pub(crate) set_password: SqlStr,
    pub(crate) upgrade_password: SqlStr,
    pub(crate) set_active: Option<SqlStr>,
    pub(crate) set_staff: Option<SqlStr>,
    pub(crate) set_superuser: Option<SqlStr>,
    pub(crate) note_login: Option<SqlStr>,
    /// In this order.
    pub(crate) delete_user: Vec<SqlStr>,
    pub(crate) unique: Unique,
    pub(crate) auth_token_owner: SqlStr,
    pub(crate) make_auth_token: SqlStr,
    pub(crate) groups: Option<SqlStr>,
    pub(crate) permissions: Option<SqlStr>,
    pub(crate) other_superuser: SqlStr,
    /// Leaving all, and joining one; of the groups and of the permissions of a user.
    pub(crate) own_groups: Option<[SqlStr; 2]>,
    pub(crate) own_permissions: Option<[SqlStr; 2]>,
    pub(crate) delete_group: Vec<SqlStr>,
    pub(crate) session: SqlStr,
    pub(crate) adopted: SqlStr,
    /// Without the tables of `token_blacklist`, and with them.
    pub(crate) adopt: [SqlStr; 2],
    pub(crate) rotate_by_session: [SqlStr; 2],
    pub(crate) rotate_by_origin: [SqlStr; 2],
    pub(crate) outstand: SqlStr,
}

impl Tables {
    pub(crate) fn render(table: &UserTable, schema: &Schema) -> Self {
        let (names, found) = (Names::of(table), schema.found);
        Self {
            reader: UserReader::of(table),
            own: [
                table.table.to_string(),
                table.groups.as_ref().map(|groups| groups.table.to_string()).unwrap_or_default(),
                table.permissions.as_ref().map(|permissions| permissions.table.to_string()).unwrap_or_default(),
            ],
            user: names.sql(users::USER),
            user_named: names.sql(users::USER_NAMED),
            users_with_email: names.fill(users::USERS_WITH_EMAIL),
            users: names.sql(users::USERS),
            new_row: NewRow::of(table, found.key),
            refers_to_nothing: refers_to_nothing(table, &schema.foreign_keys),
            profile: Profile::of(table),
            key_bounds: names.sql(decoys::BOUNDS),
            password_from: names.sql(decoys::PASSWORD_FROM),
            set_password: names.sql(users::SET_PASSWORD),
            upgrade_password: names.sql(users::UPGRADE_PASSWORD),
            set_active: names.fill(users::SET_ACTIVE),
            set_staff: names.fill(users::SET_STAFF),
            set_superuser: names.fill(users::SET_SUPERUSER),
            note_login: names.fill(users::NOTE_LOGIN),
            delete_user: users::deletions(found).into_iter().filter_map(|text| names.fill(text)).collect(),
            unique: Unique::of(table, &names, &schema.unique),
            auth_token_owner: names.sql(auth_tokens::OWNER),
            make_auth_token: names.sql(auth_tokens::MAKE),
            groups: names.fill(memberships::GROUPS).filter(|_| found.groups),
            permissions: memberships::permissions(found).and_then(|text| names.fill(text)),
            other_superuser: names.sql(user_directory::OTHER_SUPERUSER),
            own_groups: both(&names, user_directory::OWN_GROUPS).filter(|_| found.groups),
            own_permissions: both(&names, user_directory::OWN_PERMISSIONS).filter(|_| found.permissions),
            delete_group: groups::deletions(found).into_iter().filter_map(|text| names.fill(text)).collect(),
            session: names.sql(sessions::SESSION),
            adopted: names.sql(sessions::ADOPTED),
            adopt: sessions::ADOPT.map(|text| names.sql(text)),
            rotate_by_session: sessions::ROTATE_BY_SESSION.map(|text| names.sql(text)),
            rotate_by_origin: sessions::ROTATE_BY_ORIGIN.map(|text| names.sql(text)),
            outstand: names.sql(outstanding_tokens::OUTSTAND),
            names,
            found,
            blacklist: BlacklistTables::Unused,
        }
    }
}

/// SQLite looks at foreign keys when it commits, and what is committed then is the group of many steps: one client's mistake
/// would be everybody's failure.
fn refers_to_nothing(table: &UserTable, keys: &[ForeignKey]) -> Option<SqlStr> {
    let is_further = |key: &&ForeignKey| table.extra_fields.iter().any(|field| field.column.as_str() == key.column);
    let dangles = keys.iter().filter(is_further).map(|key| {
        let [column, other, target] = [&key.column, &key.table, &key.key].map(|name| quoted(name));
        format!("u.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {other} t WHERE t.{target} = u.{column})")
    });
    let dangles: Vec<_> = dangles.collect();
    let (users, id) = (quoted(table.table.as_str()), quoted(table.columns.id.as_str()));
    let sql = format!("SELECT EXISTS (SELECT 1 FROM {users} u WHERE u.{id} = $1 AND ({}))", dangles.join(" OR "));
    (!dangles.is_empty()).then(|| AssertSqlSafe(sql).into_sql_str())
}

fn both(names: &Names, [one, other]: [&str; 2]) -> Option<[SqlStr; 2]> {
    Some([names.fill(one)?, names.fill(other)?])
}
