//! Tokens as SimpleJWT issues and judges them.

use countersign_token::{
    AccessToken, DecodeError, Decoded, RefreshToken, SlidingToken, Timestamp, TokenError, TokenPolicy, TokenType,
    Verifier, jws,
};

use crate::support::{CLAIMS, HEADER, NOW, forge, jti, key, set, verifier};

fn decode(payload: &str) -> Decoded {
    verifier().decode(&forge(HEADER, payload), NOW).unwrap()
}

fn access_error(payload: &str) -> TokenError {
    decode(payload).verify_as(TokenType::Access).unwrap_err()
}

/// The names of a token's claims, in order.
fn names(claims: &countersign_token::Claims) -> Vec<&str> {
    claims.iter().map(|(name, _)| name).collect()
}

#[test]
fn a_signed_token_is_pyjwts_byte_for_byte() {
    // Made with PyJWT 2.15.1: `jwt.encode(claims, SECRET, "HS256")`.
    let expected = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0b2tlbl90eXBlIjoiYWNjZXNzIiwiZXhwIjoxNzUwMDAwOTAwLCJpYXQiOjE\
        3NTAwMDAwMDAsImp0aSI6IjAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwIiwidXNlcl9pZCI6IjciLCJuYW1lIjoiWm9cdTAwZWIgXHV\
        kODNkXHVkZDExIn0.IBEYbp191TtWorKp3Z26ZQdotVNpN1q_YNEWVPF9rDk";
    let policy = TokenPolicy::default();
    let mut token = AccessToken::for_user(&policy, "7", NOW, countersign_token::Jti::new("0".repeat(32)));
    token.set("name", "Zoë \u{1f511}");
    assert_eq!(token.sign(&policy, &key()).unwrap(), expected);
}

#[test]
fn a_kid_stands_between_alg_and_typ_as_pyjwt_sorts_them() {
    // Made with PyJWT 2.15.1: `jwt.encode({"a": 1}, SECRET, "HS256", headers={"kid": "2026-1"})`.
    let expected = "eyJhbGciOiJIUzI1NiIsImtpZCI6IjIwMjYtMSIsInR5cCI6IkpXVCJ9.eyJhIjoxfQ.U5ZqvB_-9XSdqdtfZnShu7cM_oRDZtrIjg\
        nJPZWqDj8";
    assert_eq!(jws::sign(br#"{"a":1}"#, &key().with_kid("2026-1")).unwrap(), expected);
}

#[test]
fn a_tutorial_token_with_an_expiry_in_the_year_9218_can_be_looked_at() {
    let token = forge(HEADER, r#"{"token_type":"refresh","exp":228732444313,"iat":1684444313,"jti":"x","user_id":1}"#);
    let (header, payload) = jws::inspect_unverified(&token).unwrap();
    let claims = countersign_token::Claims::parse(&payload).unwrap();
    assert_eq!(header["alg"], "HS256");
    assert_eq!(claims.exp(), Some(Timestamp::from_unix(228_732_444_313)));
}

#[test]
fn claims_stand_in_simplejwts_order() {
    let policy = TokenPolicy::default();
    let order = ["token_type", "exp", "iat", "jti", "user_id"];
    assert_eq!(names(AccessToken::for_user(&policy, "7", NOW, jti(1)).claims()), order);
    assert_eq!(names(RefreshToken::for_user(&policy, "7", NOW, jti(1)).claims()), order);
    let sliding = ["token_type", "exp", "iat", "jti", "refresh_exp", "user_id"];
    assert_eq!(names(SlidingToken::for_user(&policy, "7", NOW, jti(1)).claims()), sliding);
}

#[test]
fn each_kind_lives_for_its_own_time() {
    let policy = TokenPolicy::default();
    assert_eq!(AccessToken::new(&policy, NOW, jti(1)).exp().unix(), 1_750_000_900);
    assert_eq!(RefreshToken::new(&policy, NOW, jti(1)).exp().unix(), 1_750_086_400);
    let sliding = SlidingToken::new(&policy, NOW, jti(1));
    assert_eq!(sliding.exp().unix(), 1_750_000_300);
    assert_eq!(sliding.claims().timestamp("refresh_exp").unwrap().unix(), 1_750_086_400);
    assert_eq!((sliding.iat(), sliding.jti()), (Some(NOW), &jti(1)));
}

#[test]
fn an_access_token_gets_every_claim_of_its_refresh_token_but_its_own_four() {
    let policy = TokenPolicy::default();
    let mut refresh = RefreshToken::for_user(&policy, "7", NOW, jti(1));
    refresh.set("sid", "s").set("aud", "elsewhere").set("nbf", 5);
    let access = refresh.access_token(&policy, Timestamp::from_unix(1_750_000_005), jti(2));
    assert_eq!(names(access.claims()), ["token_type", "exp", "iat", "jti", "user_id", "sid", "aud", "nbf"]);
    assert_eq!((access.claims().token_type(), access.claims().str("aud")), (Some("access"), Some("elsewhere")));
    assert_eq!((access.exp().unix(), access.jti()), (1_750_000_905, &jti(2)));
}

#[test]
fn neither_a_configured_nor_a_foreign_identifier_is_copied() {
    let policy = TokenPolicy { jti_claim: Some("id".into()), ..TokenPolicy::default() };
    let mut refresh = RefreshToken::new(&policy, NOW, jti(1));
    refresh.set("jti", "foreign");
    let access = refresh.access_token(&policy, NOW, jti(2));
    assert_eq!(names(access.claims()), ["token_type", "exp", "iat", "id"]);
    assert_eq!(access.claims().str("id"), Some(jti(2).as_str()));
}

#[test]
fn audience_and_issuer_are_added_when_a_token_is_signed() {
    let policy = |audience: &[&str]| TokenPolicy {
        audience: audience.iter().map(ToString::to_string).collect(),
        issuer: Some("us".into()),
        ..TokenPolicy::default()
    };
    for (audience, json) in [(&["a"][..], r#""aud":"a","iss":"us"}"#), (&["a", "b"], r#""aud":["a","b"],"iss":"us"}"#)]
    {
        let policy = policy(audience);
        let token = AccessToken::for_user(&policy, "7", NOW, jti(1)).sign(&policy, &key()).unwrap();
        let (_, payload) = jws::inspect_unverified(&token).unwrap();
        assert!(String::from_utf8(payload).unwrap().ends_with(json));
        assert!(Verifier::new(set(&key()), policy).decode(&token, NOW).is_ok());
    }
}

#[test]
fn a_rotated_token_keeps_its_claims_and_their_order() {
    let payload = r#"{"user_id":7,"x":1,"exp":1750000900,"token_type":"refresh","jti":"a","iat":1749999000}"#;
    let verified = decode(payload).verify_as(TokenType::Refresh).unwrap();
    let next = RefreshToken::from_verified(verified).unwrap().rotate(&TokenPolicy::default(), NOW, jti(9));
    assert_eq!(names(next.claims()), ["user_id", "x", "exp", "token_type", "jti", "iat"]);
    assert_eq!(next.claims().get("user_id"), Some(&7.into()));
    assert_eq!((next.exp().unix(), next.iat(), next.claims().jti()), (1_750_086_400, Some(NOW), Some(jti(9).as_str())));
}

#[test]
fn a_sliding_token_slides_under_the_same_identifier_to_the_same_end() {
    let payload = r#"{"token_type":"sliding","exp":1750000001,"jti":"a","refresh_exp":1750000050}"#;
    let verified = decode(payload).verify_as(TokenType::Sliding).unwrap();
    let next = SlidingToken::from_verified(verified).unwrap().slide(&TokenPolicy::default(), NOW);
    assert_eq!((next.exp().unix(), next.jti().as_str()), (1_750_000_300, "a"));
    assert_eq!(next.claims().get("refresh_exp"), Some(&1_750_000_050.into()));
}

#[test]
fn a_sliding_token_past_its_refresh_expiry_slides_no_more() {
    for (refresh_exp, detail) in [
        (r#","refresh_exp":1750000000"#, "Token 'refresh_exp' claim has expired"),
        ("", "Token has no 'refresh_exp' claim"),
        (r#","refresh_exp":"x""#, "Token is invalid"),
    ] {
        let payload = format!(r#"{{"token_type":"sliding","exp":1750000001,"jti":"a"{refresh_exp}}}"#);
        let verified = decode(&payload).verify_as(TokenType::Sliding).unwrap();
        assert_eq!(SlidingToken::from_verified(verified).unwrap_err().detail(), detail);
    }
}

#[test]
fn a_token_is_carried_on_as_what_it_was_accepted_as_only() {
    let access = || decode(CLAIMS).verify_as(TokenType::Access).unwrap();
    assert_eq!(RefreshToken::from_verified(access()).unwrap_err(), TokenError::WrongType);
    assert_eq!(SlidingToken::from_verified(access()).unwrap_err(), TokenError::WrongType);
    let untyped = decode(CLAIMS).verify_untyped().unwrap();
    assert_eq!(RefreshToken::from_verified(untyped).unwrap_err(), TokenError::WrongType);
}

#[test]
fn simplejwts_own_checks_come_in_its_order() {
    assert_eq!(access_error("{}").detail(), "Token has no 'exp' claim");
    assert_eq!(access_error(r#"{"exp":1750000900}"#).detail(), "Token has no id");
    assert_eq!(access_error(r#"{"exp":1750000900,"jti":"a"}"#).detail(), "Token has no type");
    for kind in ["\"refresh\"", "\"Access\"", "null", "[\"access\"]", "1"] {
        let payload = format!(r#"{{"exp":1750000900,"jti":"a","token_type":{kind}}}"#);
        assert_eq!(access_error(&payload).detail(), "Token has wrong type", "{kind}");
    }
}

#[test]
fn a_kind_of_token_is_accepted_as_that_kind_only() {
    let kinds = [TokenType::Access, TokenType::Refresh, TokenType::Sliding];
    for (signed, asked) in kinds.iter().flat_map(|signed| kinds.map(|asked| (*signed, asked))) {
        let payload = format!(r#"{{"exp":1750000900,"jti":"a","token_type":"{signed}"}}"#);
        assert_eq!(decode(&payload).verify_as(asked).is_ok(), signed == asked);
    }
}

#[test]
fn an_untyped_token_needs_no_type_and_everything_else() {
    assert!(decode(r#"{"exp":1750000900,"jti":"a"}"#).verify_untyped().is_ok());
    assert_eq!(decode(r#"{"exp":1750000900}"#).verify_untyped().unwrap_err(), TokenError::MissingId);
    assert_eq!(decode(r#"{"jti":"a"}"#).verify_untyped().unwrap_err(), TokenError::MissingExp("exp".into()));
}

#[test]
fn claims_that_are_switched_off_are_neither_written_nor_asked_for() {
    let policy = TokenPolicy { token_type_claim: None, jti_claim: None, ..TokenPolicy::default() };
    let token = AccessToken::for_user(&policy, "7", NOW, jti(1));
    assert_eq!(names(token.claims()), ["exp", "iat", "user_id"]);
    let signed = token.sign(&policy, &key()).unwrap();
    let verified = Verifier::new(set(&key()), policy).decode(&signed, NOW).unwrap().verify_as(TokenType::Refresh);
    assert_eq!(verified.unwrap().jti(), None);
}

#[test]
fn a_verified_token_tells_what_the_flows_need() {
    let verified = decode(CLAIMS).verify_as(TokenType::Access).unwrap();
    assert_eq!((verified.jti(), verified.token_type()), (Some("a"), Some(TokenType::Access)));
    assert_eq!((verified.exp().unix(), verified.iat()), (1_750_000_900, Some(NOW)));
    assert_eq!(verified.user_id(), Some(&"7".into()));
}

#[test]
fn the_wire_tells_expired_from_invalid_and_nothing_more() {
    let expired = verifier().decode(&forge(HEADER, r#"{"exp":1}"#), NOW).unwrap_err();
    assert_eq!(TokenError::from(expired).detail(), "Token is expired");
    for other in
        [DecodeError::BadSignature, DecodeError::UnknownKey, DecodeError::TooLong, DecodeError::BadClaim("exp")]
    {
        assert_eq!(TokenError::from(other).detail(), "Token is invalid");
    }
}
