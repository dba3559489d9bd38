//! The secrets beside the settings: `countersign.secrets.toml`, which only its owner can read.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use toml::de::{DeString, DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::error::ConfigError;
use super::file;
use super::layers::{EMPTY_SECRET, Origins, SECRET_KEY, SECRET_KEY_FALLBACKS, SECRETS, insert};
use crate::args::Global;
use crate::own_file;

/// What the file can have that is in no section: what Django deployments keep in variables.
#[derive(Default)]
pub(super) struct DjangoSecrets {
    pub(super) secret_key: Option<String>,
    pub(super) secret_key_fallbacks: Vec<String>,
}

/// Where the secrets of a settings file are: `countersign.secrets.toml` beside `countersign.toml`.
pub(crate) fn secrets_path(settings: &Path) -> PathBuf {
    settings.with_extension("secrets.toml")
}

/// Puts the secrets of the file, if there is one, into `table`.
pub(super) fn read(
    global: &Global,
    table: &mut Table,
    origins: &mut Origins,
    problems: &mut Vec<ConfigError>,
) -> DjangoSecrets {
    let (settings, _) = file::path(global);
    let path = secrets_path(&settings);
    let text = match own_file::read_private(&path, LONGEST) {
        Ok(text) => text,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return DjangoSecrets::default(),
        Err(cause) => {
            let message = format!("{:#}", own_file::unreadable(&path, cause));
            problems.push(ConfigError::Text { section: None, message, path });
            return DjangoSecrets::default();
        }
    };
    let mut reader = Reader { settings, path, table, origins, problems, found: DjangoSecrets::default() };
    reader.read(&text);
    reader.found
}

/// More bytes than the secrets of a deployment have.
const LONGEST: u64 = 1 << 18;

struct Reader<'r> {
    settings: PathBuf,
    path: PathBuf,
    table: &'r mut Table,
    origins: &'r mut Origins,
    problems: &'r mut Vec<ConfigError>,
    found: DjangoSecrets,
}

impl Reader<'_> {
    fn read(&mut self, bytes: &[u8]) {
        let Ok(text) = std::str::from_utf8(bytes) else {
            self.refuse(None, "it is not UTF-8".to_owned());
            return;
        };
        let line = |at: usize| text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        match DeTable::parse(text) {
            Ok(document) => document.get_ref().iter().for_each(|(name, value)| self.take(name, value, &line)),
            // The parser's message may repeat a part of a secret.
            Err(cause) => {
                let line = line(cause.span().map_or(0, |span| span.start));
                self.refuse(None, format!("line {line}: this is no TOML; a secret is written as name = \"text\""));
            }
        }
    }

    /// A secret of no section, or a section.
    fn take(&mut self, name: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>, line: &dyn Fn(usize) -> usize) {
        let at = line(name.span().start);
        match (name.get_ref().as_ref(), value.get_ref()) {
            ("secret_key", DeValue::String(text)) if !text.is_empty() => {
                self.found.secret_key = Some(text.to_string());
                self.note(SECRET_KEY, at);
            }
            ("secret_key", _) => self.refuse_value("jwt", at, "secret_key"),
            ("secret_key_fallbacks", DeValue::Array(items)) if items.iter().all(|item| is_text(item.get_ref())) => {
                let texts = items.iter().filter_map(|item| item.get_ref().as_str().map(str::to_owned));
                self.found.secret_key_fallbacks = texts.collect();
                self.note(SECRET_KEY_FALLBACKS, at);
            }
            ("secret_key_fallbacks", _) => {
                let message = format!("line {at}: secret_key_fallbacks: give a list of texts that are not empty");
                self.refuse(Some("sessions"), message);
            }
            (section, DeValue::Table(secrets)) => {
                for (key, value) in secrets {
                    let dotted = format!("{section}.{}", key.get_ref());
                    self.take_setting(&dotted, value.get_ref(), line(key.span().start));
                }
            }
            (other, _) => self.refuse_other(other, at),
        }
    }

    fn take_setting(&mut self, dotted: &str, value: &DeValue<'_>, at: usize) {
        let (section, key) = dotted.split_once('.').unwrap_or_default();
        if !SECRETS.contains(&dotted) {
            self.refuse_other(dotted, at);
        } else if self.table.get(section).is_some_and(|section| section.get(key).is_some()) {
            let settings = self.settings.display();
            self.refuse(Some(section), format!("line {at}: {dotted} is in {settings}, too; keep it here alone"));
        } else if let DeValue::String(text) = value
            && !text.is_empty()
        {
            insert(self.table, dotted, Value::String(text.to_string()));
            self.note(dotted, at);
        } else {
            self.refuse_value(section, at, dotted);
        }
    }

    fn note(&mut self, key: &str, line: usize) {
        self.origins.note(key, &format!("{} line {line}", self.path.display()));
    }

    fn refuse_value(&mut self, section: &str, line: usize, key: &str) {
        let message = format!("line {line}: {key}: give text in quotes, and not an empty one: {EMPTY_SECRET}");
        self.refuse(Some(section), message);
    }

    fn refuse_other(&mut self, name: &str, line: usize) {
        let (settings, known) = (self.settings.display(), SECRETS.join(", "));
        let message = format!(
            "line {line}: `{name}` is none of the secrets, which are secret_key, secret_key_fallbacks, {known}; other settings \
             stand in {settings}"
        );
        self.refuse(None, message);
    }

    fn refuse(&mut self, section: Option<&str>, message: String) {
        let section = section.map(str::to_owned);
        self.problems.push(ConfigError::Text { section, message, path: self.path.clone() });
    }
}

fn is_text(value: &DeValue<'_>) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}
