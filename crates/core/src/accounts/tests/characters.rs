use serde_json::Value;

use super::cases;
use crate::accounts::python_text;

/// Calls `compare` with every character that CPython 3.11 knows and whether it has the property.
fn each_character(property: &str, compare: impl Fn(char, bool)) {
    let judged = cases(include_str!("../judged/characters.json"));
    let runs = |name: &str| judged.iter().find(|case| case[0] == name).unwrap()[1].as_array().unwrap().clone();
    let within = |runs: &[Value], c: char| {
        let code = u64::from(u32::from(c));
        runs.iter().any(|run| (run[0].as_u64().unwrap()..=run[1].as_u64().unwrap()).contains(&code))
    };
    let (known, having) = (runs("assigned"), runs(property));
    let mut compared = 0;
    for run in &known {
        let codes = u32::try_from(run[0].as_u64().unwrap()).unwrap()..=u32::try_from(run[1].as_u64().unwrap()).unwrap();
        for c in codes.filter_map(char::from_u32) {
            compare(c, within(&having, c));
            compared += 1;
        }
    }
    assert!(compared > 140_000, "{compared} characters");
}

#[test]
fn a_word_character_is_what_pythons_regular_expressions_take_for_one() {
    each_character("word", |c, judged| assert_eq!(python_text::is_word(c), judged, "{c:?}"));
}

#[test]
fn a_digit_is_what_pythons_isdigit_takes_for_one() {
    each_character("digit", |c, judged| assert_eq!(python_text::is_digit(c), judged, "{c:?}"));
}

#[test]
fn white_space_is_what_pythons_strip_removes() {
    each_character("space", |c, judged| assert_eq!(python_text::strip(&c.to_string()).is_empty(), judged, "{c:?}"));
}
