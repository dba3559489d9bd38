//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// JWT authentication, wire-compatible with Django REST framework and `SimpleJWT`.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, about, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Default, Args)]
pub(crate) struct Global {
    /// Settings file [default: countersign.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Database, such as `sqlite://countersign.db`; before file and environment
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve; the first start makes the database and the keys
    Serve(Serve),
    /// Walk the whole flow against a throw-away server, and print every request and answer
    Demo,
    /// Bring the database up to date
    Migrate(Migrate),
    /// Make an account that may do everything
    Createsuperuser(CreateUser),
    /// Make an account
    Createuser(CreateUser),
    /// Give a user another password, which ends their sessions
    Changepassword(ChangePassword),
    /// List, show, activate, deactivate and log out users
    Users(Users),
    /// Inspect and verify tokens
    Token(Token),
    /// Print the `OpenAPI` document
    Openapi,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address and port [default: 127.0.0.1:8000]
    #[arg(long, value_name = "ADDR:PORT")]
    pub(crate) listen: Option<SocketAddr>,
}

#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// Change nothing; exit 1 if there is something to do
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CreateUser {
    /// Ask nothing; the password comes from `COUNTERSIGN_USER_PASSWORD`, or `COUNTERSIGN_SUPERUSER_PASSWORD`
    #[arg(long, visible_alias = "no-input")]
    pub(crate) noinput: bool,
    /// The name; asked for if missing
    #[arg(long)]
    pub(crate) username: Option<String>,
    /// The e-mail address; may be empty
    #[arg(long)]
    pub(crate) email: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ChangePassword {
    /// Whose password
    pub(crate) username: String,
    /// Ask nothing; the password comes from `COUNTERSIGN_USER_PASSWORD`
    #[arg(long, visible_alias = "no-input")]
    pub(crate) noinput: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Users {
    #[command(subcommand)]
    pub(crate) command: UsersCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UsersCommand {
    /// Every user
    List(Json),
    /// One user
    Show {
        /// Whom
        username: String,
        #[command(flatten)]
        json: Json,
    },
    /// Take an account back into use; ended sessions stay ended
    Activate {
        /// Whose
        username: String,
    },
    /// Take an account out of use, and end its sessions
    Deactivate {
        /// Whose
        username: String,
    },
    /// End every session of a user, on every node within a second
    Logout {
        /// Whose
        username: String,
    },
}

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Json {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

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
