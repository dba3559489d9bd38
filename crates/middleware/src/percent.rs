//! Percent-encoding as Python's `urllib.parse` and Django do it.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What `urllib.parse.quote` never encodes.
const UNRESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'_').remove(b'.').remove(b'-').remove(b'~');

/// `quote(…, safe="/")`.
const QUERY_VALUE: AsciiSet = UNRESERVED.remove(b'/');

/// Django's `escape_uri_path`.
const PATH: AsciiSet = UNRESERVED
    .remove(b'/')
    .remove(b':')
    .remove(b'@')
    .remove(b'&')
    .remove(b'+')
    .remove(b'$')
    .remove(b',')
    .remove(b'!')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Django's `iri_to_uri`: what is encoded already stays as it is.
const URI: AsciiSet = PATH.remove(b'#').remove(b'%').remove(b'[').remove(b']').remove(b'=').remove(b';').remove(b'?');

/// A name or a value of a query, where slashes stay.
pub(crate) fn query_value(text: &str) -> String {
    utf8_percent_encode(text, &QUERY_VALUE).to_string()
}

/// A path of decoded text.
pub(crate) fn path(text: &str) -> String {
    utf8_percent_encode(text, &PATH).to_string()
}

/// A URI of text that may be one already.
pub(crate) fn uri(text: &str) -> String {
    utf8_percent_encode(text, &URI).to_string()
}

/// The text of an encoded path; bytes that are no UTF-8 stay encoded (Django's `repercent_broken_unicode`).
pub(crate) fn decode_path(encoded: &str) -> String {
    let bytes: Cow<'_, [u8]> = percent_decode_str(encoded).into();
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
    }
    text
}

/// The text of a form-encoded name or value.
pub(crate) fn decode_form(encoded: &str) -> String {
    percent_decode_str(&encoded.replace('+', " ")).decode_utf8_lossy().into_owned()
}
