//! Time as tokens know it: whole seconds, handed in by the caller.

/// An instant in whole seconds since the Unix epoch: the `NumericDate` of RFC 7519 §2, without its fraction.
///
/// ```
/// use countersign_token::{Seconds, Timestamp};
///
/// let issued = Timestamp::from_unix(1_750_000_000);
/// assert_eq!(issued.saturating_add(Seconds::new(900)).unix(), 1_750_000_900);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first instant of the year 10000, where Python's `datetime` ends: SimpleJWT cannot read an `exp` from here on.
    pub(crate) const YEAR_10000: Self = Self(253_402_300_800);

    /// The instant `seconds` after the Unix epoch; before it if negative.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the Unix epoch.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// The instant `span` later, or the last one there is.
    #[must_use]
    pub const fn saturating_add(self, span: Seconds) -> Self {
        Self(self.0.saturating_add_unsigned(span.0))
    }

    /// The instant `span` earlier, or the first one there is.
    ///
    /// ```
    /// use countersign_token::{Seconds, Timestamp};
    ///
    /// let now = Timestamp::from_unix(1_750_000_000);
    /// assert_eq!(now.saturating_sub(Seconds::new(10)).unix(), 1_749_999_990);
    /// ```
    #[must_use]
    pub const fn saturating_sub(self, span: Seconds) -> Self {
        Self(self.0.saturating_sub_unsigned(span.0))
    }
}

/// A length of time in whole seconds; zero by default.
///
/// ```
/// use countersign_token::Seconds;
///
/// let quarter = Seconds::new(15 * 60);
/// assert_eq!(quarter.get(), 900);
/// assert!(quarter > Seconds::default());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(u64);

impl Seconds {
    /// A span of `seconds`.
    #[must_use]
    pub const fn new(seconds: u64) -> Self {
        Self(seconds)
    }

    /// How many seconds it is.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Seconds, Timestamp};

    #[test]
    fn arithmetic_stops_at_the_ends_of_time() {
        let forever = Seconds::new(u64::MAX);
        assert_eq!(Timestamp::from_unix(-5).saturating_add(forever).unix(), i64::MAX);
        assert_eq!(Timestamp::from_unix(5).saturating_sub(forever).unix(), i64::MIN);
    }
}
