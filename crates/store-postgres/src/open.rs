//! Finding the server, and opening a database there.

use std::fmt;
use std::io::ErrorKind;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use countersign_core::UserTable;
use countersign_core::store::django_schema::Misfit;
use countersign_core::store::{DjangoTables, UseOfBlacklistTables};
use sqlx::migrate::MigrateError;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use tokio::sync::watch;

use crate::address::{self, AddressError};
use crate::error::{self, told};
use crate::outstanding_tokens::BlacklistTables;
use crate::pool::{self, Access, Kept, Pool};
use crate::schema::{self, Unfit, quoted};
use crate::tables::Tables;
use crate::time::TimeSource;

/// The store.
#[derive(Debug, Clone)]
pub struct PostgresStore {
    pub(crate) pool: Pool,
    pub(crate) time: TimeSource,
    pub(crate) tables: Arc<Tables>,
    /// Marked when events of this process are committed.
    pub(crate) written: watch::Sender<()>,
}

/// A database on a server, and who asks for it. It is shown without the password.
#[derive(Clone)]
pub struct Server {
    pub(crate) options: Arc<PgConnectOptions>,
    /// Words on where the password is from.
    password_source: Option<Arc<String>>,
}

/// How much of the server one store takes, and how long it waits for it.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at most (default 10).
    pub max_connections: NonZeroUsize,
    /// How long a step waits for one of them (default 5 s).
    pub acquire_timeout: Duration,
    /// How long the server may take to be connected to (default 5 s).
    pub connect_timeout: Duration,
    /// How long a statement may take, and a step of several together a second longer (default 10 s).
    pub statement_timeout: Duration,
    /// How long a statement waits for what another one has locked (default 5 s).
    pub lock_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_connections: NonZeroUsize::MIN.saturating_add(9),
            acquire_timeout: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(10),
            lock_timeout: Duration::from_secs(5),
        }
    }
}

/// Why the database did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is none.
    #[error("the address of the database: {0}")]
    Address(#[from] AddressError),
    /// Nothing answers there, or not in time.
    #[error("{server}: the server cannot be reached: {}", told(.cause))]
    Unreachable {
        /// Who asked for what.
        server: Server,
        /// Why.
        cause: sqlx::Error,
    },
    /// The server and we do not agree about TLS: its certificate, or whether there is any.
    #[error("{server}: no connection with TLS as `sslmode` asks for it: {}", told(.cause))]
    Tls {
        /// Who asked for what.
        server: Server,
        /// Why.
        cause: sqlx::Error,
    },
    /// The server does not let this role in: a wrong password, or a rule of its `pg_hba.conf`.
    #[error("{server}: the server refuses the login: {}{}", told(.cause), .server.password_source())]
    Refused {
        /// Who asked for what.
        server: Server,
        /// Why.
        cause: sqlx::Error,
    },
    /// The server wants SCRAM-SHA-256, to which the driver does not bring this password: RFC 4013 has no such character in one.
    #[error("{server}: the password has a character that SASLprep prohibits, with which nobody can log in here")]
    Password {
        /// Who asked for what.
        server: Server,
    },
    /// There is no such database on the server.
    #[error("{server}: there is no such database on this server")]
    Absent {
        /// Who asked for what.
        server: Server,
    },
    /// The role may not do what has to be done.
    #[error("{server}: the role lacks rights: {what}")]
    Rights {
        /// Who asked for what.
        server: Server,
        /// Which.
        what: String,
    },
    /// Nothing can be written there.
    #[error("{server}: the database is read-only{}", if *.standby { ": the server is a standby" } else { "" })]
    ReadOnly {
        /// Who asked for what.
        server: Server,
        /// The server follows another one.
        standby: bool,
    },
    /// It has no schema to look into.
    #[error("{server}: search_path names no schema that is there and that the role may use: {search_path}")]
    Schema {
        /// Who asked for what.
        server: Server,
        /// As the server has it.
        search_path: String,
    },
    /// It cannot be read, or too slowly.
    #[error("{server}: {}", told(.cause))]
    Database {
        /// Who asked for what.
        server: Server,
        /// Why.
        cause: sqlx::Error,
    },
    /// It holds the tables of another application, and none of ours.
    #[error("{server} holds another application's tables; name a new database, or a schema in it")]
    Foreign {
        /// Who asked for what.
        server: Server,
    },
    /// A table of Django's is not as it is needed.
    #[error("{server} cannot be used: {misfit}")]
    Misfit {
        /// Who asked for what.
        server: Server,
        /// What is missing, or too much.
        misfit: Misfit,
    },
    /// It is empty, and would have Django's own user table, which is not what the settings say.
    #[error("{server} is an empty database, whose user table would be Django's own: {misfit}")]
    New {
        /// Who asked for what.
        server: Server,
        /// What would be missing.
        misfit: Misfit,
    },
    /// The tables of `token_blacklist` are to be used, and one is not there or not as we need it.
    #[error("{server}: {misfit}")]
    BlacklistTables {
        /// Who asked for what.
        server: Server,
        /// What is missing.
        misfit: Misfit,
    },
    /// It was migrated by another version of this program, or a migration failed.
    #[error("{server}: {cause}")]
    Migration {
        /// Who asked for what.
        server: Server,
        /// Why.
        cause: MigrateError,
    },
}

impl Server {
    /// Reads `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…&sslrootcert=…&options=…`; `password` wins over the one in it.
    /// What it leaves out is as `psql` has it: `PGHOST`, `PGPASSWORD` and the like, and the password file.
    ///
    /// # Errors
    /// [`OpenError::Address`]; nothing that may be a part of a password is repeated.
    pub fn parse(url: &str, password: Option<&str>) -> Result<Self, OpenError> {
        let mut options = address::parse(url)?;
        if let Some(password) = password {
            options = options.password(password);
        }
        if options.get_application_name().is_none() {
            options = options.application_name("countersign");
        }
        Ok(Self { options: Arc::new(options), password_source: None })
    }

    /// The same role at the same server, in whichever database.
    #[must_use]
    pub fn has_role_of(&self, other: &Self) -> bool {
        let login = |server: &Self| {
            let options = &server.options;
            let role = options.get_username().to_owned();
            (role, options.get_host().to_owned(), options.get_socket().cloned(), options.get_port())
        };
        login(self) == login(other)
    }

    /// Says where the password is from, for the message of a refused login.
    #[must_use]
    pub fn with_password_source(self, words: &str) -> Self {
        Self { password_source: Some(Arc::new(words.to_owned())), ..self }
    }

    fn password_source(&self) -> String {
        self.password_source.as_ref().map(|words| format!(" ({words})")).unwrap_or_default()
    }

    pub(crate) fn unfit(&self, unfit: Unfit) -> OpenError {
        match unfit {
            Unfit::Misfit(misfit) => OpenError::Misfit { server: self.clone(), misfit },
            Unfit::Database(cause) => self.failed(cause),
        }
    }

    pub(crate) async fn connect(&self, limits: &Limits, access: Access) -> Result<PgConnection, OpenError> {
        let failed = |cause| self.failed(cause);
        let mut connection = pool::connect(&self.options, limits, access).await.map_err(failed)?;
        match sqlx::query_scalar(NO_SCHEMA).fetch_optional(&mut connection).await.map_err(failed)? {
            Some(search_path) => Err(OpenError::Schema { server: self.clone(), search_path }),
            None => Ok(connection),
        }
    }

    /// What an error of the driver means here.
    pub(crate) fn failed(&self, cause: sqlx::Error) -> OpenError {
        let server = self.clone();
        if let sqlx::Error::Database(told) = &cause {
            let (code, message) = (told.code().unwrap_or_default(), told.message().to_owned());
            return match &*code {
                // "no pg_hba.conf entry for …, no encryption": the server wants TLS.
                "28000" if message.contains("no encryption") => OpenError::Tls { server, cause },
                "28000" | "28P01" => OpenError::Refused { server, cause },
                "3D000" => OpenError::Absent { server },
                "42501" => OpenError::Rights { server, what: message },
                "25006" => OpenError::ReadOnly { server, standby: false },
                "57P03" | "53300" => OpenError::Unreachable { server, cause },
                _ => OpenError::Database { server, cause },
            };
        }
        if error::is_prohibited_password(&cause) {
            return OpenError::Password { server };
        }
        // What rustls says about a certificate comes as an error of the connection.
        let is_certificate = matches!(&cause, sqlx::Error::Io(io) if io.kind() == ErrorKind::InvalidData);
        if is_certificate || matches!(cause, sqlx::Error::Tls(_)) {
            OpenError::Tls { server, cause }
        } else if matches!(cause, sqlx::Error::Io(_) | sqlx::Error::Protocol(_)) {
            OpenError::Unreachable { server, cause }
        } else {
            OpenError::Database { server, cause }
        }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options = &self.options;
        let (user, port) = (options.get_username(), options.get_port());
        match options.get_socket() {
            Some(socket) => write!(f, "postgres://{user}@{}:{port}", socket.display())?,
            None if options.get_host().contains(':') => write!(f, "postgres://{user}@[{}]:{port}", options.get_host())?,
            None => write!(f, "postgres://{user}@{}:{port}", options.get_host())?,
        }
        write!(f, "/{}", options.get_database().unwrap_or(user))
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({self})")
    }
}

impl PostgresStore {
    /// Opens a database that is up to date (see [`PostgresStore::migrate`]) and has its users where `users` says, and asks whether
    /// everything that a server writes may be written.
    ///
    /// # Errors
    /// The server cannot be reached or refuses, the database is read-only, or a table of Django's is not as it is needed.
    pub async fn open(server: &Server, users: &UserTable, limits: Limits, time: TimeSource) -> Result<Self, OpenError> {
        Self::open_for(Access::Write, server, users, (limits, time)).await
    }

    /// Asks whether everything that a server writes may be written, and writes nothing.
    ///
    /// # Errors
    /// The server cannot be reached or refuses, or the database is read-only.
    pub async fn demand_writable(server: &Server, users: &UserTable, limits: &Limits) -> Result<(), OpenError> {
        let mut connection = server.connect(limits, Access::Write).await?;
        let done = writable(&mut connection, server, users).await;
        // It has served its purpose.
        drop(connection.close().await);
        done
    }

    /// Opens a database that is up to date, to look at: whatever would change it fails.
    ///
    /// # Errors
    /// The server cannot be reached or refuses, or a table of Django's is not as it is needed.
    pub async fn open_to_look(
        server: &Server,
        users: &UserTable,
        limits: Limits,
        time: TimeSource,
    ) -> Result<Self, OpenError> {
        Self::open_for(Access::Look, server, users, (limits, time)).await
    }

    async fn open_for(
        access: Access,
        server: &Server,
        users: &UserTable,
        (limits, time): (Limits, TimeSource),
    ) -> Result<Self, OpenError> {
        let mut connection = server.connect(&limits, access).await?;
        let tables = tables(&mut connection, access, server, users).await;
        // It has served its purpose.
        drop(connection.close().await);
        let options = PgConnectOptions::clone(&server.options);
        let (pool, tables) = (Pool::new(options, limits, access), Arc::new(tables?));
        Ok(Self { pool, time, tables, written: watch::Sender::default() })
    }

    /// Reads and writes the tables of SimpleJWT's `token_blacklist` from now on, which a Django made, or not; without this they are
    /// left alone. `server` is for the message.
    ///
    /// # Errors
    /// They must be there and are not, or lack a column.
    pub async fn with_blacklist_tables(self, server: &Server, wanted: UseOfBlacklistTables) -> Result<Self, OpenError> {
        if wanted == UseOfBlacklistTables::Off {
            return Ok(self);
        }
        let failed = |cause| server.failed(cause);
        let mut lent = self.pool.lend(Kept::Trusted).await.map_err(failed)?;
        let lacking = schema::lacks_of_blacklist(&mut lent.connection).await.map_err(failed)?;
        lent.give_back();
        match lacking {
            None => {
                let tables = Tables { blacklist: BlacklistTables::InUse, ..Tables::clone(&self.tables) };
                Ok(Self { tables: Arc::new(tables), ..self })
            }
            Some(Misfit::Table { .. }) if wanted == UseOfBlacklistTables::Auto => Ok(self),
            Some(misfit) => {
                self.close().await;
                Err(OpenError::BlacklistTables { server: server.clone(), misfit })
            }
        }
    }

    /// Which of Django's tables the database has, as it was opened.
    #[must_use]
    pub fn django_tables(&self) -> DjangoTables {
        self.tables.found
    }

    /// Closes every connection, once the steps that have them are done.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

async fn tables(
    connection: &mut PgConnection,
    access: Access,
    server: &Server,
    users: &UserTable,
) -> Result<Tables, OpenError> {
    if access == Access::Write {
        writable(connection, server, users).await?;
    }
    let schema = schema::read(connection, users).await.map_err(|unfit| server.unfit(unfit))?;
    Ok(Tables::render(users, &schema))
}

/// `search_path`, where no schema that it names can be looked into.
const NO_SCHEMA: &str = "SELECT current_setting('search_path') WHERE current_schema() IS NULL";

const IS_STANDBY: &str = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'";

/// The tables that are written, and what is done to them, as far as this role may not; $1 is the user table.
const LACKING: &str = "
SELECT string_agg(need.privilege || ' on ' || need.name, ', ' ORDER BY need.name, need.privilege)
  FROM (SELECT c.oid AS oid, c.relname::text AS name, p.privilege
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p (privilege)
         WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY (current_schemas(false))
           AND c.relname LIKE 'countersign\\_%'
            OR c.oid = to_regclass($1) AND p.privilege IN ('SELECT', 'UPDATE')) need
 WHERE NOT has_table_privilege(need.oid, need.privilege)";

/// Whether the tables that are there may be written.
pub(crate) async fn writable(
    connection: &mut PgConnection,
    server: &Server,
    users: &UserTable,
) -> Result<(), OpenError> {
    let failed = |cause| server.failed(cause);
    let (standby, read_only): (bool, bool) =
        sqlx::query_as(IS_STANDBY).fetch_one(&mut *connection).await.map_err(failed)?;
    if standby || read_only {
        return Err(OpenError::ReadOnly { server: server.clone(), standby });
    }
    let lacking = sqlx::query_scalar(LACKING).bind(quoted(users.table.as_str())).fetch_one(connection).await;
    let lacking: Option<String> = lacking.map_err(failed)?;
    match lacking {
        Some(what) => Err(OpenError::Rights { server: server.clone(), what }),
        None => Ok(()),
    }
}
