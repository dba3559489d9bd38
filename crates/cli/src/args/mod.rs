//! The command line: one file per family of commands.

mod check;
mod clients;
mod healthcheck;
mod help;
mod keys;
mod serve;
mod settings;
#[cfg(test)]
mod tests;
mod tls;
mod token;
mod users;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

pub(crate) use check::Check;
pub(crate) use clients::{Clients, ClientsCommand};
pub(crate) use healthcheck::{Healthcheck, Trusted};
pub(crate) use help::command_line;
pub(crate) use keys::{GenerateKey, ImportKey, Keys, KeysCommand, RotateKey};
pub(crate) use serve::{Migrate, Serve};
pub(crate) use settings::{Init, ShowConfig};
pub(crate) use tls::Tls;
pub(crate) use token::{DrfToken, IssueToken, Token, TokenCommand};
pub(crate) use users::{ChangePassword, CreateUser, RightsOf, Users, UsersCommand};

use crate::output::style;

/// JWT authentication server and toolkit, wire-compatible with Django REST framework and SimpleJWT.
///
/// `countersign serve` starts a server that works as it is; `countersign demo` shows what it does.
#[derive(Debug, Parser)]
#[command(
    name = "countersign",
    version,
    propagate_version = true,
    styles = style::of_help(),
    max_term_width = 100,
    after_help = "Exit codes: 0 done, 1 refused (standard error says why), 2 wrong usage.",
    after_long_help = AFTER
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER: &str = "\
First steps:
  countersign demo               walk through login, refresh and logout, and see every answer
  countersign createsuperuser    make the first account
  countersign serve              serve on http://127.0.0.1:8000/

Exit codes:
  0  done
  1  refused, or not as asked; standard error says why and what to do
  2  wrong usage

Colours are for terminals; NO_COLOR=1 turns them off, CLICOLOR_FORCE=1 on.";

/// Options of every command.
#[derive(Debug, Default, Args)]
pub(crate) struct Global {
    /// Settings file [default: countersign.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Settings")]
    pub(crate) config: Option<PathBuf>,
    /// Database, such as `sqlite://countersign.db`; wins over file and environment
    #[arg(long, global = true, value_name = "URL", help_heading = "Settings")]
    pub(crate) database_url: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the server
    ///
    /// The first start makes the database `countersign.db` and the signing keys. A database that an older version made stops
    /// the start: back it up, and run `countersign migrate`. Ctrl-C or SIGTERM stops the server once the requests under way
    /// are answered.
    Serve(Serve),
    /// Ask whether the server is ready: the probe of a container
    ///
    /// Exits 0 if it is ready for requests, 1 if it is not, and says why.
    Healthcheck(Healthcheck),
    /// Show the whole flow against a throw-away server, with every request and answer
    ///
    /// Registers a user, logs in, calls a protected page, refreshes, is refused a stolen token, and logs out. Nothing is left
    /// behind. Exits 0 if every answer was right.
    ///
    /// The data is in a throw-away file; with `--database-url postgres://…` in a throw-away database beside the one that is
    /// named, in which nothing is changed. The role has to have CREATEDB.
    #[command(after_help = DEMO_EXAMPLE)]
    Demo,
    /// Make the database, or bring it up to date
    ///
    /// Safe to run at any time and from several places at once. Back the database up before a new version changes it.
    Migrate(Migrate),
    /// Make an account that may do everything
    #[command(after_help = SUPERUSER_EXAMPLE)]
    Createsuperuser(CreateUser),
    /// Make an account
    #[command(after_help = USER_EXAMPLE)]
    Createuser(CreateUser),
    /// Give a user another password, and end their sessions
    #[command(after_help = PASSWORD_EXAMPLE)]
    Changepassword(ChangePassword),
    /// List, show, activate, deactivate and log out users
    Users(Users),
    /// Issue, inspect, verify and revoke tokens
    Token(Token),
    /// List, make, import, rotate and publish signing keys
    ///
    /// The ring is the keys that the database holds, encrypted. Of each algorithm one key is active: it signs. A key that is
    /// next is published and waits for its turn, so that everybody knows it before it signs; one that is retired signs no more,
    /// and still verifies what it has signed. All of them are published and verify. A configured key (`jwt.signing_key` or
    /// `SECRET_KEY`) signs in place of the ring.
    Keys(Keys),
    /// Make, list and revoke the credentials of programs that follow revocations
    ///
    /// A program that verifies tokens itself asks `/api/revocations/` what was revoked, with its id and secret (HTTP Basic).
    #[command(after_help = CLIENTS_EXAMPLE)]
    Clients(Clients),
    /// Delete the rows of sessions and tokens that have expired; safe while servers run
    Flushexpiredtokens(Json),
    /// Print the OpenAPI document of the API, as JSON
    ///
    /// The same document is served at `/api/schema/`, with the paths that `[routes]` sets.
    Openapi(AlwaysJson),
    /// Say what is wrong with the configuration, and how to mend it
    ///
    /// Looks at the settings, the keys, the database, the paths and the address, and reports everything that would stop the
    /// start (ERROR) and what will be regretted later (WARNING). Makes and changes nothing. Exits 1 if there is an error.
    Check(Check),
    /// Show the settings in force, and where each comes from
    ///
    /// A setting comes from a flag, a variable, the settings file or its default, in this order. Secrets are not shown, only
    /// whether they are set.
    Config(ShowConfig),
    /// Write a settings file that explains every setting
    ///
    /// The file is `countersign.toml` in this folder, or the one that `--config` names. All its settings are comments at their
    /// default, so that it changes nothing until it is edited.
    ///
    /// With `--from-django DIR` the settings of a Django project are taken over: its own interpreter is asked for them, as
    /// `manage.py` would start it; nothing of the project is changed, and its database is not asked. Secrets go into
    /// `countersign.secrets.toml`, which only its owner can read. What could not be carried over is printed, with what to do.
    #[command(after_help = INIT_EXAMPLE)]
    Init(Init),
    /// Print the completions of a shell
    #[command(after_help = COMPLETIONS_EXAMPLE)]
    Completions {
        /// Which shell
        shell: Shell,
    },
}

const DEMO_EXAMPLE: &str = "\
Examples:
  countersign demo
  countersign demo --database-url postgres://me@localhost/postgres";

const SUPERUSER_EXAMPLE: &str = "\
Example, without questions:
  COUNTERSIGN_SUPERUSER_PASSWORD=… countersign createsuperuser --noinput \\
      --username root --email root@example.com";

const USER_EXAMPLE: &str = "\
Example, without questions:
  COUNTERSIGN_USER_PASSWORD=… countersign createuser --noinput --username alice";

const PASSWORD_EXAMPLE: &str = "\
Example, without questions:
  COUNTERSIGN_USER_PASSWORD=… countersign changepassword --noinput alice";

const CLIENTS_EXAMPLE: &str = "\
Examples:
  countersign clients create bookstore
  countersign clients revoke h3Kf0aXb9ZqX1VdR";

const INIT_EXAMPLE: &str = "\
Examples:
  countersign init
  countersign init --from-django ~/shop
  DJANGO_SETTINGS_MODULE=shop.settings.production countersign init --from-django ~/shop --python ~/shop/env/bin/python";

const COMPLETIONS_EXAMPLE: &str = "\
Examples:
  countersign completions bash > ~/.local/share/bash-completion/completions/countersign
  countersign completions zsh > ~/.zfunc/_countersign
  countersign completions fish > ~/.config/fish/completions/countersign.fish";

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Json {
    /// Print JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}

/// For commands that print JSON anyway.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct AlwaysJson {
    /// Print JSON, as it does without
    #[arg(long)]
    json: bool,
}
