//! The registered claims, in genuine tokens.

use countersign_token::{DecodeError, Seconds, TokenPolicy, Verifier};

use crate::support::{HEADER, NOW, forge, key, refusal_of_claims, set};

fn with_policy(policy: TokenPolicy, payload: &str) -> Option<DecodeError> {
    Verifier::new(set(&key()), policy).decode(&forge(HEADER, payload), NOW).err()
}

#[test]
fn exp_at_this_very_second_has_passed() {
    assert_eq!(refusal_of_claims(r#"{"exp":1750000001}"#), None);
    for past in ["1750000000", "1750000000.9", "1749999999", "1", "0", "-1", "-1e300"] {
        assert_eq!(refusal_of_claims(format!(r#"{{"exp":{past}}}"#)), Some(DecodeError::Expired), "{past}");
    }
}

#[test]
fn an_exp_that_is_no_number_is_refused() {
    for wrong in [r#""9999999999""#, r#""abc""#, "true", "null", "[]", "{}", "[1750000900]"] {
        assert_eq!(refusal_of_claims(format!(r#"{{"exp":{wrong}}}"#)), Some(DecodeError::BadClaim("exp")), "{wrong}");
    }
}

#[test]
fn an_exp_from_the_year_10000_on_is_refused_and_the_last_second_before_is_not() {
    assert_eq!(refusal_of_claims(r#"{"exp":253402300799}"#), None);
    assert_eq!(refusal_of_claims(r#"{"exp":228732444313}"#), None);
    for beyond in ["253402300800", "1e12", "1e308", "9223372036854775807", "18446744073709551616"] {
        assert_eq!(refusal_of_claims(format!(r#"{{"exp":{beyond}}}"#)), Some(DecodeError::BadClaim("exp")), "{beyond}");
    }
}

#[test]
fn iat_may_be_ahead_by_the_tolerance_and_no_more() {
    assert_eq!(refusal_of_claims(r#"{"iat":1750000010}"#), None);
    assert_eq!(refusal_of_claims(r#"{"iat":1750000011}"#), Some(DecodeError::NotYetValid));
    assert_eq!(refusal_of_claims(r#"{"iat":9e18}"#), Some(DecodeError::NotYetValid));
    assert_eq!(refusal_of_claims(r#"{"iat":-9e18}"#), None);
    let exact = TokenPolicy { iat_tolerance: Seconds::new(0), ..TokenPolicy::default() };
    assert_eq!(with_policy(exact.clone(), r#"{"iat":1750000000}"#), None);
    assert_eq!(with_policy(exact, r#"{"iat":1750000001}"#), Some(DecodeError::NotYetValid));
}

#[test]
fn nbf_may_be_now_and_not_later() {
    assert_eq!(refusal_of_claims(r#"{"nbf":1750000000.9}"#), None);
    assert_eq!(refusal_of_claims(r#"{"nbf":1750000001}"#), Some(DecodeError::NotYetValid));
}

#[test]
fn the_leeway_moves_exp_nbf_and_iat() {
    let policy = || TokenPolicy { leeway: Seconds::new(30), ..TokenPolicy::default() };
    assert_eq!(with_policy(policy(), r#"{"exp":1749999971,"nbf":1750000030,"iat":1750000030}"#), None);
    assert_eq!(with_policy(policy(), r#"{"exp":1749999970}"#), Some(DecodeError::Expired));
    assert_eq!(with_policy(policy(), r#"{"nbf":1750000031}"#), Some(DecodeError::NotYetValid));
    assert_eq!(with_policy(policy(), r#"{"iat":1750000031}"#), Some(DecodeError::NotYetValid));
}

#[test]
fn a_boundless_leeway_overflows_nothing() {
    let policy = TokenPolicy { leeway: Seconds::new(u64::MAX), ..TokenPolicy::default() };
    assert_eq!(with_policy(policy, r#"{"exp":1,"nbf":9e18,"iat":9e18}"#), None);
}

#[test]
fn iat_and_nbf_that_are_no_numbers_are_refused() {
    for wrong in [r#""1""#, "true", "null", "[]", "{}"] {
        assert_eq!(refusal_of_claims(format!(r#"{{"iat":{wrong}}}"#)), Some(DecodeError::BadClaim("iat")), "{wrong}");
        assert_eq!(refusal_of_claims(format!(r#"{{"nbf":{wrong}}}"#)), Some(DecodeError::BadClaim("nbf")), "{wrong}");
    }
}

#[test]
fn sub_and_jti_are_strings_or_missing() {
    assert_eq!(refusal_of_claims(r#"{"sub":"","jti":""}"#), None);
    for wrong in ["1", "null", "true", "[]"] {
        assert_eq!(refusal_of_claims(format!(r#"{{"sub":{wrong}}}"#)), Some(DecodeError::BadClaim("sub")), "{wrong}");
        assert_eq!(refusal_of_claims(format!(r#"{{"jti":{wrong}}}"#)), Some(DecodeError::BadClaim("jti")), "{wrong}");
    }
}

#[test]
fn an_audience_is_asked_for_only_if_one_is_set() {
    assert_eq!(refusal_of_claims(r#"{"aud":"somebody else"}"#), None);
    let policy = || TokenPolicy { audience: vec!["shop".into(), "blog".into()], ..TokenPolicy::default() };
    for right in [r#""blog""#, r#"["x","shop"]"#] {
        assert_eq!(with_policy(policy(), &format!(r#"{{"aud":{right}}}"#)), None, "{right}");
    }
    for wrong in [r#""Shop""#, r#""shop ""#, r#""sho""#, r#""""#, "[]", "null", "7", r#"["shop",7]"#, r#"{"shop":1}"#] {
        assert_eq!(
            with_policy(policy(), &format!(r#"{{"aud":{wrong}}}"#)),
            Some(DecodeError::WrongAudience),
            "{wrong}"
        );
    }
    assert_eq!(with_policy(policy(), "{}"), Some(DecodeError::WrongAudience));
}

#[test]
fn an_issuer_is_asked_for_only_if_one_is_set() {
    assert_eq!(refusal_of_claims(r#"{"iss":7}"#), None);
    let policy = || TokenPolicy { issuer: Some("https://id.example".into()), ..TokenPolicy::default() };
    assert_eq!(with_policy(policy(), r#"{"iss":"https://id.example"}"#), None);
    for wrong in [r#"{"iss":"https://id.example/"}"#, r#"{"iss":["https://id.example"]}"#, r#"{"iss":null}"#, "{}"] {
        assert_eq!(with_policy(policy(), wrong), Some(DecodeError::WrongIssuer), "{wrong}");
    }
}

#[test]
fn the_first_fault_in_pyjwts_order_decides() {
    let strict = || TokenPolicy { issuer: Some("a".into()), audience: vec!["b".into()], ..TokenPolicy::default() };
    // Each step mends the first fault and leaves all that come after it.
    let steps = [
        (r#""iat":9e18,"nbf":9e18,"exp":1,"sub":1,"jti":1"#, DecodeError::NotYetValid),
        (r#""iat":1,"nbf":[],"exp":1,"sub":1,"jti":1"#, DecodeError::BadClaim("nbf")),
        (r#""iat":1,"nbf":1,"exp":1,"sub":1,"jti":1"#, DecodeError::Expired),
        (r#""exp":1750000900,"sub":1,"jti":1"#, DecodeError::WrongIssuer),
        (r#""iss":"a","exp":1750000900,"sub":1,"jti":1"#, DecodeError::WrongAudience),
        (r#""iss":"a","aud":"b","sub":1,"jti":1"#, DecodeError::BadClaim("sub")),
        (r#""iss":"a","aud":"b","sub":"1","jti":1"#, DecodeError::BadClaim("jti")),
    ];
    for (claims, fault) in steps {
        assert_eq!(with_policy(strict(), &format!("{{{claims}}}")), Some(fault), "{claims}");
    }
}
