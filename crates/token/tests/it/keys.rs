//! Secrets, names, and what is shown of a key.

use countersign_token::{Algorithm, KeyError, SigningKey, VerifyingKey};

use crate::support::{SECRET, key};

#[test]
fn a_secret_shorter_than_its_hash_is_refused_unless_weakness_is_allowed() {
    for (algorithm, least) in [(Algorithm::Hs256, 32), (Algorithm::Hs384, 48), (Algorithm::Hs512, 64)] {
        let secret = vec![b'x'; least];
        assert!(SigningKey::from_secret(algorithm, &secret).is_ok());
        let short = &secret[1..];
        assert_eq!(SigningKey::from_secret(algorithm, short).unwrap_err(), KeyError::WeakSecret(least));
        assert_eq!(VerifyingKey::from_secret(algorithm, short).unwrap_err(), KeyError::WeakSecret(least));
        let weak = SigningKey::from_weak_secret(algorithm, b"x").unwrap();
        assert!(VerifyingKey::from_weak_secret(algorithm, b"x").unwrap().matches(&weak));
    }
}

#[test]
fn an_empty_secret_is_always_refused() {
    assert_eq!(SigningKey::from_secret(Algorithm::Hs256, b"").unwrap_err(), KeyError::EmptySecret);
    assert_eq!(SigningKey::from_weak_secret(Algorithm::Hs256, b"").unwrap_err(), KeyError::EmptySecret);
}

#[test]
fn the_text_of_a_key_file_is_never_a_secret() {
    let pem = include_str!("../data/rsapub.pem");
    let openssh = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9 a@b.example";
    for text in [pem.to_owned(), format!("  # comment\r\n{pem}"), pem.replace('\n', "\r\n"), openssh.to_owned()] {
        assert_eq!(SigningKey::from_secret(Algorithm::Hs256, text.as_bytes()).unwrap_err(), KeyError::KeyFileAsSecret);
        assert_eq!(
            SigningKey::from_weak_secret(Algorithm::Hs256, text.as_bytes()).unwrap_err(),
            KeyError::KeyFileAsSecret
        );
    }
}

#[test]
fn a_secret_serves_hmac_only() {
    for algorithm in Algorithm::ALL.into_iter().filter(|algorithm| !algorithm.is_hmac()) {
        assert_eq!(SigningKey::from_secret(algorithm, &[1; 64]).unwrap_err(), KeyError::WrongKind);
    }
    assert_eq!(SigningKey::generate(Algorithm::Hs256).unwrap_err(), KeyError::WrongKind);
}

#[test]
fn keys_match_their_own_half_only() {
    let other = SigningKey::from_secret(Algorithm::Hs256, b"another secret of thirty-two bytes").unwrap();
    let hs512 = SigningKey::from_weak_secret(Algorithm::Hs512, SECRET).unwrap();
    assert!(key().verifying_key().matches(&key().with_kid("any")));
    assert!(!key().verifying_key().matches(&other));
    assert!(!key().verifying_key().matches(&hs512));
}

#[test]
fn a_name_goes_with_both_halves_and_a_secret_has_no_thumbprint() {
    let named = SigningKey::generate(Algorithm::EdDsa).unwrap().with_thumbprint_kid();
    assert_eq!(named.kid(), named.verifying_key().thumbprint().as_deref());
    assert_eq!(named.verifying_key().kid(), named.kid());
    assert_eq!(key().with_thumbprint_kid().kid(), None);
    assert_eq!(key().with_kid("a").verifying_key().kid(), Some("a"));
}

#[test]
fn nothing_of_a_key_is_shown() {
    let shown = format!("{:?} {:?}", key().with_kid("a"), key().verifying_key());
    assert_eq!(
        shown,
        "SigningKey { algorithm: Hs256, kid: Some(\"a\"), .. } VerifyingKey { algorithm: Hs256, kid: None, .. }"
    );
}
