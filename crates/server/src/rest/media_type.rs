//! Media types: which parser reads a body, and which of two types is the narrower one.

use super::header::Parameterized;

/// Longer media types are not looked at.
pub(crate) const MAX_LENGTH: usize = 256;

/// A media type from a `Content-Type` or `Accept` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MediaType {
    header: Parameterized,
}

impl MediaType {
    /// Read `text`; what cannot be read matches nothing.
    pub(crate) fn parse(text: &str) -> Self {
        Self { header: Parameterized::parse(text).unwrap_or_default() }
    }

    /// Whether this covers `known` (`type/subtype`, lower case). Case and parameters do not count; `*` covers all.
    pub(crate) fn covers(&self, known: &str) -> bool {
        let (main, sub) = self.halves();
        let (known_main, known_sub) = known.split_once('/').unwrap_or((known, ""));
        (main == "*" || main == known_main) && (sub == "*" || sub == known_sub)
    }

    /// How narrow the type is: 0 `*/*`, 1 `type/*`, 2 `type/subtype`, 3 with a parameter other than `q`.
    pub(crate) fn specificity(&self) -> u8 {
        let mut params = self.header.params().map(|(name, _)| name);
        match self.halves() {
            ("*", _) => 0,
            (_, "*") => 1,
            _ if matches!((params.next(), params.next()), (None | Some("q"), None)) => 2,
            _ => 3,
        }
    }

    /// A parameter by its lower-case name.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.header.param(name)
    }

    fn halves(&self) -> (&str, &str) {
        self.header.value().split_once('/').unwrap_or((self.header.value(), ""))
    }
}

/// The parsers that every view has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parser {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
}

/// The parsers of a view, in its order.
pub(crate) type Parsers = [Parser; 3];

impl Parser {
    /// DRF's `DEFAULT_PARSER_CLASSES`.
    pub(crate) const DEFAULT: Parsers = [Self::Json, Self::Form, Self::Multipart];

    /// The first of `parsers` whose media type `content_type` covers: `*/*` selects the first.
    pub(crate) fn select(content_type: &str, parsers: Parsers) -> Option<Self> {
        if content_type.chars().count() > MAX_LENGTH {
            return None;
        }
        let media_type = MediaType::parse(content_type);
        parsers.into_iter().find(|parser| media_type.covers(parser.media_type()))
    }

    /// Whether `content_type` names one of the two form types itself.
    pub(crate) fn is_form(content_type: &str) -> bool {
        let media_type = Parameterized::parse(content_type).unwrap_or_default();
        [Self::Form, Self::Multipart].iter().any(|parser| media_type.value() == parser.media_type())
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
            Self::Multipart => "multipart/form-data",
        }
    }
}
