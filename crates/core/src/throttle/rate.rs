//! A rate in DRF's form: `10/min`.

use std::fmt;
use std::str::FromStr;

use countersign_token::Seconds;

/// So many requests in any stretch of so many seconds.
///
/// ```
/// use countersign_core::throttle::Rate;
///
/// let rate: Rate = "10/min".parse().unwrap();
/// assert_eq!((rate.requests, rate.period.get()), (10, 60));
/// assert_eq!("10/minute".parse(), Ok(rate));
/// assert!("10/5m".parse::<Rate>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many; 0 is none at all.
    pub requests: u32,
    /// In how long: 1, 60, 3600 or 86400 seconds.
    pub period: Seconds,
}

/// Not a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a number of requests, a slash, and s, m, h or d, such as \"10/min\" or \"1000/day\"")]
pub struct RateError;

const PERIODS: [(char, u64, &str); 4] = [('s', 1, "sec"), ('m', 60, "min"), ('h', 3_600, "hour"), ('d', 86_400, "day")];

/// As `SimpleRateThrottle.parse_rate`: of the period the first letter counts. What raises there later is refused here.
impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let (requests, period) = text.split_once('/').ok_or(RateError)?;
        let requests = requests.trim().parse().map_err(|_| RateError)?;
        let first = period.chars().next().ok_or(RateError)?;
        let known = PERIODS.into_iter().find(|(letter, _, _)| *letter == first);
        let (_, seconds, _) = known.filter(|_| !period.contains('/')).ok_or(RateError)?;
        Ok(Self { requests, period: Seconds::new(seconds) })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = PERIODS.into_iter().find(|(_, seconds, _)| *seconds == self.period.get());
        write!(f, "{}/{}", self.requests, named.map_or("sec", |(_, _, name)| name))
    }
}
