//! Strings and numbers.

use super::error::{Fault, JsonError};
use super::value::{Text, Value};

/// As many digits as Python turns into an `int` (`sys.int_info.default_max_str_digits`).
const MAX_DIGITS: usize = 4300;

/// The string whose opening quote is at byte `open`, and the byte behind its closing quote.
pub(super) fn string(document: &str, open: usize) -> Result<(Text, usize), JsonError> {
    let bytes = document.as_bytes();
    let mut text = Text::default();
    let mut at = open + 1;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let plain = rest.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | ..=0x1f)).count();
        text.text.push_str(document.get(at..at + plain).unwrap_or_default());
        at += plain;
        at = match bytes.get(at) {
            Some(b'"') => return Ok((text, at + 1)),
            Some(b'\\') => match bytes.get(at + 1) {
                None => return Err(Fault::Unterminated.at(document, open)),
                Some(b'u') => unicode_escape(document, at + 1, &mut text)?,
                Some(&letter) => {
                    text.text.push(escape(letter).ok_or_else(|| Fault::Escape.at(document, at))?);
                    at + 2
                }
            },
            Some(_) => return Err(Fault::Control.at(document, at)),
            None => return Err(Fault::Unterminated.at(document, open)),
        };
    }
}

fn escape(letter: u8) -> Option<char> {
    match letter {
        b'"' | b'\\' | b'/' => Some(char::from(letter)),
        b'b' => Some('\u{8}'),
        b'f' => Some('\u{c}'),
        b'n' => Some('\n'),
        b'r' => Some('\r'),
        b't' => Some('\t'),
        _ => None,
    }
}

/// The escape whose `u` is at byte `at`, with the second half of a pair if one follows; the byte behind it.
fn unicode_escape(document: &str, at: usize, text: &mut Text) -> Result<usize, JsonError> {
    let bytes = document.as_bytes();
    let first = hex4(bytes, at + 1).ok_or_else(|| Fault::UnicodeEscape.at(document, at))?;
    let end = at + 5;
    if let Some(c) = char::from_u32(u32::from(first)) {
        text.text.push(c);
        return Ok(end);
    }
    // CPython looks for a second half only where a whole escape and one more character can follow.
    let second_follows = first < 0xdc00 && bytes.get(end..end + 2) == Some(b"\\u") && end + 6 < bytes.len();
    if second_follows {
        let second = hex4(bytes, end + 2).ok_or_else(|| Fault::UnicodeEscape.at(document, end + 1))?;
        if let Some(Ok(c)) = char::decode_utf16([first, second]).next() {
            text.text.push(c);
            return Ok(end + 6);
        }
    }
    text.text.push('\u{fffd}');
    text.lone_surrogate.get_or_insert(first);
    Ok(end)
}

/// Four hexadecimal digits at byte `at`, with something behind them: an escape that ends the document is an error of its own.
fn hex4(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 4)?;
    bytes.get(at + 4)?;
    digits.iter().try_fold(0_u16, |sum, &digit| {
        let digit = char::from(digit).to_digit(16).and_then(|digit| u16::try_from(digit).ok())?;
        Some(sum << 4 | digit)
    })
}

/// The number at byte `at` and the byte behind it; `None` if none begins here.
///
/// A fraction or exponent without digits is left over, as in CPython, and turns up as an error of what surrounds it.
pub(super) fn number(document: &str, at: usize) -> Result<Option<(Value, usize)>, JsonError> {
    let bytes = document.as_bytes();
    let start = at + usize::from(bytes.get(at) == Some(&b'-'));
    let whole = match bytes.get(start) {
        Some(b'0') => start + 1,
        Some(b'1'..=b'9') => after_digits(bytes, start),
        _ => return Ok(None),
    };
    let mut end = whole;
    if bytes.get(end) == Some(&b'.') && after_digits(bytes, end + 1) > end + 1 {
        end = after_digits(bytes, end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let digits = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if after_digits(bytes, digits) > digits {
            end = after_digits(bytes, digits);
        }
    }
    let literal = document.get(at..end).unwrap_or_default();
    if end > whole {
        return Ok(literal.parse().ok().map(|number| (Value::Float(number), end)));
    }
    if whole - start > MAX_DIGITS {
        return Err(JsonError::HugeInteger(whole - start));
    }
    Ok(Some((Value::Integer(if literal == "-0" { "0" } else { literal }.to_owned()), end)))
}

fn after_digits(bytes: &[u8], at: usize) -> usize {
    at + bytes.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count()
}
