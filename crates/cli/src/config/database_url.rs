//! Where the data is.

use std::fmt;
use std::path::{Path, PathBuf};

use countersign_store_postgres::check_address;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The file of the embedded database, or the address of a database on a PostgreSQL server. A password in it is never shown.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub(crate) enum DatabaseUrl {
    File(PathBuf),
    Postgres(String),
}

impl DatabaseUrl {
    /// Where files go that belong to the database: beside it, or into the folder that the server starts in.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        match self {
            Self::File(path) => path.with_file_name(name),
            Self::Postgres(_) => PathBuf::from(name),
        }
    }

    /// It has a password.
    pub(crate) fn has_password(&self) -> bool {
        matches!(self, Self::Postgres(url) if without_password(url) != *url)
    }

    /// The file of the embedded database.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }
}

impl Default for DatabaseUrl {
    fn default() -> Self {
        Self::File(PathBuf::from("countersign.db"))
    }
}

/// As it is shown.
impl From<DatabaseUrl> for String {
    fn from(url: DatabaseUrl) -> Self {
        match url {
            DatabaseUrl::File(path) => format!("sqlite://{}", path.display()),
            DatabaseUrl::Postgres(url) => without_password(&url),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from(self.clone()))
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = String;

    /// `sqlite://PATH` or `sqlite:PATH`, `postgres://…` or `postgresql://…`; a password in an address is not repeated.
    fn try_from(url: String) -> Result<Self, Self::Error> {
        if ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Ok(Self::Postgres(url));
        }
        if let Some(name) = url.strip_prefix("sqlite:///").filter(|rest| !rest.is_empty() && !rest.contains(['/', '?']))
        {
            return Err(format!(
                "/{name} is an absolute path here, unlike for dj-database-url and SQLAlchemy; for a file in this folder write \
                 sqlite://{name}"
            ));
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        let is_file = |path: &&str| !path.is_empty() && !path.contains(['?', '\0']) && *path != ":memory:";
        path.filter(is_file).map(|path| Self::File(path.into())).ok_or_else(|| {
            "the database must be a file, such as sqlite://countersign.db or sqlite:///var/lib/countersign.db, or on a \
             PostgreSQL server, such as postgres://db.example.com:5432/countersign"
                .to_owned()
        })
    }
}

/// `postgres://user:****@host/name`; what stands behind a `?` may hold a password, too, and of an address that is none any part.
fn without_password(url: &str) -> String {
    if check_address(url).is_err() {
        return "postgres://****".to_owned();
    }
    let (address, parameters) = url.split_once('?').map_or((url, None), |(before, after)| (before, Some(after)));
    let address = match address.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?))) {
        Some((scheme, (login, place))) => {
            let shown = login.split_once(':').map_or_else(|| login.to_owned(), |(user, _)| format!("{user}:****"));
            format!("{scheme}://{shown}@{place}")
        }
        None => address.to_owned(),
    };
    let Some(parameters) = parameters else { return address };
    let hidden = parameters.split('&').map(|parameter| match parameter.split_once('=') {
        Some((name, _)) if name.to_ascii_lowercase().contains("pass") => format!("{name}=****"),
        Some(_) | None => parameter.to_owned(),
    });
    format!("{address}?{}", hidden.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::DatabaseUrl;

    #[test]
    fn a_password_is_never_shown() {
        for (url, shown) in [
            ("postgres://alice:pa:ss@db/x?sslmode=require", "postgres://alice:****@db/x?sslmode=require"),
            ("postgresql://alice@db:5433/x", "postgresql://alice@db:5433/x"),
            ("postgres://alice:p@ss@db/x", "postgres://alice:****@db/x"),
            ("postgres:///x?user=alice&password=pass", "postgres:///x?user=alice&password=****"),
            ("postgres://alice:p?ss@db/x", "postgres://****"),
        ] {
            let read = DatabaseUrl::try_from(url.to_owned()).unwrap();
            assert_eq!((format!("{read:?}"), String::from(read)), (shown.to_owned(), shown.to_owned()));
        }
    }
}
