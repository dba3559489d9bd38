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

#[derive(Debug, Args)]
pub(crate) struct DrfToken {
    /// The user's name
    pub(crate) username: String,
    /// Delete the token that there is, and make another
    #[arg(short, long)]
    pub(crate) reset: bool,
    /// Delete the token that there is
    #[arg(long, conflicts_with = "reset")]
    pub(crate) delete: bool,
    #[command(flatten)]
    pub(crate) json: Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Issue a pair for a user, without their password
    Issue(IssueToken),
    /// Show what a token says, without believing it
    ///
    /// Prints header and claims, dates in words, and every reason to refuse the token that can be told without a key. Works
    /// offline: no settings and no database are read. A token that was cut or changed is shown as far as it can be read.
    ///
    /// Exits 0 if there is something to show, also of a token that would be refused, and 1 if it is no token at all.
    #[command(after_help = INSPECT_EXAMPLE)]
    Inspect {
        /// The token; if missing or `-`, it is read from standard input
        token: Option<String>,
        #[command(flatten)]
        json: Json,
    },
    /// Check whether a token is good
    ///
    /// Exits 0 if the server would take the token, 1 if not, and says why: signature, dates, type, and whether it or its
    /// session was revoked. With `--jwk` or `--jwks` nothing but the token and that key decides, and no database is opened.
    #[command(after_help = VERIFY_EXAMPLE)]
    Verify {
        /// The token; if missing or `-`, it is read from standard input
        token: Option<String>,
        /// Check with the key in this file (a JWK), without a database
        #[arg(long, value_name = "FILE", conflicts_with = "jwks")]
        jwk: Option<PathBuf>,
        /// Check with the keys in this file (a JWK set), without a database
        #[arg(long, value_name = "FILE")]
        jwks: Option<PathBuf>,
        /// Check the signature alone, and no claim; the payload may be any bytes
        #[arg(long)]
        signature_only: bool,
        #[command(flatten)]
        json: Json,
    },
    /// Make or show the opaque token of a user for `Authorization: Token …` (DRF's `drf_create_token`)
    ///
    /// A user has one, which never expires: neither a logout nor another password ends it. `--reset` gives them another one,
    /// `--delete` none.
    Drf(DrfToken),
    /// Revoke a token before it expires: a refresh token with its session, an access token by itself
    Revoke {
        /// The token; standard input if missing or `-`
        token: Option<String>,
        #[command(flatten)]
        json: Json,
    },
}

const INSPECT_EXAMPLE: &str = "\
Examples:
  countersign token inspect eyJhbGciOi…
  pbpaste | countersign token inspect --json";

const VERIFY_EXAMPLE: &str = "\
Examples:
  countersign token verify \"$TOKEN\"
  curl -s https://auth.example.com/.well-known/jwks.json > keys.json
  countersign token verify --jwks keys.json \"$TOKEN\"";
