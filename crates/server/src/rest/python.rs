//! The few things of Python's `str` that a client can see from outside.

/// `text.strip()`: Unicode white space off both ends.
///
/// Python counts U+001C to U+001F as white space, which `char::is_whitespace` does not; U+200B and U+FEFF are kept by both.
pub(crate) fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `char.isspace()`.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// `str(number)`, which for a float is its `repr`: the shortest digits that give the number back, with an exponent from
/// 1e16 upwards and below 1e-4.
pub(crate) fn float_repr(number: f64) -> String {
    if !number.is_finite() {
        return if number.is_nan() {
            "nan"
        } else if number > 0.0 {
            "inf"
        } else {
            "-inf"
        }
        .to_owned();
    }
    let shortest = shortest(number);
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    // As many decimals as the digits need, and one at least.
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    let decimals = i32::try_from(digits).unwrap_or(17) - 1 - exponent;
    match usize::try_from(decimals) {
        Ok(decimals @ 1..) => format!("{number:.decimals$}"),
        Ok(0) | Err(_) => format!("{number:.1}"),
    }
}

/// The shortest digits in the form `1.5e3`. Where two are equally short and equally near, Python takes the even one.
fn shortest(number: f64) -> String {
    let shortest = format!("{number:e}");
    let digits =
        shortest.split_once('e').map_or(0, |(mantissa, _)| mantissa.bytes().filter(u8::is_ascii_digit).count());
    let nearest = format!("{number:.*e}", digits.saturating_sub(1));
    if nearest.parse() == Ok(number) { nearest } else { shortest }
}

/// `int(text)`, held within the range of an `i64`; `None` where Python raises `ValueError`.
pub(crate) fn int(text: &str) -> Option<i64> {
    let text = strip(text);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    // An underscore may stand between two digits, nowhere else.
    if !digits.split('_').all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let size = digits
        .bytes()
        .filter(u8::is_ascii_digit)
        .fold(0_i64, |sum, byte| sum.saturating_mul(10).saturating_add(i64::from(byte - b'0')));
    Some(if negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::{float_repr, int, strip};

    #[test]
    fn strips_what_python_strips() {
        let space = "\t\n\u{b}\u{c}\r\u{1c}\u{1d}\u{1e}\u{1f} \u{85}\u{a0}\u{1680}\u{2000}\u{2003}\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}";
        assert_eq!(strip(&format!("{space}a b{space}")), "a b");
        for kept in ["\u{200b}", "\u{feff}", "\u{180e}", "\0", "\u{1b}"] {
            assert_eq!(strip(kept), kept, "{kept:?}");
        }
    }

    #[test]
    fn floats_read_as_python_writes_them() {
        let table = [
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (1.5, "1.5"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.234e20, "1.234e+20"),
            (123_456_789_012_345_680.0, "1.2345678901234568e+17"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (5e-324, "5e-324"),
            (73_528_133_001_918.5 / 8.0, "9191016625239.812"),
            (176_588_160_942_230.5 / 8.0, "22073520117778.812"),
            (2_f64.powi(-44), "5.684341886080802e-14"),
            (9_007_199_254_740_993.0, "9007199254740992.0"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
        ];
        for (number, text) in table {
            assert_eq!(float_repr(number), text);
        }
    }

    #[test]
    fn integers_are_read_as_python_reads_them() {
        for (text, number) in [("4", 4), (" +4\u{a0}", 4), ("-1", -1), ("1_0", 10), ("99999999999999999999", i64::MAX)]
        {
            assert_eq!(int(text), Some(number), "{text:?}");
        }
        for text in ["", "+", "_1", "1_", "1__0", "4.0", "four", "\u{b2}", "- 1"] {
            assert_eq!(int(text), None, "{text:?}");
        }
    }
}
