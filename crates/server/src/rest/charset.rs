//! The `charset` of a content type: which of Python's codecs a label names.

/// Byte order of UTF-16 and UTF-32.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Lowest byte first.
    Little,
    /// Highest byte first.
    Big,
}

/// A text encoding that a body can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Charset {
    /// Django's `DEFAULT_CHARSET`.
    #[default]
    Utf8,
    /// UTF-8 after an optional byte order mark.
    Utf8Sig,
    /// UTF-16; without an order, the byte order mark gives it.
    Utf16(Option<Order>),
    /// UTF-32; without an order, the byte order mark gives it.
    Utf32(Option<Order>),
    /// ISO-8859-1: every byte is its own code point.
    Latin1,
    /// Seven bits.
    Ascii,
}

/// What `codecs.lookup` makes of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// A text encoding that we read.
    Text(Charset),
    /// A codec from bytes to bytes (`bz2`, `hex`, …) or from text to text: the framework refuses it, since it may inflate the body.
    Transform,
    /// Not a codec, or one that we do not read. Django falls back to UTF-8, and so do we in both cases: most of the encodings we leave
    /// out agree with UTF-8 on ASCII.
    Unknown,
}

impl Label {
    /// Look `label` up, ignoring case and punctuation as Python does.
    pub(crate) fn named(label: &str) -> Self {
        let charset = match normalized(label).as_str() {
            "utf_8" | "u8" | "utf" | "utf8" | "utf8_ucs2" | "utf8_ucs4" | "cp65001" => Charset::Utf8,
            "utf_8_sig" => Charset::Utf8Sig,
            "utf_16" | "u16" | "utf16" => Charset::Utf16(None),
            "utf_16_le" | "utf_16le" | "unicodelittleunmarked" => Charset::Utf16(Some(Order::Little)),
            "utf_16_be" | "utf_16be" | "unicodebigunmarked" => Charset::Utf16(Some(Order::Big)),
            "utf_32" | "u32" | "utf32" => Charset::Utf32(None),
            "utf_32_le" | "utf_32le" => Charset::Utf32(Some(Order::Little)),
            "utf_32_be" | "utf_32be" => Charset::Utf32(Some(Order::Big)),
            "latin_1" | "latin1" | "latin" | "l1" | "8859" | "iso8859" | "iso8859_1" | "iso_8859_1"
            | "iso_8859_1_1987" | "iso_ir_100" | "csisolatin1" | "cp819" | "ibm819" => Charset::Latin1,
            "ascii" | "us_ascii" | "us" | "646" | "iso646_us" | "iso_646.irv_1991" | "iso_ir_6" | "ansi_x3.4_1968"
            | "ansi_x3_4_1968" | "ansi_x3.4_1986" | "csascii" | "cp367" | "ibm367" => Charset::Ascii,
            "bz2" | "bz2_codec" | "hex" | "hex_codec" | "rot13" | "rot_13" | "zip" | "zlib" | "zlib_codec"
            | "base64" | "base_64" | "base64_codec" | "uu" | "uu_codec" | "quopri" | "quopri_codec"
            | "quoted_printable" | "quotedprintable" => return Self::Transform,
            _ => return Self::Unknown,
        };
        Self::Text(charset)
    }
}

/// `encodings.normalize_encoding`: runs of anything but letters, digits and dots become one underscore.
fn normalized(label: &str) -> String {
    let mut name = String::with_capacity(label.len());
    let mut gap = false;
    for c in label.chars() {
        if !(c.is_alphanumeric() || c == '.') {
            gap = true;
            continue;
        }
        if gap && !name.is_empty() {
            name.push('_');
        }
        gap = false;
        if c.is_ascii() {
            name.push(c.to_ascii_lowercase());
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{Charset, Label, Order};

    #[test]
    fn labels_are_those_of_python() {
        let table = [
            ("utf-8", Label::Text(Charset::Utf8)),
            ("UTF 8", Label::Text(Charset::Utf8)),
            ("_utf--8_", Label::Text(Charset::Utf8)),
            ("UTF-16", Label::Text(Charset::Utf16(None))),
            ("utf-16be", Label::Text(Charset::Utf16(Some(Order::Big)))),
            ("l1é", Label::Text(Charset::Latin1)),
            ("ISO-8859-1", Label::Text(Charset::Latin1)),
            ("US-ASCII", Label::Text(Charset::Ascii)),
            ("bz2_codec", Label::Transform),
            ("Base64", Label::Transform),
            ("ut.f8", Label::Unknown),
            ("utf8sig", Label::Unknown),
            ("klingon", Label::Unknown),
            ("", Label::Unknown),
        ];
        for (label, charset) in table {
            assert_eq!(Label::named(label), charset, "{label}");
        }
    }
}
