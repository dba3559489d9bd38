//! Certificates and keys that cannot be served with: one message that names file and mend, and repeats no content.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::configured_keys::key;
use crate::support::{Client, Deployment, EXPIRED, FUTURE, VALID, certificate, trusting};

const FLAGS: [&str; 6] = ["serve", "--listen", "127.0.0.1:0", "--tls-cert", "own.pem", "--tls-key"];

#[test]
fn files_that_are_not_what_they_must_be_stop_the_start() {
    let (good, good_key) = (certificate(&key("ec8.pem"), &VALID), key("ec8.pem"));
    let cut = |text: &str| text.get(..text.len() / 2).unwrap().to_owned();
    let bad = |text: &str| text.replacen("MII", "M*!", 1);
    let no_x509 = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let rsa1024 = key("rsa1024.pem");
    for (cert, private, says) in [
        ("", good_key.as_str(), &["tls.cert = own.pem", "holds no certificate", "BEGIN CERTIFICATE"][..]),
        ("nonsense\n", &good_key, &["tls.cert = own.pem", "holds no certificate", "BEGIN CERTIFICATE"]),
        (&good_key, &good_key, &["tls.cert = own.pem", "a private key and no certificate", "tls.key"]),
        (&cut(&good), &good_key, &["tls.cert = own.pem", "no whole PEM file", "copy it again"]),
        (&bad(&good), &good_key, &["tls.cert = own.pem", "base64", "copy it again"]),
        (no_x509, &good_key, &["tls.cert = own.pem", "malformed", "X.509"]),
        (&good, "", &["tls.key = own.key", "holds no private key", "BEGIN PRIVATE KEY"]),
        (&good, &good, &["tls.key = own.key", "holds no private key", "BEGIN PRIVATE KEY"]),
        (&good, &key("ecpub.pem"), &["tls.key = own.key", "holds no private key"]),
        (&good, &cut(&good_key), &["tls.key = own.key", "no whole PEM file", "copy it again"]),
        (&good, &key("ecenc.pem"), &["tls.key = own.key", "encrypted", "openssl pkey"]),
        (&good, LEGACY_ENCRYPTED, &["tls.key = own.key", "encrypted", "openssl pkey"]),
        (&good, &key("rsa8.pem"), &["tls.key = own.key", "does not belong to tls.cert = own.pem", "give the key"]),
        (&good, &rsa1024, &["tls.key = own.key", "2048"]),
        (&good, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", &["tls.key = own.key", "P-256"]),
    ] {
        let deployment = Deployment::new();
        write(&deployment, cert, private);
        let message = deployment.run_with(&[&FLAGS[..], &["own.key"]].concat(), &[], "").expect_refusal();
        says_without_content(&message, says, &[cert, private]);
        assert!(!deployment.has("countersign.db"), "{message}");
    }
}

#[test]
fn files_that_cannot_be_read_stop_the_start() {
    let deployment = Deployment::new();
    write(&deployment, &certificate(&key("ec8.pem"), &VALID), &key("ec8.pem"));
    for (file, reason) in [("missing.pem", "No such file"), (".", "directory")] {
        let message = deployment.run_with(&[&FLAGS[..], &[file]].concat(), &[], "").expect_refusal();
        says_without_content(&message, &[&format!("tls.key = {file}"), reason, "give a PEM file"], &[]);
        let message = deployment.run(["serve", "--tls-cert", file, "--tls-key", "own.key"]).expect_refusal();
        says_without_content(&message, &[&format!("tls.cert = {file}"), reason, "give a PEM file"], &[]);
    }
}

#[test]
fn settings_that_contradict_each_other_stop_the_start() {
    for (settings, says) in [
        ("cert = \"a.pem\"", &["tls.cert = a.pem", "countersign.toml line 2", "tls.key"][..]),
        ("key = \"a.key\"", &["tls.key = a.key", "countersign.toml line 2", "tls.cert"]),
        ("self_signed = true\ncert = \"a\"\nkey = \"b\"", &["tls.self_signed = true", "line 2", "remove"]),
        ("self_signed = true\nkey = \"b\"", &["tls.self_signed = true", "line 2", "remove"]),
        ("self_signed = \"perhaps\"", &["line 2", "self_signed", "true or false"]),
        ("certificate = \"a.pem\"", &["line 2", "certificate", "`cert`"]),
    ] {
        let deployment = Deployment::new();
        deployment.write("countersign.toml", format!("[tls]\n{settings}\n"));
        says_without_content(&deployment.run(["serve"]).expect_refusal(), says, &[]);
    }
    let deployment = Deployment::new().with("COUNTERSIGN_TLS__CERT", "a.pem");
    says_without_content(&deployment.run(["serve"]).expect_refusal(), &["COUNTERSIGN_TLS__CERT", "tls.key"], &[]);
}

#[test]
fn flags_that_contradict_each_other_are_wrong_usage() {
    let deployment = Deployment::new();
    for options in [
        &["--tls-cert", "a.pem"][..],
        &["--tls-key", "a.key"],
        &["--tls-self-signed", "--tls-cert", "a.pem", "--tls-key", "a.key"],
    ] {
        // To trust a certificate nobody needs its key.
        let commands = if options.contains(&"--tls-key") { &["serve", "healthcheck"][..] } else { &["serve"] };
        for command in commands {
            deployment.run_with(&[&[*command], options].concat(), &[], "").expect_usage();
        }
    }
}

#[test]
fn a_certificate_out_of_its_time_or_a_key_that_others_read_is_served_with_and_warned_of() {
    for (years, mode, says) in [
        (&EXPIRED, 0o600, &["WARN", "own.pem", "expired (2021-01-01T00:00:00Z)"][..]),
        (&FUTURE, 0o600, &["WARN", "own.pem", "not valid yet (2100-01-01T00:00:00Z)"]),
        (&VALID, 0o644, &["WARN", "own.key", "other users", "chmod 600"]),
    ] {
        let deployment = Deployment::new();
        write(&deployment, &certificate(&key("ec8.pem"), years), &key("ec8.pem"));
        fs::set_permissions(deployment.path("own.key"), fs::Permissions::from_mode(mode)).unwrap();
        let log = deployment.serve_with(&["--tls-cert", "own.pem", "--tls-key", "own.key"]).stop();
        says_without_content(&log, says, &[&key("ec8.pem")]);
    }
}

#[test]
fn what_stands_in_the_place_of_our_certificate_is_not_thrown_away() {
    for (file, text, says) in [
        ("countersign-cert.pem", "somebody's notes\n", &["countersign-cert.pem", "remove it"][..]),
        ("countersign-cert.key", "somebody's notes\n", &["countersign-cert.key", "remove it"]),
    ] {
        let deployment = Deployment::new();
        deployment.write(file, text);
        fs::set_permissions(deployment.path(file), fs::Permissions::from_mode(0o600)).unwrap();
        let message = deployment.run(["serve", "--tls-self-signed"]).expect_refusal();
        says_without_content(&message, says, &[text]);
        assert_eq!(deployment.read(file), text);
    }
}

#[test]
fn no_part_of_the_key_is_logged_even_where_everything_is_traced() {
    let deployment = Deployment::new().with("COUNTERSIGN_LOG__LEVEL", "trace");
    let own = certificate(&key("ec8.pem"), &VALID);
    write(&deployment, &own, &key("ec8.pem"));
    let server = deployment.serve_with(&["--tls-cert", "own.pem", "--tls-key", "own.key"]);
    Client::over_tls(server.address, trusting(&own)).unwrap().get("/readyz").expect(200);
    says_without_content(&server.stop(), &["/readyz"], &[&key("ec8.pem")]);
}

const LEGACY_ENCRYPTED: &str = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\
    DEK-Info: AES-256-CBC,00000000000000000000000000000000\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";

fn write(deployment: &Deployment, cert: &str, private: &str) {
    deployment.write("own.pem", cert);
    deployment.write("own.key", private);
    fs::set_permissions(deployment.path("own.key"), fs::Permissions::from_mode(0o600)).unwrap();
}

#[track_caller]
fn says_without_content(message: &str, says: &[&str], contents: &[&str]) {
    for word in says {
        assert!(message.contains(word), "{word:?} is missing: {message}");
    }
    for line in contents.iter().flat_map(|text| text.lines()).filter(|line| !line.starts_with("-----")) {
        assert!(line.trim().is_empty() || !message.contains(line), "{line} is shown: {message}");
    }
}
