//! `DATABASES` → `[database]`

use anyhow::bail;

use super::postgres_url;
use super::project::{Database, Project};
use super::sheet::Sheet;

/// # Errors
/// The database is none that can be used, or it is not said which it is.
pub(super) fn carry_over(project: &Project, sheet: &mut Sheet) -> anyhow::Result<()> {
    let database = &project.database;
    let from = format!("DATABASES[{:?}]", database.alias);
    match database.vendor.as_str() {
        "sqlite" => {
            let url = sqlite_url(database, &from)?;
            sheet.set("database.url", url, format!("{from}; people and tokens stay where they are."));
        }
        "postgresql" => postgres_url::carry_over(database, &from, sheet)?,
        "unknown" => bail!(
            "{from} is not set in {}: there is no database to take over; if other settings have it, run this again with \
             DJANGO_SETTINGS_MODULE=… naming them",
            project.started.module
        ),
        _ => bail!(
            "{from} is {} ({}); Countersign works on PostgreSQL and SQLite alone",
            database.product,
            database.engine
        ),
    }
    several(project, sheet);
    times(project, sheet);
    Ok(())
}

fn sqlite_url(database: &Database, from: &str) -> anyhow::Result<String> {
    let name = database.name.as_deref().unwrap_or_default();
    if !name.starts_with('/') {
        bail!("{from} is in memory, and ends with the process that has it; give the project a database that is a file");
    }
    if name.contains(['?', '\0']) {
        bail!("{from} is the file {name:?}, whose name cannot stand in database.url; rename it");
    }
    // sqlite:///name would be taken for a slip.
    let is_at_root = name.matches('/').count() == 1;
    Ok(format!("{}{name}", if is_at_root { "sqlite:" } else { "sqlite://" }))
}

/// One database is used here.
fn several(project: &Project, sheet: &mut Sheet) {
    let database = &project.database;
    let others: Vec<_> = database.aliases.iter().filter(|alias| **alias != database.alias).cloned().collect();
    let routers = project.texts("DATABASE_ROUTERS");
    if !database.elsewhere.is_empty() {
        let found = database.elsewhere.iter().map(|(model, alias)| format!("{model} in {alias}"));
        sheet.not_carried(
            format!("DATABASE_ROUTERS: {}", found.collect::<Vec<_>>().join(", ")),
            format!(
                "users are in {}, and the rest is looked for there alone; bring the tables together",
                database.alias
            ),
        );
    } else if !others.is_empty() || !routers.is_empty() {
        let about =
            if others.is_empty() { format!("DATABASE_ROUTERS = {routers:?}") } else { format!("DATABASES {others:?}") };
        let advice =
            format!("only {} is used here, for reading too: what needs no query needs no replica", database.alias);
        sheet.not_carried(about, advice);
    }
}

/// SQLite has no time zones: Django writes UTC, or with `USE_TZ` off the project's own time.
fn times(project: &Project, sheet: &mut Sheet) {
    let zone = project.database.time_zone.as_deref().or(project.text("TIME_ZONE")).unwrap_or("UTC");
    let is_local = project.database.vendor == "sqlite"
        && (!project.is_on("USE_TZ") || project.database.time_zone.is_some())
        && !["UTC", "Etc/UTC", "GMT"].contains(&zone);
    if is_local {
        sheet.not_carried(
            format!("USE_TZ, TIME_ZONE = {zone:?}"),
            "Django keeps this zone's time in SQLite, and Countersign UTC: expiry of sessions and tokens would be read hours \
             off; set USE_TZ = True and migrate the rows, or move to PostgreSQL",
        );
    }
}
