//! The settings: flags over environment over file over defaults. Each is declared once, in its section.

mod algorithm;
mod check;
mod claims;
mod database_url;
mod duration;
mod file;
mod layers;
mod one_or_several;
mod preset;
mod reference;
mod response_fields;
mod secret;
mod sections;
mod suggestion;
mod warnings;

#[cfg(test)]
mod tests;

pub(crate) use database_url::DatabaseUrl;
pub(crate) use layers::{ConfigError, DEFAULT_FILE, Origins, SECRET_KEY, load, load_all};
pub(crate) use reference::{Section, Setting, reference};
pub(crate) use secret::Secret;
pub(crate) use sections::{Config, HasherName, LogFormat, ValidatorName};
pub(crate) use warnings::warnings;
