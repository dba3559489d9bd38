use super::{cases, texts, told};
use crate::accounts::{email_errors, is_valid_email, normalize_email, normalize_username, username_errors};

#[test]
fn usernames_are_judged_and_normalised_as_by_django() {
    for case in cases(include_str!("../judged/usernames.json")) {
        let raw = case[0].as_str().unwrap();
        // A field refuses blank text before its validators run.
        if !raw.trim().is_empty() {
            assert_eq!(told(&username_errors(raw)), texts(&case[1]), "{raw:?}");
        }
        assert_eq!(normalize_username(raw), case[2].as_str().unwrap(), "{raw:?}");
    }
}

#[test]
fn email_addresses_are_judged_and_normalised_as_by_django() {
    for case in cases(include_str!("../judged/emails.json")) {
        let raw = case[0].as_str().unwrap();
        assert_eq!(is_valid_email(raw), case[1].as_bool().unwrap(), "{raw:?}");
        assert_eq!(told(&email_errors(raw)), texts(&case[2]), "{raw:?}");
        assert_eq!(normalize_email(raw), case[3].as_str().unwrap(), "{raw:?}");
    }
}

#[test]
fn an_empty_username_is_invalid_and_an_empty_address_is_none() {
    assert_eq!(username_errors("").len(), 1);
    assert!(email_errors("").is_empty());
    assert!(!is_valid_email(""));
}

#[test]
fn a_username_that_outgrows_its_column_when_it_is_normalised_is_too_long() {
    let raw = "\u{fdfa}".repeat(9);
    assert_eq!(normalize_username(&raw).chars().count(), 9 * 18);
    assert_eq!(told(&username_errors(&raw)), ["Ensure this field has no more than 150 characters."]);
}

proptest::proptest! {
    #[test]
    fn normalising_a_username_twice_changes_nothing(raw in "\\PC{0,40}") {
        let normal = normalize_username(&raw);
        proptest::prop_assert_eq!(normalize_username(&normal), normal);
    }

    #[test]
    fn no_text_breaks_the_rules_of_fields(raw in "\\PC{0,400}|[@.\"\\\\\\[\\]:0-9a-f-]{0,40}") {
        let _ = (username_errors(&raw), email_errors(&raw), normalize_email(&raw));
    }
}
