//! `countersign keys`

mod generate;
mod import;
mod jwks;
mod list;
mod private_file;
mod ring;
mod rotate;

use std::process::ExitCode;

use crate::args::{Keys, KeysCommand};
use crate::config::{Config, ConfigError};

pub(crate) async fn run(
    options: Keys,
    config: impl FnOnce() -> Result<Config, ConfigError>,
) -> anyhow::Result<ExitCode> {
    let config = config()?;
    match options.command {
        KeysCommand::List(json) => list::run(&config, json).await,
        KeysCommand::Generate(options) => generate::run(&config, options).await,
        KeysCommand::Rotate(options) => rotate::run(&config, options).await,
        KeysCommand::Import(options) => import::run(&config, options).await,
        KeysCommand::Jwks(_) => jwks::run(&config).await,
    }?;
    Ok(ExitCode::SUCCESS)
}
