//! `countersign token`

mod inspect;
mod issue;
mod revoke;
mod verify;

use std::process::ExitCode;

use crate::args::{Token, TokenCommand};
use crate::config::{Config, ConfigError};
use crate::output;

pub(crate) async fn run(
    options: Token,
    config: impl FnOnce() -> Result<Config, ConfigError>,
) -> anyhow::Result<ExitCode> {
    match options.command {
        TokenCommand::Issue(options) => issue::run(&config()?, options).await,
        TokenCommand::Revoke { token } => revoke::run(&config()?, &output::argument_or_stdin(token)?).await,
        TokenCommand::Inspect { token, json } => inspect::run(&output::raw_argument_or_stdin(token)?, json),
        TokenCommand::Verify { token, jwk, jwks, signature_only } => {
            let token = output::argument_or_stdin(token)?;
            let given = match (jwk, jwks) {
                (Some(path), _) => Some(verify::KeyFile::Jwk(path)),
                (None, Some(path)) => Some(verify::KeyFile::Jwks(path)),
                (None, None) => None,
            };
            let scope = if signature_only { verify::Scope::Signature } else { verify::Scope::Everything };
            verify::run(&token, given, scope, config).await
        }
    }
}
