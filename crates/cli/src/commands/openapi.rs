//! `countersign openapi`

use std::process::ExitCode;

use countersign_server::{Routes, Settings, openapi_document};

use crate::config::Config;
use crate::output;

pub(crate) fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let settings = Settings { routes: Routes::new(config.routes.clone()) };
    output::json(&openapi_document(&settings))?;
    Ok(ExitCode::SUCCESS)
}
