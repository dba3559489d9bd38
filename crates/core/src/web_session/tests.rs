//! What a real Django signs, and what nobody signed.

use countersign_token::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::accounts::PasswordHash;

/// Made with Django 5.2.19.
const SECRET: &str = "django-insecure-test-key-0123456789abcdefghijklmnopqrstuvwxyz";
const SALT: &str = "django.contrib.sessions.SessionStore";
const HASH: &str = "5bd9ca6ab80b95698517b35dadbfcb2dbcf105b139b166501390065927fb4213";
const AT: Timestamp = Timestamp::from_unix(1_800_000_000);
const DJANGOS: &str = ".eJxVjMEOwiAQRP-FsyFAXSgevfsNZJcFqRpISnsy_rtt0oPeJvPezFsEXJcS1p7mMLG4CCdOvx1hfKa6A35gvTcZW13mieSuyIN2eWucXtfD_Tso2Mu2BmIf0SKNijxYP4J2NAAjU45kmGLWCkgPnrS1oLaglAVvXKaz0YP4fAH63jeW:1xocE4:NTC19-gPxa1NrLwVj8L_HiMtx3yZiRkHc7prW99gAG8";

fn keys(current: &str, fallbacks: &[&str]) -> SecretKeys {
    let key = |text: &str| SecretKey::new(text).unwrap();
    SecretKeys::new(key(current), fallbacks.iter().copied().map(key).collect())
}

fn ours() -> SecretKeys {
    keys(SECRET, &[])
}

#[test]
fn signatures_are_djangos() {
    let keys = ours();
    let signed = Signer::new(&keys, "django.core.signing.Signer").sign("hello");
    assert_eq!(signed, "hello:W00PAYOeI6iXDM8aebED56_HPt1asnPcuM5AoUQ0Itk");
    assert_eq!(Signer::new(&keys, "x").sign("hello"), "hello:PituOLAByZm2lQKB9gDv0kVev6RPJWiUR23fydtVAFM");
    let stamped = Signer::new(&keys, "django.core.signing.TimestampSigner");
    let signed = "hello:1xocE4:p8e7t5ib5QIZf1jic4sq9Idx8ONkO6a4aoVlLSWTg94";
    assert_eq!(stamped.sign_at("hello", AT), signed);
    assert_eq!(stamped.unsign_at(signed), Ok(("hello", AT)));
}

#[test]
fn objects_are_signed_as_django_signs_them() {
    let keys = ours();
    for (value, signed) in [
        (json!({ "a": "é☃" }), "eyJhIjoiXHUwMGU5XHUyNjAzIn0:1xocE4:FDVkujHpIDdHNiV0nxGLzn-2EP45fs0aGiBijuR6yLY"),
        (json!({}), "e30:1xocE4:R4hOXhEyEpdt2VPlWyYNuYToiyTzQFECQLjWYg4zw_s"),
    ] {
        assert_eq!(dumps(&keys, SALT, &value, AT), signed);
        assert_eq!(loads(&keys, SALT, signed).unwrap().value, value);
    }
}

#[test]
fn a_session_of_django_is_read_and_one_of_ours_comes_back() {
    let keys = ours();
    let Decoded { data, signed_at } = SessionData::decode(&keys, DJANGOS).unwrap();
    assert_eq!((data.user(), data.auth_hash(), signed_at), (Some(crate::UserId::from_key(7)), Some(HASH), AT));
    let again = SessionData::decode(&keys, &data.encode(&keys, AT)).unwrap();
    assert_eq!(again.data, data);
    assert!(data.encode(&keys, AT).starts_with('.'), "compressed where that is shorter");
}

#[test]
fn the_auth_hash_is_djangos_and_follows_the_password_and_the_key() {
    let password = PasswordHash::from_column("pbkdf2_sha256$1$a$b");
    assert_eq!(session_auth_hash(&password, ours().current()), HASH);
    let judged =
        |keys: SecretKeys, column: &str| verify_session_auth_hash(&keys, &PasswordHash::from_column(column), HASH);
    assert_eq!(judged(ours(), "pbkdf2_sha256$1$a$b"), AuthHash::Current);
    assert_eq!(judged(keys("new", &["newer", SECRET]), "pbkdf2_sha256$1$a$b"), AuthHash::Fallback);
    assert_eq!(judged(ours(), "pbkdf2_sha256$1$a$c"), AuthHash::Other);
    assert_eq!(judged(keys("new", &[]), "pbkdf2_sha256$1$a$b"), AuthHash::Other);
}

#[test]
fn a_key_before_the_current_one_still_verifies_and_no_other_does() {
    assert!(SessionData::decode(&keys("new", &["other", SECRET]), DJANGOS).is_ok());
    let refused = SessionData::decode(&keys("new", &["other"]), DJANGOS).unwrap_err();
    assert_eq!(refused, SigningError::Signature(BadSignature));
}

#[test]
fn what_unpacks_to_more_than_is_read_is_no_session() {
    let keys = ours();
    let bomb = json!({ "a": "a".repeat(2 << 20) });
    let signed = dumps(&keys, SALT, &bomb, AT);
    assert!(signed.len() < 10_000);
    assert_eq!(loads(&keys, SALT, &signed).unwrap_err(), SigningError::Unreadable);
}

#[test]
fn base62_is_djangos() {
    for (number, text) in [(0, "0"), (61, "z"), (62, "10"), (-62, "-10"), (1_800_000_000, "1xocE4")] {
        assert_eq!(base62::encode(number), text);
        assert_eq!(base62::decode(text), Some(number));
    }
    for text in ["", "-", "é", "+1", "zzzzzzzzzzzzzzzz"] {
        assert_eq!(base62::decode(text), None, "{text}");
    }
}

#[test]
fn a_cookie_that_can_be_no_key_is_none() {
    for good in ["abcdefgh", &"a".repeat(40)] {
        assert!(WebSessionKey::parse(good).is_some(), "{good}");
    }
    for bad in ["", "abcdefg", &"a".repeat(41), "abc'defgh", "abcdefgh;", "abcdefghé"] {
        assert!(WebSessionKey::parse(bad).is_none(), "{bad}");
    }
}

proptest! {
    #[test]
    fn foreign_text_is_no_session(text in "\\PC*") {
        prop_assert!(loads(&ours(), SALT, &text).is_err());
    }

    #[test]
    fn a_session_that_was_changed_anywhere_is_none(at in 0..DJANGOS.len(), byte in 0x21_u8..0x7f) {
        let mut changed = DJANGOS.to_owned().into_bytes();
        prop_assume!(changed[at] != byte);
        changed[at] = byte;
        let changed = String::from_utf8(changed).unwrap();
        prop_assert!(SessionData::decode(&ours(), &changed).is_err());
    }

    #[test]
    fn whatever_was_signed_unpacks_or_is_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), dot in any::<bool>()) {
        use base64::Engine;
        let encoded = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
        let keys = ours();
        let signed = Signer::new(&keys, SALT).sign_at(&format!("{}{encoded}", if dot { "." } else { "" }), AT);
        let _ = SessionData::decode(&keys, &signed);
    }

    #[test]
    fn any_object_comes_back(name in "\\PC*", text in "\\PC*", number in any::<i64>()) {
        let value = json!({ name: text, "n": number });
        let signed = dumps(&ours(), SALT, &value, AT);
        prop_assert!(signed.is_ascii());
        prop_assert_eq!(loads(&ours(), SALT, &signed).unwrap().value, value);
    }
}
