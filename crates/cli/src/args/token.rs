//! `token`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Json;

#[derive(Debug, Args)]
pub(crate) struct Token {
    #[command(subcommand)]
    pub(crate) command: TokenCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Show what a token says, offline; nothing of it is checked
    Inspect {
        /// The token; standard input if missing
        token: Option<String>,
        #[command(flatten)]
        json: Json,
    },
    /// Exit 0 if a token is good, 1 if it is not
    Verify {
        /// The token; standard input if missing
        token: Option<String>,
        /// Verify with this key alone, without a database
        #[arg(long, value_name = "FILE", conflicts_with = "jwks")]
        jwk: Option<PathBuf>,
        /// Verify with these keys alone, without a database
        #[arg(long, value_name = "FILE")]
        jwks: Option<PathBuf>,
        /// Check the signature and no claim; the payload may be any bytes
        #[arg(long)]
        signature_only: bool,
    },
}
