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
    /// A further field of the user model (`[django.extra_fields]`), such as `--field company=Acme`; may be repeated
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = name_and_value)]
    pub(crate) fields: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) json: Json,
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    pair.map(|(name, value)| (name.to_owned(), value.to_owned())).ok_or_else(|| "write NAME=VALUE".to_owned())
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
    /// Make a user staff, who may work in Django's admin and at /api/users/ as far as their permissions go
    Staff(RightsOf),
    /// Make a user a superuser, who may do everything
    Superuser(RightsOf),
    /// Show the groups of a user, or change them
    Groups {
        /// The user's name
        username: String,
        /// Put the user into this group; may be given several times
        #[arg(long, value_name = "GROUP")]
        add: Vec<String>,
        /// Take the user out of this group; may be given several times
        #[arg(long, value_name = "GROUP")]
        remove: Vec<String>,
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

#[derive(Debug, Args)]
pub(crate) struct RightsOf {
    /// The user's name
    pub(crate) username: String,
    /// Take it away
    #[arg(long)]
    pub(crate) remove: bool,
    #[command(flatten)]
    pub(crate) json: Json,
}
