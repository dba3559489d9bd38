//! `countersign migrate`

use std::path::Path;
use std::process::ExitCode;

use countersign_store_sqlite::{MigrationState, SqliteStore};
use serde_json::json;

use crate::args::Migrate;
use crate::config::Config;
use crate::deployment::{explained, no_database};
use crate::output;

pub(crate) async fn run(config: &Config, options: Migrate) -> anyhow::Result<ExitCode> {
    let path = config.database.url.path();
    let state = SqliteStore::migration_state(path, &config.django.table).await.map_err(|cause| explained(&cause))?;
    if options.check && state != MigrationState::UpToDate {
        if options.json.json {
            as_json(config, state, state)?;
        }
        anyhow::bail!(to_do(path, state));
    }
    if state != MigrationState::UpToDate {
        let _bar = output::progress("Bringing the database up to date");
        SqliteStore::migrate(path, &config.django.table).await.map_err(|cause| explained(&cause))?;
    }
    if options.json.json {
        as_json(config, state, MigrationState::UpToDate)?;
    } else {
        output::line(&format!("{}: {}", output::plain(&path.display().to_string()), done(state)))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(config: &Config, before: MigrationState, after: MigrationState) -> anyhow::Result<()> {
    let database = config.database.url.path().display().to_string();
    output::json(&json!({ "database": database, "before": word(before), "after": word(after) }))
}

fn to_do(path: &Path, state: MigrationState) -> String {
    let shown = path.display();
    match state {
        MigrationState::New => no_database(path),
        MigrationState::Behind => {
            format!("{shown}: not up to date; back it up, and `countersign migrate` brings it there")
        }
        MigrationState::UpToDate => format!("{shown}: up to date"),
    }
}

fn done(state: MigrationState) -> &'static str {
    match state {
        MigrationState::New => "made and migrated",
        MigrationState::Behind => "migrated to this version",
        MigrationState::UpToDate => "up to date already, nothing to do",
    }
}

fn word(state: MigrationState) -> &'static str {
    match state {
        MigrationState::New => "new",
        MigrationState::Behind => "behind",
        MigrationState::UpToDate => "up_to_date",
    }
}
