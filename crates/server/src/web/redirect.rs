//! Where a page may send people on to.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// Django's `MAX_URL_LENGTH`.
const MAX_LENGTH: usize = 2048;
/// What no URL holds as it is; `%` stays, for what is encoded already (Django's `iri_to_uri`).
const ENCODED: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}').add(b'|').add(b'^');

/// The `Location` for a `next`, if that is a path of this site; `None` for whatever some browser could take for another's.
///
/// Stricter than Django's `url_has_allowed_host_and_scheme`, which follows this host's whole URL and relative ones, too.
pub(crate) fn safe_path(next: &str) -> Option<String> {
    let next = next.trim();
    let is_path = next.starts_with('/') && !next.starts_with("//");
    let is_plain = next.len() <= MAX_LENGTH && !next.contains(|c: char| c.is_control() || c == '\\');
    (is_path && is_plain).then(|| utf8_percent_encode(next, ENCODED).to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_path_of_this_site_is_followed_and_nothing_else() {
        for (next, location) in [
            ("/", "/"),
            (" /api/users/me/?a=b%2F&c=d#e ", "/api/users/me/?a=b%2F&c=d#e"),
            ("/café/?q=a b", "/caf%C3%A9/?q=a%20b"),
            ("/@evil.example", "/@evil.example"),
        ] {
            assert_eq!(safe_path(next).as_deref(), Some(location), "{next}");
        }
        for evil in [
            "",
            "api/",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "https://evil.example/",
            "https:evil.example",
            "javascript:alert(1)",
            "%2f%2fevil.example",
            "/a\r\nSet-Cookie: a=b",
            "\u{0}/",
            "http:///evil.example",
            "@evil.example",
        ] {
            assert_eq!(safe_path(evil), None, "{evil:?}");
        }
        assert_eq!(safe_path(&format!("/{}", "a".repeat(MAX_LENGTH))), None);
    }

    proptest! {
        #[test]
        fn what_is_followed_stays_here(next in "[ /\\\\:@.%?#\\PC]{0,12}") {
            if let Some(location) = safe_path(&next) {
                prop_assert!(location.starts_with('/') && !location.starts_with("//"));
                prop_assert!(http::HeaderValue::from_str(&location).is_ok());
            }
        }
    }
}
