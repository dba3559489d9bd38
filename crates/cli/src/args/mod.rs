//! The command line: one file per family of commands.

mod healthcheck;
mod keys;
mod serve;
mod tls;
mod token;
mod users;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use healthcheck::Healthcheck;
pub(crate) use keys::{GenerateKey, ImportKey, Keys, KeysCommand, RotateKey};
pub(crate) use serve::{Migrate, Serve};
pub(crate) use tls::Tls;
pub(crate) use token::{IssueToken, Token, TokenCommand};
pub(crate) use users::{ChangePassword, CreateUser, Users, UsersCommand};

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
    /// Exit 0 if the server is ready for requests, 1 if it is not: the probe of a container
    Healthcheck(Healthcheck),
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
    /// Issue, inspect, verify and revoke tokens
    Token(Token),
    /// List, make, import and publish signing keys
    Keys(Keys),
    /// Delete rows of sessions and tokens that have expired; safe while servers run
    Flushexpiredtokens(Json),
    /// Print the `OpenAPI` document
    Openapi,
}

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Json {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}
