//! One cookie of a request, read as `django.http.cookie.parse_cookie` reads them.

use http::HeaderMap;
use http::header::COOKIE;

use crate::rest::wsgi;
use crate::web::cookie_pairs;

/// The value of the last cookie called `name`.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let sent = wsgi::header(headers, &COOKIE)?;
    let sent = String::from_utf8_lossy(&sent);
    let (_, value) = cookie_pairs(&sent).filter(|(known, _)| *known == name).last()?;
    Some(unquoted(value))
}

/// Python's `http.cookies._unquote`: what stands in quotes has backslashes before characters, or before three octal digits.
fn unquoted(value: &str) -> String {
    let Some(quoted) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return value.to_owned() };
    let mut text = String::new();
    let mut rest = quoted;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        text.push_str(plain);
        rest = match (octal(escaped), escaped.chars().next()) {
            (Some(c), _) => {
                text.push(c);
                escaped.get(3..).unwrap_or_default()
            }
            (None, Some(c)) => {
                text.push(c);
                escaped.get(c.len_utf8()..).unwrap_or_default()
            }
            (None, None) => {
                text.push('\\');
                escaped
            }
        };
    }
    text + rest
}

/// A character by its number, from `\000` to `\377`.
fn octal(text: &str) -> Option<char> {
    let digits = text.get(..3)?;
    let valid = digits.starts_with(['0', '1', '2', '3']) && digits.bytes().all(|digit| (b'0'..=b'7').contains(&digit));
    u8::from_str_radix(digits, 8).ok().filter(|_| valid).map(char::from)
}
