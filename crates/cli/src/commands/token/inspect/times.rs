//! Dates in words.

use countersign_token::{Claims, Timestamp};

/// The claims that are dates.
pub(super) const TIMES: [&str; 5] = ["exp", "iat", "nbf", "refresh_exp", "auth_time"];
/// The first second that no calendar here has.
pub(super) const YEAR_10000: i64 = 253_402_300_800;

/// As UTC; `None` outside the years -9999 to 9999.
pub(super) fn date(at: Timestamp) -> Option<String> {
    jiff::Timestamp::from_second(at.unix()).ok().map(|at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

/// The date in the claim `name`, and how far away it is; empty for what is no date.
pub(super) fn remark(claims: &Claims, name: &str, now: Timestamp) -> String {
    let at = if TIMES.contains(&name) { claims.timestamp(name) } else { None };
    let Some(at) = at else { return String::new() };
    let Some(date) = date(at) else { return "beyond the calendar".to_owned() };
    format!("{date}, {}", away(name, at, now))
}

/// How far away the date in the claim `name` is.
pub(super) fn away(name: &str, at: Timestamp, now: Timestamp) -> String {
    let distance = in_words(at.unix().abs_diff(now.unix()));
    match (name, at <= now) {
        ("exp" | "refresh_exp", true) => format!("expired {distance} ago"),
        ("exp" | "refresh_exp", false) => format!("{distance} left"),
        (_, true) => format!("{distance} ago"),
        (_, false) => format!("{distance} ahead"),
    }
}

/// The two largest units.
pub(super) fn in_words(seconds: u64) -> String {
    const UNITS: [(&str, u64); 5] =
        [("year", 31_557_600), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)];
    let counted = |count: u64, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    let mut units = UNITS.iter().skip_while(|(_, length)| seconds < *length);
    let Some((unit, length)) = units.next() else { return counted(0, "second") };
    let first = counted(seconds / length, unit);
    let rest = seconds % length;
    match units.next() {
        Some((unit, length)) if rest / length > 0 => format!("{first} {}", counted(rest / length, unit)),
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn a_length_of_time_is_said_in_its_two_largest_units() {
        for (seconds, words) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (872, "14 minutes 32 seconds"),
            (3_600, "1 hour"),
            (90_000, "1 day 1 hour"),
            (86_401, "1 day"),
            (31_557_600 * 7200 + 86_400 * 2, "7200 years 2 days"),
        ] {
            assert_eq!(in_words(seconds), words);
        }
    }
}
