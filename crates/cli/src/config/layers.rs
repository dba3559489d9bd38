//! Flags over environment over file over defaults, and where each value came from.

use std::collections::BTreeMap;
use std::path::PathBuf;

use toml::{Table, Value};

use super::file::read_file;
use super::suggestion::with_suggestion;
use super::{Config, Secret, check};
use crate::args::Global;
use crate::environment::Environment;

/// The settings file where none is named.
pub(crate) const DEFAULT_FILE: &str = "countersign.toml";
/// The variable that Django deployments keep their secret in.
pub(crate) const SECRET_KEY: &str = "SECRET_KEY";
const PREFIX: &str = "COUNTERSIGN_";
/// Settings that are secrets: `…_FILE` names a file that holds the value, and the text is never read as TOML.
pub(super) const SECRETS: [&str; 2] = ["jwt.signing_key", "keys.encryption_key"];

/// Why the settings are refused: which, with what value, from where, and what mends it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {cause}; --config must name a settings file that can be read (`countersign init` writes one)")]
    File { path: PathBuf, cause: std::io::Error },
    /// The file does not say what a settings file may say.
    #[error("{path}: {message}")]
    Text { path: PathBuf, message: String },
    /// A variable or flag does not.
    #[error("{source_name}: {message}")]
    Value { source_name: String, message: String },
    /// The settings are well formed, and do not go together.
    #[error("{key} = {value} ({origin}): {mend}")]
    Combination { key: String, value: String, origin: String, mend: String },
    /// There is more than that.
    #[error("{first}\n(and {more} more: `countersign check` shows all)")]
    Several { first: Box<Self>, more: usize },
}

/// Where settings came from: `countersign.toml line 3`, the name of a variable, or a flag, by dotted key.
#[derive(Debug, Default)]
pub(crate) struct Origins(BTreeMap<String, String>);

impl Origins {
    /// Where `key` came from.
    pub(crate) fn of(&self, key: &str) -> String {
        self.0.get(key).cloned().unwrap_or_else(|| "default".to_owned())
    }

    pub(super) fn note(&mut self, key: impl Into<String>, origin: impl Into<String>) {
        self.0.insert(key.into(), origin.into());
    }
}

/// The settings and where each came from.
pub(crate) struct Loaded {
    pub(crate) config: Config,
    pub(crate) origins: Origins,
}

/// Reads the settings and checks that they go together.
pub(crate) fn load(global: &Global, environment: &Environment) -> Result<Config, ConfigError> {
    load_with_origins(global, environment).map(|loaded| loaded.config)
}

/// The same, and where each came from.
pub(crate) fn load_with_origins(global: &Global, environment: &Environment) -> Result<Loaded, ConfigError> {
    let (loaded, mut problems) = load_all(global, environment);
    let more = problems.len().saturating_sub(1);
    match problems.drain(..).next() {
        None => Ok(loaded),
        Some(only) if more == 0 => Err(only),
        Some(first) => Err(ConfigError::Several { first: Box::new(first), more }),
    }
}

/// What is well formed of the settings, and every problem with them.
pub(crate) fn load_all(global: &Global, environment: &Environment) -> (Loaded, Vec<ConfigError>) {
    let (mut origins, mut problems) = (Origins::default(), Vec::new());
    let mut table = read_file(global, &mut origins, &mut problems);
    for overlay in overlays(global, environment) {
        let done = overlay.and_then(|Overlay { key, value, source }| {
            set(&mut table, &key, &value, &source)?;
            origins.note(key, source);
            Ok(())
        });
        problems.extend(done.err());
    }
    let mut config: Config = typed(&table).unwrap_or_else(|message| {
        problems.push(ConfigError::Value { source_name: "settings".to_owned(), message });
        Config::default()
    });
    match variable(environment, SECRET_KEY) {
        Ok(Some((source, secret))) => {
            origins.note(SECRET_KEY, source);
            config.secret_key = Some(Secret::from(secret));
        }
        Ok(None) => {}
        Err(problem) => problems.push(problem),
    }
    problems.extend(check::check(&config, &origins));
    (Loaded { config, origins }, problems)
}

/// A setting from outside the file.
struct Overlay {
    key: String,
    value: String,
    source: String,
}

/// The later ones win.
fn overlays(global: &Global, environment: &Environment) -> Vec<Result<Overlay, ConfigError>> {
    let overlay = |key: &str, value, source: &str| Overlay { key: key.to_owned(), value, source: source.to_owned() };
    let usual = variable(environment, "DATABASE_URL").transpose();
    let usual = usual.map(|found| found.map(|(source, url)| overlay("database.url", url, &source)));
    let variables = environment.iter().filter_map(|(name, value)| {
        let key = setting_key(name)?;
        Some(from_file_if_named(name, value).map(|value| overlay(&key, value, name)))
    });
    let flag = global.database_url.iter().map(|url| Ok(overlay("database.url", url.clone(), "--database-url")));
    usual.into_iter().chain(variables).chain(flag).collect()
}

/// `COUNTERSIGN_JWT__LEEWAY` → `jwt.leeway`. Names without `__` are no settings.
fn setting_key(name: &str) -> Option<String> {
    let (section, key) = name.strip_prefix(PREFIX)?.split_once("__")?;
    let key = format!("{}.{}", section.to_lowercase(), key.to_lowercase());
    let of_file = key.strip_suffix("_file").filter(|key| SECRETS.contains(key)).map(str::to_owned);
    Some(of_file.unwrap_or(key))
}

fn from_file_if_named(name: &str, value: &str) -> Result<String, ConfigError> {
    let named = SECRETS.iter().any(|key| name == format!("{PREFIX}{}_FILE", key.replace('.', "__").to_uppercase()));
    if named { read_secret(name, value) } else { Ok(value.to_owned()) }
}

/// A usual variable, or the file that its `…_FILE` form names, and which of the two. An empty one is as good as none.
fn variable(environment: &Environment, name: &str) -> Result<Option<(String, String)>, ConfigError> {
    let of_file = format!("{name}_FILE");
    match (environment.get(name), environment.get(&of_file)) {
        (Some(value), _) if !value.is_empty() => Ok(Some((name.to_owned(), value.to_owned()))),
        (_, Some(path)) => read_secret(&of_file, path).map(|value| Some((of_file.clone(), value))),
        _ => Ok(None),
    }
}

fn read_secret(name: &str, path: &str) -> Result<String, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|cause| ConfigError::Value {
        source_name: format!("{name}={path}"),
        message: format!("{cause}; it must name a file that can be read"),
    })?;
    Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
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
    let secret = SECRETS.contains(&key) || has_credentials(text);
    let shown = if secret { source.to_owned() } else { format!("{source}={text}") };
    Err(ConfigError::Value { source_name: shown, message: problem.unwrap_or_default() })
}

/// An address may name a password: `postgres://user:password@host/`.
pub(super) fn has_credentials(text: &str) -> bool {
    text.split_once("://").is_some_and(|(_, rest)| rest.contains('@'))
}

fn insert(table: &mut Table, key: &str, value: Value) {
    let Some((section, name)) = key.split_once('.') else { return };
    let entry = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
    if let Value::Table(settings) = entry {
        settings.insert(name.to_owned(), value);
    }
}

fn typed(table: &Table) -> Result<Config, String> {
    table.clone().try_into().map_err(|cause: toml::de::Error| with_suggestion(cause.to_string().trim_end()))
}
