//! Flags over environment over files over defaults, and where each value came from.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::error::ConfigError;
use super::file::read_file;
use super::overlays::{DATABASE_URL, Overlay, overlays, variable};
use super::secrets_file::{self, DjangoSecrets};
use super::{Config, Secret, bearer_header, check, claims, database, sources, user_table, words};
use crate::args::Global;
use crate::environment::Environment;

/// The settings file where none is named.
pub(crate) const DEFAULT_FILE: &str = "countersign.toml";
/// The variable that Django deployments keep their secret in.
pub(crate) const SECRET_KEY: &str = "SECRET_KEY";
/// Django's keys before that one.
pub(super) const SECRET_KEY_FALLBACKS: &str = "SECRET_KEY_FALLBACKS";
/// Settings that are secrets: `…_FILE` names a file that holds the value, and the text is never read as TOML.
pub(super) const SECRETS: [&str; 5] =
    ["database.password", "cache.url", "jwt.signing_key", "jwt.claims_secret", "keys.encryption_key"];

/// What mends a secret of no characters.
pub(super) const EMPTY_SECRET: &str =
    "the secret is empty; give random text (`openssl rand -base64 48`), or leave it out";

/// Where settings came from: `countersign.toml line 3`, the name of a variable, or a flag, by dotted key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins(BTreeMap<String, String>);

impl Origins {
    /// Where `key` came from: by itself, or with the table that it is in.
    pub(crate) fn of(&self, key: &str) -> String {
        let mut key = key;
        loop {
            match (self.0.get(key), key.rsplit_once('.')) {
                (Some(origin), _) => return origin.clone(),
                (None, Some((table, _))) => key = table,
                (None, None) => return "default".to_owned(),
            }
        }
    }

    /// `key` is not set any more; where it came from.
    pub(super) fn forget(&mut self, key: &str) -> String {
        let origin = self.of(key);
        self.0.remove(key);
        origin
    }

    /// `key`, and all that is in it, comes from `source`.
    pub(super) fn note(&mut self, key: &str, source: &str) {
        let inside = format!("{key}.");
        self.0.retain(|known, _| !known.starts_with(&inside));
        self.0.insert(key.to_owned(), source.to_owned());
    }
}

/// Reads the settings and checks that they go together.
pub(crate) fn load(global: &Global, environment: &Environment) -> Result<Config, ConfigError> {
    let (config, mut problems) = load_all(global, environment);
    let more = problems.len().saturating_sub(1);
    match problems.drain(..).next() {
        None => Ok(config),
        Some(only) if more == 0 => Err(only),
        Some(first) => Err(ConfigError::Several { first: Box::new(first), more }),
    }
}

/// What is well formed of the settings, and every problem with them.
pub(crate) fn load_all(global: &Global, environment: &Environment) -> (Config, Vec<ConfigError>) {
    let (mut origins, mut problems) = (Origins::default(), Vec::new());
    let mut table = read_file(global, &mut origins, &mut problems);
    let secrets = secrets_file::read(global, &mut table, &mut origins, &mut problems);
    let (url_of_files, mut outside) = (database::url(&table), Vec::new());
    for Overlay { key, value, source } in overlays(global, environment) {
        match value.and_then(|value| set(&mut table, &key, &value, &source)) {
            Ok(()) => {
                origins.note(&key, &source);
                outside.push(key);
            }
            Err(problem) => problems.push(problem),
        }
    }
    let unused_password =
        database::leave_other_servers_password(&mut table, &mut origins, (url_of_files.as_deref(), &outside));
    let beside = sources::warnings(global, environment, &table, &origins);
    problems.extend(claims::check_constants(&table, &origins).err());
    let mut whole = |table: &Table| {
        typed(table).unwrap_or_else(|message| {
            problems.push(ConfigError::Value { key: String::new(), source_name: "settings".to_owned(), message });
            Config::default()
        })
    };
    if let Some(preset) = whole(&table).jwt.preset {
        preset.fill(&mut table, &mut origins);
    }
    let mut config = whole(&table);
    let DjangoSecrets { secret_key: key_beside, secret_key_fallbacks: fallbacks_beside } = secrets;
    match secret_key(environment, &mut origins) {
        Ok(secret) => config.secret_key = secret.or(key_beside.map(Secret::from)),
        Err(problem) => problems.push(problem),
    }
    match secret_key_fallbacks(environment, &mut origins) {
        Ok(Some(secrets)) => config.secret_key_fallbacks = secrets,
        Ok(None) => config.secret_key_fallbacks = fallbacks_beside.into_iter().map(Secret::from).collect(),
        Err(problem) => problems.push(problem),
    }
    (config.origins, config.beside, config.unused_password) = (origins, beside, unused_password);
    problems.extend(check::check(&config));
    match user_table::user_table(&config.django, &config.origins) {
        Ok(table) => config.django.table = table,
        Err(problem) => problems.push(problem),
    }
    match claims::user_claims(&config) {
        Ok(claims) => config.user_claims = claims,
        Err(problem) => problems.push(problem),
    }
    match bearer_header::bearer_header(&config) {
        Ok(header) => config.bearer_header = header,
        Err(problem) => problems.push(problem),
    }
    (config, problems)
}

/// As in Django, an empty one is a mistake: somebody thinks that they have set it.
fn secret_key(environment: &Environment, origins: &mut Origins) -> Result<Option<Secret>, ConfigError> {
    let Some(Overlay { key, source, value }) = variable(environment, "jwt.signing_key", SECRET_KEY) else {
        return Ok(None);
    };
    let secret = value?;
    if secret.is_empty() {
        return Err(ConfigError::Value { key, source_name: source, message: EMPTY_SECRET.to_owned() });
    }
    origins.note(SECRET_KEY, &source);
    Ok(Some(Secret::from(secret)))
}

/// A list of texts in TOML, which Python reads, too.
fn secret_key_fallbacks(environment: &Environment, origins: &mut Origins) -> Result<Option<Vec<Secret>>, ConfigError> {
    let Some(Overlay { source, value, .. }) = variable(environment, SECRET_KEY_FALLBACKS, SECRET_KEY_FALLBACKS) else {
        return Ok(None);
    };
    let text = value?;
    let listed = text.trim().parse::<Value>().ok().and_then(|list| list.try_into::<Vec<String>>().ok());
    match listed {
        Some(secrets) if secrets.iter().all(|secret| !secret.is_empty()) => {
            origins.note(SECRET_KEY_FALLBACKS, &source);
            Ok(Some(secrets.into_iter().map(Secret::from).collect()))
        }
        Some(_) | None => Err(ConfigError::Value {
            key: SECRET_KEY_FALLBACKS.to_owned(),
            source_name: source,
            message: "expected a list of texts that are not empty, such as [\"the key before\"]".to_owned(),
        }),
    }
}

/// Puts a value in place: as TOML if that makes a setting, else as the text that it is.
fn set(table: &mut Table, key: &str, text: &str, source: &str) -> Result<(), ConfigError> {
    let as_toml = if SECRETS.contains(&key) { None } else { text.parse::<Value>().ok() };
    let mut problem = None;
    for value in as_toml.into_iter().chain([Value::String(text.to_owned())]) {
        let mut changed = table.clone();
        insert(&mut changed, key, value);
        match typed(&changed) {
            Ok(_) => {
                *table = changed;
                return Ok(());
            }
            Err(message) => problem = problem.or(Some(message)),
        }
    }
    let source_name = if may_hold_secret(key, text) { source.to_owned() } else { format!("{source}={text}") };
    let mut message = problem.unwrap_or_default();
    if source.starts_with(DATABASE_URL) {
        message.push_str(OF_DJANGO);
    }
    Err(ConfigError::Value { key: key.to_owned(), source_name, message })
}

/// `DATABASE_URL` may well be there for somebody else.
const OF_DJANGO: &str = "; unset DATABASE_URL, or give --database-url sqlite://countersign.db or COUNTERSIGN_DATABASE__URL, \
                         which win over it";

/// The address of a database that is no file has a password in one place or another.
fn may_hold_secret(key: &str, text: &str) -> bool {
    let is_address = key == "database.url" && !text.starts_with("sqlite:");
    SECRETS.contains(&key) || is_address || has_credentials(text)
}

/// An address may name a password: `postgres://user:password@host/`.
pub(super) fn has_credentials(text: &str) -> bool {
    text.split_once("://").is_some_and(|(_, rest)| rest.contains('@'))
}

pub(super) fn insert(table: &mut Table, key: &str, value: Value) {
    let Some((section, name)) = key.split_once('.') else { return };
    let entry = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
    if let Value::Table(settings) = entry {
        settings.insert(name.to_owned(), value);
    }
}

fn typed(table: &Table) -> Result<Config, String> {
    table.clone().try_into().map_err(|cause: toml::de::Error| words::plain(cause.message()))
}
