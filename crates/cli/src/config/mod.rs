//! The settings: flags over environment over file over defaults. Each is declared once, in its section.

mod check;
mod database_url;
mod duration;
mod file;
mod layers;
mod reference;
mod secret;
mod sections;
mod suggestion;
mod warnings;

#[cfg(test)]
mod tests;

pub(crate) use database_url::DatabaseUrl;
pub(crate) use layers::{ConfigError, DEFAULT_FILE, Loaded, Origins, SECRET_KEY, load, load_all, load_with_origins};
pub(crate) use reference::{Section, Setting, reference};
pub(crate) use secret::Secret;
pub(crate) use sections::{Config, HasherName, LogFormat, ValidatorName};
pub(crate) use warnings::{Problem, warnings};
