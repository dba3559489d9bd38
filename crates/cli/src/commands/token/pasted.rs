//! A token as people paste it: with the header's name, in quotes, broken into lines.

use super::inspect::Finding;

/// The token alone, and what was taken off.
pub(super) fn cleaned(text: &str) -> (String, Vec<Finding>) {
    let mut remarks = Vec::new();
    let mut rest = text.trim();
    for prefix in ["authorization:", "bearer ", "jwt "] {
        if let Some(shorter) = without_prefix(rest, prefix) {
            rest = shorter.trim_start();
            let said = format!("`{}` was taken off", prefix.trim_end());
            remarks.push(Finding::new("prefix", said, "RFC 6750 §2.1"));
        }
    }
    let unquoted = rest.trim_matches(['"', '\'', ',']);
    if unquoted != rest {
        remarks.push(Finding::new("quotes", "the quotes around it were taken off", ""));
    }
    let token: String = unquoted.chars().filter(|letter| !letter.is_whitespace()).collect();
    if token != unquoted {
        remarks.push(Finding::new("white_space", "white space and line breaks within it were taken out", ""));
    }
    (token, remarks)
}

fn without_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::cleaned;

    #[test]
    fn what_is_pasted_around_a_token_is_taken_off() {
        for (text, remarks) in [
            ("a.b.c", 0),
            ("  a.b.c\n", 0),
            ("Bearer a.b.c", 1),
            ("authorization: bearer a.b.c", 2),
            ("Authorization:Bearer  a.b\n.c", 3),
            ("\"a.b.c\",", 1),
            ("JWT a.b.c", 1),
        ] {
            let (token, found) = cleaned(text);
            assert_eq!((token.as_str(), found.len()), ("a.b.c", remarks), "{text:?}");
        }
        assert_eq!(cleaned("é").0, "é");
    }
}
