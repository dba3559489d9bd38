//! The settings: flags over environment over file over defaults. Each is declared once, in its section.

mod algorithm;
mod bearer_header;
mod cache_url;
mod check;
mod claim_names;
mod claims;
mod database;
mod database_url;
mod django;
mod duration;
mod error;
mod extra_fields;
mod file;
mod layers;
mod named;
mod one_or_several;
mod overlays;
mod preset;
mod python;
mod rate_warnings;
mod rates;
mod reference;
mod route_warnings;
mod secret;
mod secrets_file;
mod sections;
mod sources;
mod suggestion;
mod trusted_origins;
mod user_table;
mod warnings;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use cache_url::CacheUrl;
pub(crate) use claims::Example;
pub(crate) use database_url::DatabaseUrl;
pub(crate) use error::ConfigError;
pub(crate) use layers::{DEFAULT_FILE, Origins, SECRET_KEY, load, load_all};
pub(crate) use preset::Preset;
pub(crate) use reference::{EXAMPLE_ROUTE, Section, Setting, reference, route_keys};
pub(crate) use secret::Secret;
pub(crate) use secrets_file::secrets_path;
pub(crate) use sections::{BlacklistTables, Config, HasherName, LogFormat, RouteSettings, ValidatorName};
pub(crate) use warnings::{deploy_warnings, warnings};
