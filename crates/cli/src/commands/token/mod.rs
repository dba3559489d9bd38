//! `countersign token`

mod drf;
mod inspect;
mod issue;
mod pasted;
mod revoke;
mod verdict;
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
        TokenCommand::Drf(options) => drf::run(&config()?, options).await,
        TokenCommand::Revoke { token, json } => revoke::run(&config()?, &pasted(token)?, json).await,
        // Without good settings the names are the usual ones.
        TokenCommand::Inspect { token, json } => {
            let names = config().map(|config| inspect::Names::of(&config)).unwrap_or_default();
            inspect::run(&output::raw_argument_or_stdin(token)?, names, json)
        }
        TokenCommand::Verify { token, jwk, jwks, signature_only, json } => {
            let token = pasted(token)?;
            let given = match (jwk, jwks) {
                (Some(path), _) => Some(verify::KeyFile::Jwk(path)),
                (None, Some(path)) => Some(verify::KeyFile::Jwks(path)),
                (None, None) => None,
            };
            let scope = if signature_only { verify::Scope::Signature } else { verify::Scope::Everything };
            verify::run(&token, verify::How { keys: given, scope, json }, config).await
        }
    }
}

/// The token alone, however it was pasted.
fn pasted(argument: Option<String>) -> anyhow::Result<String> {
    let (token, _taken_off) = pasted::cleaned(&output::raw_argument_or_stdin(argument)?);
    Ok(token)
}
