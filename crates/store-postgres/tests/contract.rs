//! The store's contract, promise by promise, each on a new database that two stores have open.

#[cfg(test)]
use countersign_core::{each_promise, store::contract, store::contract::SqlWriter};
#[cfg(test)]
use countersign_store_postgres::{Limits, PostgresStore, Server, TimeSource, UseOfBlacklistTables};
#[cfg(test)]
use sqlx::{Connection, Executor, PgConnection};

#[cfg(test)]
use django::Users;

#[cfg(test)]
mod django {
    use countersign_core::store::contract::SqlWriter;
    use countersign_core::{
        ExtraField, FieldDefault, FieldKind, Identifier, MembershipTable, UserColumns, UserModel, UserTable,
    };
    use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

    /// A Django on the database of two stores. It looks after references itself.
    #[derive(Debug)]
    pub(super) struct Django {
        pub(super) url: String,
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
            let mut words = sql.replace("    user_id integer,", "    user_id uuid,");
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
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            connection.execute("SET session_replication_role = replica").await.unwrap();
            connection.execute(sql).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}

/// What a Django has made in the database before.
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
    let shared = private_postgres::shared();
    let template = match users {
        Users::OfDjango => shared.template("migrated", |url| migrate(url, users)),
        Users::Custom => shared.template("custom_user", |url| migrate(url, users)),
    };
    let database = shared.database_like(&template);
    let server = Server::parse(&database.url(), None).unwrap();
    let django = django::Django { url: database.url(), users };
    if tables == Tables::Blacklist {
        django.run(include_str!("postgres/django/token_blacklist.sql")).await;
    }
    let (one, other) = (open(&server, users).await, open(&server, users).await);
    let stage = contract::Stage::new(&one, &other).beside(&django);
    promise(&if users == Users::Custom { stage.with_names_as_addresses() } else { stage }).await;
    one.close().await;
    other.close().await;
}

/// Once for all promises, on a runtime of its own: a test's is gone with it.
#[cfg(test)]
fn migrate(url: &str, users: Users) {
    let url = url.to_owned();
    let migrated = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            if users == Users::Custom {
                let mut connection = PgConnection::connect(&url).await.unwrap();
                connection.execute(include_str!("postgres/django/custom_user.sql")).await.unwrap();
                connection.close().await.unwrap();
            }
            let server = Server::parse(&url, None).unwrap();
            PostgresStore::migrate(&server, &users.table(), &Limits::default()).await
        })
    });
    migrated.join().unwrap().unwrap();
}

#[cfg(test)]
async fn open(server: &Server, users: Users) -> PostgresStore {
    let store = PostgresStore::open(server, &users.table(), Limits::default(), TimeSource::Given).await.unwrap();
    store.with_blacklist_tables(server, UseOfBlacklistTables::Auto).await.unwrap()
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
