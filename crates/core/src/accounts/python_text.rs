//! CPython's idea of letters, digits and white space, which Django's rules are written in.

use unicode_normalization::char::is_combining_mark;

/// `\w` of Python's `re` for text: `str.isalnum()` or an underscore.
///
/// Narrower than Rust's `is_alphanumeric`: Python asks for a letter or a number by general category, so combining marks
/// and circled letters, which are only "alphabetic", do not belong.
pub(super) fn is_word(c: char) -> bool {
    c == '_' || (c.is_alphanumeric() && !is_combining_mark(c) && !is_circled_letter(c))
}

/// `str.isdigit()` of one character: decimal digits of every script, and superscript, subscript and circled ones.
pub(super) fn is_digit(c: char) -> bool {
    let code = u32::from(c);
    let runs_up_to = DECIMAL_ZEROS.partition_point(|&zero| zero <= code);
    let decimal = runs_up_to.checked_sub(1).and_then(|at| DECIMAL_ZEROS.get(at)).is_some_and(|zero| code - zero < 10);
    decimal || OTHER_DIGITS.iter().any(|&(first, last)| (first..=last).contains(&code))
}

/// `str.strip()`: Unicode white space, and the four ASCII separators that Rust's `trim` leaves.
pub(super) fn strip(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c))
}

/// `len()`: code points.
pub(super) fn length(text: &str) -> usize {
    text.chars().count()
}

/// The symbols that Unicode counts as alphabetic although they are neither letters, numbers nor marks.
fn is_circled_letter(c: char) -> bool {
    CIRCLED_LETTERS.iter().any(|&(first, last)| (first..=last).contains(&c))
}

const CIRCLED_LETTERS: [(char, char); 4] =
    [('\u{24b6}', '\u{24e9}'), ('\u{1f130}', '\u{1f149}'), ('\u{1f150}', '\u{1f169}'), ('\u{1f170}', '\u{1f189}')];

/// The zeros of all scripts (general category `Nd`, Unicode 18); nine more digits follow each.
const DECIMAL_ZEROS: [u32; 77] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
    0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x10D40, 0x11066,
    0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0,
    0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11DE0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70,
    0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
];

/// First and last of the runs with `Numeric_Type=Digit` (Unicode 14; the standard adds no more of them).
const OTHER_DIGITS: [(u32, u32); 20] = [
    (0x00B2, 0x00B3),
    (0x00B9, 0x00B9),
    (0x1369, 0x1371),
    (0x19DA, 0x19DA),
    (0x2070, 0x2070),
    (0x2074, 0x2079),
    (0x2080, 0x2089),
    (0x2460, 0x2468),
    (0x2474, 0x247C),
    (0x2488, 0x2490),
    (0x24EA, 0x24EA),
    (0x24F5, 0x24FD),
    (0x24FF, 0x24FF),
    (0x2776, 0x277E),
    (0x2780, 0x2788),
    (0x278A, 0x2792),
    (0x10A40, 0x10A43),
    (0x10E60, 0x10E68),
    (0x11052, 0x1105A),
    (0x1F100, 0x1F10A),
];
