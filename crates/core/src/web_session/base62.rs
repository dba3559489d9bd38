//! Whole numbers as Django's timestamps write them: base 62, the most significant digit first.

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

pub(super) fn encode(number: i64) -> String {
    let mut rest = number.unsigned_abs();
    let mut digits = Vec::new();
    loop {
        let digit = usize::try_from(rest % 62).ok().and_then(|digit| DIGITS.get(digit)).copied();
        digits.extend(digit.map(char::from));
        rest /= 62;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        digits.push('-');
    }
    digits.iter().rev().collect()
}

/// `None` for what is no number, or too large a one.
pub(super) fn decode(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    if digits.is_empty() {
        return None;
    }
    let add = |number: i64, digit: u8| {
        let digit = DIGITS.iter().position(|&known| known == digit)?;
        number.checked_mul(62)?.checked_add(i64::try_from(digit).ok()?)
    };
    digits.bytes().try_fold(0, add).map(|number| sign * number)
}
