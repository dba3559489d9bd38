//! Why a database is not there or does not open, and what to do.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use countersign_store_postgres as postgres;
use countersign_store_sqlite::OpenError;

use super::{Database, Named};
use crate::access;

/// What there is to say where a database is looked for and is not there.
pub(crate) fn no_database(database: &Database) -> String {
    match database {
        Database::File { path, named: Named::Yes, .. } => {
            let found = if path.exists() { "the database is empty" } else { "there is no database yet" };
            format!(
                "{}: {found}; `countersign migrate` makes it (wrong path? name the right one with database.url, DATABASE_URL or \
                 --database-url)",
                whole(path).display()
            )
        }
        Database::File { path, named: Named::No, .. } => {
            format!(
                "{}: there is no database yet; `countersign migrate` makes it (wrong folder? cd there, or name it with \
                 --config or --database-url)",
                whole(path).display()
            )
        }
        Database::Postgres { server, .. } => {
            format!(
                "{server}: the database is empty; `countersign migrate` makes the tables (wrong database? name it with database.url)"
            )
        }
    }
}

/// What there is to say of tables that some migrations, or all of them, have not reached.
pub(crate) fn behind(database: &Database) -> String {
    format!("{database}: the database is not prepared for this version yet; back it up and run `countersign migrate`")
}

fn whole(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Why a database did not open, and what to do.
pub(super) fn explained(cause: &OpenError) -> anyhow::Error {
    match cause {
        OpenError::File { path, .. } | OpenError::Database { path, .. } if access::refusal(path).is_some() => {
            anyhow!(access::refusal(path).unwrap_or_default())
        }
        OpenError::File { path, cause: denied } if denied.kind() == ErrorKind::PermissionDenied => {
            anyhow!(access::refusal_to_make(path).unwrap_or_else(|| cause.to_string()))
        }
        OpenError::File { .. } | OpenError::Database { .. } => {
            anyhow!(
                "{cause}; database.url, DATABASE_URL or --database-url must name the file, in a folder that is there"
            )
        }
        OpenError::Foreign { .. } => anyhow!("{cause} with database.url, DATABASE_URL or --database-url"),
        OpenError::Misfit { .. } => {
            anyhow!("{cause}; nothing was changed")
        }
        OpenError::New { .. } => {
            anyhow!(
                "{cause}; point database.url at the database of the Django project, or take what is under [django] out"
            )
        }
        OpenError::BlacklistTables { .. } => anyhow!(
            "{cause}; add rest_framework_simplejwt.token_blacklist to the Django project's INSTALLED_APPS and run its \
             `manage.py migrate token_blacklist`, or set blacklist_tables = \"off\" under [django]"
        ),
        OpenError::Migration { .. } => anyhow!(
            "{cause}; database.url, DATABASE_URL or --database-url must name a database that this version or an older one made"
        ),
    }
}

/// Why a database on a server did not open, and what to do.
pub(super) fn explained_of_server(cause: &postgres::OpenError) -> anyhow::Error {
    use postgres::OpenError::{
        Absent, Address, BlacklistTables, Database, Foreign, Migration, Misfit, New, Password, ReadOnly, Refused,
        Rights, Schema, Tls, Unreachable,
    };
    match cause {
        Address(_) => anyhow!("{cause}; write database.url as postgres://USER@HOST:5432/NAME"),
        Unreachable { .. } => anyhow!(
            "{cause}; is PostgreSQL running there, and do host and port of database.url name it? (how long is waited: \
             database.connect_timeout)"
        ),
        Tls { .. } => anyhow!(
            "{cause}; `sslmode` in database.url is disable, prefer, require, verify-ca or verify-full, and `sslrootcert` names \
             the certificate of the server's authority"
        ),
        Refused { .. } => anyhow!(
            "{cause}; set database.password (or the variable COUNTERSIGN_DATABASE__PASSWORD, or …_FILE), and see pg_hba.conf \
             of the server"
        ),
        Password { server } => anyhow!(
            "{cause}; give the role another one, without control characters and emoji (ALTER ROLE {} PASSWORD …), and set \
             database.password to it",
            server.role()
        ),
        Schema { search_path, .. } => anyhow!(
            "{cause}; make it (CREATE SCHEMA {}), let the role use it (GRANT USAGE ON SCHEMA …), or name another in database.url \
             (?options=-csearch_path%3Dname)",
            first_schema(search_path)
        ),
        Absent { server } => anyhow!("{cause}; make it with `createdb`, or name another in database.url ({server})"),
        Rights { .. } => anyhow!(
            "{cause}; let its owner GRANT them to the role: CREATE on the schema for `countersign migrate`, and SELECT, INSERT, \
             UPDATE and DELETE on the tables"
        ),
        ReadOnly { standby: true, .. } => anyhow!("{cause}; name its primary in database.url"),
        ReadOnly { standby: false, .. } => {
            anyhow!("{cause}; take default_transaction_read_only from the server, the database or the role")
        }
        Database { .. } => anyhow!("{cause}"),
        Foreign { .. } => anyhow!("{cause} in database.url (a schema: ?options=-csearch_path%3Dcountersign)"),
        Misfit { .. } => {
            anyhow!("{cause}; nothing was changed")
        }
        New { .. } => {
            anyhow!(
                "{cause}; point database.url at the database of the Django project, or take what is under [django] out"
            )
        }
        BlacklistTables { .. } => anyhow!(
            "{cause}; add rest_framework_simplejwt.token_blacklist to the Django project's INSTALLED_APPS and run its \
             `manage.py migrate token_blacklist`, or set blacklist_tables = \"off\" under [django]"
        ),
        Migration { .. } => {
            anyhow!("{cause}; database.url must name a database that this version or an older one made")
        }
    }
}

/// The first one that is named, quoted as it is; the one of the role's own name is rarely meant.
fn first_schema(search_path: &str) -> &str {
    let names = search_path.split(',').map(str::trim);
    names.clone().find(|name| *name != "\"$user\"").or_else(|| names.clone().next()).unwrap_or_default()
}
