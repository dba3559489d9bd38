use std::collections::BTreeMap;

use http::header::{ACCEPT_LANGUAGE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;

use crate::locale::language::Language;

fn headers(sent: &[(HeaderName, Vec<u8>)]) -> HeaderMap {
    let valid = |(name, bytes): &(HeaderName, Vec<u8>)| Some((name.clone(), HeaderValue::from_bytes(bytes).ok()?));
    sent.iter().filter_map(valid).collect()
}

/// Each character is one byte.
fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(c).unwrap()).collect()
}

fn chosen(cookie: Option<&str>, accept: &str) -> &'static str {
    let cookie = cookie.map(|cookie| (COOKIE, bytes(cookie)));
    let sent: Vec<_> = cookie.into_iter().chain([(ACCEPT_LANGUAGE, bytes(accept))]).collect();
    Language::of(&headers(&sent)).as_str()
}

#[test]
fn the_language_is_the_one_that_django_chooses() {
    let mut answers = BTreeMap::new();
    for case in include_str!("choice.jsonl").lines() {
        let (cookie, accept, answer): (Option<String>, String, String) = serde_json::from_str(case).unwrap();
        assert_eq!(chosen(cookie.as_deref(), &accept), answer, "{case}");
        *answers.entry(answer).or_insert(0) += 1;
    }
    assert_eq!(answers.len(), 99, "{answers:?}");
}

#[test]
fn several_headers_count_as_one() {
    let sent = [(ACCEPT_LANGUAGE, b"de;q=0.5".to_vec()), (ACCEPT_LANGUAGE, b"ja".to_vec())];
    assert_eq!(Language::of(&headers(&sent)).as_str(), "ja");
    assert_eq!(Language::of(&HeaderMap::new()).as_str(), "en");
}

#[test]
fn regions_are_served_by_their_language() {
    let served = |code| Language::of(&headers(&[(ACCEPT_LANGUAGE, bytes(code))])).translation();
    for (code, by) in [("es-mx", "es"), ("ar-dz", "ar"), ("pt", "pt-br"), ("zh-cn", "zh-hans"), ("fr-ca", "fr")] {
        assert_eq!(served(code), by, "{code}");
    }
}

proptest! {
    #[test]
    fn any_bytes_choose_a_language(
        accept in proptest::collection::vec(any::<u8>(), 0..60),
        cookie in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let cookie = [b"django_language=".to_vec(), cookie].concat();
        let sent = headers(&[(ACCEPT_LANGUAGE, accept), (COOKIE, cookie)]);
        prop_assert!(!Language::of(&sent).as_str().is_empty());
    }

    #[test]
    fn any_list_of_ranges_chooses_a_language(accept in r"([a-z*-]{1,9}(;q=[01.]{0,5})?[ ,;]{0,2}){0,80}") {
        let sent = headers(&[(ACCEPT_LANGUAGE, accept.clone().into_bytes()), (COOKIE, format!("django_language={accept}").into_bytes())]);
        prop_assert!(!Language::of(&sent).as_str().is_empty());
    }
}
