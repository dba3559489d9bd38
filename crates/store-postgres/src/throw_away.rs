//! Databases that are made for a while, beside the one that is named.

use sqlx::{AssertSqlSafe, Connection, Executor};

use crate::open::{Limits, OpenError, Server};
use crate::pool::Access;
use crate::schema::quoted;

/// What is made and deleted there may take its time: the server copies and deletes files, and waits for the disk.
const PATIENCE: &str = "SET statement_timeout = '60s'";

impl Server {
    /// The database.
    #[must_use]
    pub fn database(&self) -> &str {
        self.options.get_database().unwrap_or_else(|| self.options.get_username())
    }

    /// Who asks.
    #[must_use]
    pub fn role(&self) -> &str {
        self.options.get_username()
    }

    /// Makes an empty database of this name on the server; in the one that is connected to, nothing is changed.
    ///
    /// # Errors
    /// The server cannot be reached or refuses; [`OpenError::Rights`]: the role may not make databases; there is one of this name.
    pub async fn create_database(&self, name: &str, limits: &Limits) -> Result<(), OpenError> {
        // What somebody keeps in `template1` is no part of an empty database.
        self.run_alone(format!("CREATE DATABASE {} TEMPLATE template0", quoted(name)), limits).await
    }

    /// Deletes the database of this name on the server with all that is in it, whoever is connected to it.
    ///
    /// # Errors
    /// The server cannot be reached or refuses; the role does not own the database.
    pub async fn drop_database(&self, name: &str, limits: &Limits) -> Result<(), OpenError> {
        let drop = format!("DROP DATABASE IF EXISTS {}", quoted(name));
        match self.run_alone(format!("{drop} WITH (FORCE)"), limits).await {
            Ok(()) => Ok(()),
            // Not everything that is connected is this role's to end: a worker of the server itself makes way by itself.
            Err(_) => self.run_alone(drop, limits).await,
        }
    }

    /// Outside of any transaction, as such statements have to be.
    async fn run_alone(&self, statement: String, limits: &Limits) -> Result<(), OpenError> {
        let mut connection = self.connect(limits, Access::Write).await?;
        connection.execute(PATIENCE).await.map_err(|cause| self.failed(cause))?;
        let done = connection.execute(AssertSqlSafe(statement)).await.map_err(|cause| self.failed(cause));
        // It has served its purpose.
        drop(connection.close().await);
        done.map(drop)
    }
}
