//! Keys in PEM, as OpenSSL writes them.

use countersign_token::{Algorithm, KeyError, SigningKey, VerifyingKey};

const RSA8: &str = include_str!("../data/rsa8.pem");
const EC8: &str = include_str!("../data/ec8.pem");
const ED8: &str = include_str!("../data/ed8.pem");

#[test]
fn every_form_of_one_key_is_the_same_key() {
    let rsa =
        [include_str!("../data/rsa1.pem"), include_str!("../data/rsapub.pem"), include_str!("../data/rsapub1.pem")];
    let ec = [include_str!("../data/ec1.pem"), include_str!("../data/ecpub.pem"), include_str!("../data/ecpubc.pem")];
    let ed = [include_str!("../data/edpub.pem"); 3];
    for (algorithm, private, others) in [
        (Algorithm::Rs256, RSA8, rsa),
        (Algorithm::Ps512, RSA8, rsa),
        (Algorithm::Es256, EC8, ec),
        (Algorithm::EdDsa, ED8, ed),
    ] {
        let signing = SigningKey::from_pem(algorithm, private).unwrap();
        for pem in [private].iter().chain(&others) {
            let verifying = VerifyingKey::from_pem(algorithm, pem).unwrap();
            assert!(verifying.matches(&signing), "{pem}");
            assert_eq!(verifying.thumbprint(), signing.verifying_key().thumbprint());
        }
    }
}

#[test]
fn a_private_key_is_read_in_its_traditional_form_too() {
    let pkcs1 = SigningKey::from_pem(Algorithm::Rs256, include_str!("../data/rsa1.pem")).unwrap();
    assert!(VerifyingKey::from_pem(Algorithm::Rs256, RSA8).unwrap().matches(&pkcs1));
    let sec1 = SigningKey::from_pem(Algorithm::Es256, include_str!("../data/ec1.pem")).unwrap();
    assert!(VerifyingKey::from_pem(Algorithm::Es256, EC8).unwrap().matches(&sec1));
}

#[test]
fn a_key_of_another_kind_than_its_algorithm_is_refused() {
    for pem in [RSA8, EC8, ED8, include_str!("../data/rsapub.pem"), include_str!("../data/edpub.pem")] {
        assert_eq!(VerifyingKey::from_pem(Algorithm::Hs256, pem).unwrap_err(), KeyError::WrongKind);
        assert_eq!(VerifyingKey::from_pem(Algorithm::Es384, pem).unwrap_err(), KeyError::WrongKind);
    }
    assert_eq!(
        SigningKey::from_pem(Algorithm::Es256, include_str!("../data/p384.pem")).unwrap_err(),
        KeyError::WrongKind
    );
    assert_eq!(SigningKey::from_pem(Algorithm::Rs256, EC8).unwrap_err(), KeyError::WrongKind);
    assert_eq!(SigningKey::from_pem(Algorithm::EdDsa, EC8).unwrap_err(), KeyError::WrongKind);
    assert_eq!(
        VerifyingKey::from_pem(Algorithm::Rs256, include_str!("../data/ecpub.pem")).unwrap_err(),
        KeyError::WrongKind
    );
}

#[test]
fn an_rsa_key_of_1024_bits_is_refused() {
    let public = VerifyingKey::from_pem(Algorithm::Rs256, include_str!("../data/rsa1024pub.pem"));
    assert_eq!(public.unwrap_err(), KeyError::RsaModulus);
    assert!(SigningKey::from_pem(Algorithm::Rs256, include_str!("../data/rsa1024.pem")).is_err());
}

#[test]
fn an_rsa_key_restricted_to_pss_is_refused() {
    for algorithm in [Algorithm::Rs256, Algorithm::Ps256] {
        assert!(VerifyingKey::from_pem(algorithm, include_str!("../data/psspub.pem")).is_err());
        assert!(SigningKey::from_pem(algorithm, include_str!("../data/pss.pem")).is_err());
    }
}

#[test]
fn encrypted_public_and_broken_keys_do_not_sign() {
    let refusal = |pem: &str| SigningKey::from_pem(Algorithm::Es256, pem).unwrap_err();
    assert_eq!(refusal(include_str!("../data/ecenc.pem")), KeyError::Encrypted);
    assert_eq!(refusal(include_str!("../data/ecpub.pem")), KeyError::NotPrivate);
    assert_eq!(refusal(&EC8.repeat(2)), KeyError::Malformed);
    assert_eq!(refusal(""), KeyError::Malformed);
    assert_eq!(refusal("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----"), KeyError::WrongKind);
}
