//! Classes that settings name by their import paths.

use serde::Deserialize;

/// A class, and what it is made of.
#[derive(Deserialize)]
pub(super) struct Class {
    /// As the setting has it.
    pub(super) path: String,
    /// Import paths, its own first.
    pub(super) bases: Vec<String>,
    /// Why it cannot be imported.
    #[serde(default)]
    pub(super) error: Option<String>,
}

/// What stands for a class here.
pub(super) enum Counterpart<T> {
    /// It does the same.
    Same(T),
    /// It does what the class is made of, without what the project added.
    Base(T),
    None,
}

impl Class {
    /// Looks itself and its bases up among import paths.
    pub(super) fn counterpart<T: Copy>(&self, known: &[(impl AsRef<str>, T)]) -> Counterpart<T> {
        let found = |path: &String| known.iter().find(|(name, _)| name.as_ref() == path).map(|(_, value)| *value);
        match (self.bases.first().and_then(found), self.bases.iter().find_map(found)) {
            (Some(same), _) => Counterpart::Same(same),
            (None, Some(base)) => Counterpart::Base(base),
            (None, None) => Counterpart::None,
        }
    }

    /// Why it cannot be taken over, for a person.
    pub(super) fn why_not(&self) -> String {
        match &self.error {
            Some(error) => format!("it cannot be imported ({error})"),
            None => "it is Python code, which does not run here".to_owned(),
        }
    }
}
