//! `countersign migrate`

use std::process::ExitCode;

use countersign_core::store::MigrationState;
use serde_json::json;

use crate::args::Migrate;
use crate::config::Config;
use crate::database::{Database, no_database};
use crate::output;

pub(crate) async fn run(config: &Config, options: Migrate) -> anyhow::Result<ExitCode> {
    let database = Database::of(config)?;
    let state = database.state().await?;
    if options.check && state != MigrationState::UpToDate {
        if options.json.json {
            as_json(&database, state, state)?;
        }
        anyhow::bail!(to_do(&database, state));
    }
    if state != MigrationState::UpToDate {
        let _bar = output::progress("Bringing the database up to date");
        database.migrate().await?;
    }
    if options.json.json {
        as_json(&database, state, MigrationState::UpToDate)?;
    } else {
        output::line(&format!("{}: {}", output::plain(&database.to_string()), done(state)))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(database: &Database, before: MigrationState, after: MigrationState) -> anyhow::Result<()> {
    let database = database.to_string();
    output::json(&json!({ "database": database, "before": word(before), "after": word(after) }))
}

fn to_do(database: &Database, state: MigrationState) -> String {
    match state {
        MigrationState::New => no_database(database),
        MigrationState::Behind => {
            format!("{database}: not up to date; back it up, and `countersign migrate` brings it there")
        }
        MigrationState::UpToDate => format!("{database}: up to date"),
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
