//! Durations: `"15m"`, `"1d"`, `"PT15M"`, or whole seconds.

use std::borrow::Cow;
use std::fmt;

use countersign_token::Seconds;
use jiff::{Span, SpanRelativeTo};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

/// A length of time in whole seconds; a day has 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Duration(pub(crate) Seconds);

/// A hundred years: beyond this a token's `exp` would leave the calendar.
const LONGEST: u64 = 100 * 366 * 24 * 60 * 60;

impl Duration {
    pub(crate) const fn seconds(seconds: u64) -> Self {
        Self(Seconds::new(seconds))
    }

    fn parse(text: &str) -> Option<Self> {
        let span: Span = text.trim().parse().ok()?;
        let exact = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
        let whole = exact.subsec_nanos() == 0;
        u64::try_from(exact.as_secs()).ok().filter(|seconds| whole && *seconds <= LONGEST).map(Self::seconds)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.get();
        for (unit, length) in [("d", 86_400), ("h", 3_600), ("m", 60)] {
            if seconds >= length && seconds.is_multiple_of(length) {
                return write!(f, "{}{unit}", seconds / length);
            }
        }
        write!(f, "{seconds}s")
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Seen;
        impl Visitor<'_> for Seen {
            type Value = Duration;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a duration of at most 100 years, such as \"15m\", \"1d\", \"PT15M\" or 900 (whole seconds)",
                )
            }

            fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<Duration, E> {
                let whole = u64::try_from(seconds).ok().filter(|seconds| *seconds <= LONGEST);
                whole.map(Duration::seconds).ok_or_else(|| E::invalid_value(de::Unexpected::Signed(seconds), &self))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Duration, E> {
                Duration::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_any(Seen)
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Duration {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer"], "format": "duration" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_every_documented_form() {
        for (text, seconds) in
            [("15m", 900), ("1d", 86_400), ("PT15M", 900), ("P1D", 86_400), ("90s", 90), ("1h30m", 5400)]
        {
            assert_eq!(Duration::parse(text), Some(Duration::seconds(seconds)), "{text}");
        }
        for text in ["", "soon", "-5m", "1.5s", "101y", "15 parsecs"] {
            assert_eq!(Duration::parse(text), None, "{text}");
        }
        assert_eq!(Duration::seconds(900).to_string(), "15m");
        assert_eq!(Duration::seconds(90).to_string(), "90s");
    }
}
