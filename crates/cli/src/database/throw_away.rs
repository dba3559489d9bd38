//! A database of a command's own, which is gone when the command is done.

use std::fmt::Write;

use anyhow::{Context, anyhow, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countersign_core::Randomness;
use countersign_core::keys::SealingKey;
use countersign_store_postgres::{Limits, OpenError, Server};
use tempfile::TempDir;

use super::explained_of_server;
use super::login::server;
use crate::config::{Config, DatabaseUrl, Secret};
use crate::platform::SystemRandomness;

const PREFIX: &str = "countersign_demo_";

/// The database, empty at first.
pub(crate) struct ThrowAway {
    /// Default settings, but for the database and what it needs.
    pub(crate) config: Config,
    place: Place,
}

enum Place {
    Folder(TempDir),
    /// Beside the database that was named, which stays as it is.
    Beside {
        named: Server,
        name: String,
        limits: Limits,
    },
}

impl ThrowAway {
    /// A file in a folder of its own.
    pub(crate) fn in_a_folder() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir().context("a throw-away folder")?;
        let mut config = Config::default();
        let url = format!("sqlite://{}", folder.path().join("countersign.db").display());
        config.database.url = DatabaseUrl::try_from(url).map_err(anyhow::Error::msg)?;
        Ok(Self { config, place: Place::Folder(folder) })
    }

    /// A new database on the PostgreSQL server that the settings name.
    pub(crate) async fn on_the_server_of(settings: Config) -> anyhow::Result<Self> {
        let DatabaseUrl::Postgres(url) = &settings.database.url else {
            bail!(
                "--database-url: this command makes a database of its own, on a PostgreSQL server with \
                 postgres://USER@HOST:5432/NAME, and in a throw-away file without the option"
            )
        };
        let (named, name, limits) = (server(url, &settings)?, random_name()?, settings.database.limits());
        let url = beside(url, &name);
        // Whatever the address looks like: nothing is written into the database that it names.
        ensure!(server(&url, &settings)?.database() == name, "{named}: write it as postgres://USER@HOST:5432/NAME");
        named.create_database(&name, &limits).await.map_err(|cause| not_made(&cause))?;
        let mut config = Config { database: settings.database, ..Config::default() };
        config.database.url = DatabaseUrl::Postgres(url);
        config.keys.encryption_key = Some(sealing_key());
        Ok(Self { config, place: Place::Beside { named, name, limits } })
    }

    /// Somewhere that others see it, too.
    pub(crate) fn is_on_a_server(&self) -> bool {
        matches!(self.place, Place::Beside { .. })
    }

    /// Leaves nothing of it.
    pub(crate) async fn delete(self) -> anyhow::Result<()> {
        match self.place {
            Place::Folder(folder) => folder.close().context("the throw-away folder"),
            Place::Beside { named, name, limits } => {
                let dropped = named.drop_database(&name, &limits).await;
                dropped.map_err(|cause| anyhow!("{cause}; `DROP DATABASE {name}` is still to be done there"))
            }
        }
    }
}

/// The same address with another database, and with the schema that every new one has: of repeated parameters the last one counts.
fn beside(url: &str, name: &str) -> String {
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}dbname={name}&options=-csearch_path%3Dpublic")
}

fn not_made(cause: &OpenError) -> anyhow::Error {
    let OpenError::Rights { server, .. } = cause else { return explained_of_server(cause) };
    let role = server.role();
    anyhow!(
        "{server}: the role {role} may not make databases, and this command wants one of its own; let a superuser run \
         `ALTER ROLE {role} CREATEDB`, or leave --database-url out: then it is a file"
    )
}

fn random_name() -> anyhow::Result<String> {
    let mut name = PREFIX.to_owned();
    random::<8>().iter().try_for_each(|byte| write!(name, "{byte:02x}"))?;
    Ok(name)
}

fn sealing_key() -> Secret {
    STANDARD.encode(random::<{ SealingKey::LEN }>()).into()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandomness.fill(&mut bytes);
    bytes
}
