//! What a mistyped name was meant to be.

/// More alike than this, from 0 to 1, is a slip of the finger.
const ALIKE: f64 = 0.8;

/// A parser's message about an unknown name, with the known one that it was meant to be.
pub(super) fn with_suggestion(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let Some(unknown) = names.next().filter(|_| message.starts_with("unknown ")) else { return message.to_owned() };
    let likeness = |known: &&str| strsim::jaro_winkler(unknown, known);
    let nearest = names.max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    match nearest.filter(|known| likeness(known) > ALIKE) {
        Some(known) => message.replacen(", expected", &format!(" (did you mean `{known}`?), expected"), 1),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::with_suggestion;

    #[test]
    fn the_nearest_name_is_suggested_if_there_is_one() {
        let message = |name: &str| format!("unknown field `{name}`, expected one of `leeway`, `issuer`");
        assert!(
            with_suggestion(&message("leway")).starts_with("unknown field `leway` (did you mean `leeway`?), expected")
        );
        assert_eq!(with_suggestion(&message("zzz")), message("zzz"));
        assert_eq!(with_suggestion("invalid `x`, expected `x`"), "invalid `x`, expected `x`");
    }
}
