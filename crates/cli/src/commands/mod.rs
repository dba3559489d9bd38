//! The commands, one file each.

pub(crate) mod change_password;
pub(crate) mod check;
pub(crate) mod clients;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod create_user;
pub(crate) mod demo;
pub(crate) mod flush_expired_tokens;
pub(crate) mod healthcheck;
pub(crate) mod init;
pub(crate) mod keys;
pub(crate) mod migrate;
pub(crate) mod openapi;
pub(crate) mod serve;
pub(crate) mod token;
mod user_rights;
pub(crate) mod users;
