//! `keys`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use countersign_token::Algorithm;

use super::{AlwaysJson, Json};

#[derive(Debug, Args)]
pub(crate) struct Keys {
    #[command(subcommand)]
    pub(crate) command: KeysCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// Every key, and which one signs
    List(Json),
    /// Make a key in the ring, a key file, or a secret
    Generate(GenerateKey),
    /// Let the key that waits sign; the one that signed goes on verifying
    Rotate(RotateKey),
    /// Take a private key (PEM or JWK) into the ring
    Import(ImportKey),
    /// Print the JWK set that the server publishes
    Jwks(AlwaysJson),
}

#[derive(Debug, Args)]
pub(crate) struct GenerateKey {
    /// For which algorithm [default: `jwt.algorithm`, or ES256]; HS256, HS384 and HS512 print a secret
    #[arg(long, value_name = "ALG", value_parser = algorithms())]
    pub(crate) algorithm: Option<Algorithm>,
    /// Sign with it; the key that signed goes on verifying
    #[arg(long)]
    pub(crate) sign: bool,
    /// Write it to a new file, for `jwt.signing_key`, and leave the ring alone
    #[arg(long, value_name = "FILE", conflicts_with = "sign")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) json: Json,
}

#[derive(Debug, Args)]
pub(crate) struct RotateKey {
    /// Of which algorithm [default: `jwt.algorithm`, or ES256]
    #[arg(long, value_name = "ALG", value_parser = algorithms())]
    pub(crate) algorithm: Option<Algorithm>,
    #[command(flatten)]
    pub(crate) json: Json,
}

#[derive(Debug, Args)]
pub(crate) struct ImportKey {
    /// A private key: PEM (PKCS#8, PKCS#1 or SEC 1, not encrypted) or JWK
    pub(crate) file: PathBuf,
    /// For which algorithm; needed for an RSA key that does not say
    #[arg(long, value_name = "ALG", value_parser = algorithms())]
    pub(crate) algorithm: Option<Algorithm>,
    /// Sign with it; the key that signed goes on verifying
    #[arg(long)]
    pub(crate) sign: bool,
    #[command(flatten)]
    pub(crate) json: Json,
}

fn algorithms() -> impl TypedValueParser<Value = Algorithm> {
    PossibleValuesParser::new(Algorithm::ALL.map(Algorithm::as_str)).try_map(|name| name.parse::<Algorithm>())
}
