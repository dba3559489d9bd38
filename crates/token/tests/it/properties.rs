//! What holds for any input.

use std::sync::LazyLock;

use countersign_token::{Algorithm, Claims, Jwk, KeySet, SigningKey, TokenPolicy, Verifier, VerifyingKey, jws};
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

use crate::support::{CLAIMS, NOW, forge, key, set};

/// A verifier and a token for each way to sign.
static SIGNED: LazyLock<Vec<(Verifier, String)>> = LazyLock::new(|| {
    let asymmetric = [Algorithm::Rs256, Algorithm::Ps256, Algorithm::Es256, Algorithm::Es512, Algorithm::EdDsa];
    let keys = asymmetric.into_iter().map(|algorithm| SigningKey::generate(algorithm).unwrap().with_thumbprint_kid());
    let pair = |key: SigningKey| {
        let token = jws::sign(CLAIMS.as_bytes(), &key).unwrap();
        (Verifier::new(set(&key), TokenPolicy::default()), token)
    };
    keys.chain([key()]).map(pair).collect()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_token_with_any_bit_changed_is_refused(at in any::<usize>(), bit in 0..7_u8) {
        for (verifier, token) in SIGNED.iter() {
            prop_assert!(verifier.decode(token, NOW).is_ok());
            let mut bytes = token.clone().into_bytes();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            prop_assert!(verifier.decode(&String::from_utf8(bytes).unwrap(), NOW).is_err());
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in ".{0,200}") {
        let (verifier, _) = &SIGNED[0];
        prop_assert!(verifier.decode(&text, NOW).is_err());
        let _ = jws::inspect_unverified(&text);
        let _ = Jwk::parse(&text);
        let _ = KeySet::from_jwks_json(&text, None);
        prop_assert!(SigningKey::from_pem(Algorithm::Rs256, &text).is_err());
        let pem = format!("-----BEGIN {text}");
        prop_assert!(VerifyingKey::from_pem(Algorithm::Es256, &pem).is_err());
    }

    #[test]
    fn no_signed_header_or_payload_makes_the_verifier_panic(header in any::<Vec<u8>>(), payload in any::<Vec<u8>>()) {
        let (verifier, _) = SIGNED.last().unwrap();
        prop_assert!(verifier.decode(&forge(&header, &payload), NOW).is_err());
        let _ = verifier.decode(&forge(crate::support::HEADER, &payload), NOW);
    }

    #[test]
    fn no_der_makes_a_reader_panic(der in any::<Vec<u8>>()) {
        for algorithm in Algorithm::ALL {
            prop_assert!(SigningKey::from_pkcs8_der(algorithm, &der).is_err());
        }
    }

    #[test]
    fn any_payload_comes_back_as_it_was(payload in any::<Vec<u8>>()) {
        let token = jws::sign(&payload, &key()).unwrap();
        prop_assert_eq!(jws::verify(&token, &set(&key())).unwrap().payload, payload);
    }

    #[test]
    fn any_claim_comes_back_as_it_was(name in ".*", text in ".*", number in any::<i64>()) {
        let mut claims = Claims::default();
        claims.insert("n", number);
        claims.insert(name, text);
        let bytes = claims.to_json_bytes();
        prop_assert!(bytes.is_ascii());
        prop_assert_eq!(Claims::parse(&bytes).unwrap(), claims);
    }
}
