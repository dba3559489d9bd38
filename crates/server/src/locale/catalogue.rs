//! The translations that the binary brings along, in Fluent.

use std::fmt;
use std::sync::Arc;

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use unic_langid::LanguageIdentifier;

use super::language::Language;
use super::message::Message;

/// The files, under Django's names of their languages.
pub(super) const FILES: [(&str, &str); 8] = [
    ("ar", include_str!("../../locales/ar/messages.ftl")),
    ("de", include_str!("../../locales/de/messages.ftl")),
    ("es", include_str!("../../locales/es/messages.ftl")),
    ("fr", include_str!("../../locales/fr/messages.ftl")),
    ("ja", include_str!("../../locales/ja/messages.ftl")),
    ("pt-br", include_str!("../../locales/pt-br/messages.ftl")),
    ("ru", include_str!("../../locales/ru/messages.ftl")),
    ("zh-hans", include_str!("../../locales/zh-hans/messages.ftl")),
];

/// The messages of the server in languages other than English: German, French, Spanish, Portuguese, Simplified Chinese,
/// Russian, Japanese and Arabic. Cheap to clone.
///
/// ```
/// let translations = countersign_server::Translations::embedded()?;
/// # Ok::<(), countersign_server::TranslationError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Translations(Arc<[Catalogue]>);

/// A translation that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the translation {language} cannot be read: {reason}")]
pub struct TranslationError {
    /// The language, as Django names it.
    pub language: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

/// The messages of one language.
pub(crate) struct Catalogue {
    language: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Translations {
    /// Reads what is embedded, once and for all.
    ///
    /// # Errors
    /// A file is not Fluent, which tests rule out.
    pub fn embedded() -> Result<Self, TranslationError> {
        FILES.into_iter().map(|(language, text)| Catalogue::read(language, text)).collect::<Result<_, _>>().map(Self)
    }

    /// That of `language`; `None`: it is told in English.
    pub(crate) fn of(&self, language: Language) -> Option<&Catalogue> {
        let wanted = language.translation();
        self.0.iter().find(|catalogue| catalogue.language == wanted)
    }
}

impl Catalogue {
    pub(super) fn read(language: &'static str, text: &str) -> Result<Self, TranslationError> {
        let refused = |reason: &dyn fmt::Debug| TranslationError { language, reason: format!("{reason:?}") };
        let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| refused(&errors))?;
        let identifier: LanguageIdentifier = language.parse().map_err(|error| refused(&error))?;
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // The texts stand in JSON: no marks of direction around arguments.
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).map_err(|errors| refused(&errors))?;
        Ok(Self { language, bundle })
    }

    /// `None`: there is no translation, or it wants what the message does not have.
    pub(super) fn tell(&self, message: &Message) -> Option<String> {
        let (name, arguments) = message.entry()?;
        let arguments = arguments.into_iter().collect();
        let pattern = self.bundle.get_message(name)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Catalogue").field(&self.language).finish()
    }
}
