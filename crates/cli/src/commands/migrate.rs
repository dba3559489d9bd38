//! `countersign migrate`

use std::process::ExitCode;

use countersign_store_sqlite::{MigrationState, SqliteStore};

use crate::args::Migrate;
use crate::config::Config;
use crate::output;

pub(crate) async fn run(config: &Config, options: Migrate) -> anyhow::Result<ExitCode> {
    let path = config.database.url.path();
    let state = SqliteStore::migration_state(path).await?;
    if state == MigrationState::UpToDate {
        output::line(&format!("{}: up to date", path.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    if options.check {
        anyhow::bail!("{}: not up to date; `countersign migrate` brings it there", path.display());
    }
    SqliteStore::migrate(path).await?;
    output::line(&format!("{}: migrated", path.display()))?;
    Ok(ExitCode::SUCCESS)
}
