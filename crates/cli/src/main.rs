//! The `countersign` command: the server, and what an operator does beside it.

mod access;
mod args;
mod cache;
mod claims_url;
mod commands;
mod config;
mod database;
mod deployment;
mod environment;
mod from_django;
mod jwk_url;
mod key_source;
mod keys_beside_django;
mod listening;
mod missing_tables;
mod output;
mod own_file;
mod passwords;
mod platform;
mod tls;

use std::process::ExitCode;

use clap::FromArgMatches;

use args::{Arguments, Command};
use environment::Environment;

/// Gives memory back after a storm of logins, each of which takes 19 MiB (docs/decisions/0005).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments =
        Arguments::from_arg_matches(&args::command_line().get_matches()).unwrap_or_else(|refused| refused.exit());
    let environment = Environment::read();
    match run(arguments, &environment) {
        Ok(code) => code,
        Err(cause) => {
            output::failure(&cause);
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments, environment: &Environment) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let Arguments { global, command } = arguments;
    runtime.block_on(async {
        let config = || config::load(&global, environment);
        match command {
            Command::Serve(options) => commands::serve::run(config()?, options).await,
            Command::Healthcheck(options) => commands::healthcheck::run(&config()?, &options).await,
            Command::Demo => commands::demo::run(&global, config).await,
            Command::Migrate(options) => commands::migrate::run(&config()?, options).await,
            Command::Createsuperuser(options) => {
                commands::create_user::run(&config()?, options, commands::create_user::Kind::Superuser, environment)
                    .await
            }
            Command::Createuser(options) => {
                commands::create_user::run(&config()?, options, commands::create_user::Kind::User, environment).await
            }
            Command::Changepassword(options) => commands::change_password::run(&config()?, options, environment).await,
            Command::Users(options) => commands::users::run(&config()?, options).await,
            Command::Token(options) => commands::token::run(options, config).await,
            Command::Keys(options) => commands::keys::run(options, config).await,
            Command::Clients(options) => commands::clients::run(&config()?, options).await,
            Command::Flushexpiredtokens(json) => commands::flush_expired_tokens::run(&config()?, json).await,
            Command::Openapi(_) => commands::openapi::run(&config()?),
            Command::Check(json) => commands::check::run(&global, environment, json).await,
            Command::Config(options) => commands::config::run(&global, environment, options),
            Command::Init(options) => commands::init::run(&global, environment, options),
            Command::Completions { shell } => commands::completions::run(shell),
        }
    })
}
