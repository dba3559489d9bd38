//! `token`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Json;

#[derive(Debug, Args)]
pub(crate) struct Token {
    #[command(subcommand)]
    pub(crate) command: TokenCommand,
}

/// `token issue`: opens a session, which `users logout` ends as any other.
#[derive(Debug, Args)]
pub(crate) struct IssueToken {
    /// For whom
    #[arg(long, value_name = "NAME")]
    pub(crate) user: String,
    /// Print the access token alone
    #[arg(long, conflicts_with_all = ["refresh", "json"])]
    pub(crate) access: bool,
    /// Print the refresh token alone
    #[arg(long, conflicts_with = "json")]
    pub(crate) refresh: bool,
    #[command(flatten)]
    pub(crate) json: Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Issue a pair for a user, without their password
    Issue(IssueToken),
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
    /// Revoke a token before it expires: a refresh token with its session, an access token by itself
    Revoke {
        /// The token; standard input if missing or `-`
        token: Option<String>,
    },
}
