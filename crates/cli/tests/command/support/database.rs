//! What a deployment keeps, and where: what differs between the databases that the tests run on stands here, and nowhere else.

use std::fs;
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use countersign_core::store::Store;
use countersign_core::{Clock, UserTable};
use countersign_store_postgres::{Limits, PostgresStore, Server, TimeSource};
use countersign_store_sqlite::SqliteStore;
use private_postgres::{Chosen, Database, chosen, shared};
use tempfile::TempDir;

use super::Done;

/// The key that seals what is kept in a database on a server.
pub(crate) const SEALING: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Its usual place in the folder.
const FILE: &str = "countersign.db";

/// Runs statements, and prints the rows of the last one as `psql` does.
const ON_FILE: &str = r#"
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
statements = sys.argv[2].rstrip().rstrip(";")
if ";" in statements:
    database.executescript(statements)
else:
    for row in database.execute(statements):
        print(*("" if value is None else value for value in row), sep="|")
"#;

/// A folder and a database, which are gone with this.
pub(super) struct Place {
    pub(super) folder: TempDir,
    database: TestDatabase,
}

enum TestDatabase {
    /// A file in the folder, which is there when a command has made it.
    Sqlite,
    /// With our tables; there when it is first asked for.
    Postgres(OnceLock<Database<'static>>),
}

impl Place {
    pub(super) fn new() -> Self {
        let database = match chosen() {
            Chosen::Sqlite => TestDatabase::Sqlite,
            Chosen::Postgres => TestDatabase::Postgres(OnceLock::new()),
        };
        Self { folder: tempfile::tempdir().unwrap(), database }
    }

    pub(super) fn on_sqlite() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database: TestDatabase::Sqlite }
    }

    /// The variables that name it; none for a file at its usual place.
    pub(super) fn settings(&self) -> Vec<(&str, String)> {
        match &self.database {
            TestDatabase::Sqlite => Vec::new(),
            TestDatabase::Postgres(database) => {
                let url = database.get_or_init(like_migrated).url();
                vec![("DATABASE_URL", url), ("COUNTERSIGN_KEYS__ENCRYPTION_KEY", SEALING.to_owned())]
            }
        }
    }

    /// What another program does; the rows of a single statement, a line each, with `|` between the columns.
    pub(super) fn sql(&self, statements: &str) -> String {
        match &self.database {
            TestDatabase::Sqlite => {
                let mut python = Command::new("python3");
                python.args(["-c", ON_FILE, FILE, statements]).current_dir(&self.folder);
                Done::of(python, "").expect_success().trim_end().to_owned()
            }
            TestDatabase::Postgres(database) => database.get_or_init(like_migrated).run(statements),
        }
    }

    /// Every byte that is in the database, and what a server's columns of bytes hold.
    pub(super) fn contents(&self) -> Vec<u8> {
        match &self.database {
            TestDatabase::Sqlite => fs::read(self.folder.path().join(FILE)).unwrap(),
            TestDatabase::Postgres(database) => {
                let dump = database.get_or_init(like_migrated).dump();
                let columns = dump.split(['\t', '\n']).filter_map(|column| column.strip_prefix(r"\\x"));
                let bytes = columns.flat_map(|digits| digits.as_bytes().chunks(2)).map(byte).collect();
                [dump.into_bytes(), bytes].concat()
            }
        }
    }

    /// The key that seals what is kept there.
    pub(super) fn sealing_key(&self) -> String {
        match &self.database {
            TestDatabase::Sqlite => fs::read_to_string(self.folder.path().join("countersign.key")).unwrap(),
            TestDatabase::Postgres(_) => SEALING.to_owned(),
        }
    }

    /// The tables of SimpleJWT's `token_blacklist`, as its migrations leave them.
    pub(super) fn blacklist_tables(&self) -> &'static str {
        match &self.database {
            TestDatabase::Sqlite => include_str!("../../../../store-sqlite/tests/sqlite/django/token_blacklist.sql"),
            TestDatabase::Postgres(_) => {
                include_str!("../../../../store-postgres/tests/postgres/django/token_blacklist.sql")
            }
        }
    }

    /// The database, opened beside its servers by somebody with a clock of their own.
    pub(super) async fn store(&self, clock: Arc<dyn Clock>) -> Arc<dyn Store> {
        let users = UserTable::default();
        match &self.database {
            TestDatabase::Sqlite => {
                let file = self.folder.path().join(FILE);
                Arc::new(SqliteStore::open(&file, &users, clock).await.unwrap())
            }
            TestDatabase::Postgres(database) => {
                let server = Server::parse(&database.get_or_init(like_migrated).url(), None).unwrap();
                // Whoever writes thousands of rows at once waits.
                let limits = Limits { acquire_timeout: Duration::from_mins(5), ..Limits::default() };
                // The moments that are handed in are those of whose clock it is.
                Arc::new(PostgresStore::open(&server, &users, limits, TimeSource::Given).await.unwrap())
            }
        }
    }
}

fn byte(digits: &[u8]) -> u8 {
    u8::from_str_radix(str::from_utf8(digits).unwrap(), 16).unwrap()
}

/// A copy of one that was made once.
fn like_migrated() -> Database<'static> {
    let template = shared().template("command", |url| {
        let mut migrate = Command::new(env!("CARGO_BIN_EXE_countersign"));
        migrate.arg("migrate").env_clear().env("DATABASE_URL", url).current_dir("/");
        Done::of(migrate, "").expect_success();
    });
    shared().database_like(&template)
}
