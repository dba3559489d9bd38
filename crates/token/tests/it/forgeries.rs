//! Tokens that must be refused before anybody looks at their claims.

use countersign_token::{Algorithm, DecodeError, KeySet, SigningKey, TokenPolicy, Verifier, jws};

use crate::support::{
    CLAIMS, HEADER, NOW, SECRET, b64, forge, forge_with, key, mac, refusal, refusal_of_claims, set, verifier, verifying,
};

#[test]
fn a_token_that_breaks_no_rule_is_accepted() {
    assert_eq!(refusal(&forge(HEADER, CLAIMS)), None);
}

#[test]
fn alg_none_is_refused_in_every_spelling() {
    for name in ["none", "None", "NONE", "nOnE", "none ", " none", "none\\u0000", "n\\u006fne", "ｎｏｎｅ", ""] {
        let header = b64(format!(r#"{{"alg":"{name}"}}"#));
        for signature in ["", "AAAA"] {
            let token = format!("{header}.{}.{signature}", b64(CLAIMS));
            assert_eq!(refusal(&token), Some(DecodeError::UnknownAlgorithm), "{name:?}");
        }
    }
}

#[test]
fn an_alg_of_another_case_is_refused() {
    for name in ["hs256", "Hs256", "HS256 "] {
        assert_eq!(refusal(&forge(format!(r#"{{"alg":"{name}"}}"#), CLAIMS)), Some(DecodeError::UnknownAlgorithm));
    }
}

#[test]
fn an_alg_that_is_no_string_is_refused() {
    for header in ["{}", r#"{"alg":null}"#, r#"{"alg":256}"#, r#"{"alg":["HS256"]}"#, r#"{"alg":{"HS256":1}}"#] {
        assert_eq!(refusal(&forge(header, CLAIMS)), Some(DecodeError::UnknownAlgorithm), "{header}");
    }
}

#[test]
fn a_public_key_is_never_used_as_an_hmac_secret() {
    let pem = include_str!("../data/rsapub.pem");
    let jwks = set(&SigningKey::from_pem(Algorithm::Rs256, include_str!("../data/rsa8.pem")).unwrap()).to_jwks();
    let jwk = serde_json::to_string(&jwks.keys[0]).unwrap();
    let keys = KeySet::new(vec![verifying(Algorithm::Rs256, pem)]).unwrap();
    let verifier = Verifier::new(keys, TokenPolicy::default());
    for secret in [pem.to_owned(), pem.trim().to_owned(), pem.replace('\n', "\r\n"), format!("# key\n  {pem}"), jwk] {
        let token = forge_with(secret.as_bytes(), HEADER, CLAIMS);
        assert_eq!(verifier.decode(&token, NOW).unwrap_err(), DecodeError::AlgorithmMismatch);
    }
}

#[test]
fn a_key_verifies_no_algorithm_but_its_own() {
    let pem = include_str!("../data/rsa8.pem");
    let verify = |signed: Algorithm, wanted: Algorithm| {
        let token = jws::sign(b"{}", &SigningKey::from_pem(signed, pem).unwrap()).unwrap();
        jws::verify(&token, &KeySet::new(vec![verifying(wanted, pem)]).unwrap()).map(|_| ())
    };
    assert_eq!(verify(Algorithm::Rs256, Algorithm::Rs256), Ok(()));
    for other in [Algorithm::Rs384, Algorithm::Rs512, Algorithm::Ps256] {
        assert_eq!(verify(other, Algorithm::Rs256), Err(DecodeError::AlgorithmMismatch));
    }
}

#[test]
fn a_signature_of_another_algorithm_under_a_claimed_one_is_refused() {
    let pem = include_str!("../data/rsa8.pem");
    let pss = jws::sign(b"{}", &SigningKey::from_pem(Algorithm::Ps256, pem).unwrap()).unwrap();
    let (_, signature) = pss.rsplit_once('.').unwrap();
    let token = format!("{}.{}.{signature}", b64(r#"{"alg":"RS256","typ":"JWT"}"#), b64("{}"));
    let keys = KeySet::new(vec![verifying(Algorithm::Rs256, pem)]).unwrap();
    assert_eq!(jws::verify(&token, &keys), Err(DecodeError::BadSignature));
}

#[test]
fn a_key_in_the_header_is_never_used() {
    let attacker = SigningKey::generate(Algorithm::Es256).unwrap();
    let jwk = serde_json::to_string(&attacker.verifying_key().to_jwk().unwrap()).unwrap();
    let genuine = SigningKey::generate(Algorithm::Es256).unwrap();
    for (name, value) in [("jwk", jwk.as_str()), ("jku", r#""http://127.0.0.1:1/""#), ("x5c", r#"["MII="]"#)] {
        // Signed by the attacker's key under a header that brings it along.
        let header = b64(format!(r#"{{"alg":"ES256","{name}":{value}}}"#));
        let forged = jws::sign(b"{}", &attacker).unwrap();
        let (_, signature) = forged.rsplit_once('.').unwrap();
        let token = format!("{header}.{}.{signature}", b64("{}"));
        assert_eq!(jws::verify(&token, &set(&genuine)), Err(DecodeError::BadSignature), "{name}");
    }
}

#[test]
fn header_members_that_decide_nothing_are_ignored() {
    let header =
        r#"{"alg":"HS256","typ":7,"cty":"x","jku":"http://127.0.0.1:1/","x5u":1,"x5c":[],"jwk":{},"b64":true}"#;
    assert_eq!(refusal(&forge(header, CLAIMS)), None);
    assert_eq!(refusal(&forge(r#"{"alg":"HS256"}"#, CLAIMS)), None);
}

#[test]
fn a_token_with_any_crit_is_refused() {
    for crit in [r#"["exp2"]"#, r#"["alg"]"#, "[]", "null", "7", r#""b64""#] {
        let header = format!(r#"{{"alg":"HS256","crit":{crit}}}"#);
        assert_eq!(refusal(&forge(header, CLAIMS)), Some(DecodeError::UnsupportedHeader), "{crit}");
    }
}

#[test]
fn a_token_with_an_unencoded_payload_is_refused() {
    for extra in [r#""b64":false"#, r#""b64":false,"crit":["b64"]"#, r#""b64":0"#, r#""b64":null"#] {
        let header = b64(format!(r#"{{"alg":"HS256",{extra}}}"#));
        for payload in [b64(CLAIMS), "{}".to_owned()] {
            let token = mac(SECRET, &format!("{header}.{payload}"));
            assert_eq!(refusal(&token), Some(DecodeError::UnsupportedHeader), "{extra}");
        }
    }
}

#[test]
fn a_kid_that_is_no_string_is_refused() {
    for kid in ["null", "7", "true", "[]", r#"["a"]"#, "{}"] {
        let header = format!(r#"{{"alg":"HS256","kid":{kid}}}"#);
        assert_eq!(refusal(&forge(header, CLAIMS)), Some(DecodeError::Malformed), "{kid}");
    }
}

#[test]
fn a_kid_is_looked_up_and_nothing_else() {
    let verifier = Verifier::new(set(&key().with_kid("2026-1")), TokenPolicy::default());
    let decode = |kid: &str| verifier.decode(&forge(format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#), CLAIMS), NOW).err();
    assert_eq!(decode("2026-1"), None);
    for kid in ["", "2026-2", "2026-1 ", "../../../../dev/null", "' OR 1=1 --", "2026-1\\u0000", "file:///dev/null"] {
        assert_eq!(decode(kid), Some(DecodeError::UnknownKey), "{kid}");
    }
    // A token that names no key is tried with the keys of its algorithm.
    assert!(verifier.decode(&forge(HEADER, CLAIMS), NOW).is_ok());
}

#[test]
fn keys_without_names_ignore_the_kid_as_pyjwt_does() {
    assert_eq!(refusal(&forge(r#"{"alg":"HS256","kid":"anything"}"#, CLAIMS)), None);
}

#[test]
fn a_key_without_a_name_verifies_no_token_that_names_one_where_others_have_names() {
    let named = SigningKey::generate(Algorithm::Es256).unwrap().with_kid("new");
    let keys = KeySet::new(vec![key().verifying_key(), named.verifying_key()]).unwrap();
    let verifier = Verifier::new(keys, TokenPolicy::default());
    let old = forge(r#"{"alg":"HS256","kid":"old"}"#, CLAIMS);
    assert_eq!(verifier.decode(&old, NOW).unwrap_err(), DecodeError::UnknownKey);
    let crossed = forge(r#"{"alg":"HS256","kid":"new"}"#, CLAIMS);
    assert_eq!(verifier.decode(&crossed, NOW).unwrap_err(), DecodeError::AlgorithmMismatch);
    assert!(verifier.decode(&forge(HEADER, CLAIMS), NOW).is_ok());
}

#[test]
fn at_most_eight_keys_are_tried() {
    let secret = |n: u8| [n; 32];
    let keys = |last: u8| (1..=last).map(|n| SigningKey::from_secret(Algorithm::Hs256, &secret(n)).unwrap());
    let verifier = |last| {
        let keys = KeySet::new(keys(last).map(|key| key.verifying_key()).collect()).unwrap();
        Verifier::new(keys, TokenPolicy::default())
    };
    assert!(verifier(8).decode(&forge_with(&secret(8), HEADER, CLAIMS), NOW).is_ok());
    assert!(verifier(9).decode(&forge_with(&secret(9), HEADER, CLAIMS), NOW).is_err());
}

#[test]
fn a_header_member_twice_is_refused() {
    for header in [
        r#"{"alg":"none","alg":"HS256"}"#,
        r#"{"alg":"HS256","alg":"none"}"#,
        r#"{"alg":"HS256","\u0061lg":"HS256"}"#,
        r#"{"alg":"HS256","x":{"a":1,"a":2}}"#,
    ] {
        assert_eq!(refusal(&forge(header, CLAIMS)), Some(DecodeError::Malformed), "{header}");
    }
}

#[test]
fn a_claim_twice_is_refused_even_if_it_was_signed() {
    for payload in [r#"{"user_id":"1","user_id":"2"}"#, r#"{"exp":1,"\u0065xp":1750000900}"#] {
        assert_eq!(refusal_of_claims(payload), Some(DecodeError::Malformed), "{payload}");
    }
}

#[test]
fn a_json_serialization_is_refused() {
    let token = forge(HEADER, CLAIMS);
    let parts: Vec<_> = token.split('.').collect();
    let flattened = format!(r#"{{"protected":"{}","payload":"{}","signature":"{}"}}"#, parts[0], parts[1], parts[2]);
    for json in [flattened, format!(r#"{{"a":"{token}"}}"#)] {
        assert_eq!(refusal(&json), Some(DecodeError::Malformed));
    }
}

#[test]
fn any_number_of_segments_but_three_is_refused() {
    let token = forge(HEADER, CLAIMS);
    let (two, _) = token.rsplit_once('.').unwrap();
    let encrypted = format!("{}.a.b.c.d", b64(r#"{"alg":"PBES2-HS256+A128KW","p2c":2147483647,"enc":"A128GCM"}"#));
    let wrong = ["", ".", "..", "...", two, &format!("{token}."), &format!(".{token}"), &encrypted, &".".repeat(8192)];
    for other in wrong {
        assert_eq!(refusal(other), Some(DecodeError::Malformed), "{other:.40}");
    }
}

#[test]
fn a_signature_that_is_missing_cut_or_extended_is_refused() {
    let token = forge(HEADER, CLAIMS);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    for length in [0, 2, 4, 40, 42] {
        assert!(refusal(&format!("{signed}.{}", &signature[..length])).is_some());
    }
    assert!(refusal(&format!("{signed}.{signature}AAAA")).is_some());
}

#[test]
fn base64url_has_one_spelling() {
    let token = forge(HEADER, CLAIMS);
    let parts: Vec<_> = token.split('.').collect();
    for (at, part) in parts.iter().enumerate() {
        for spoilt in ["=", "==", "+", "/", " ", "\n", "\r\n", "%3D", "?", "\0", "\u{feff}", "é"] {
            for text in [format!("{part}{spoilt}"), format!("{spoilt}{part}"), part.replacen(&part[4..5], spoilt, 1)] {
                let mut others = parts.clone();
                others[at] = &text;
                assert!(refusal(&others.join(".")).is_some(), "{spoilt:?} in part {at}");
            }
        }
    }
}

#[test]
fn set_bits_behind_the_last_byte_are_refused() {
    let token = forge(HEADER, CLAIMS);
    // 32 bytes end in a character of which two bits are free.
    let (rest, last) = token.split_at(token.len() - 1);
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let index = alphabet.find(last).unwrap();
    assert_eq!(index % 4, 0);
    for free in 1..4 {
        assert_eq!(refusal(&format!("{rest}{}", &alphabet[index + free..=index + free])), Some(DecodeError::Malformed));
    }
}

#[test]
fn non_canonical_header_and_payload_are_refused_even_if_they_were_signed() {
    let (header, payload) = (b64(HEADER), b64(CLAIMS));
    for segments in [format!("{header}=.{payload}"), format!("{header}.{payload}="), format!("{header}.{payload}?")] {
        assert_eq!(refusal(&mac(SECRET, &segments)), Some(DecodeError::Malformed));
    }
}

#[test]
fn a_payload_that_is_no_object_is_refused() {
    for payload in
        ["", "null", "7", "\"a\"", "[]", "[{}]", "{}{}", "{} x", "{", "NaN", r#"{"a":NaN}"#, r#"{"a":1e400}"#]
    {
        assert_eq!(refusal_of_claims(payload), Some(DecodeError::Malformed), "{payload}");
    }
}

#[test]
fn text_that_is_not_plain_utf_8_is_refused() {
    let utf16: Vec<u8> = CLAIMS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let strange: [&[u8]; 5] =
        [b"\xef\xbb\xbf{}", b"{\"a\":\"\xff\"}", b"{\"a\":\"\xed\xa0\x80\"}", br#"{"a":"\ud800"}"#, &utf16];
    for bytes in strange {
        assert_eq!(refusal_of_claims(bytes), Some(DecodeError::Malformed));
        assert_eq!(refusal(&forge(bytes, CLAIMS)), Some(DecodeError::Malformed));
    }
}

#[test]
fn deep_nesting_is_refused_and_harms_nothing() {
    let nested = |depth: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert_eq!(refusal_of_claims(nested(31)), None);
    assert_eq!(refusal_of_claims(nested(32)), Some(DecodeError::Malformed));
    let keys = set(&key());
    let policy = TokenPolicy { max_len: 1 << 20, ..TokenPolicy::default() };
    for depth in [100_000, 300_000] {
        let token = forge(HEADER, nested(depth));
        assert_eq!(
            Verifier::new(keys.clone(), policy.clone()).decode(&token, NOW).unwrap_err(),
            DecodeError::Malformed
        );
    }
}

#[test]
fn length_is_checked_before_anything_else() {
    let token = forge(HEADER, CLAIMS);
    let limit = |max_len| Verifier::new(set(&key()), TokenPolicy { max_len, ..TokenPolicy::default() });
    assert!(limit(token.len()).decode(&token, NOW).is_ok());
    assert_eq!(limit(token.len() - 1).decode(&token, NOW).unwrap_err(), DecodeError::TooLong);
    assert_eq!(verifier().decode(&".".repeat(8193), NOW).unwrap_err(), DecodeError::TooLong);
}

#[test]
fn an_empty_key_set_refuses_every_token() {
    let verifier = Verifier::new(KeySet::default(), TokenPolicy::default());
    assert!(verifier.decode(&forge(HEADER, CLAIMS), NOW).is_err());
}
