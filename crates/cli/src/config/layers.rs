//! Flags over environment over file over defaults, and where each value came from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::{Config, Secret, check, claims};
use crate::args::Global;
use crate::environment::Environment;

const DEFAULT_FILE: &str = "countersign.toml";
const PREFIX: &str = "COUNTERSIGN_";
/// Settings that are secrets: `…_FILE` names a file that holds the value, and the text is never read as TOML.
const SECRETS: [&str; 2] = ["jwt.signing_key", "keys.encryption_key"];

/// What mends a secret of no characters.
pub(super) const EMPTY_SECRET: &str =
    "the secret is empty; give random text (`openssl rand -base64 48`), or leave it out";

/// Why the settings are refused: which, with what value, from where, and what mends it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {cause}")]
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
    let mut origins = Origins::default();
    let mut table = read_file(global, &mut origins)?;
    let mut overlay = |key: &str, value: &str, source: &str| {
        origins.note(key, source);
        set(&mut table, key, value, source)
    };
    if let Some((url, source)) = variable(environment, "DATABASE_URL")?
        && !url.is_empty()
    {
        overlay("database.url", &url, &source)?;
    }
    for (name, value) in environment.iter() {
        if let Some(key) = setting_key(name) {
            overlay(&key, &from_file_if_named(name, value)?, name)?;
        }
    }
    if let Some(url) = &global.database_url {
        overlay("database.url", url, "--database-url")?;
    }
    let whole = |table: &Table| -> Result<Config, ConfigError> {
        typed(table).map_err(|message| ConfigError::Value { source_name: "settings".to_owned(), message })
    };
    claims::check_constants(&table, &origins)?;
    if let Some(preset) = whole(&table)?.jwt.preset {
        preset.fill(&mut table, &mut origins);
    }
    let mut config = whole(&table)?;
    config.secret_key = secret_key(environment, &mut origins)?;
    config.origins = origins;
    check::check(&config)?;
    config.user_claims = claims::user_claims(&config)?;
    Ok(config)
}

fn read_file(global: &Global, origins: &mut Origins) -> Result<Table, ConfigError> {
    let (path, asked) = match &global.config {
        Some(path) => (path.clone(), true),
        None => (PathBuf::from(DEFAULT_FILE), false),
    };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound && !asked => return Ok(Table::new()),
        Err(cause) => return Err(ConfigError::File { path, cause }),
    };
    let refused = |cause: toml::de::Error| ConfigError::Text { message: told(&cause, &text), path: path.clone() };
    toml::from_str::<Config>(&text).map_err(refused)?;
    note_lines(&text, &path, origins);
    toml::from_str(&text).map_err(refused)
}

/// The line, the key and what is wrong with it. The text of the line is not repeated, and of what may be a secret not even
/// the parser's message, which names the value.
fn told(cause: &toml::de::Error, text: &str) -> String {
    let start = cause.span().map_or(0, |span| span.start);
    let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
    let quoted = text.lines().nth(line - 1).unwrap_or_default();
    let key = quoted.split_once('=').map(|(key, _)| key.trim()).filter(|key| is_name(key)).unwrap_or_default();
    let message = cause.message();
    let of_secret = SECRETS.iter().any(|secret| secret.ends_with(&format!(".{key}"))) || has_credentials(message);
    match (key, of_secret) {
        ("", _) => format!("line {line}: {message}"),
        (key, true) => format!("line {line}: {key}: the value is not what it must be, and is not shown"),
        (key, false) => format!("line {line}: {key}: {message}"),
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn note_lines(text: &str, path: &Path, origins: &mut Origins) {
    let Ok(document) = toml::de::DeTable::parse(text) else { return };
    for (section, content) in document.get_ref() {
        note_lines_in(section.get_ref(), content.get_ref(), text, path, origins);
    }
}

/// Every key of a table and of the tables in it.
fn note_lines_in(table: &str, content: &toml::de::DeValue<'_>, text: &str, path: &Path, origins: &mut Origins) {
    for (key, value) in content.as_table().into_iter().flatten() {
        let line = text.get(..key.span().start).unwrap_or_default().matches('\n').count() + 1;
        let dotted = format!("{table}.{}", key.get_ref());
        origins.note(&dotted, &format!("{} line {line}", path.display()));
        note_lines_in(&dotted, value.get_ref(), text, path, origins);
    }
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

/// A usual variable, or the file that its `…_FILE` form names, and which of them it was. An empty one gives way to the file.
fn variable(environment: &Environment, name: &str) -> Result<Option<(String, String)>, ConfigError> {
    let of_file = format!("{name}_FILE");
    match (environment.get(name), environment.get(&of_file)) {
        (Some(value), _) if !value.is_empty() => Ok(Some((value.to_owned(), name.to_owned()))),
        (_, Some(path)) => read_secret(&of_file, path).map(|value| Some((value, of_file))),
        (empty, None) => Ok(empty.map(|value| (value.to_owned(), name.to_owned()))),
    }
}

/// As in Django, an empty one is a mistake: somebody thinks that they have set it.
fn secret_key(environment: &Environment, origins: &mut Origins) -> Result<Option<Secret>, ConfigError> {
    let Some((value, source)) = variable(environment, "SECRET_KEY")? else { return Ok(None) };
    if value.is_empty() {
        return Err(ConfigError::Value { source_name: source, message: EMPTY_SECRET.to_owned() });
    }
    origins.note("SECRET_KEY", &source);
    Ok(Some(Secret::from(value)))
}

fn read_secret(name: &str, path: &str) -> Result<String, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|cause| ConfigError::Value { source_name: format!("{name}={path}"), message: cause.to_string() })?;
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
fn has_credentials(text: &str) -> bool {
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
    table.clone().try_into().map_err(|cause: toml::de::Error| cause.to_string().trim_end().to_owned())
}
