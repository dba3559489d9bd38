//! Settings of what tokens say and how long they live, from the file to the tokens.

use serde_json::{Value, json};

use crate::support::{Deployment, PASSWORD, b64, payload};

const SECRET_KEY: &str = "django-insecure-0123456789-abcdefghijklmnop";

fn lifetime(token: &str) -> i64 {
    let claims = payload(token);
    claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap()
}

fn names(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[track_caller]
fn refuses(deployment: &Deployment, file: &str, says: &[&str]) -> String {
    deployment.write("countersign.toml", file);
    let message = deployment.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
    for word in says {
        assert!(message.contains(word), "{word:?} is missing: {message}");
    }
    message
}

#[test]
fn s9_claims_of_the_file_or_the_environment_are_in_the_tokens() {
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.write("countersign.toml", "[jwt.claims]\nname = \"username\"\ntenant = { value = [\"acme\", 7] }\n");
    let claims = payload(&deployment.serve().login("alice").access);
    assert_eq!((&claims["name"], &claims["tenant"]), (&json!("alice"), &json!(["acme", 7])));
    let deployment = deployment.with("COUNTERSIGN_JWT__CLAIMS", r#"{ groups = "groups", staff = "is_staff" }"#);
    let server = deployment.serve();
    let (alice, client) = (server.login("alice"), &mut server.client());
    let next = client.refresh(&alice.refresh).pair();
    for token in [alice.access, alice.refresh, next.access, next.refresh] {
        let claims = payload(&token);
        assert_eq!((&claims["groups"], &claims["staff"]), (&json!([]), &json!(false)));
        assert_eq!((claims.get("name"), claims.get("tenant")), (None, None));
    }
}

#[test]
fn s10_a_claim_that_smells_of_a_secret_stops_the_start() {
    for (claims, says) in [
        ("hash = \"password\"", &["jwt.claims.hash = password", "line 2", "no place for a secret"][..]),
        ("x = \"email\"\npassword = \"email\"", &["jwt.claims.password", "line 3", "no place for a secret"]),
        ("My_API = \"email\"", &["jwt.claims.My_API", "line 2", "no place for a secret", "signature"]),
        ("a = { value = { secret = 1 } }", &["jwt.claims.a = { value = … }", "line 2", "no place for a secret"]),
    ] {
        refuses(&Deployment::with_default_settings(), &format!("[jwt.claims]\n{claims}"), says);
    }
    for name in ["api", "token", "key", "secret", "passphrase", "signature"] {
        let file = format!("[jwt.claims]\nx_{name} = {{ value = \"hunter2hunter2\" }}");
        let message = refuses(&Deployment::with_default_settings(), &file, &[name, "no place for a secret"]);
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[test]
fn a_claim_that_cannot_be_stops_the_start() {
    for (claims, says) in [
        ("exp = \"email\"", &["jwt.claims.exp = email", "countersign.toml line 2", "another name", "refresh_exp"][..]),
        ("user_id = \"username\"", &["jwt.claims.user_id = username", "line 2", "jwt.user_id_claim"]),
        ("\n\nname = \"usrname\"", &["jwt.claims.name = usrname", "line 4", "is_superuser", "{ value = \"usrname\" }"]),
        ("name = 7", &["line 2", "name", "{ value = … }"]),
        ("name = { values = 7 }", &["line 2", "name", "{ value = … }"]),
        ("name = { value = nan }", &["jwt.claims.name", "line 2", "finite"]),
        ("name = { value = [{ a = -inf }] }", &["jwt.claims.name", "line 2", "finite"]),
        ("name = { value = 2026-01-01 }", &["jwt.claims.name", "line 2", "as a string"]),
        ("\"\" = \"email\"", &["jwt.claims.", "line 2", "needs a name"]),
    ] {
        refuses(&Deployment::with_default_settings(), &format!("[jwt.claims]\n{claims}"), says);
    }
    let deployment = Deployment::with_default_settings().with("COUNTERSIGN_JWT__CLAIMS", "{ sub = \"email\" }");
    refuses(&deployment, "", &["jwt.claims.sub = email", "COUNTERSIGN_JWT__CLAIMS", "another name"]);
    let date = "{ name = { value = [{ a = 2026-01-01T00:00:00Z }] } }";
    let deployment = Deployment::with_default_settings().with("COUNTERSIGN_JWT__CLAIMS", date);
    refuses(&deployment, "", &["jwt.claims.name", "COUNTERSIGN_JWT__CLAIMS", "as a string"]);
    let deployment = Deployment::with_default_settings();
    let deep = format!("[jwt.claims]\nname = {{ value = {}1{} }}", "[".repeat(40), "]".repeat(40));
    refuses(&deployment, &deep, &["jwt.claims.name", "line 2", "less deeply"]);
    refuses(&deployment, "[jwt]\nuser_id_claim = \"uid\"\nclaims = { uid = \"email\" }", &["jwt.claims.uid", "line 3"]);
}

#[test]
fn claims_that_do_not_fit_are_logged_by_size_and_not_by_value() {
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.write("countersign.toml", format!("[jwt.claims]\nbig = {{ value = \"{}\" }}", "drivel".repeat(1500)));
    let server = deployment.serve();
    let refused = server.client().login("alice", PASSWORD).expect(403);
    assert_eq!(refused.body["code"], "claims_too_large");
    let log = server.stop();
    assert_eq!(log.matches("tokens of user 1 would be ").count(), 1, "{log}");
    assert!(log.contains("8192") && !log.contains("drivel"), "{log}");
}

#[test]
fn s12_further_fields_of_the_answers_are_set_by_name() {
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.write("countersign.toml", "[jwt]\nresponse_fields = [\"user\", \"access_expires_in\"]");
    let login = deployment.serve().client().login("alice", PASSWORD).expect(200);
    assert_eq!(login.body["access_expires_in"], 900);
    assert_eq!(login.body["user"]["username"], "alice");
    refuses(&deployment, "[jwt]\nresponse_fields = [\"scope\"]", &["line 2", "\"scope\"", "refresh_expires_at, user"]);
    refuses(&deployment, "[jwt]\nresponse_fields = [\"user\", \"user\"]", &["line 2", "\"user\"", "twice"]);
}

#[test]
fn s45_the_simplejwt_preset_issues_what_simplejwt_issues() {
    let deployment = Deployment::new().with("SECRET_KEY", SECRET_KEY).with_users(["alice"]);
    deployment.write("countersign.toml", "[jwt]\npreset = \"simplejwt\"");
    let server = deployment.serve();
    let alice = server.login("alice");
    for token in [&alice.access, &alice.refresh] {
        assert_eq!(token.split('.').next(), Some(b64(r#"{"alg":"HS256","typ":"JWT"}"#).as_str()));
        assert_eq!(names(&payload(token)), ["token_type", "exp", "iat", "jti", "user_id", "sid"]);
    }
    assert_eq!((lifetime(&alice.access), lifetime(&alice.refresh)), (300, 86_400));
    for _ in 0..2 {
        let refreshed = server.refresh(&alice.refresh).expect(200);
        assert_eq!(names(&refreshed.body), ["access"]);
        server.me(&refreshed.text("access")).expect(200);
    }
}

#[test]
fn s46_lifetimes_are_taken_in_each_documented_form() {
    for (access, refresh) in
        [("900", "86400"), ("\"15m\"", "\"1d\""), ("\"PT15M\"", "\"P1D\""), ("\"900s\"", "\"24h\"")]
    {
        let deployment = Deployment::new().with_users(["alice"]);
        let file = format!("[jwt]\naccess_token_lifetime = {access}\nrefresh_token_lifetime = {refresh}");
        deployment.write("countersign.toml", file);
        let alice = deployment.serve().login("alice");
        assert_eq!((lifetime(&alice.access), lifetime(&alice.refresh)), (900, 86_400), "{access}");
    }
}

#[test]
fn s62_an_empty_secret_stops_the_start() {
    let deployment = Deployment::with_default_settings();
    deployment.write("empty", "");
    deployment.write("line", "\n");
    for (name, value) in [
        ("SECRET_KEY", ""),
        ("SECRET_KEY_FILE", "empty"),
        ("SECRET_KEY_FILE", "line"),
        ("COUNTERSIGN_JWT__SIGNING_KEY", ""),
        ("COUNTERSIGN_JWT__SIGNING_KEY_FILE", "empty"),
    ] {
        let done = deployment.run_with(&["serve", "--listen", "127.0.0.1:0"], &[(name, value)], "");
        let message = done.expect_refusal();
        assert!(message.contains(name) && message.contains("empty"), "{message}");
    }
    refuses(&deployment, "[jwt]\nsigning_key = \"\"", &["jwt.signing_key", "countersign.toml line 2", "empty"]);
}

#[test]
fn s62_a_weak_secret_is_warned_of_once_and_never_shown() {
    let deployment =
        Deployment::new().with("SECRET_KEY", "hunter2hunter2").with("COUNTERSIGN_JWT__ALLOW_WEAK_KEY", "true");
    let deployment = deployment.with_users(["alice"]);
    let server = deployment.serve();
    server.login("alice");
    let log = server.stop();
    assert_eq!(log.matches("countersign: warning: SECRET_KEY").count(), 1, "{log}");
    assert!(log.contains("32 bytes") && !log.contains("hunter2"), "{log}");
}

#[test]
fn s63_lifetimes_that_make_no_sense_are_warned_of_at_start() {
    let deployment = Deployment::new();
    deployment.write("countersign.toml", "[jwt]\naccess_token_lifetime = \"2d\"\nrefresh_token_lifetime = \"2d\"");
    let log = deployment.serve().stop();
    let warning = "countersign: warning: jwt.access_token_lifetime = 2d (countersign.toml line 2): ";
    assert_eq!(log.matches(warning).count(), 2, "{log}");
    assert!(!Deployment::new().serve().stop().contains("warning"));
}
