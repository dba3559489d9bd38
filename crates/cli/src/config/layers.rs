//! Flags over environment over file over defaults, and where each value came from.

use std::collections::BTreeMap;
use std::path::PathBuf;

use toml::{Table, Value};

use super::file::read_file;
use super::suggestion::with_suggestion;
use super::{Config, Secret, check, claims};
use crate::args::Global;
use crate::environment::Environment;

/// The settings file where none is named.
pub(crate) const DEFAULT_FILE: &str = "countersign.toml";
/// The variable that Django deployments keep their secret in.
pub(crate) const SECRET_KEY: &str = "SECRET_KEY";
const PREFIX: &str = "COUNTERSIGN_";
/// Settings that are secrets: `…_FILE` names a file that holds the value, and the text is never read as TOML.
pub(super) const SECRETS: [&str; 2] = ["jwt.signing_key", "keys.encryption_key"];

/// What mends a secret of no characters.
pub(super) const EMPTY_SECRET: &str =
    "the secret is empty; give random text (`openssl rand -base64 48`), or leave it out";

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
    for overlay in overlays(global, environment) {
        let done = overlay.and_then(|Overlay { key, value, source }| {
            set(&mut table, &key, &value, &source)?;
            origins.note(&key, &source);
            Ok(())
        });
        problems.extend(done.err());
    }
    problems.extend(claims::check_constants(&table, &origins).err());
    let mut whole = |table: &Table| {
        typed(table).unwrap_or_else(|message| {
            problems.push(ConfigError::Value { source_name: "settings".to_owned(), message });
            Config::default()
        })
    };
    if let Some(preset) = whole(&table).jwt.preset {
        preset.fill(&mut table, &mut origins);
    }
    let mut config = whole(&table);
    match secret_key(environment, &mut origins) {
        Ok(secret) => config.secret_key = secret,
        Err(problem) => problems.push(problem),
    }
    config.origins = origins;
    problems.extend(check::check(&config));
    match claims::user_claims(&config) {
        Ok(claims) => config.user_claims = claims,
        Err(problem) => problems.push(problem),
    }
    (config, problems)
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
    let usual = usual.filter(|found| !matches!(found, Ok((_, url)) if url.is_empty()));
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

/// A usual variable, or the file that its `…_FILE` form names, and which of the two. An empty one gives way to the file.
fn variable(environment: &Environment, name: &str) -> Result<Option<(String, String)>, ConfigError> {
    let of_file = format!("{name}_FILE");
    match (environment.get(name), environment.get(&of_file)) {
        (Some(value), _) if !value.is_empty() => Ok(Some((name.to_owned(), value.to_owned()))),
        (_, Some(path)) => read_secret(&of_file, path).map(|value| Some((of_file.clone(), value))),
        (empty, None) => Ok(empty.map(|value| (name.to_owned(), value.to_owned()))),
    }
}

/// As in Django, an empty one is a mistake: somebody thinks that they have set it.
fn secret_key(environment: &Environment, origins: &mut Origins) -> Result<Option<Secret>, ConfigError> {
    let Some((source, secret)) = variable(environment, SECRET_KEY)? else { return Ok(None) };
    if secret.is_empty() {
        return Err(ConfigError::Value { source_name: source, message: EMPTY_SECRET.to_owned() });
    }
    origins.note(SECRET_KEY, &source);
    Ok(Some(Secret::from(secret)))
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
