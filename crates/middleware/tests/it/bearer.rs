//! `Authorization: Bearer`.

use countersign::testing::Issuer;
use countersign::token::bearer::HeaderTypes;
use countersign::token::{Algorithm, KeySet, Seconds, SigningKey, TokenPolicy};
use countersign::{Authenticator, Clock, Reason};
use http::header::AUTHORIZATION;

use crate::support::{CHALLENGE, NOT_AUTHENTICATED, SECRET, and, ask, get, key, whoami_router, with_header};

#[tokio::test]
async fn s27_a_bearer_token_grants_access_and_its_absence_is_a_401() {
    let issuer = Issuer::new();
    let app = whoami_router().layer(issuer.authenticator().required());
    ask(&app, with_header(issuer.user("7").bearer())).await.expect_seen("7");
    let refused = ask(&app, get("/")).await;
    refused.expect(401, NOT_AUTHENTICATED);
    assert_eq!(refused.header("www-authenticate"), Some(CHALLENGE));
    assert_eq!(refused.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn s28_the_signature_is_judged_before_the_expiry() {
    let (issuer, stranger) = (Issuer::new(), Issuer::new());
    let app = whoami_router().layer(issuer.authenticator().required());
    let bearer = |token: String| with_header(format!("Bearer {token}"));
    ask(&app, bearer(stranger.user("7").expired())).await.expect_token_refused("Token is invalid");
    ask(&app, bearer(issuer.user("7").expired())).await.expect_token_refused("Token is expired");
    ask(&app, bearer(issuer.user("7").refresh())).await.expect_token_refused("Token has wrong type");
    ask(&app, bearer("nonsense".into())).await.expect_token_refused("Token is invalid");
}

#[tokio::test]
async fn s28_a_token_that_names_no_user_is_told_so() {
    let issuer = Issuer::new();
    let body = r#"{"detail":"Token contained no recognizable user identification","code":"token_not_valid"}"#;
    let app = whoami_router().layer(issuer.authenticator().with_user_id_claim("uid").required());
    ask(&app, with_header(issuer.user("7").bearer())).await.expect(401, body);
    let app = whoami_router().layer(issuer.authenticator().required());
    for id in [serde_json::Value::Null, "".into(), true.into(), 1.5.into(), vec!["7"].into()] {
        ask(&app, with_header(issuer.user("").claim("user_id", id).bearer())).await.expect(401, body);
    }
}

#[tokio::test]
async fn a_user_id_that_is_a_number_is_the_same_user() {
    let issuer = Issuer::new();
    let app = whoami_router().layer(issuer.authenticator().required());
    ask(&app, with_header(issuer.user("").claim("user_id", 7).bearer())).await.expect_seen("7");
}

#[tokio::test]
async fn other_header_types_take_the_place_of_bearer_and_the_first_is_asked_for() {
    let issuer = Issuer::new();
    let token = issuer.user("7").access();
    let types = HeaderTypes::new(["JWT", "Legacy"]).unwrap();
    let app = whoami_router().layer(issuer.authenticator().with_header_types(types).required());
    for good in ["JWT", "Legacy"] {
        ask(&app, with_header(format!("{good} {token}"))).await.expect_seen("7");
    }
    for other in ["Bearer", "jwt"] {
        let refused = ask(&app, with_header(format!("{other} {token}"))).await;
        refused.expect(401, NOT_AUTHENTICATED);
        assert_eq!(refused.header("www-authenticate"), Some("JWT realm=\"api\""));
    }
}

#[tokio::test]
async fn the_header_is_read_as_simplejwt_reads_it() {
    let issuer = Issuer::new();
    let token = issuer.user("7").access();
    let app = whoami_router().layer(issuer.authenticator().required());
    for absent in [String::new(), "  ".into(), format!("bearer {token}"), format!("JWT {token}"), "Basic YTpi".into()] {
        ask(&app, with_header(absent)).await.expect(401, NOT_AUTHENTICATED);
    }
    for good in [format!("Bearer\t{token}"), format!("  Bearer    {token}  ")] {
        ask(&app, with_header(good)).await.expect_seen("7");
    }
    let bad = r#"{"detail":"Authorization header must contain two space-delimited values","code":"bad_authorization_header"}"#;
    for header in ["Bearer".to_owned(), "Bearer a b".into(), format!("Bearer {token} x")] {
        ask(&app, with_header(header)).await.expect(401, bad);
    }
    let twice = and(with_header(format!("Bearer {token}")), AUTHORIZATION.as_str(), &format!("Bearer {token}"));
    ask(&app, twice).await.expect(401, bad);
    ask(&app, with_header(b"Bearer \xff\xfe\"")).await.expect_token_refused("Token is invalid");
}

#[tokio::test]
async fn every_algorithm_opens_the_door() {
    for algorithm in Algorithm::ALL {
        let issuer = Issuer::with_key(key(algorithm));
        let app = whoami_router().layer(issuer.authenticator().required());
        ask(&app, with_header(issuer.user("7").bearer())).await.expect_seen("7");
    }
}

#[test]
fn a_token_is_trusted_by_secret_jwk_and_key_set() {
    let secret = Issuer::with_key(key(Algorithm::Hs512));
    let public = Issuer::with_key(key(Algorithm::Es256).with_thumbprint_kid());
    let keys = KeySet::new(vec![public.key().verifying_key()]).unwrap();
    let jwk = serde_json::to_string(&keys.keys()[0].to_jwk()).unwrap();
    let jwks = serde_json::to_string(&keys.to_jwks()).unwrap();
    let ours = |authenticator: Authenticator| authenticator.with_clock(public.clock().clone());
    for authenticator in [Authenticator::from_jwk(&jwk), Authenticator::from_jwks(&jwks)] {
        let caller = ours(authenticator.unwrap()).authenticate(&public.user("7").access()).unwrap();
        assert_eq!(caller.user_id(), "7");
    }
    assert!(ours(Authenticator::from_keys(keys)).authenticate(&public.user("7").access()).is_ok());
    let authenticator = Authenticator::from_secret_with(Algorithm::Hs512, SECRET).unwrap();
    assert!(ours(authenticator.clone()).authenticate(&secret.user("7").access()).is_ok());
    assert!(ours(authenticator).authenticate(&public.user("7").access()).is_err());
    assert!(Authenticator::from_secret("too short").is_err());
}

#[test]
fn a_token_is_trusted_by_pem() {
    let private = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFHTaSgCnV53aKRRmlbvbr2Aov4MfvTQ93RHLEl77TwD\n-----END PRIVATE KEY-----";
    let public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAN9ixBBEMrnz56MZ0RyaHOmEdZqbfQxsgI/z3kue8pN4=\n-----END PUBLIC KEY-----";
    let issuer = Issuer::with_key(SigningKey::from_pem(Algorithm::EdDsa, private).unwrap());
    let authenticator = Authenticator::from_pem(Algorithm::EdDsa, public).unwrap().with_clock(issuer.clock().clone());
    assert_eq!(authenticator.authenticate(&issuer.user("7").access()).unwrap().user_id(), "7");
    assert!(Authenticator::from_pem(Algorithm::Es256, public).is_err());
}

#[test]
fn issuer_audience_and_leeway_are_as_demanded() {
    let issuer = Issuer::new().with_policy(TokenPolicy {
        issuer: Some("https://a.example".into()),
        audience: vec!["books".into()],
        ..TokenPolicy::default()
    });
    let token = issuer.user("7").access();
    let plain = issuer.authenticator().with_policy(TokenPolicy::default());
    let accepts = |authenticator: Authenticator| authenticator.authenticate(&token).is_ok();
    assert!(accepts(plain.clone().with_issuer("https://a.example").with_audience("films").with_audience("books")));
    assert!(!accepts(plain.clone().with_issuer("https://b.example")));
    assert!(!accepts(plain.clone().with_audience("films")));
    issuer.clock().advance(Seconds::new(930));
    assert!(!accepts(plain.clone()));
    assert!(accepts(plain.with_leeway(Seconds::new(60))));
}

#[test]
fn s9_what_the_token_says_is_visible_to_the_application() {
    let issuer = Issuer::new();
    let alice = issuer.user("7").claim("username", "alice").claim("is_staff", true).claim("is_superuser", true);
    let caller =
        alice.claim("groups", vec!["editors", "staff"]).claim("sid", "s1").claim("scp", vec!["a", "b"]).caller();
    assert_eq!((caller.user_id(), caller.username(), caller.session()), ("7", Some("alice"), Some("s1")));
    assert!(caller.is_staff() && caller.is_superuser());
    assert_eq!(caller.groups().collect::<Vec<_>>(), ["editors", "staff"]);
    assert_eq!(caller.scopes().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(caller.claim("token_type"), Some(&"access".into()));
    let exp = issuer.clock().now().saturating_add(Seconds::new(900));
    assert_eq!(caller.expires_at(), Some(exp));
}

#[test]
fn what_only_looks_like_true_makes_nobody_staff() {
    let issuer = Issuer::new();
    for odd in [serde_json::json!("true"), 1.into(), "yes".into(), vec![true].into(), serde_json::Value::Null] {
        let caller = issuer.user("7").claim("is_staff", odd.clone()).claim("is_superuser", odd).caller();
        assert!(!caller.is_staff() && !caller.is_superuser());
    }
}

#[test]
fn debug_shows_nothing_that_a_token_says() {
    let caller = Issuer::new().user("u-7").claim("email", "alice@a.example").caller();
    let shown = format!("{caller:?}");
    assert!(shown.contains("email") && !shown.contains("alice") && !shown.contains("u-7"), "{shown}");
}

#[test]
fn a_refusal_says_why_without_the_token() {
    let issuer = Issuer::new();
    let refused = issuer.authenticator().authenticate(&Issuer::new().user("7").access()).unwrap_err();
    assert!(matches!(refused, Reason::TokenNotValid(_)));
    assert_eq!(refused.to_string(), "token signature does not verify");
}
