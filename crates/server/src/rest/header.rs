//! A header of the form `value; name=value`, split as `django.utils.http.parse_header_parameters` does it, which is Python's
//! `email.message`: quotes, backslashes and RFC 2231 included.

use percent_encoding::percent_decode_str;
use thiserror::Error;

use super::charset::{Charset, Label};
use super::{decode, python};

/// A header value and its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Parameterized {
    value: String,
    params: Vec<(String, String)>,
}

/// An RFC 2231 parameter names a charset that does not exist (`ValueError` in Django).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("unknown charset in an extended parameter")]
pub(crate) struct UnknownCharset;

impl Parameterized {
    /// Split `line`. The value and the parameter names come out in lower case.
    pub(crate) fn parse(line: &str) -> Result<Self, UnknownCharset> {
        if !line.contains(';') {
            return Ok(Self { value: python::strip(line).to_lowercase(), params: Vec::new() });
        }
        let mut pieces = pieces(line).into_iter();
        let value = pieces.next().map(|piece| named(&piece).0.to_lowercase()).unwrap_or_default();
        let mut params: Vec<(String, String)> = Vec::new();
        let mut extended: Vec<(String, Vec<Segment>)> = Vec::new();
        for (name, text) in pieces.map(|piece| named(&piece)) {
            match Segment::read(&name, unquoted(&text)) {
                Some((stem, segment)) => match extended.iter_mut().find(|(known, _)| *known == stem) {
                    Some((_, segments)) => segments.push(segment),
                    None => extended.push((stem, vec![segment])),
                },
                None => params.push((name, unquoted(&text))),
            }
        }
        for (stem, segments) in extended {
            params.push((stem, joined(segments)?));
        }
        params.retain(|(name, _)| !name.is_empty());
        Ok(Self { value, params })
    }

    /// What stands before the first `;`, in lower case.
    pub(crate) fn value(&self) -> &str {
        &self.value
    }

    /// The last parameter called `name` (lower case).
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All parameters, in the order of their first appearance, the last value of each.
    pub(crate) fn params(&self) -> impl Iterator<Item = (&str, &str)> {
        self.params.iter().enumerate().filter_map(|(index, (name, _))| {
            let repeated = self.params.iter().take(index).any(|(earlier, _)| earlier == name);
            if repeated { None } else { Some((name.as_str(), self.param(name)?)) }
        })
    }
}

/// The parts between semicolons, but for those within quotes; the name of each in lower case.
fn pieces(line: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let (mut start, mut quotes, mut previous) = (0, 0_usize, ' ');
    let mut push = |piece: Option<&str>| {
        let piece = piece.unwrap_or_default();
        let piece = match piece.split_once('=') {
            Some((name, value)) => format!("{}={}", python::strip(name).to_lowercase(), python::strip(value)),
            None => piece.to_owned(),
        };
        pieces.push(python::strip(&piece).to_owned());
    };
    for (at, c) in line.char_indices() {
        match c {
            '"' if previous != '\\' => quotes += 1,
            ';' if quotes.is_multiple_of(2) => {
                push(line.get(start..at));
                (start, quotes) = (at + 1, 0);
            }
            _ => {}
        }
        previous = c;
    }
    push(line.get(start..));
    pieces
}

fn named(piece: &str) -> (String, String) {
    match piece.split_once('=') {
        Some((name, value)) => (python::strip(name).to_owned(), python::strip(value).to_owned()),
        None => (python::strip(piece).to_owned(), String::new()),
    }
}

/// `email.utils.unquote`.
fn unquoted(text: &str) -> String {
    let within = |open, close| text.strip_prefix(open).and_then(|rest: &str| rest.strip_suffix(close));
    match (within('"', '"'), within('<', '>')) {
        (Some(inner), _) => inner.replace("\\\\", "\\").replace("\\\"", "\""),
        (None, Some(inner)) => inner.to_owned(),
        (None, None) => text.to_owned(),
    }
}

/// One piece of an RFC 2231 parameter: `name*`, `name*0` or `name*0*`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Segment {
    number: Option<u64>,
    value: String,
    encoded: bool,
}

impl Segment {
    fn read(name: &str, value: String) -> Option<(String, Self)> {
        let (stem, tail) = name.split_once('*')?;
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if stem.is_empty() || !stem.chars().all(word) {
            return None;
        }
        let digits = tail.strip_suffix('*').unwrap_or(tail);
        let number = match digits {
            "" if tail.is_empty() => None,
            _ if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(digits.parse().unwrap_or(u64::MAX))
            }
            _ => return None,
        };
        let encoded = name.ends_with('*');
        let value = if encoded { decode::latin1(&percent_decode_str(&value).collect::<Vec<u8>>()) } else { value };
        Some((stem.to_owned(), Self { number, value, encoded }))
    }
}

/// Put the segments of one parameter together and decode them by the charset that stands in front.
fn joined(mut segments: Vec<Segment>) -> Result<String, UnknownCharset> {
    segments.sort();
    let encoded = segments.iter().any(|segment| segment.encoded);
    let text: String = segments.iter().map(|segment| segment.value.as_str()).collect();
    let mut parts = text.splitn(3, '\'');
    let (Some(label), Some(_language), Some(value), true) = (parts.next(), parts.next(), parts.next(), encoded) else {
        return Ok(if encoded { decode::replace(&raw(&text), Charset::Ascii) } else { text });
    };
    match Label::named(label) {
        _ if label.is_empty() => Ok(value.to_owned()),
        Label::Text(charset) => Ok(decode::replace(&raw(value), charset)),
        Label::Transform => Ok(value.to_owned()),
        Label::Unknown => Err(UnknownCharset),
    }
}

/// The octets that the characters of `text` stand for.
fn raw(text: &str) -> Vec<u8> {
    text.chars()
        .flat_map(|c| {
            u8::try_from(c).map_or_else(|_| format!("\\u{:04x}", u32::from(c)).into_bytes(), |byte| vec![byte])
        })
        .collect()
}
