//! Decimal numbers of a fixed size, as Django's `DecimalField` has them.

/// How many digits a decimal number has at most.
///
/// ```
/// use countersign_core::{DecimalError, DecimalSize};
///
/// let price = DecimalSize { max_digits: 4, decimal_places: 2 };
/// assert_eq!(price.read("1e1").as_deref(), Ok("10.00"));
/// assert_eq!(price.read("0.001"), Err(DecimalError::DecimalPlaces(2)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecimalSize {
    /// Digits in all, `max_digits`.
    pub max_digits: u32,
    /// Digits behind the point, `decimal_places`; not more than `max_digits`.
    pub decimal_places: u32,
}

/// A text is no decimal number of a [`DecimalSize`]. `Display` is DRF's message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// It is no number, or none that has an end.
    #[error("A valid number is required.")]
    NoNumber,
    /// It is longer than DRF reads.
    #[error("String value too large.")]
    TooLarge,
    /// It has more digits than this.
    #[error("Ensure that there are no more than {0} digits in total.")]
    MaxDigits(u32),
    /// It has more digits than this behind the point.
    #[error("Ensure that there are no more than {0} decimal places.")]
    DecimalPlaces(u32),
    /// It has more digits than this before the point.
    #[error("Ensure that there are no more than {0} digits before the decimal point.")]
    WholeDigits(u32),
}

/// DRF's `MAX_STRING_LENGTH`.
const MAX_STRING_LENGTH: usize = 1000;

/// Python's `decimal.MAX_EMAX`.
const MAX_EXPONENT: i64 = 999_999_999_999_999_999;

impl DecimalSize {
    /// The one spelling that is kept, with every digit behind the point: `10.00`.
    ///
    /// # Errors
    /// `text`, without spaces around it, is none that Python's `Decimal` takes, or has too many digits.
    pub fn read(self, text: &str) -> Result<String, DecimalError> {
        if text.chars().nth(MAX_STRING_LENGTH).is_some() {
            return Err(DecimalError::TooLarge);
        }
        let number = Number::parse(text).ok_or(DecimalError::NoNumber)?;
        self.measure(&number)?;
        Ok(number.with_places(self.decimal_places as usize))
    }

    /// DRF's `validate_precision`.
    fn measure(self, number: &Number) -> Result<(), DecimalError> {
        let digits = i64::try_from(number.digits.len()).unwrap_or(i64::MAX);
        let places = (-number.exponent).max(0);
        let total = if number.exponent >= 0 { digits.saturating_add(number.exponent) } else { digits.max(places) };
        if total > self.max_digits.into() {
            return Err(DecimalError::MaxDigits(self.max_digits));
        }
        if places > self.decimal_places.into() {
            return Err(DecimalError::DecimalPlaces(self.decimal_places));
        }
        let whole = self.max_digits.saturating_sub(self.decimal_places);
        if total - places > whole.into() { Err(DecimalError::WholeDigits(whole)) } else { Ok(()) }
    }
}

/// Its digits, without zeros before them, times ten to the power of `exponent`.
struct Number {
    is_negative: bool,
    digits: String,
    exponent: i64,
}

impl Number {
    fn parse(text: &str) -> Option<Self> {
        // Python takes them out wherever they are.
        let text = text.replace('_', "");
        let (is_negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) || exponent.abs() > MAX_EXPONENT {
            return None;
        }
        let digits = match all.trim_start_matches('0') {
            "" => "0".to_owned(),
            digits => digits.to_owned(),
        };
        Some(Self { is_negative, digits, exponent: exponent - i64::try_from(fraction.len()).ok()? })
    }

    /// It has no more than so many digits behind the point, and an exponent that was measured.
    fn with_places(&self, places: usize) -> String {
        let has = usize::try_from(-self.exponent).unwrap_or(0);
        let zeros = usize::try_from(self.exponent).unwrap_or(0);
        // At least one digit stays before the point.
        let digits = format!("{:0>width$}{:0<zeros$}", self.digits, "", width = has + 1);
        let (whole, fraction) = digits.split_at(digits.len() - has);
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            whole => whole,
        };
        let sign = if self.is_negative && self.digits != "0" { "-" } else { "" };
        if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction:0<places$}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: DecimalSize = DecimalSize { max_digits: 4, decimal_places: 2 };

    /// As Django REST framework 3.18 reads them.
    #[test]
    fn what_drf_takes_is_kept_in_one_spelling() {
        let cases = [
            ("1.5", "1.50"),
            ("1e1", "10.00"),
            ("-99.99", "-99.99"),
            ("00001.5", "1.50"),
            ("0.00", "0.00"),
            (".5", "0.50"),
            ("1.", "1.00"),
            ("1_0", "10.00"),
            ("+7", "7.00"),
            ("-0", "0.00"),
            ("25e-2", "0.25"),
        ];
        for (sent, kept) in cases {
            assert_eq!(SIZE.read(sent).as_deref(), Ok(kept), "{sent}");
            assert_eq!(SIZE.read(kept).as_deref(), Ok(kept), "{kept}");
        }
        assert_eq!(DecimalSize { max_digits: 3, decimal_places: 0 }.read("12e1").as_deref(), Ok("120"));
    }

    #[test]
    fn what_drf_refuses_is_refused_for_its_reason() {
        let cases = [
            ("99.999", DecimalError::MaxDigits(4)),
            ("99.990", DecimalError::MaxDigits(4)),
            ("1e5", DecimalError::MaxDigits(4)),
            ("1e999999999999999999", DecimalError::MaxDigits(4)),
            ("1e-999999999999999999", DecimalError::MaxDigits(4)),
            ("100.5", DecimalError::WholeDigits(2)),
            ("1E+2", DecimalError::WholeDigits(2)),
            ("0.001", DecimalError::DecimalPlaces(2)),
            ("1e-3", DecimalError::DecimalPlaces(2)),
        ];
        for (sent, refused) in cases {
            assert_eq!(SIZE.read(sent), Err(refused), "{sent}");
        }
        for sent in ["", "-", ".", "nan", "inf", "1,5", "True", "1e", "e1", "--1", "1e99999999999999999999"] {
            assert_eq!(SIZE.read(sent), Err(DecimalError::NoNumber), "{sent}");
        }
        assert_eq!(SIZE.read(&"1".repeat(1001)), Err(DecimalError::TooLarge));
    }
}
