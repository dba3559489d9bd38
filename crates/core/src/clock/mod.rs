//! Time, handed in.

mod shared;

pub use shared::SharedClock;

use std::fmt;

use countersign_token::{Seconds, Timestamp};

const MICROS_PER_SECOND: i64 = 1_000_000;

/// An instant in microseconds since the Unix epoch, as Django's `timestamp with time zone` columns keep them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Moment(i64);

impl Moment {
    /// From microseconds since the Unix epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the Unix epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The whole second that this instant lies in, as tokens count (RFC 7519 §2, `NumericDate`).
    #[must_use]
    pub const fn timestamp(self) -> Timestamp {
        Timestamp::from_unix(self.0.div_euclid(MICROS_PER_SECOND))
    }

    /// As DRF's `DateTimeField` writes an instant in UTC: `2026-01-01T00:00:00Z`, microseconds only where there are some.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        let fraction = self.0.rem_euclid(MICROS_PER_SECOND);
        let form = if fraction == 0 { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%dT%H:%M:%S%.6fZ" };
        jiff::Timestamp::from_microsecond(self.0).map(|at| at.strftime(form).to_string()).unwrap_or_default()
    }

    /// Reads an instant with its offset (RFC 3339); what is finer than microseconds is cut off.
    #[must_use]
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let at: jiff::Timestamp = text.parse().ok()?;
        Some(Self(at.as_microsecond()))
    }

    /// As HTTP writes an instant (RFC 9110 §5.6.7): `Thu, 01 Jan 1970 00:00:00 GMT`.
    #[must_use]
    pub fn to_http_date(self) -> String {
        let instant = jiff::Timestamp::from_microsecond(self.0);
        instant.map(|at| at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()).unwrap_or_default()
    }

    /// This instant and `seconds` more.
    #[must_use]
    pub fn saturating_add(self, seconds: Seconds) -> Self {
        let micros = i64::try_from(seconds.get()).unwrap_or(i64::MAX).saturating_mul(MICROS_PER_SECOND);
        Self(self.0.saturating_add(micros))
    }

    /// This instant and `seconds` less.
    #[must_use]
    pub fn saturating_sub(self, seconds: Seconds) -> Self {
        let micros = i64::try_from(seconds.get()).unwrap_or(i64::MAX).saturating_mul(MICROS_PER_SECOND);
        Self(self.0.saturating_sub(micros))
    }
}

impl From<Timestamp> for Moment {
    fn from(second: Timestamp) -> Self {
        Self(second.unix().saturating_mul(MICROS_PER_SECOND))
    }
}

/// Where the time comes from: the machine's clock in production, a clock that the test moves in tests.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time now.
    fn now(&self) -> Moment;
}
