//! `countersign token inspect`.

use serde_json::{Value, json};

use crate::support::{Deployment, b64, unsigned};
use crate::tokens::RFC_7515_A_1;

#[test]
fn s73_inspect_works_offline_and_says_that_it_trusts_nothing() {
    let deployment = Deployment::with_default_settings();
    let text = deployment.run(["token", "inspect", RFC_7515_A_1]).expect_success();
    assert!(text.contains("not verified") && text.contains("2011-03-22 18:43:00 UTC, expired"), "{text}");
    let shown = deployment.run(["token", "inspect", "--json", RFC_7515_A_1]).expect_json();
    assert_eq!([&shown["verified"], &shown["expired"]], [&json!(false), &json!(true)]);
    assert_eq!([&shown["header"]["alg"], &shown["claims"]["iss"]], [&json!("HS256"), &json!("joe")]);
    assert!(!text.contains("dBjftJeZ4CVP") && !shown.to_string().contains("dBjftJeZ4CVP"));
    assert_eq!(deployment.folder().read_dir().unwrap().count(), 0);
}

#[test]
fn s73_inspect_needs_no_good_settings() {
    let deployment = Deployment::with_default_settings().with("SECRET_KEY", "short");
    deployment.write("countersign.toml", "[nonsense]");
    deployment.run(["token", "inspect", RFC_7515_A_1]).expect_success();
}

#[test]
fn s73_inspect_looks_for_the_claims_that_the_settings_name() {
    let deployment = Deployment::with_default_settings();
    let settings = "[jwt]\nuser_id_claim = \"uid\"\ntoken_type_claim = \"kind\"\njti_claim = \"name\"\n";
    deployment.write("countersign.toml", settings);
    let token = unsigned(&json!({ "kind": "access", "exp": 253_000_000_000_i64, "name": "a", "uid": "7" }));
    let text = deployment.run(["token", "inspect", &token]).expect_success();
    assert!(text.contains("access token, user 7"), "{text}");
    let codes = |token: &str| {
        let shown = deployment.run(["token", "inspect", "--json", token]).expect_json();
        let problems = shown["problems"].as_array().unwrap().clone();
        problems.iter().filter_map(|problem| problem["code"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let missing = ["jti_missing", "token_type_missing", "user_id_missing"].map(str::to_owned);
    assert!(!codes(&token).iter().any(|code| missing.contains(code)), "{:?}", codes(&token));
    let usual = unsigned(&json!({ "token_type": "access", "exp": 253_000_000_000_i64, "jti": "a", "user_id": "7" }));
    assert!(missing.iter().all(|code| codes(&usual).contains(code)), "{:?}", codes(&usual));
}

#[test]
fn s7_inspect_shows_a_token_of_the_year_9218() {
    let token = unsigned(&json!({ "token_type": "refresh", "exp": 228_732_444_313_i64, "iat": 1_665_204_313 }));
    let deployment = Deployment::with_default_settings();
    let text = deployment.run(["token", "inspect", &token]).expect_success();
    assert!(text.contains("228732444313") && text.contains("9218-03-30 06:05:13 UTC"), "{text}");
    let shown = deployment.run(["token", "inspect", &token, "--json"]).expect_json();
    assert_eq!(shown["times"]["exp"], "9218-03-30 06:05:13 UTC");
    assert_eq!([&shown["claims"]["exp"], &shown["expired"]], [&json!(228_732_444_313_i64), &json!(false)]);
}

#[test]
fn s73_inspect_survives_claims_that_are_no_times() {
    let deployment = Deployment::with_default_settings();
    for exp in [json!(i64::MAX), json!(i64::MIN), json!(1e300), json!("soon"), Value::Null, json!([1]), json!(1e12)] {
        let token = unsigned(&json!({ "exp": exp, "nbf": exp, "iat": exp, "name": "\u{1b}[31mred\u{7}" }));
        let text = deployment.run(["token", "inspect", &token]).expect_success();
        assert!(!text.contains('\u{1b}') && !text.contains('\u{7}'), "{text}");
        deployment.run(["token", "inspect", &token, "--json"]).expect_json();
    }
}

/// The tutorials' token lifetimes: 15 minutes, 15 days, 5 years, 7200 years.
#[test]
fn s7_inspect_says_the_lifetimes_of_the_tutorials_tokens() {
    let iat = 1_665_204_313_i64;
    for (seconds, words) in [
        (900, "15 minutes"),
        (15 * 86_400, "15 days"),
        (5 * 365 * 86_400, "4 years 364 days"),
        (228_732_444_313 - iat, "7195 years"),
    ] {
        let text = inspected(&good(&json!({ "iat": iat, "exp": iat + seconds })));
        let line = text.lines().find(|line| line.starts_with("Lifetime")).unwrap_or_default();
        assert!(line.contains(words), "{words}: {text}");
    }
}

#[test]
fn s73_a_good_token_has_nothing_against_it_and_its_remaining_life_is_said() {
    let token = good(&json!({ "exp": 253_000_000_000_i64 }));
    let text = inspected(&token);
    assert!(text.contains("Nothing speaks against it") && text.contains("token verify"), "{text}");
    assert!(text.contains("access token, user 7") && text.contains("HS256") && text.contains(" left"), "{text}");
    let shown = shown(&token);
    assert_eq!((&shown["problems"], &shown["remarks"]), (&json!([]), &json!([])));
    assert!(shown["expires_in"].as_i64().unwrap() > 0 && shown["size"] == token.len());
}

#[test]
fn s73_every_claim_that_speaks_against_a_token_is_named_with_its_source() {
    for (change, code) in [
        (json!({ "exp": 1_300_819_380 }), "expired"),
        (json!({ "exp": null }), "not_a_date"),
        (json!({ "exp": "soon" }), "not_a_date"),
        (json!({ "exp": 253_402_300_800_i64 }), "exp_too_late"),
        (json!({ "nbf": 253_000_000_000_i64 }), "not_yet_valid"),
        (json!({ "iat": 253_000_000_000_i64 }), "iat_ahead"),
        (json!({ "jti": 5 }), "not_a_text"),
        (json!({ "sub": 5 }), "not_a_text"),
        (json!({ "token_type": "refresh" }), "wrong_type"),
        (json!({ "token_type": "sliding" }), "wrong_type"),
        (json!({ "user_id": "07" }), "user_id_form"),
        (json!({ "user_id": 1.5 }), "user_id_form"),
        (json!({ "sid": "nonsense" }), "sid_form"),
    ] {
        assert_eq!(codes(&good(&change)), [code], "{change}");
    }
    assert_eq!(codes(&unsigned(&json!({}))), ["exp_missing", "jti_missing", "token_type_missing", "user_id_missing"]);
    let text = inspected(&good(&json!({ "exp": 1_772_345_678_000_i64, "token_type": "refresh" })));
    assert!(text.contains("milliseconds") && text.contains("as Bearer: it is a refresh token"), "{text}");
    assert!(text.contains("SimpleJWT, RFC 8725 §3.11"), "{text}");
}

#[test]
fn s73_every_header_that_speaks_against_a_token_is_named() {
    let claims = b64(claims(&json!({})).to_string());
    for (header, signature, code) in [
        (json!({ "alg": "none" }), 0, "alg_none"),
        (json!({ "alg": "nOnE" }), 0, "alg_none"),
        (json!({ "alg": "HS1" }), 32, "alg_unknown"),
        (json!({ "alg": 5 }), 32, "alg_unknown"),
        (json!({}), 32, "alg_missing"),
        (json!({ "alg": "HS256", "crit": ["exp"] }), 32, "crit"),
        (json!({ "alg": "HS256", "b64": false }), 32, "b64"),
        (json!({ "alg": "HS256", "kid": 5 }), 32, "kid"),
        (json!({ "alg": "HS256" }), 31, "signature_length"),
        (json!({ "alg": "HS256" }), 0, "unsigned"),
        (json!({ "alg": "ES256" }), 70, "signature_length"),
        (json!({ "alg": "RS256" }), 128, "signature_length"),
    ] {
        let token = format!("{}.{claims}.{}", b64(header.to_string()), b64(vec![7; signature]));
        assert_eq!(codes(&token), [code], "{header}");
    }
    for name in ["jku", "jwk", "x5u", "x5c"] {
        let header = json!({ "alg": "HS256", name: "https://evil.example/" });
        let shown = shown(&format!("{}.{claims}.{}", b64(header.to_string()), b64([7; 32])));
        assert_eq!((&shown["problems"], &shown["remarks"][0]["code"]), (&json!([]), &json!("own_key")), "{name}");
    }
}

#[test]
fn s73_a_token_that_is_malformed_is_shown_as_far_as_it_can_be_read() {
    let token = good(&json!({}));
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let twice = b64(claims_text().replacen('{', r#"{"user_id":"1","#, 1));
    let deep = b64(claims_text().replacen('{', &format!(r#"{{"x":{}{},"#, "[".repeat(40), "]".repeat(40)), 1));
    let long = b64(claims_text().replacen('{', &format!(r#"{{"x":"{}","#, "x".repeat(9000)), 1));
    for (token, wanted) in [
        (format!("{header}.{claims}"), "segments"),
        (format!("{header}.{claims}."), "unsigned"),
        (format!("{header}.{claims}={}.{signature}", ""), "not_canonical"),
        (format!("{header}.{claims}.{signature}.x"), "segments"),
        (format!("{header}.a.b.c.d"), "encrypted"),
        (format!("{header}.{twice}.{signature}"), "duplicate_member"),
        (format!("{header}.{deep}.{signature}"), "too_deep"),
        (format!("{header}.{long}.{signature}"), "too_long"),
        (format!("{header}.{}.{signature}", b64("[]")), "not_an_object"),
        (format!("{header}.{}.{signature}", b64("nonsense")), "not_json"),
        (format!("{header}.{}.{signature}", &claims[..claims.len() - 9]), "not_json"),
        (format!("{header}.a.{signature}"), "not_base64url"),
        (format!("a.{claims}.{signature}"), "not_base64url"),
    ] {
        assert!(codes(&token).contains(&wanted.to_owned()), "{wanted}: {:?}", codes(&token));
        assert!(inspected(&token).contains("Would be refused, because"));
    }
    assert!(inspected(&format!("{header}.{}.{signature}", &claims[..claims.len() - 9])).contains("token_type"));
}

#[test]
fn s73_a_pasted_token_may_have_its_header_s_name_quotes_and_line_breaks() {
    let token = good(&json!({}));
    let broken = format!("{}\n  {}", &token[..50], &token[50..]);
    let deployment = Deployment::with_default_settings();
    for (pasted, remarks) in [
        (format!("Bearer {token}"), vec!["prefix"]),
        (format!("Authorization: Bearer {token}\n"), vec!["prefix", "prefix"]),
        (format!("\"{token}\""), vec!["quotes"]),
        (broken, vec!["white_space"]),
    ] {
        let shown = deployment.run_with(&["token", "inspect", "--json"], &[], &pasted).expect_json();
        let found: Vec<_> = shown["remarks"].as_array().unwrap().iter().map(|remark| &remark["code"]).collect();
        assert_eq!(found, remarks, "{pasted}");
        assert_eq!((&shown["problems"], &shown["size"]), (&json!([]), &json!(token.len())));
    }
}

fn claims(change: &Value) -> Value {
    let mut claims = json!({
        "token_type": "access", "exp": 253_000_000_000_i64, "iat": 1_665_204_313, "jti": "ab".repeat(16), "user_id": "7"
    });
    claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    claims
}

fn claims_text() -> String {
    claims(&json!({})).to_string()
}

/// A token against which nothing speaks, but for the change.
fn good(change: &Value) -> String {
    unsigned(&claims(change))
}

fn inspected(token: &str) -> String {
    Deployment::with_default_settings().run(["token", "inspect", token]).expect_success()
}

fn shown(token: &str) -> Value {
    Deployment::with_default_settings().run(["token", "inspect", "--json", token]).expect_json()
}

fn codes(token: &str) -> Vec<String> {
    let shown = shown(token);
    assert_eq!(shown["verified"], false);
    shown["problems"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap().to_owned()).collect()
}
