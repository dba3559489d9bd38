//! JWK and JWK sets.

use countersign_token::{Algorithm, Jwk, KeyError, KeySet, SigningKey, VerifyingKey};

use crate::support::{b64, key, set};

const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
const Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

fn refusal(json: &str) -> Option<KeyError> {
    Jwk::parse(json).and_then(|jwk| VerifyingKey::from_jwk(&jwk)).err()
}

fn ec(extra: &str) -> String {
    format!(r#"{{"kty":"EC","crv":"P-256","x":"{X}","y":"{Y}"{extra}}}"#)
}

#[test]
fn a_key_for_signatures_is_accepted() {
    for extra in ["", r#","use":"sig""#, r#","key_ops":["sign","verify"]"#, r#","alg":"ES256","x5c":["ignored"]"#] {
        assert_eq!(refusal(&ec(extra)), None, "{extra}");
    }
}

#[test]
fn a_key_for_anything_else_is_refused() {
    for extra in [r#","use":"enc""#, r#","use":"Sig""#, r#","key_ops":["encrypt"]"#, r#","key_ops":[]"#] {
        assert_eq!(refusal(&ec(extra)), Some(KeyError::NotForSignatures), "{extra}");
    }
}

#[test]
fn an_algorithm_that_does_not_fit_the_key_is_refused() {
    for (alg, error) in [
        ("ES384", KeyError::WrongKind),
        ("RS256", KeyError::WrongKind),
        ("HS256", KeyError::WrongKind),
        ("ES256K", KeyError::Unsupported),
        ("none", KeyError::Unsupported),
        ("es256", KeyError::Unsupported),
    ] {
        assert_eq!(refusal(&ec(&format!(r#","alg":"{alg}""#))), Some(error), "{alg}");
    }
    assert_eq!(refusal(&format!(r#"{{"kty":"oct","alg":"RS256","k":"{}"}}"#, b64([1; 32]))), Some(KeyError::WrongKind));
}

#[test]
fn unsupported_types_and_curves_are_refused() {
    for jwk in [
        r#"{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}"#,
        r#"{"kty":"OKP","crv":"X25519","x":"AA"}"#,
        r#"{"kty":"OKP","crv":"Ed448","x":"AA"}"#,
        r#"{"kty":"ec"}"#,
        r#"{"kty":"none"}"#,
    ] {
        assert_eq!(refusal(jwk), Some(KeyError::Unsupported), "{jwk}");
    }
}

#[test]
fn a_member_twice_a_wrong_length_and_a_missing_member_are_refused() {
    let short = b64([1; 31]);
    for jwk in [
        ec(r#","kty":"EC""#),
        ec(r#","\u0078":"AA""#),
        ec(r#","alg":7"#),
        format!(r#"{{"kty":"EC","crv":"P-256","x":"{X}"}}"#),
        format!(r#"{{"kty":"EC","crv":"P-256","x":"{X}","y":"{short}"}}"#),
        format!(r#"{{"kty":"EC","crv":"P-256","x":"{X}","y":"{Y}="}}"#),
        format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{short}"}}"#),
        r#"{"kty":"RSA","alg":"RS256","e":"AQAB"}"#.to_owned(),
        r#"{"kty":"oct","alg":"HS256"}"#.to_owned(),
        "[]".to_owned(),
    ] {
        assert_eq!(refusal(&jwk), Some(KeyError::Malformed), "{jwk}");
    }
}

#[test]
fn a_point_off_its_curve_is_refused() {
    let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5aw";
    assert_eq!(refusal(&format!(r#"{{"kty":"EC","crv":"P-256","x":"{X}","y":"{y}"}}"#)), Some(KeyError::Invalid));
    let zero = b64([0; 32]);
    assert_eq!(refusal(&format!(r#"{{"kty":"EC","crv":"P-256","x":"{zero}","y":"{zero}"}}"#)), Some(KeyError::Invalid));
}

#[test]
fn an_ed25519_point_of_small_order_is_refused() {
    let mut one = [0; 32];
    one[0] = 1;
    let mut minus_one = [0xff; 32];
    (minus_one[0], minus_one[31]) = (0xec, 0x7f);
    for point in [[0; 32], one, minus_one] {
        let mut negative = point;
        negative[31] |= 0x80;
        for x in [point, negative] {
            let jwk = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, b64(x));
            assert_eq!(refusal(&jwk), Some(KeyError::Invalid));
        }
    }
}

#[test]
fn weak_rsa_keys_are_refused() {
    let rsa = |n: &[u8], e: &[u8]| format!(r#"{{"kty":"RSA","alg":"RS256","n":"{}","e":"{}"}}"#, b64(n), b64(e));
    let mut even = [0xff; 256];
    even[255] = 0xfe;
    assert_eq!(refusal(&rsa(&[0xff; 256], &[1, 0, 1])), None);
    for n in [&[0xff; 128][..], &[0x7f; 256], &even, &[0xff; 1025], &[&[0][..], &[0xff; 256]].concat(), &[]] {
        assert_eq!(refusal(&rsa(n, &[1, 0, 1])), Some(KeyError::RsaModulus));
    }
    for e in [&[1][..], &[2], &[1, 0, 0], &[0, 3], &[]] {
        assert_eq!(refusal(&rsa(&[0xff; 256], e)), Some(KeyError::RsaExponent));
    }
    assert_eq!(refusal(include_str!("../data/roca.jwk")), Some(KeyError::Roca));
}

#[test]
fn an_rsa_key_and_a_secret_need_an_algorithm() {
    let rsa = format!(r#"{{"kty":"RSA","n":"{}","e":"AQAB"}}"#, b64([0xff; 256]));
    let secret = format!(r#"{{"kty":"oct","k":"{}"}}"#, b64([1; 32]));
    for jwk in [&rsa, &secret] {
        assert_eq!(refusal(jwk), Some(KeyError::MissingAlgorithm));
    }
    let keys = KeySet::from_jwks_json(&format!(r#"{{"keys":[{rsa}]}}"#), Some(Algorithm::Ps256)).unwrap();
    assert_eq!(keys.keys()[0].algorithm(), Algorithm::Ps256);
}

#[test]
fn private_keys_are_read_and_belong_to_their_pem() {
    for (jwk, algorithm, pem) in [
        (include_str!("../data/rsa-private.jwk"), Algorithm::Rs256, include_str!("../data/rsa8.pem")),
        (include_str!("../data/ec-private.jwk"), Algorithm::Es256, include_str!("../data/ec8.pem")),
    ] {
        let signing = SigningKey::from_jwk(&Jwk::parse(jwk).unwrap()).unwrap();
        assert!(VerifyingKey::from_pem(algorithm, pem).unwrap().matches(&signing));
    }
}

#[test]
fn a_private_part_that_does_not_belong_to_the_public_one_is_refused() {
    let jwk = Jwk::parse(&ec(&format!(r#","d":"{}""#, b64([1; 32])))).unwrap();
    assert_eq!(SigningKey::from_jwk(&jwk).unwrap_err(), KeyError::Invalid);
    let text = include_str!("../data/rsa-private.jwk").replace(r#""d":""#, r#""d":"AA"#);
    assert!(SigningKey::from_jwk(&Jwk::parse(&text).unwrap()).is_err());
}

#[test]
fn a_private_part_of_another_length_is_refused() {
    // RFC 7518 §6.2.2.1: as many bytes as the order of the curve has.
    let d = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, d).unwrap();
    let signing = |d: &[u8]| SigningKey::from_jwk(&Jwk::parse(&ec(&format!(r#","d":"{}""#, b64(d)))).unwrap());
    assert!(signing(&bytes).is_ok());
    assert_eq!(signing(&[&[0], &bytes[..]].concat()).unwrap_err(), KeyError::Malformed);
}

#[test]
fn a_public_key_signs_nothing() {
    assert_eq!(SigningKey::from_jwk(&Jwk::parse(&ec("")).unwrap()).unwrap_err(), KeyError::NotPrivate);
}

#[test]
fn a_private_key_is_neither_written_nor_shown() {
    let jwk = Jwk::parse(include_str!("../data/rsa-private.jwk")).unwrap();
    let members: serde_json::Map<_, _> = serde_json::from_str(&serde_json::to_string(&jwk).unwrap()).unwrap();
    assert_eq!(members.keys().collect::<Vec<_>>(), ["kty", "kid", "alg", "n", "e"]);
    assert_eq!(format!("{jwk:?}").matches("[redacted]").count(), 6);
}

#[test]
fn a_published_set_has_public_keys_only() {
    let rsa = SigningKey::from_pem(Algorithm::Rs256, include_str!("../data/rsa8.pem")).unwrap().with_thumbprint_kid();
    let keys = KeySet::new(vec![key().verifying_key(), rsa.verifying_key()]).unwrap();
    let json = serde_json::to_value(keys.to_jwks()).unwrap();
    let published = json["keys"].as_array().unwrap();
    assert_eq!(published.len(), 1);
    let names: Vec<_> = published[0].as_object().unwrap().keys().collect();
    assert_eq!(names, ["kty", "kid", "use", "alg", "n", "e"]);
}

#[test]
fn two_keys_of_one_name_are_refused() {
    let jwk = ec(r#","kid":"a""#);
    let json = format!(r#"{{"keys":[{jwk},{jwk}]}}"#);
    assert_eq!(KeySet::from_jwks_json(&json, None).unwrap_err(), KeyError::DuplicateKid);
    let named = key().with_kid("a").verifying_key();
    assert_eq!(KeySet::new(vec![named.clone(), named]).unwrap_err(), KeyError::DuplicateKid);
}

#[test]
fn secrets_among_public_keys_are_refused() {
    let secret = format!(r#"{{"kty":"oct","alg":"HS256","k":"{}"}}"#, b64([1; 32]));
    let json = format!(r#"{{"keys":[{secret},{}]}}"#, ec(""));
    assert_eq!(KeySet::from_jwks_json(&json, None).unwrap_err(), KeyError::MixedSet);
    assert!(KeySet::from_jwks_json(&format!(r#"{{"keys":[{secret}]}}"#), None).is_ok());
}

#[test]
fn keys_for_other_uses_are_left_out_of_a_set_and_wrong_ones_fail_it() {
    let encryption = r#"{"kty":"RSA","use":"enc","alg":"RSA-OAEP","n":"AQ","e":"AQAB"}"#;
    let unknown = r#"{"kty":"AKP","alg":"ML-DSA-44"}"#;
    let json = format!(r#"{{"keys":[{encryption},{unknown},{}]}}"#, ec(""));
    assert_eq!(KeySet::from_jwks_json(&json, None).unwrap().keys().len(), 1);
    let weak = r#"{"kty":"RSA","alg":"RS256","n":"AQ","e":"AQAB"}"#;
    let json = format!(r#"{{"keys":[{weak},{}]}}"#, ec(""));
    assert_eq!(KeySet::from_jwks_json(&json, None).unwrap_err(), KeyError::RsaModulus);
}

#[test]
fn text_that_is_no_set_is_refused() {
    for json in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[],"keys":[]}"#, r#"{"keys":[1]}"#] {
        assert_eq!(KeySet::from_jwks_json(json, None).unwrap_err(), KeyError::Malformed, "{json}");
    }
    assert!(KeySet::from_jwks_json(&serde_json::to_string(&set(&key()).to_jwks()).unwrap(), None).is_ok());
}
