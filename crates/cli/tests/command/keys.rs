//! `countersign keys`.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::configured_keys::key;
use crate::support::{Deployment, header};

/// The keys in the list that have this state: their names.
fn kids(deployment: &Deployment, state: &str) -> Vec<String> {
    let listed = deployment.run(["keys", "list", "--json"]).expect_json();
    let keys = listed.as_array().unwrap().iter().filter(|key| key["state"] == state);
    keys.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn s65_a_new_key_is_published_first_then_signs_and_the_old_one_goes_on_verifying() {
    let deployment = Deployment::new().with_users(["alice"]);
    let old = deployment.serve().login("alice");
    let said = deployment.run(["keys", "generate"]).expect_success();
    assert!(said.contains("restart every server") && said.contains("countersign keys rotate"), "{said}");
    let [next] = kids(&deployment, "next").try_into().unwrap();
    let server = deployment.serve();
    assert_eq!(server.jwks()["keys"].as_array().unwrap().len(), 2);
    assert_eq!(header(&server.login("alice").access)["kid"], header(&old.access)["kid"]);
    let rotated = deployment.run(["keys", "rotate", "--json"]).expect_json();
    assert_eq!([&rotated["kid"], &rotated["state"]], [&json!(next), &json!("active")]);
    assert_eq!(rotated["retired"], json!([header(&old.access)["kid"]]));
    let rotating = deployment.serve();
    let new = rotating.login("alice");
    assert_eq!(header(&new.access)["kid"], next);
    rotating.me(&old.access).expect(200);
    assert_eq!(header(&rotating.refresh(&old.refresh).pair().refresh)["kid"], next);
    server.me(&new.access).expect(200);
}

#[test]
fn with_sign_a_key_signs_from_the_next_start_on() {
    let deployment = Deployment::new().with_users(["alice"]);
    let old = deployment.serve().login("alice").access;
    let made = deployment.run(["keys", "generate", "--sign", "--json"]).expect_json();
    assert_eq!(made["retired"], json!([header(&old)["kid"]]));
    let server = deployment.serve();
    assert_eq!(header(&server.login("alice").access)["kid"], made["kid"]);
    server.me(&old).expect(200);
}

#[test]
fn each_algorithm_has_a_key_that_signs() {
    let deployment = Deployment::new().with_users(["alice"]);
    let old = deployment.serve().login("alice").access;
    let made = deployment.run(["keys", "generate", "--algorithm", "EdDSA", "--json"]).expect_json();
    assert_eq!([&made["algorithm"], &made["state"]], [&json!("EdDSA"), &json!("active")]);
    assert_eq!(header(&deployment.serve().login("alice").access)["alg"], "ES256");
    let deployment = deployment.with("COUNTERSIGN_JWT__ALGORITHM", "EdDSA");
    let server = deployment.serve();
    assert_eq!(header(&server.login("alice").access)["kid"], made["kid"]);
    server.me(&old).expect(200);
}

#[test]
fn list_names_every_key_its_source_and_which_one_signs_and_no_secret() {
    let secret = "a secret of more than thirty-two bytes";
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.run(["keys", "generate"]).expect_success();
    let listed = deployment.run(["keys", "list", "--json"]).expect_json();
    let signs: Vec<_> = listed.as_array().unwrap().iter().map(|key| (&key["state"], &key["signs"])).collect();
    assert_eq!(signs, [(&json!("active"), &json!(true)), (&json!("next"), &json!(false))]);
    assert!(listed[0]["source"] == "ring" && text(&listed[0]["created_at"]).starts_with("20"));
    let deployment = deployment.with("SECRET_KEY", secret);
    let listed = deployment.run(["keys", "list", "--json"]).expect_json();
    assert_eq!([&listed[0]["source"], &listed[0]["signs"]], [&json!("SECRET_KEY"), &json!(true)]);
    assert_eq!([&listed[0]["kid"], &listed[0]["algorithm"]], [&Value::Null, &json!("HS256")]);
    assert!(listed.as_array().unwrap().iter().skip(1).all(|key| key["signs"] == false));
    let shown = deployment.run(["keys", "list"]).expect_success();
    assert_eq!(shown.lines().count(), 4, "{shown}");
    assert!(!format!("{shown}{listed}").contains(secret));
}

#[test]
fn a_configured_key_goes_on_signing_beside_a_new_key_of_the_ring() {
    let deployment = Deployment::new().with("COUNTERSIGN_JWT__ALGORITHM", "ES256");
    deployment.write("signing.pem", key("ec8.pem"));
    let deployment = deployment.with("COUNTERSIGN_JWT__SIGNING_KEY_FILE", "signing.pem").with_users(["alice"]);
    for further in [&["keys", "generate"][..], &["keys", "generate", "--sign"]] {
        let said = deployment.run_with(further, &[], "").expect_success();
        assert!(said.contains("jwt.signing_key goes on signing"), "{said}");
    }
    let server = deployment.serve();
    let published = server.jwks();
    assert_eq!(published["keys"].as_array().unwrap().len(), 3);
    assert_eq!(header(&server.login("alice").access)["kid"], published["keys"][0]["kid"]);
    let message = deployment.run(["keys", "rotate"]).expect_refusal();
    assert!(message.contains("jwt.signing_key"), "{message}");
}

#[test]
fn an_hmac_algorithm_gets_a_bare_secret_and_nothing_is_touched() {
    let deployment = Deployment::with_default_settings();
    for (algorithm, bytes) in [("HS256", 43), ("HS384", 64), ("HS512", 86)] {
        let secret = deployment.run(["keys", "generate", "--algorithm", algorithm]).expect_success();
        assert_eq!(secret.trim_end().len(), bytes, "{algorithm}");
        let again = deployment.run(["keys", "generate", "--algorithm", algorithm]).expect_success();
        assert_ne!(secret, again);
        assert_eq!(deployment.folder().read_dir().unwrap().count(), 0);
        let server = Deployment::new()
            .with("SECRET_KEY", secret.trim_end())
            .with("COUNTERSIGN_JWT__ALGORITHM", algorithm)
            .with_users(["alice"])
            .serve();
        assert_eq!(header(&server.login("alice").access)["alg"], algorithm);
    }
    deployment.run(["keys", "generate", "--algorithm", "HS256", "--sign"]).expect_refusal();
}

#[test]
fn with_out_a_key_file_is_made_that_signs_and_none_is_overwritten() {
    let deployment = Deployment::new();
    for algorithm in ["ES256", "ES512", "EdDSA", "PS384"] {
        let file = format!("{algorithm}.pem");
        let said = deployment.run(["keys", "generate", "--algorithm", algorithm, "--out", &file]).expect_success();
        assert!(said.contains(&file) && !said.contains("BEGIN"), "{said}");
        let mode = std::fs::metadata(deployment.path(&file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let pem = deployment.read(&file);
        let message = deployment.run(["keys", "generate", "--algorithm", algorithm, "--out", &file]).expect_refusal();
        assert!(message.contains("is there already"), "{message}");
        assert_eq!(deployment.read(&file), pem);
        let signing = Deployment::new()
            .with("COUNTERSIGN_JWT__ALGORITHM", algorithm)
            .with("COUNTERSIGN_JWT__SIGNING_KEY", &pem)
            .with_users(["alice"]);
        assert_eq!(header(&signing.serve().login("alice").access)["alg"], algorithm);
    }
    assert!(!deployment.has("countersign.db") && !deployment.has("countersign.key"));
    deployment.run(["keys", "generate", "--out", "x.pem", "--sign"]).expect_usage();
}

#[test]
fn an_imported_key_verifies_and_signs_as_one_of_the_ring() {
    for (file, algorithm, given) in [
        ("ec8.pem", "ES256", None),
        ("ec1.pem", "ES256", Some("ES256")),
        ("p384.pem", "ES384", None),
        ("ed8.pem", "EdDSA", None),
        ("rsa8.pem", "RS256", Some("RS256")),
        ("rsa1.pem", "PS512", Some("PS512")),
        ("ec-private.jwk", "ES256", None),
        ("rsa-private.jwk", "RS256", None),
    ] {
        let deployment = Deployment::new().with("COUNTERSIGN_JWT__ALGORITHM", algorithm).with_users(["alice"]);
        let old = deployment.serve().login("alice").access;
        deployment.write("key", key(file));
        let mut import = vec!["keys", "import", "key", "--json"];
        import.extend(given.into_iter().flat_map(|algorithm| ["--algorithm", algorithm]));
        let imported = deployment.run_with(&import, &[], "").expect_json();
        assert_eq!([&imported["algorithm"], &imported["state"]], [&json!(algorithm), &json!("next")], "{file}");
        let again = deployment.run_with(&import, &[], "").expect_refusal();
        assert!(again.contains("in the ring already"), "{again}");
        deployment.run(["keys", "rotate"]).expect_success();
        let server = deployment.serve();
        assert_eq!(header(&server.login("alice").access)["kid"], imported["kid"], "{file}");
        server.me(&old).expect(200);
    }
}

#[test]
fn an_rsa_jwk_that_names_no_algorithm_is_told_its_own() {
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.serve();
    let mut jwk: Value = serde_json::from_str(&key("rsa-private.jwk")).unwrap();
    jwk.as_object_mut().unwrap().remove("alg");
    deployment.write("key.jwk", jwk.to_string());
    let message = deployment.run(["keys", "import", "key.jwk"]).expect_refusal();
    assert!(message.contains("--algorithm"), "{message}");
    let imported = deployment.run(["keys", "import", "key.jwk", "--algorithm", "PS256", "--json"]).expect_json();
    assert_eq!([&imported["algorithm"], &imported["state"]], [&json!("PS256"), &json!("active")]);
    deployment.write("key.jwk", key("rsa-private.jwk"));
    let message = deployment.run(["keys", "import", "key.jwk", "--algorithm", "PS256"]).expect_refusal();
    assert!(message.contains("PS256"), "{message}");
}

#[test]
fn with_sign_an_imported_key_signs_at_once_and_its_other_name_is_told() {
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.serve();
    let mut jwk: Value = serde_json::from_str(&key("ec-private.jwk")).unwrap();
    jwk["kid"] = json!("of old");
    deployment.write("key.jwk", jwk.to_string());
    let said = deployment.run(["keys", "import", "key.jwk", "--sign"]).expect_success();
    assert!(said.contains("\"of old\"") && said.contains("retired"), "{said}");
    assert!(!said.contains(jwk["d"].as_str().unwrap()));
    assert_eq!(kids(&deployment, "active").len(), 1);
    assert_eq!(header(&deployment.serve().login("alice").access)["kid"], kids(&deployment, "active")[0]);
}

#[test]
fn a_key_that_is_weak_or_none_is_not_imported() {
    let deployment = Deployment::new().with_users(["alice"]);
    let secret = json!({ "kty": "oct", "alg": "HS256", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0i" });
    deployment.write("secret.jwk", secret.to_string());
    deployment.write("nonsense", "nonsense");
    for file in ["rsa8.pem", "rsa1024.pem", "ecpub.pem", "ecenc.pem", "roca.jwk", "ec8.pem"] {
        deployment.write(file, key(file));
    }
    for (arguments, says) in [
        (&["rsa8.pem"][..], "--algorithm"),
        (&["rsa1024.pem", "--algorithm", "RS256"], "2048 bits"),
        (&["ecpub.pem"], "public key"),
        (&["ecenc.pem"], "encrypted"),
        (&["roca.jwk", "--algorithm", "RS256"], "roca.jwk"),
        (&["ec8.pem", "--algorithm", "ES384"], "ES384"),
        (&["secret.jwk"], "SECRET_KEY"),
        (&["nonsense"], "nonsense"),
        (&["missing"], "missing"),
    ] {
        let message = deployment.run_with(&[&["keys", "import"], arguments].concat(), &[], "").expect_refusal();
        assert!(message.contains(says), "{arguments:?}: {message}");
    }
    assert_eq!(kids(&deployment, "active").len(), 1);
}

#[test]
fn jwks_prints_what_the_server_publishes() {
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.run(["keys", "generate"]).expect_success();
    let printed = deployment.run(["keys", "jwks"]).expect_json();
    assert_eq!(printed, deployment.serve().jwks());
    assert_eq!(printed["keys"].as_array().unwrap().len(), 2);
    assert!(printed["keys"].as_array().unwrap().iter().all(|key| key.get("d").is_none()));
}

#[test]
fn jwks_of_a_secret_is_empty_and_says_why() {
    let deployment =
        Deployment::new().with("SECRET_KEY", "a secret of more than thirty-two bytes").with_users(["alice"]);
    let done = deployment.run(["keys", "jwks"]);
    assert_eq!((done.code, done.out.as_str()), (Some(0), "{\"keys\":[]}\n"));
    assert!(done.err.contains("HS256") && done.err.contains("not published"), "{}", done.err);
}

#[test]
fn commands_on_the_ring_do_not_make_a_database() {
    let deployment = Deployment::new().on_sqlite();
    deployment.write("key.pem", key("ec8.pem"));
    for arguments in [&["list"][..], &["jwks"], &["generate"], &["rotate"], &["import", "key.pem"]] {
        let message = deployment.run_with(&[&["keys"], arguments].concat(), &[], "").expect_refusal();
        assert!(message.contains("countersign migrate"), "{message}");
    }
    assert_eq!(deployment.folder().read_dir().unwrap().count(), 1);
}

#[test]
fn listing_and_a_lost_sealing_key_make_no_key() {
    let deployment = Deployment::new().on_sqlite();
    deployment.run(["migrate"]).expect_success();
    assert_eq!(deployment.run(["keys", "list", "--json"]).expect_json(), json!([]));
    assert!(deployment.run(["keys", "list"]).expect_success().contains("first start"));
    assert!(!deployment.has("countersign.key"));
    deployment.run(["keys", "generate"]).expect_success();
    std::fs::remove_file(deployment.path("countersign.key")).unwrap();
    let message = deployment.run(["keys", "generate"]).expect_refusal();
    assert!(message.contains("countersign.key"), "{message}");
    let other = deployment.with("COUNTERSIGN_KEYS__ENCRYPTION_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    let message = other.run(["keys", "generate"]).expect_refusal();
    assert!(message.contains("does not open"), "{message}");
    assert_eq!(kids(&other, "active").len(), 1);
    assert_eq!(kids(&other, "next").len(), 0);
}

#[test]
fn a_ring_that_has_nothing_to_rotate_says_so() {
    let deployment = Deployment::new().with_users(["alice"]);
    let message = deployment.run(["keys", "rotate"]).expect_refusal();
    assert!(message.contains("keys generate --algorithm ES256"), "{message}");
    deployment.run(["keys", "generate", "--algorithm", "ES521"]).expect_usage();
}
