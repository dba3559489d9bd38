//! `countersign token verify`

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use countersign_core::flows::{self, VerifyError};
use countersign_core::{Clock, Ctx};
use countersign_token::{Decoded, Jwk, KeySet, TokenError, TokenPolicy, Verifier, VerifyingKey, jws};
use serde_json::json;

use super::verdict::{self, Yes};
use crate::args::Json;
use crate::config::{Config, ConfigError};
use crate::deployment::{Deployment, IfNew};
use crate::output::style::{self, painted};
use crate::platform::SystemClock;

const REFUSED: &str = "refused (`countersign token inspect` shows what it says)";

/// Keys to verify with in place of the deployment's.
pub(super) enum KeyFile {
    Jwk(PathBuf),
    Jwks(PathBuf),
}

/// What is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Signature,
    Everything,
}

/// With what, how much, and for whom.
pub(super) struct How {
    /// Those of the deployment, if missing.
    pub(super) keys: Option<KeyFile>,
    pub(super) scope: Scope,
    pub(super) json: Json,
}

pub(super) async fn run(
    token: &str,
    How { keys, scope, json }: How,
    config: impl FnOnce() -> Result<Config, ConfigError>,
) -> anyhow::Result<ExitCode> {
    let verified = if let Some(file) = keys {
        with_keys(token, &read(&file)?, scope)
    } else {
        let deployment = Deployment::open(&config()?, IfNew::Refuse).await?;
        let verified = with_deployment(token, &deployment.ctx, scope).await;
        deployment.close().await;
        verified?
    };
    let said = match scope {
        Scope::Signature => "The signature is good; no claim was checked.",
        Scope::Everything => "The token is good.",
    };
    let verdict = match verified {
        Ok(()) => Ok(Yes { said: painted(style::GOOD, said), json: json!({ "valid": true }) }),
        Err(cause) => Err(cause.context(REFUSED)),
    };
    verdict::print("valid", verdict, json)
}

fn with_keys(token: &str, keys: &KeySet, scope: Scope) -> anyhow::Result<()> {
    if scope == Scope::Signature {
        jws::verify(token, keys)?;
        return Ok(());
    }
    let verifier = Verifier::new(keys.clone(), TokenPolicy::default());
    let now = SystemClock.now().timestamp();
    verifier.decode(token, now).map_err(TokenError::from).and_then(Decoded::verify_untyped)?;
    Ok(())
}

/// A token that is refused is an answer; a database that is away is none.
async fn with_deployment(token: &str, ctx: &Ctx, scope: Scope) -> anyhow::Result<anyhow::Result<()>> {
    if scope == Scope::Signature {
        return Ok(with_keys(token, ctx.keys.verifier().keys(), scope));
    }
    ctx.follower.catch_up().await?;
    match flows::token_verify(ctx, token).await {
        Err(cause @ VerifyError::Store(_)) => Err(cause).context("not verified"),
        answer => Ok(answer.map_err(Into::into)),
    }
}

/// More bytes than a key set has.
const LARGEST: u64 = 1 << 20;

fn read(file: &KeyFile) -> anyhow::Result<KeySet> {
    let (KeyFile::Jwk(path) | KeyFile::Jwks(path)) = file;
    let wanted = match file {
        KeyFile::Jwk(_) => "--jwk must name a file with one JWK",
        KeyFile::Jwks(_) => "--jwks must name a file with a JWK set, such as a server's /.well-known/jwks.json",
    };
    let explain = || format!("{}: {wanted}", path.display());
    let mut text = String::new();
    File::open(path).and_then(|file| file.take(LARGEST).read_to_string(&mut text)).with_context(explain)?;
    let keys = match file {
        KeyFile::Jwk(_) => {
            let jwk: Jwk = serde_json::from_str(&text).with_context(explain)?;
            VerifyingKey::from_jwk(&jwk).and_then(|key| KeySet::new(vec![key]))
        }
        KeyFile::Jwks(_) => KeySet::from_jwks_json(&text, None),
    };
    keys.with_context(explain)
}
