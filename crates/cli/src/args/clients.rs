//! `clients`.

use clap::{Args, Subcommand};

use super::Json;

#[derive(Debug, Args)]
pub(crate) struct Clients {
    #[command(subcommand)]
    pub(crate) command: ClientsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ClientsCommand {
    /// Give a program credentials; the secret is shown once
    Create {
        /// What to call it, for people
        name: String,
        #[command(flatten)]
        json: Json,
    },
    /// List every program that has credentials, or had
    List(Json),
    /// Refuse a program from its next request on
    Revoke {
        /// The id that `clients list` shows
        id: String,
        #[command(flatten)]
        json: Json,
    },
}
