//! Settings from outside the file: variables and flags.

use super::error::ConfigError;
use super::layers::SECRETS;
use crate::args::Global;
use crate::environment::Environment;

/// What the variables of settings begin with.
pub(super) const PREFIX: &str = "COUNTERSIGN_";
/// Django deployments have it for their own database.
pub(super) const DATABASE_URL: &str = "DATABASE_URL";

/// A setting from outside the file.
pub(super) struct Overlay {
    pub(super) key: String,
    pub(super) source: String,
    pub(super) value: Result<String, ConfigError>,
}

/// One for each setting: of several the one that wins, so that those it wins over are not judged.
pub(super) fn overlays(global: &Global, environment: &Environment) -> Vec<Overlay> {
    let usual = variable(environment, "database.url", DATABASE_URL)
        .filter(|found| !found.value.as_ref().is_ok_and(String::is_empty));
    let variables = environment.iter().filter_map(|(name, value)| {
        let key = setting_key(name)?;
        let value = from_file_if_named(&key, name, value);
        Some(Overlay { key, source: name.to_owned(), value })
    });
    let flag = global.database_url.iter().map(|url| Overlay {
        key: "database.url".to_owned(),
        source: "--database-url".to_owned(),
        value: Ok(url.clone()),
    });
    let mut winners: Vec<Overlay> = Vec::new();
    for overlay in usual.into_iter().chain(variables).chain(flag) {
        winners.retain(|earlier| earlier.key != overlay.key);
        winners.push(overlay);
    }
    winners
}

/// `COUNTERSIGN_JWT__LEEWAY` → `jwt.leeway`. Names without `__` are no settings.
fn setting_key(name: &str) -> Option<String> {
    let (section, key) = name.strip_prefix(PREFIX)?.split_once("__")?;
    let key = format!("{}.{}", section.to_lowercase(), key.to_lowercase());
    let of_file = key.strip_suffix("_file").filter(|key| SECRETS.contains(key)).map(str::to_owned);
    Some(of_file.unwrap_or(key))
}

fn from_file_if_named(key: &str, name: &str, value: &str) -> Result<String, ConfigError> {
    let named = SECRETS.contains(&key) && name.ends_with("_FILE");
    if named { read_secret(key, name, value) } else { Ok(value.to_owned()) }
}

/// A usual variable, or the file that its `…_FILE` form names, and which of the two. An empty one gives way to the file.
pub(super) fn variable(environment: &Environment, key: &str, name: &str) -> Option<Overlay> {
    let of_file = format!("{name}_FILE");
    let found = |source: &str, value| Some(Overlay { key: key.to_owned(), source: source.to_owned(), value });
    match (environment.get(name), environment.get(&of_file)) {
        (Some(value), _) if !value.is_empty() => found(name, Ok(value.to_owned())),
        (_, Some(path)) => found(&of_file, read_secret(key, &of_file, path)),
        (Some(empty), None) => found(name, Ok(empty.to_owned())),
        (None, None) => None,
    }
}

fn read_secret(key: &str, name: &str, path: &str) -> Result<String, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|cause| ConfigError::Value {
        key: key.to_owned(),
        source_name: format!("{name}={path}"),
        message: format!("{cause}; it must name a file that can be read"),
    })?;
    Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
}
