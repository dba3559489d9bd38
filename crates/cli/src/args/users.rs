//! `createuser`, `createsuperuser`, `changepassword` and `users`.

use clap::{Args, Subcommand};

use super::Json;

#[derive(Debug, Args)]
pub(crate) struct CreateUser {
    /// Ask nothing; the password comes from `COUNTERSIGN_USER_PASSWORD`, that of a superuser from `COUNTERSIGN_SUPERUSER_PASSWORD`,
    /// and is not judged by `password.validators` (as with Django's)
    #[arg(long, visible_alias = "no-input")]
    pub(crate) noinput: bool,
    /// The name to log in with; asked for if missing
    #[arg(long)]
    pub(crate) username: Option<String>,
    /// The e-mail address, which may be empty; asked for if missing
    #[arg(long)]
    pub(crate) email: Option<String>,
    #[command(flatten)]
    pub(crate) json: Json,
}

#[derive(Debug, Args)]
pub(crate) struct ChangePassword {
    /// The user's name
    pub(crate) username: String,
    /// Ask nothing; the password comes from `COUNTERSIGN_USER_PASSWORD`, and is not judged by `password.validators`
    #[arg(long, visible_alias = "no-input")]
    pub(crate) noinput: bool,
    #[command(flatten)]
    pub(crate) json: Json,
}

#[derive(Debug, Args)]
pub(crate) struct Users {
    #[command(subcommand)]
    pub(crate) command: UsersCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UsersCommand {
    /// List every user
    List(Json),
    /// Show one user
    Show {
        /// The user's name
        username: String,
        #[command(flatten)]
        json: Json,
    },
    /// Let a user log in again; sessions that were ended stay ended
    Activate {
        /// The user's name
        username: String,
        #[command(flatten)]
        json: Json,
    },
    /// Keep a user from logging in, and end their sessions
    Deactivate {
        /// The user's name
        username: String,
        #[command(flatten)]
        json: Json,
    },
    /// End every session of a user, within a second on every running server
    Logout {
        /// The user's name
        username: String,
        #[command(flatten)]
        json: Json,
    },
}
