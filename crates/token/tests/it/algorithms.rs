//! Every algorithm, there and back.

use countersign_token::{Algorithm, DecodeError, KeySet, RefreshToken, SigningKey, TokenPolicy, jws};

use crate::support::{NOW, b64, jti, set};

fn new_key(algorithm: Algorithm) -> SigningKey {
    if algorithm.is_hmac() {
        SigningKey::from_secret(algorithm, &[0x5a; 64]).unwrap()
    } else {
        SigningKey::generate(algorithm).unwrap()
    }
}

/// The lengths that RFC 7518 and RFC 8037 prescribe; RSA at 2048 bits.
fn signature_len(algorithm: Algorithm) -> usize {
    match algorithm {
        Algorithm::Hs256 => 32,
        Algorithm::Hs384 => 48,
        Algorithm::Hs512 | Algorithm::Es256 | Algorithm::EdDsa => 64,
        Algorithm::Es384 => 96,
        Algorithm::Es512 => 132,
        Algorithm::Rs256
        | Algorithm::Rs384
        | Algorithm::Rs512
        | Algorithm::Ps256
        | Algorithm::Ps384
        | Algorithm::Ps512 => 256,
    }
}

#[test]
fn what_a_key_signs_verifies_with_it_and_with_no_other() {
    for algorithm in Algorithm::ALL {
        let key = new_key(algorithm);
        let token = jws::sign(b"payload", &key).unwrap();
        let signature = token.rsplit_once('.').unwrap().1;
        assert_eq!(signature.len(), (signature_len(algorithm) * 4).div_ceil(3), "{algorithm}");
        assert_eq!(jws::verify(&token, &set(&key)).unwrap().payload, b"payload", "{algorithm}");
        if !algorithm.is_hmac() {
            assert_eq!(jws::verify(&token, &set(&new_key(algorithm))), Err(DecodeError::BadSignature), "{algorithm}");
        }
    }
}

#[test]
fn a_stored_key_comes_back_as_the_same_key() {
    for algorithm in Algorithm::ALL {
        let key = new_key(algorithm);
        let Some(der) = key.to_pkcs8_der() else {
            assert!(algorithm.is_hmac());
            continue;
        };
        let back = SigningKey::from_pkcs8_der(algorithm, &der).unwrap();
        assert!(key.verifying_key().matches(&back), "{algorithm}");
        assert_eq!(back.verifying_key().thumbprint(), key.verifying_key().thumbprint());
    }
}

#[test]
fn a_published_key_verifies_what_its_private_half_signs() {
    for algorithm in Algorithm::ALL.into_iter().filter(|algorithm| !algorithm.is_hmac()) {
        let key = new_key(algorithm).with_thumbprint_kid();
        let published = serde_json::to_string(&set(&key).to_jwks()).unwrap();
        let keys = KeySet::from_jwks_json(&published, None).unwrap();
        assert_eq!(keys.keys()[0].kid(), key.kid());
        assert!(jws::verify(&jws::sign(b"x", &key).unwrap(), &keys).is_ok(), "{algorithm}");
    }
}

#[test]
fn ecdsa_signatures_out_of_range_are_refused() {
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let n: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&order[2 * at..2 * at + 2], 16).unwrap()).collect();
    let mut one = vec![0; 31];
    one.push(1);
    let keys = set(&new_key(Algorithm::Es256));
    for (r, s) in [(&[0; 32][..], &[0; 32][..]), (&[0; 32], &one), (&one, &[0; 32]), (&one, &one), (&n, &n), (&one, &n)]
    {
        let token = format!("{}.{}.{}", b64(r#"{"alg":"ES256"}"#), b64("{}"), b64([r, s].concat()));
        assert_eq!(jws::verify(&token, &keys), Err(DecodeError::BadSignature));
    }
}

#[test]
fn ecdsa_signatures_of_any_other_length_or_form_are_refused() {
    let key = new_key(Algorithm::Es256);
    let token = jws::sign(b"{}", &key).unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let raw = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, signature).unwrap();
    let der = |half: &[u8]| [&[0x02, 0x21, 0x00], half].concat();
    let (r, s) = raw.split_at(32);
    let asn1 = [vec![0x30, 0x46], der(r), der(s)].concat();
    let padded = [&[0], r, &[0], s].concat();
    for other in [&asn1[..], &padded, &raw[..63], &[&raw[..], &[0]].concat(), &[&[0], &raw[..]].concat(), &[0; 96]] {
        assert_eq!(jws::verify(&format!("{signed}.{}", b64(other)), &set(&key)), Err(DecodeError::BadSignature));
    }
}

#[test]
fn an_ed25519_signature_with_a_scalar_beyond_the_order_is_refused() {
    // The order of the group, little-endian; S + L signs the same and is not the one spelling (RFC 8032 §5.1.7).
    const ORDER: [u8; 16] =
        [0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14];
    let key = new_key(Algorithm::EdDsa);
    let token = jws::sign(b"{}", &key).unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mut raw = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, signature).unwrap();
    let order = ORDER.into_iter().chain([0; 15]).chain([0x10]);
    let mut carry = 0_u16;
    for (byte, add) in raw[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    assert_eq!(jws::verify(&format!("{signed}.{}", b64(raw)), &set(&key)), Err(DecodeError::BadSignature));
}

#[test]
fn rsa_signatures_at_the_edges_are_refused() {
    for algorithm in [Algorithm::Rs256, Algorithm::Ps256] {
        let key = new_key(algorithm);
        let token = jws::sign(b"{}", &key).unwrap();
        let (signed, _) = token.rsplit_once('.').unwrap();
        let mut one = vec![0; 255];
        one.push(1);
        for raw in [vec![0; 256], one, vec![0xff; 256], vec![0; 255], vec![0; 257], Vec::new()] {
            assert_eq!(jws::verify(&format!("{signed}.{}", b64(raw)), &set(&key)), Err(DecodeError::BadSignature));
        }
    }
}

#[test]
fn a_pss_signature_with_another_salt_length_is_refused() {
    // RFC 7518 §3.5: the salt is as long as the hash. Made with `openssl dgst -sha256 -sigopt rsa_pss_saltlen:20`.
    let token = include_str!("../data/pss-salt-20.txt").trim();
    let pem = include_str!("../data/rsa8.pem");
    let keys = KeySet::new(vec![crate::support::verifying(Algorithm::Ps256, pem)]).unwrap();
    assert_eq!(jws::verify(token, &keys), Err(DecodeError::BadSignature));
    let proper = include_str!("../data/pss-salt-32.txt").trim();
    assert_eq!(jws::verify(proper, &keys).unwrap().payload, b"{}");
}

#[test]
fn a_token_is_as_long_as_was_told_before_it_was_signed() {
    let policy = TokenPolicy {
        audience: vec!["a".to_owned(), "b".to_owned()],
        issuer: Some("c".to_owned()),
        ..TokenPolicy::default()
    };
    for algorithm in Algorithm::ALL {
        for (key, name) in
            [(new_key(algorithm), ""), (new_key(algorithm).with_kid("a"), "\u{1f511}é"), (new_key(algorithm), "ab")]
        {
            let mut token = RefreshToken::for_user(&policy, "7", NOW, jti(1));
            token.set("name", name);
            assert_eq!(token.signed_len(&policy, &key), token.sign(&policy, &key).unwrap().len(), "{algorithm}");
        }
    }
}
