//! The tables of a Django, as this database has them, with every statement that names the user table: written once, when the
//! store opens.

use countersign_core::store::DjangoTables;
use countersign_core::{UserId, UserTable};
use sqlx::SqlStr;

use crate::key::Key;
use crate::names::Names;
use crate::outstanding_tokens::{self, BlacklistTables};
use crate::row::UserReader;
use crate::schema::Schema;
use crate::users::{NewRow, Profile, Unique};
use crate::{auth_tokens, decoys, groups, memberships, sessions, user_directory, users};

/// What was found, and the statements. An absent one is of a column or table that is not there.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    pub(crate) reader: UserReader,
    pub(crate) found: DjangoTables,
    pub(crate) blacklist: BlacklistTables,
    /// For statements that are put together when they are asked for.
    pub(crate) names: Names,
    pub(crate) user: SqlStr,
    pub(crate) user_named: SqlStr,
    pub(crate) users_with_email: Option<SqlStr>,
    pub(crate) users: SqlStr,
    pub(crate) new_row: NewRow,
    /// The user model has fields that Django's own does not have.
    pub(crate) has_further_fields: bool,
    pub(crate) profile: Profile,
    pub(crate) key_bounds: SqlStr,
    pub(crate) password_from: SqlStr,
    pub(crate) set_password: SqlStr,
    pub(crate) upgrade_password: SqlStr,
    pub(crate) set_active: Option<SqlStr>,
    pub(crate) set_staff: Option<SqlStr>,
    pub(crate) set_superuser: Option<SqlStr>,
    pub(crate) note_login: Option<SqlStr>,
    pub(crate) lock_to_delete: SqlStr,
    /// In this order.
    pub(crate) delete_user: Vec<SqlStr>,
    pub(crate) unique: Unique,
    pub(crate) auth_token_owner: SqlStr,
    pub(crate) make_auth_token: SqlStr,
    pub(crate) groups: Option<SqlStr>,
    pub(crate) permissions: Option<SqlStr>,
    pub(crate) lock_superusers: SqlStr,
    pub(crate) lock_to_change: SqlStr,
    pub(crate) other_superuser: SqlStr,
    /// Leaving all, and joining some; of the groups and of the permissions of a user.
    pub(crate) own_groups: Option<[SqlStr; 2]>,
    pub(crate) own_permissions: Option<[SqlStr; 2]>,
    pub(crate) groups_given: Option<SqlStr>,
    pub(crate) permissions_given: Option<SqlStr>,
    pub(crate) delete_group: Vec<SqlStr>,
    pub(crate) session: SqlStr,
    pub(crate) adopted: SqlStr,
    pub(crate) share: SqlStr,
    pub(crate) own: SqlStr,
    pub(crate) lock_to_end: SqlStr,
    /// Without the tables of `token_blacklist`, and with them.
    pub(crate) adopt: [SqlStr; 2],
    pub(crate) rotate_by_session: [SqlStr; 2],
    pub(crate) rotate_by_origin: [SqlStr; 2],
    pub(crate) win_at_once: SqlStr,
    pub(crate) outstand: SqlStr,
}

impl Tables {
    pub(crate) fn render(table: &UserTable, schema: &Schema) -> Self {
        let names = Names::of(table, schema);
        let found = schema.found;
        let both = |[one, other]: [&str; 2]| Some([names.fill(one)?, names.fill(other)?]);
        Self {
            reader: UserReader::of(table),
            user: names.sql(users::USER),
            user_named: names.sql(users::USER_NAMED),
            users_with_email: names.fill(users::USERS_WITH_EMAIL),
            users: names.sql(users::USERS),
            new_row: NewRow::of(table, schema),
            has_further_fields: !table.extra_fields.is_empty(),
            profile: Profile::of(table, schema),
            key_bounds: names.sql(decoys::BOUNDS),
            password_from: names.sql(decoys::PASSWORD_FROM),
            set_password: names.sql(users::SET_PASSWORD),
            upgrade_password: names.sql(users::UPGRADE_PASSWORD),
            set_active: names.fill(users::SET_ACTIVE),
            set_staff: names.fill(users::SET_STAFF),
            set_superuser: names.fill(users::SET_SUPERUSER),
            note_login: names.fill(users::NOTE_LOGIN),
            lock_to_delete: names.sql(users::LOCK_TO_DELETE),
            delete_user: users::deletions(found).into_iter().filter_map(|text| names.fill(text)).collect(),
            unique: Unique::of(table, &names, schema),
            auth_token_owner: names.sql(auth_tokens::OWNER),
            make_auth_token: names.sql(auth_tokens::MAKE),
            groups: names.fill(memberships::GROUPS).filter(|_| found.groups),
            permissions: memberships::permissions(found).and_then(|text| names.fill(text)),
            lock_superusers: names.sql(user_directory::LOCK_SUPERUSERS),
            lock_to_change: names.sql(user_directory::LOCK),
            other_superuser: names.sql(user_directory::OTHER_SUPERUSER),
            own_groups: both(user_directory::OWN_GROUPS).filter(|_| found.groups),
            own_permissions: both(user_directory::OWN_PERMISSIONS).filter(|_| found.permissions),
            groups_given: names.fill(user_directory::GROUPS).filter(|_| found.groups),
            permissions_given: names.fill(user_directory::PERMISSIONS).filter(|_| found.permissions),
            delete_group: groups::deletions(found).into_iter().filter_map(|text| names.fill(text)).collect(),
            session: names.sql(sessions::SESSION),
            adopted: names.sql(sessions::ADOPTED),
            share: names.sql(sessions::SHARE),
            own: names.sql(sessions::OWN),
            lock_to_end: names.sql(sessions::LOCK),
            adopt: sessions::ADOPT.map(|text| names.sql(text)),
            rotate_by_session: sessions::ROTATE_BY_SESSION.map(|text| names.sql(text)),
            rotate_by_origin: sessions::ROTATE_BY_ORIGIN.map(|text| names.sql(text)),
            win_at_once: names.sql(sessions::WIN_AT_ONCE),
            outstand: names.sql(outstanding_tokens::OUTSTAND),
            names,
            found,
            blacklist: BlacklistTables::Unused,
        }
    }

    /// The parameter that stands for the user's key.
    pub(crate) fn key(&self, id: UserId) -> Key {
        Key::of(Some(id), self.found.key)
    }

    /// The same, or NULL.
    pub(crate) fn optional_key(&self, id: Option<UserId>) -> Key {
        Key::of(id, self.found.key)
    }
}
