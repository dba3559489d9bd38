//! `application/x-www-form-urlencoded` bodies and query strings, as Django's `QueryDict` reads them.

use std::fmt;

use percent_encoding::percent_decode_str;
use thiserror::Error;

use super::charset::Charset;
use super::decode;

/// Django's `DATA_UPLOAD_MAX_NUMBER_FIELDS`.
pub(crate) const MAX_FIELDS: usize = 1000;

/// More fields than [`MAX_FIELDS`], or more files than [`super::multipart::MAX_FILES`]. Django answers its plain HTML page for status 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("too many form fields")]
pub(crate) struct TooManyFields;

/// Submitted fields in their order. A name may repeat; the last one counts.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Form(Vec<(String, FormValue)>);

/// One submitted value.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum FormValue {
    /// A text field.
    Text(String),
    /// An uploaded file. No serializer here takes one, so the name is all that is kept.
    File {
        /// What `str()` of the uploaded file gives.
        name: String,
    },
}

/// Bodies hold passwords and tokens, so only their size shows.
impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<form of {}>", self.0.len())
    }
}

impl FromIterator<(String, FormValue)> for Form {
    fn from_iter<T: IntoIterator<Item = (String, FormValue)>>(values: T) -> Self {
        Self(values.into_iter().collect())
    }
}

impl Form {
    /// Read a body or a query string: `+` is a space, percent-encoded bytes that are not text become U+FFFD, a field
    /// without `=` is empty.
    pub(crate) fn parse(body: &[u8], charset: Charset) -> Result<Self, TooManyFields> {
        // Browsers that send raw bytes outside their charset are read as ISO-8859-1.
        let text = decode::strict(body, charset).unwrap_or_else(|_| decode::latin1(body));
        if text.matches('&').count() >= MAX_FIELDS {
            return Err(TooManyFields);
        }
        let fields = text.split('&').filter(|field| !field.is_empty()).map(|field| {
            let (name, value) = field.split_once('=').unwrap_or((field, ""));
            (unquoted(name, charset), FormValue::Text(unquoted(value, charset)))
        });
        Ok(Self(fields.collect()))
    }

    /// The last value of `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&FormValue> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Every value of `name`.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &FormValue> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value)
    }

    /// Every text with its name.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(name, value)| match value {
            FormValue::Text(text) => Some((name.as_str(), text.as_str())),
            FormValue::File { .. } => None,
        })
    }

    /// Each name with its last value, or the name of the file.
    #[cfg(test)]
    pub(super) fn shown(&self) -> serde_json::Value {
        let value = |value: &FormValue| match value {
            FormValue::Text(text) | FormValue::File { name: text } => text.clone().into(),
        };
        self.0.iter().map(|(name, sent)| (name.clone(), value(sent))).collect::<serde_json::Map<_, _>>().into()
    }

    /// The last value of `name` if it is text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            FormValue::Text(text) => Some(text),
            FormValue::File { .. } => None,
        }
    }
}

impl From<Vec<(String, FormValue)>> for Form {
    fn from(fields: Vec<(String, FormValue)>) -> Self {
        Self(fields)
    }
}

/// `urllib.parse.unquote(text.replace("+", " "), charset, "replace")`: only the ASCII runs of `text` are percent-decoded, each by
/// itself.
fn unquoted(text: &str, charset: Charset) -> String {
    let text = text.replace('+', " ");
    if !text.contains('%') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for run in text.split_inclusive(|c: char| !c.is_ascii()) {
        let plain = run.chars().next_back().filter(|c| !c.is_ascii());
        let ascii = run.get(..run.len() - plain.map_or(0, char::len_utf8)).unwrap_or_default();
        out.push_str(&decode::replace(&percent_decode_str(ascii).collect::<Vec<u8>>(), charset));
        out.extend(plain);
    }
    out
}
