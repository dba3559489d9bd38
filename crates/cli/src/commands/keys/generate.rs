//! `countersign keys generate`

use std::path::Path;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_core::Randomness;
use countersign_token::{Algorithm, SigningKey};
use serde_json::json;

use super::{private_file, ring};
use crate::args::GenerateKey;
use crate::config::Config;
use crate::key_source::ring_algorithm;
use crate::output;
use crate::platform::SystemRandomness;

pub(super) async fn run(config: &Config, options: GenerateKey) -> anyhow::Result<()> {
    let algorithm = options.algorithm.unwrap_or_else(|| ring_algorithm(config));
    if algorithm.is_hmac() {
        anyhow::ensure!(
            !options.sign,
            "{algorithm} signs with a secret, which is set (SECRET_KEY), not kept in the ring"
        );
        return secret(algorithm, &options);
    }
    let key = SigningKey::generate(algorithm).context("no key could be made")?.with_thumbprint_kid();
    match &options.out {
        Some(file) => to_file(&key, file, &options),
        None => ring::enter(config, key, options.sign).await?.print(config, options.json),
    }
}

/// As long as the hash (RFC 7518 §3.2), in letters that a shell and a settings file take as they are.
fn secret(algorithm: Algorithm, options: &GenerateKey) -> anyhow::Result<()> {
    let length = if algorithm == Algorithm::Hs512 {
        64
    } else if algorithm == Algorithm::Hs384 {
        48
    } else {
        32
    };
    let mut bytes = vec![0; length];
    SystemRandomness.fill(&mut bytes);
    let secret = URL_SAFE_NO_PAD.encode(&bytes);
    match &options.out {
        Some(file) => {
            private_file::write(file, &format!("{secret}\n"))?;
            written(algorithm, None, "SECRET_KEY_FILE", file, options)
        }
        None if options.json.json => output::json(&json!({ "algorithm": algorithm.as_str(), "secret": secret })),
        None => output::line(&secret),
    }
}

fn to_file(key: &SigningKey, file: &Path, options: &GenerateKey) -> anyhow::Result<()> {
    let pem = key.to_pkcs8_pem().context("the key could not be written as PKCS#8")?;
    private_file::write(file, &pem)?;
    written(key.algorithm(), key.kid(), "COUNTERSIGN_JWT__SIGNING_KEY_FILE", file, options)
}

fn written(
    algorithm: Algorithm,
    kid: Option<&str>,
    variable: &str,
    file: &Path,
    options: &GenerateKey,
) -> anyhow::Result<()> {
    if options.json.json {
        return output::json(&json!({ "kid": kid, "algorithm": algorithm.as_str(), "file": file }));
    }
    let named = kid.map(|kid| format!(" {kid}")).unwrap_or_default();
    output::line(&format!(
        "{algorithm} key{named} written to {file}, which only its owner can read. To sign with it:\n  \
         {variable}={file} COUNTERSIGN_JWT__ALGORITHM={algorithm}",
        file = file.display()
    ))
}
