use super::{Seeded, cases, texts, told};
use crate::accounts::{
    MaxSimilarity, PasswordHash, PasswordValidators, PersonalAttributes, PlainPassword, Rule, password_field_errors,
};

fn complaints(rules: Vec<Rule>, password: &str) -> Vec<String> {
    told(&PasswordValidators::new(rules).validate(&PlainPassword::new(password), &PersonalAttributes::default()))
}

#[test]
fn new_passwords_are_judged_as_by_django() {
    for case in cases(include_str!("../judged/passwords.json")) {
        let password = PlainPassword::new(case[0].as_str().unwrap());
        let [username, first_name, last_name, email] = texts(&case[1])[..] else { panic!("four attributes") };
        let about = PersonalAttributes { username, first_name, last_name, email };
        assert_eq!(told(&PasswordValidators::default().validate(&password, &about)), texts(&case[2]), "{case:?}");
        assert_eq!(told(&password_field_errors(&password)), texts(&case[3]), "{case:?}");
    }
}

#[test]
fn all_complaints_come_in_the_order_of_the_rules() {
    let rules = vec![Rule::NotNumeric, Rule::NotCommon, Rule::MinLength { min_length: 7 }];
    let expected = [
        "This password is entirely numeric.",
        "This password is too common.",
        "This password is too short. It must contain at least 7 characters.",
    ];
    assert_eq!(complaints(rules, "123456"), expected);
    assert!(complaints(vec![], "").is_empty());
}

#[test]
fn a_minimum_of_one_is_spelt_in_the_singular() {
    let expected = ["This password is too short. It must contain at least 1 character."];
    assert_eq!(complaints(vec![Rule::MinLength { min_length: 1 }], ""), expected);
}

#[test]
fn the_similarity_that_is_refused_can_be_set_from_a_tenth_up() {
    let about = PersonalAttributes { username: "abcd", ..PersonalAttributes::default() };
    let refuses = |threshold, password: &str| {
        let rule = Rule::NotPersonal { max_similarity: MaxSimilarity::new(threshold).unwrap() };
        !PasswordValidators::new(vec![rule]).validate(&PlainPassword::new(password), &about).is_empty()
    };
    assert!(refuses(1.0, "dcba") && !refuses(1.0, "dcb") && !refuses(1.1, "dcba"));
    assert!(refuses(0.25, "axxx") && !refuses(0.26, "axxx"));
    assert!(
        MaxSimilarity::new(0.1).is_ok() && MaxSimilarity::new(0.09).is_err() && MaxSimilarity::new(f64::NAN).is_err()
    );
}

#[test]
fn neither_password_nor_hash_is_shown() {
    let shown = format!("{:?} {:?}", PlainPassword::new("hunter2"), PasswordHash::from_column("md5$hunter2"));
    assert_eq!(shown, "PlainPassword(..) PasswordHash(..)");
}

#[test]
fn an_unusable_column_is_a_bang_and_forty_random_characters() {
    let (first, second) = (PasswordHash::unusable(&Seeded::default()), PasswordHash::unusable(&Seeded(7.into())));
    assert_ne!(first, second);
    assert_eq!(first, PasswordHash::from_column(first.expose()));
    assert!(!first.is_usable() && first.expose().starts_with('!') && first.expose().len() == 41);
    assert!(first.expose()[1..].bytes().all(|b| b.is_ascii_alphanumeric()));
}

/// Every byte value in turn.
#[derive(Debug)]
struct Counting(std::sync::atomic::AtomicU8);

impl crate::Randomness for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill_with(|| self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    }
}

#[test]
fn every_character_of_random_text_is_as_likely_as_any_other() {
    // The 256 byte values, each once, are worth 248 characters; those that are not used come in the middle.
    let even = crate::accounts::password::random_string(&Counting(128.into()), 248);
    assert_eq!(even.len(), 248);
    assert!(even.chars().all(|c| even.matches(c).count() == 4), "{even}");
}
