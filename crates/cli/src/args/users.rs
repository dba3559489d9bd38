//! `createuser`, `createsuperuser`, `changepassword` and `users`.

use clap::{Args, Subcommand};

use super::Json;

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
