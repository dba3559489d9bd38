//! SimpleJWT's settings, from the file to the tokens, and what of them cannot be.

use serde_json::json;

use crate::support::{Deployment, PASSWORD, payload};

#[track_caller]
fn refuses(file: &str, says: &[&str]) {
    let deployment = Deployment::with_default_settings();
    deployment.write("countersign.toml", file);
    let message = deployment.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
    for word in says {
        assert!(message.contains(word), "{word:?} is missing: {message}");
    }
}

#[test]
fn tokens_are_as_the_settings_name_their_claims_and_their_header() {
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.write(
        "countersign.toml",
        "[jwt]\nuser_id_field = \"username\"\nuser_id_claim = \"sub\"\ntoken_type_claim = \"typ\"\njti_claim = \"tid\"\n\
         auth_header_types = \"JWT\"\ncheck_revoke_token = true\nrevoke_token_claim = \"pw\"\n",
    );
    let server = deployment.serve();
    let alice = server.login("alice");
    let claims = payload(&alice.access);
    let names: Vec<_> = claims.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["typ", "exp", "iat", "tid", "sub", "pw", "sid"]);
    assert_eq!((&claims["typ"], &claims["sub"]), (&json!("access"), &json!("alice")));
    let client = &mut server.client();
    client.me(&alice.access).expect(401);
    let next = client.refresh(&alice.refresh).pair();
    assert_eq!(payload(&next.refresh)["sub"], "alice");
}

#[test]
fn without_names_a_pair_is_obtained_and_refreshed() {
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.write("countersign.toml", "[jwt]\npreset = \"simplejwt\"\ntoken_type_claim = \"\"\njti_claim = \"\"\n");
    let server = deployment.serve();
    let alice = server.login("alice");
    let claims = payload(&alice.access);
    let names: Vec<_> = claims.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["exp", "iat", "user_id", "sid"]);
    let client = &mut server.client();
    client.me(&alice.access).expect(200);
    client.refresh(&alice.refresh).expect(200);
}

#[test]
fn sliding_tokens_live_and_open_the_api_as_the_settings_say() {
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.write(
        "countersign.toml",
        "[jwt]\nauth_token_classes = [\"SlidingToken\"]\nsliding_token_lifetime = \"1m\"\n\
         sliding_token_refresh_lifetime = \"1h\"\nsliding_token_refresh_exp_claim = \"slides_until\"\n",
    );
    let server = deployment.serve();
    let client = &mut server.client();
    let login = json!({ "username": "alice", "password": PASSWORD });
    let first = client.post("/api/token/sliding/", &login).expect(200).text("token");
    let second = client.post("/api/token/sliding/refresh/", &json!({ "token": first })).expect(200).text("token");
    let claims = payload(&second);
    let span = |end: &str| claims[end].as_i64().unwrap() - payload(&first)["iat"].as_i64().unwrap();
    assert!((60..=62).contains(&span("exp")) && span("slides_until") == 3600, "{claims}");
    client.me(&second).expect(200);
    client.me(&server.login("alice").access).expect(401);
}

#[test]
fn settings_that_cannot_be_stop_the_start_with_key_value_and_mend() {
    for (file, says) in [
        ("jti_claim = \"\"", &["jwt.jti_claim = \"\"", "line 2", "jwt.rotate_refresh_tokens = false", "\"jti\""][..]),
        ("token_type_claim = \"\"", &["jwt.token_type_claim = \"\"", "jwt.rotate_refresh_tokens = false"]),
        ("jti_claim = \"sid\"", &["jwt.jti_claim = sid", "line 2", "taken are", "\"jti\""]),
        ("jti_claim = \"token_type\"", &["jwt.", "taken are"]),
        ("user_id_claim = \"jti\"", &["jwt.user_id_claim = jti", "user_id"]),
        ("check_revoke_token = true\nrevoke_token_claim = \"exp\"", &["jwt.revoke_token_claim = exp", "hash_password"]),
        ("check_revoke_token = true\nrevoke_token_claim = \"\"", &["jwt.revoke_token_claim", "hash_password"]),
        ("sliding_token_refresh_exp_claim = \"exp\"", &["jwt.sliding_token_refresh_exp_claim = exp", "refresh_exp"]),
        ("sliding_token_lifetime = 0", &["jwt.sliding_token_lifetime = 0s", "a token must live"]),
        ("sliding_token_refresh_lifetime = 0", &["jwt.sliding_token_refresh_lifetime = 0s", "a token must live"]),
        ("auth_token_classes = []", &["jwt.auth_token_classes = []", "AccessToken"]),
        ("auth_token_classes = [\"RefreshToken\"]", &["RefreshToken", "AccessToken", "SlidingToken"]),
        (
            "auth_token_classes = [\"rest_framework_simplejwt.tokens.SlidingToken\"]",
            &["write \"SlidingToken\", without a path"],
        ),
        ("user_id_field = \"phone\"", &["line 2", "phone", "username"]),
        ("auth_header_types = []", &["jwt.auth_header_types = []", "line 2", "\"Bearer\""]),
        ("auth_header_types = [\"My Token\"]", &["jwt.auth_header_types", "My Token", "\"JWT\""]),
        ("auth_header_name = \"X_ACCESS_TOKEN\"", &["jwt.auth_header_name = X_ACCESS_TOKEN", "HTTP_X_ACCESS_TOKEN"]),
        ("jti_claim = \"tid\"\nclaims = { tid = \"email\" }", &["jwt.claims.tid", "line 3"]),
    ] {
        refuses(&format!("[jwt]\n{file}"), says);
    }
}

#[test]
fn tokens_without_a_type_are_warned_of() {
    let deployment = Deployment::with_default_settings();
    deployment.write("countersign.toml", "[jwt]\nrotate_refresh_tokens = false\ntoken_type_claim = \"\"\n");
    let said = deployment.run(["check"]).expect_success();
    assert!(said.contains("jwt.token_type_claim") && said.contains("a refresh token opens the API"), "{said}");
}

#[test]
fn the_preset_is_simplejwt_with_every_setting() {
    let deployment = Deployment::with_default_settings();
    deployment.write("countersign.toml", "[jwt]\npreset = \"simplejwt\"\n");
    let shown = deployment.run(["config", "--json"]).expect_json();
    for (key, value) in [
        ("access_token_lifetime", json!("5m")),
        ("refresh_token_lifetime", json!("1d")),
        ("rotate_refresh_tokens", json!(false)),
        ("blacklist_after_rotation", json!(false)),
        ("update_last_login", json!(false)),
        ("leeway", json!("0s")),
        ("auth_header_types", json!(["Bearer"])),
        ("auth_header_name", json!("Authorization")),
        ("user_id_field", json!("id")),
        ("user_id_claim", json!("user_id")),
        ("auth_token_classes", json!(["AccessToken"])),
        ("token_type_claim", json!("token_type")),
        ("jti_claim", json!("jti")),
        ("sliding_token_refresh_exp_claim", json!("refresh_exp")),
        ("sliding_token_lifetime", json!("5m")),
        ("sliding_token_refresh_lifetime", json!("1d")),
        ("check_revoke_token", json!(false)),
        ("revoke_token_claim", json!("hash_password")),
        ("check_user_is_active", json!(true)),
    ] {
        assert_eq!(shown["jwt"][key]["value"], value, "jwt.{key}");
    }
}
