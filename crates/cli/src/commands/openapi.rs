//! `countersign openapi`

use std::process::ExitCode;

use countersign_server::openapi_document;

use crate::config::Config;
use crate::deployment::http_settings;
use crate::output;

pub(crate) fn run(config: &Config) -> anyhow::Result<ExitCode> {
    output::json(&openapi_document(&http_settings(config)))?;
    Ok(ExitCode::SUCCESS)
}
