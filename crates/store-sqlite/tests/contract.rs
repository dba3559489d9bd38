//! The store's contract, promise by promise, each on a new file that two stores have open.

#[cfg(test)]
use std::{path::Path, sync::Arc};

#[cfg(test)]
use countersign_core::{each_promise, store::contract, store::contract::SqlWriter};
#[cfg(test)]
use countersign_store_sqlite::{SqliteStore, UseOfBlacklistTables};
#[cfg(test)]
use sqlx::{Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};

#[cfg(test)]
use django::Users;

#[cfg(test)]
mod django {
    use std::path::PathBuf;

    use countersign_core::store::contract::SqlWriter;
    use countersign_core::{
        ExtraField, FieldDefault, FieldKind, Identifier, MembershipTable, UserColumns, UserModel, UserTable,
    };
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};

    /// A Django on the file of two stores. It looks after references itself.
    #[derive(Debug)]
    pub(super) struct Django {
        pub(super) path: PathBuf,
        pub(super) users: Users,
    }

    /// Where it keeps its users.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(super) enum Users {
        /// In `auth_user`.
        OfDjango,
        /// In the table of a model of its own, with UUIDs as keys and addresses as names.
        Custom,
    }

    impl Users {
        /// The same statements on its own table.
        fn words(self, sql: &str) -> String {
            if self == Self::OfDjango {
                return sql.to_owned();
            }
            let members = ["auth_user_groups", "auth_user_user_permissions"];
            let mut words =
                sql.replace("integer NULL REFERENCES \"auth_user\"", "char(32) NULL REFERENCES \"auth_user\"");
            for statement in sql.split(';').filter(|statement| members.iter().any(|table| statement.contains(table))) {
                words = words.replace(statement, &statement.replace("user_id", "customuser_id"));
            }
            words.replace("auth_user", "accounts_customuser").replace("username", "email")
        }

        pub(super) fn table(self) -> UserTable {
            match self {
                Self::OfDjango => UserTable::default(),
                Self::Custom => custom_table(),
            }
        }
    }

    fn custom_table() -> UserTable {
        let name = |name: &str| Identifier::new(name).unwrap();
        let members = |table| Some(MembershipTable { table: name(table), user_column: name("customuser_id") });
        let columns =
            UserColumns { username: name("email"), last_name: Some(name("surname")), ..UserTable::default().columns };
        let field = |name: &str, kind, default: Option<FieldDefault>| ExtraField {
            name: name.to_owned(),
            column: Identifier::new(name).unwrap(),
            kind,
            null: default.is_none(),
            required: false,
            default,
            register: false,
            unique: false,
        };
        let constant = |value| Some(FieldDefault::Value(value));
        UserTable {
            user_model: UserModel::parse("accounts.CustomUser").unwrap(),
            table: name("accounts_customuser"),
            username_field: "email".to_owned(),
            columns,
            groups: members("accounts_customuser_groups"),
            permissions: members("accounts_customuser_user_permissions"),
            extra_fields: vec![
                field("phone", FieldKind::Text { max_length: Some(20) }, None),
                field("plan", FieldKind::Text { max_length: Some(10) }, constant("free".into())),
                field("born", FieldKind::Date, None),
                field("score", FieldKind::Number, constant(2.5.into())),
                field("tenant", FieldKind::Uuid, None),
                field("updated_at", FieldKind::DateTime, Some(FieldDefault::Now)),
                field("options", FieldKind::Json, constant(serde_json::json!({ "theme": ["dark"] }))),
                field("newsletter", FieldKind::Boolean, constant(false.into())),
                field("visits", FieldKind::Integer, constant(7.into())),
            ],
            ..UserTable::default()
        }
    }

    #[async_trait::async_trait]
    impl SqlWriter for Django {
        async fn run(&self, sql: &'static str) {
            let sql = AssertSqlSafe(self.users.words(sql));
            let options = SqliteConnectOptions::new().filename(&self.path).foreign_keys(false);
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            connection.execute(sql).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}

/// What a Django has made on the file before.
#[cfg(test)]
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tables {
    /// Nothing that not every project has.
    Usual,
    /// Those of SimpleJWT's `token_blacklist`, too.
    Blacklist,
}

#[cfg(test)]
async fn keep(tables: Tables, users: Users, promise: impl AsyncFnOnce(&contract::Stage<'_>)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("countersign.db");
    let django = django::Django { path, users };
    if users == Users::Custom {
        make_custom_tables(&django.path).await;
    }
    SqliteStore::migrate(&django.path, &users.table()).await.unwrap();
    if tables == Tables::Blacklist {
        django.run(include_str!("sqlite/django/token_blacklist.sql")).await;
    }
    let (one, other) = (open(&django).await, open(&django).await);
    let stage = contract::Stage::new(&one, &other).beside(&django);
    promise(&if users == Users::Custom { stage.with_names_as_addresses() } else { stage }).await;
    one.close().await;
    other.close().await;
}

#[cfg(test)]
async fn make_custom_tables(path: &Path) {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    connection.execute(include_str!("sqlite/django/custom_user.sql")).await.unwrap();
    connection.close().await.unwrap();
}

#[cfg(test)]
async fn open(django: &django::Django) -> SqliteStore {
    let users = django.users.table();
    let store = SqliteStore::open(&django.path, &users, Arc::new(contract::FarBehind)).await.unwrap();
    store.with_blacklist_tables(&django.path, UseOfBlacklistTables::Auto).await.unwrap()
}

#[cfg(test)]
fn usual(table: &str) -> Tables {
    if table == "outstanding_tokens" { Tables::Blacklist } else { Tables::Usual }
}

macro_rules! tests {
    ($($table:ident { $($promise:ident)+ })+) => {
        $(#[cfg(test)]
        mod $table {
            use super::{Users, contract, keep, usual};

            $(#[tokio::test]
            async fn $promise() {
                keep(usual(stringify!($table)), Users::OfDjango, async |stage| contract::$table::$promise(stage).await).await;
            })+
        })+

        /// The whole contract holds where those tables are in use, too.
        #[cfg(test)]
        mod with_blacklist_tables {
            $(mod $table {
                use crate::{Tables, Users, contract, keep};

                $(#[tokio::test]
                async fn $promise() {
                    keep(Tables::Blacklist, Users::OfDjango, async |stage| contract::$table::$promise(stage).await).await;
                })+
            })+
        }

        /// And on the user table of a project's own model.
        #[cfg(test)]
        mod on_a_custom_user_table {
            $(mod $table {
                use crate::{Users, contract, keep, usual};

                $(#[tokio::test]
                async fn $promise() {
                    let tables = usual(stringify!($table));
                    keep(tables, Users::Custom, async |stage| contract::$table::$promise(stage).await).await;
                })+
            })+
        }
    };
}
each_promise!(tests);
