//! What a server finds when it starts: its address, its database, its keys.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::Path;

use anyhow::bail;
use countersign_core::Clock;
use countersign_core::store::MigrationState;
use countersign_server::route_problems;

use super::report::{Level, Report};
use crate::config::Config;
use crate::database::{Database, Opening, behind, no_database};
use crate::deployment::http_settings;
use crate::key_source;
use crate::keys_beside_django;
use crate::platform::SystemClock;
use crate::tls;

pub(super) fn routes(config: &Config, report: &mut Report) {
    let problems = route_problems(&http_settings(config));
    // A name that is no endpoint's is a problem of the settings, and said there.
    let unknown = |problem: &&_| !matches!(problem, countersign_server::RouteNameError::Unknown(_));
    for problem in problems.iter().filter(unknown) {
        report.add(Level::Error, "routes", format!("[routes]: {problem}"));
    }
    if problems.is_empty() {
        report.add(Level::Ok, "routes", mounted(config));
    }
}

/// How many have paths, and how many other settings, of their own.
fn mounted(config: &Config) -> String {
    let routes = || config.routes.values();
    let moved = routes().filter(|route| route.paths().is_some()).count();
    let special = routes().filter(|route| route.says_more_than_paths()).count();
    let paths = if moved == 0 { "at their default paths".to_owned() } else { format!("{moved} at other paths") };
    if special == 0 { paths } else { format!("{paths}; {special} with settings of their own") }
}

pub(super) fn tls(config: &Config, report: &mut Report) {
    match tls::examine(&tls::Source::choose(config), SystemClock.now()) {
        Ok((found, objections)) => {
            report.add(Level::Ok, "tls", found);
            for objection in objections {
                report.add(Level::Warning, "tls", objection);
            }
        }
        Err(cause) => report.add(Level::Error, "tls", format!("{cause:#}")),
    }
}

/// An address in use may be that of the server that runs already.
pub(super) fn listen(config: &Config, report: &mut Report) {
    let address = config.server.listen;
    match TcpListener::bind(address) {
        Ok(_free) => report.add(Level::Ok, "address", address.to_string()),
        Err(cause) if cause.kind() == ErrorKind::AddrInUse => {
            let said = format!(
                "server.listen = {address}: something listens there already; if that is not this server, choose another"
            );
            report.add(Level::Warning, "address", said);
        }
        Err(cause) => {
            let said = format!(
                "server.listen = {address}: {cause}; choose an address of this machine, and a port from 1024 on"
            );
            report.add(Level::Error, "address", said);
        }
    }
}

/// A server starts without it, and counts by itself.
pub(super) async fn cache(config: &Config, report: &mut Report) {
    match crate::cache::examine(config).await {
        Ok(None) => {}
        Ok(Some((address, Ok(())))) => {
            report.add(Level::Ok, "cache", format!("{address} answers, and takes what is written"));
        }
        Ok(Some((address, Err(cause)))) => {
            let said = format!(
                "cache.url = {address} cannot be used: {cause}; a server starts without it, and counts by itself until it can be used"
            );
            report.add(Level::Warning, "cache", said);
        }
        Err(cause) => report.add(Level::Error, "cache", format!("{cause:#}")),
    }
}

/// What to do about the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    Examine,
    /// Their settings are not what somebody set them to.
    LeaveOut,
}

pub(super) async fn database_and_keys(config: &Config, which: Keys, report: &mut Report) {
    let found = match Database::of(config) {
        Ok(database) => database.state().await.map(|state| (database, state)),
        Err(cause) => Err(cause),
    };
    let (database, state) = match found {
        Ok(found) => found,
        Err(cause) => return report.add(Level::Error, "database", cause.to_string()),
    };
    match state {
        MigrationState::UpToDate => match missing_tables(config, &database).await {
            Ok(None) => report.add(Level::Ok, "database", format!("{database} is up to date")),
            Ok(Some(refusal)) => report.add(Level::Error, "database", refusal),
            Err(cause) => report.add(Level::Error, "database", format!("{cause:#}")),
        },
        MigrationState::New => report.result("database", can_be_made(&database)),
        MigrationState::Behind => {
            report.unprepared("database", behind(&database));
        }
    }
    if which == Keys::Examine {
        report.result("keys", keys(config, &database, state).await);
    }
}

/// What the settings ask for, and the database has no table for.
async fn missing_tables(config: &Config, database: &Database) -> anyhow::Result<Option<String>> {
    database.demand_writable().await?;
    let store = database.open(Opening::ToLook, config.django.blacklist_tables).await?;
    let refusal = crate::missing_tables::refusal(config, store.django_tables());
    store.close().await;
    Ok(refusal)
}

fn can_be_made(database: &Database) -> anyhow::Result<String> {
    let Database::File { path, .. } = database else { bail!(no_database(database)) };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (shown, parent) = (path.display(), folder.display());
    anyhow::ensure!(folder.is_dir(), "{shown} cannot be made: there is no folder {parent}; make it");
    anyhow::ensure!(database.is_made_at_start(), no_database(database));
    Ok(format!("{shown} is not there yet; the first `countersign serve` makes it"))
}

/// The ring of a database that is not up to date cannot be read.
async fn keys(config: &Config, database: &Database, state: MigrationState) -> anyhow::Result<String> {
    if state != MigrationState::UpToDate {
        return key_source::examine(config, None).await;
    }
    let store = database.open(Opening::ToLook, config.django.blacklist_tables).await?;
    let found = keys_beside_django::fitting(config, &store).await;
    store.close().await;
    found
}
