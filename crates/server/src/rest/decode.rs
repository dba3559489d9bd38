//! Bytes to text with CPython's codecs: strict with its error texts, or with U+FFFD for what cannot be read.

use thiserror::Error;

use super::charset::{Charset, Order};

/// Why bytes are not text. The messages are CPython's and go out on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum DecodeError {
    /// One byte that does not belong.
    #[error("'{codec}' codec can't decode byte 0x{byte:02x} in position {at}: {reason}")]
    Byte { codec: &'static str, byte: u8, at: usize, reason: &'static str },
    /// A run of bytes that does not belong; `last` is included.
    #[error("'{codec}' codec can't decode bytes in position {at}-{last}: {reason}")]
    Bytes { codec: &'static str, at: usize, last: usize, reason: &'static str },
    /// UTF-16 or UTF-32 of unknown byte order.
    #[error("{0} stream does not start with BOM")]
    NoByteOrderMark(&'static str),
}

/// `codecs.getreader(charset)(stream).read()`: strict, but a character that is cut off at the very end is dropped.
pub(crate) fn read(bytes: &[u8], charset: Charset) -> Result<String, DecodeError> {
    let layout = Layout::of(bytes, charset);
    // CPython takes the first two bytes of a surrogate for a cut-off character too.
    let half_surrogate = layout.unit == Unit::Utf8 && matches!(bytes, [.., 0xed, 0xa0..=0xbf]);
    let text = layout.run(bytes, |bad| match bad.cause {
        Cause::CutOff => Ok(""),
        Cause::Illegal if half_surrogate && bad.at + 2 >= bytes.len() => Ok(""),
        Cause::Illegal => Err(layout.error(bytes, bad)),
    })?;
    match layout.unit {
        Unit::Utf16 if !layout.order_known && !text.is_empty() => Err(DecodeError::NoByteOrderMark("UTF-16")),
        Unit::Utf32 if !layout.order_known && !text.is_empty() => Err(DecodeError::NoByteOrderMark("UTF-32")),
        Unit::Utf8 | Unit::Utf16 | Unit::Utf32 | Unit::Latin1 | Unit::Ascii => Ok(text),
    }
}

/// `bytes.decode(charset)`: strict to the end. Without a byte order mark, UTF-16 and UTF-32 are little-endian.
pub(crate) fn strict(bytes: &[u8], charset: Charset) -> Result<String, DecodeError> {
    let layout = Layout::of(bytes, charset);
    layout.run(bytes, |bad| Err(layout.error(bytes, bad)))
}

/// `bytes.decode(charset, "replace")`: U+FFFD for each piece that cannot be read.
pub(crate) fn replace(bytes: &[u8], charset: Charset) -> String {
    let layout = Layout::of(bytes, charset);
    layout.run(bytes, |_| Ok::<_, DecodeError>("\u{fffd}")).unwrap_or_default()
}

/// A header's bytes as WSGI shows them: one character for each byte.
pub(crate) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Utf8,
    Utf16,
    Utf32,
    Latin1,
    Ascii,
}

/// What to read, and where after the byte order mark it begins.
#[derive(Debug, Clone, Copy)]
struct Layout {
    unit: Unit,
    order: Order,
    order_known: bool,
    start: usize,
    /// Positions in errors count from here.
    origin: usize,
}

#[derive(Debug, Clone, Copy)]
enum Cause {
    Illegal,
    CutOff,
}

/// A piece of input that is no character.
#[derive(Debug, Clone, Copy)]
struct Bad {
    at: usize,
    len: usize,
    cause: Cause,
    reason: &'static str,
}

enum Step {
    Char(char, usize),
    Bad(usize, Cause, &'static str),
}

impl Layout {
    fn of(bytes: &[u8], charset: Charset) -> Self {
        let plain = |unit| Self { unit, order: Order::Little, order_known: true, start: 0, origin: 0 };
        let ordered = |unit, order| Self { order, ..plain(unit) };
        match charset {
            // The mark is cut off before decoding, so positions count from behind it.
            Charset::Utf8Sig if bytes.starts_with(b"\xef\xbb\xbf") => Self { start: 3, origin: 3, ..plain(Unit::Utf8) },
            Charset::Utf8 | Charset::Utf8Sig => plain(Unit::Utf8),
            Charset::Utf16(Some(order)) => ordered(Unit::Utf16, order),
            Charset::Utf32(Some(order)) => ordered(Unit::Utf32, order),
            Charset::Utf16(None) => Self::marked(Unit::Utf16, bytes, [b"\xff\xfe", b"\xfe\xff"]),
            Charset::Utf32(None) => Self::marked(Unit::Utf32, bytes, [b"\xff\xfe\0\0", b"\0\0\xfe\xff"]),
            Charset::Latin1 => plain(Unit::Latin1),
            Charset::Ascii => plain(Unit::Ascii),
        }
    }

    fn marked(unit: Unit, bytes: &[u8], [little, big]: [&[u8]; 2]) -> Self {
        let found = |order| Self { unit, order, order_known: true, start: little.len(), origin: 0 };
        if bytes.starts_with(little) {
            found(Order::Little)
        } else if bytes.starts_with(big) {
            found(Order::Big)
        } else {
            Self { order_known: false, start: 0, ..found(Order::Little) }
        }
    }

    /// Decode all; `on_bad` chooses what stands for a bad piece, or ends the run.
    fn run<E>(self, bytes: &[u8], on_bad: impl Fn(Bad) -> Result<&'static str, E>) -> Result<String, E> {
        let mut text = String::with_capacity(bytes.len());
        let mut at = self.start;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            if self.unit == Unit::Utf8 {
                let valid = valid_prefix(rest);
                text.push_str(valid);
                at += valid.len();
                if valid.len() == rest.len() {
                    break;
                }
            }
            match self.step(bytes.get(at..).unwrap_or_default()) {
                Step::Char(c, len) => {
                    text.push(c);
                    at += len;
                }
                Step::Bad(len, cause, reason) => {
                    text.push_str(on_bad(Bad { at, len, cause, reason })?);
                    at += len;
                }
            }
        }
        Ok(text)
    }

    /// The first character of `rest`, which is not empty.
    fn step(self, rest: &[u8]) -> Step {
        let first = rest.first().copied().unwrap_or_default();
        match self.unit {
            Unit::Utf8 => step_utf8(rest),
            Unit::Utf16 => step_utf16(rest, self.order),
            Unit::Utf32 => step_utf32(rest, self.order),
            Unit::Ascii if !first.is_ascii() => Step::Bad(1, Cause::Illegal, "ordinal not in range(128)"),
            Unit::Latin1 | Unit::Ascii => Step::Char(char::from(first), 1),
        }
    }

    fn error(self, bytes: &[u8], bad: Bad) -> DecodeError {
        let codec = match (self.unit, self.order) {
            (Unit::Utf8, _) => "utf-8",
            (Unit::Utf16, Order::Little) => "utf-16-le",
            (Unit::Utf16, Order::Big) => "utf-16-be",
            (Unit::Utf32, Order::Little) => "utf-32-le",
            (Unit::Utf32, Order::Big) => "utf-32-be",
            (Unit::Latin1, _) => "latin-1",
            (Unit::Ascii, _) => "ascii",
        };
        let (at, reason) = (bad.at - self.origin, bad.reason);
        match bytes.get(bad.at) {
            Some(&byte) if bad.len == 1 => DecodeError::Byte { codec, byte, at, reason },
            _ => DecodeError::Bytes { codec, at, last: at + bad.len - 1, reason },
        }
    }
}

fn valid_prefix(bytes: &[u8]) -> &str {
    match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => bytes.get(..error.valid_up_to()).and_then(|good| str::from_utf8(good).ok()).unwrap_or_default(),
    }
}

/// Only called where no valid character begins.
fn step_utf8(rest: &[u8]) -> Step {
    let bad = str::from_utf8(rest).err().and_then(|error| error.error_len());
    match (bad, rest.first()) {
        (None, _) => Step::Bad(rest.len(), Cause::CutOff, "unexpected end of data"),
        (Some(len), Some(0xc2..=0xf4)) => Step::Bad(len, Cause::Illegal, "invalid continuation byte"),
        (Some(len), _) => Step::Bad(len, Cause::Illegal, "invalid start byte"),
    }
}

fn step_utf16(rest: &[u8], order: Order) -> Step {
    let Some((first, rest)) = unit16(rest, order) else {
        return Step::Bad(rest.len(), Cause::CutOff, "truncated data");
    };
    if let Some(c) = char::from_u32(u32::from(first)) {
        return Step::Char(c, 2);
    }
    if first >= 0xdc00 {
        return Step::Bad(2, Cause::Illegal, "illegal encoding");
    }
    match unit16(rest, order) {
        None => Step::Bad(2 + rest.len(), Cause::CutOff, "unexpected end of data"),
        Some((second, _)) => match char::decode_utf16([first, second]).next() {
            Some(Ok(c)) => Step::Char(c, 4),
            _ => Step::Bad(2, Cause::Illegal, "illegal UTF-16 surrogate"),
        },
    }
}

fn unit16(bytes: &[u8], order: Order) -> Option<(u16, &[u8])> {
    let (unit, rest) = bytes.split_first_chunk()?;
    Some((if order == Order::Little { u16::from_le_bytes(*unit) } else { u16::from_be_bytes(*unit) }, rest))
}

fn step_utf32(rest: &[u8], order: Order) -> Step {
    let Some((unit, _)) = rest.split_first_chunk() else {
        return Step::Bad(rest.len(), Cause::CutOff, "truncated data");
    };
    let point = if order == Order::Little { u32::from_le_bytes(*unit) } else { u32::from_be_bytes(*unit) };
    match char::from_u32(point) {
        Some(c) => Step::Char(c, 4),
        None if point > 0x0010_ffff => Step::Bad(4, Cause::Illegal, "code point not in range(0x110000)"),
        None => Step::Bad(4, Cause::Illegal, "code point in surrogate code point range(0xd800, 0xe000)"),
    }
}
