//! `healthcheck`: what a container is told.

use std::net::TcpListener;
use std::time::Instant;

use serde_json::json;

use crate::configured_keys::key;
use crate::support::{Deployment, EXPIRED, Server, VALID, certificate, key_pair};

#[test]
fn a_ready_server_is_healthy_by_the_address_it_listens_on() {
    let deployment = Deployment::new();
    let server = deployment.serve();
    let (address, port) = (server.address.to_string(), server.address.port());
    for (listen, asked) in [(address.clone(), address.clone()), (format!("0.0.0.0:{port}"), address.clone())] {
        let said = deployment.run(["healthcheck", "--listen", &listen]).expect_success();
        assert_eq!(said.trim(), format!("http://{asked}/readyz is ready"));
        let set = deployment.run_with(&["healthcheck"], &[("COUNTERSIGN_SERVER__LISTEN", &listen)], "");
        assert_eq!(set.expect_success(), said);
    }
    let url = format!("http://localhost:{port}");
    let told = deployment.run(["healthcheck", "--json", "--url", &url]).expect_json();
    assert_eq!(told, json!({ "healthy": true, "url": format!("{url}/readyz") }));
}

#[test]
fn over_tls_exactly_the_server_s_own_certificate_is_trusted() {
    let deployment = Deployment::new();
    let server = deployment.serve_with(&["--tls-self-signed"]);
    healthy(&deployment, &server, &["--tls-self-signed"]);
    let set = deployment.with("COUNTERSIGN_TLS__SELF_SIGNED", "true");
    healthy(&set, &server, &[]);
    set.write("countersign-cert.pem", certificate(&set.read("countersign-cert.key"), &VALID));
    let says = unhealthy(&set, &server, &[]);
    assert!(says.contains("certificate refused") && says.contains("restart"), "{says}");
}

#[test]
fn a_certificate_for_any_name_will_do_if_it_is_the_server_s_and_of_today() {
    let deployment = Deployment::new();
    let files = ["--tls-cert", "own.pem", "--tls-key", "own.key"];
    deployment.write("own.key", key("rsa8.pem"));
    deployment.write("own.pem", certificate(&key("rsa8.pem"), &VALID));
    healthy(&deployment, &deployment.serve_with(&files), &files);
    deployment.write("own.pem", certificate(&key("rsa8.pem"), &EXPIRED));
    let says = unhealthy(&deployment, &deployment.serve_with(&files), &files);
    assert!(says.contains("certificate refused") && says.contains("expired (2021-01-01"), "{says}");
    deployment.write("other.pem", certificate(&key_pair(), &VALID));
    let other = ["--tls-cert", "other.pem", "--tls-key", "own.key"];
    let says = unhealthy(&deployment, &deployment.serve_with(&files), &other);
    assert!(says.contains("certificate refused"), "{says}");
}

#[test]
fn the_certificate_alone_is_enough_to_trust_a_server() {
    let deployment = Deployment::new();
    let server = deployment.serve_with(&["--tls-self-signed"]);
    healthy(&deployment, &server, &["--tls-cert", "countersign-cert.pem"]);
    let elsewhere = Deployment::new();
    elsewhere.write("trusted.pem", deployment.read("countersign-cert.pem"));
    healthy(&elsewhere, &server, &["--tls-cert", "trusted.pem"]);
    elsewhere.run(["healthcheck", "--tls-key", "own.key"]).expect_usage();
}

#[test]
fn what_is_wrong_is_said_in_one_line() {
    let deployment = Deployment::new();
    let plain = deployment.serve();
    let secured = deployment.serve_with(&["--tls-self-signed"]);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let (missing, https) = (format!("http://{}/nowhere", plain.address), format!("https://{}", plain.address));
    let http = format!("http://{}", secured.address);
    for (options, says) in [
        (&["--listen", closed.as_str()][..], &["not listening", "Connection refused"][..]),
        (&["--url", &missing], &["not ready: status 404"]),
        (&["--url", &https, "--tls-self-signed"], &["no TLS is spoken there", "[tls]"]),
        (&["--url", &http], &["https", "[tls]"]),
        (&["--url", &https], &["https needs the certificate", "--tls-"]),
        (&["--url", &https, "--tls-cert", "no.pem", "--tls-key", "no.key"], &["tls.cert = no.pem", "No such file"]),
    ] {
        let message = deployment.run_with(&[&["healthcheck"], options].concat(), &[], "").expect_refusal();
        assert!(says.iter().all(|word| message.contains(word)), "{says:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
    let done = deployment.run(["healthcheck", "--json", "--listen", &closed]);
    let told: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((done.code, done.err.as_str(), &told["healthy"]), (Some(1), "", &json!(false)));
    assert!(told["reason"].as_str().unwrap().contains("not listening"), "{told}");
}

#[test]
fn a_server_that_does_not_answer_is_given_up_after_three_seconds() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let deployment = Deployment::new();
    deployment.serve_with(&["--tls-self-signed"]).stop();
    for options in
        [&["healthcheck", "--listen", &address][..], &["healthcheck", "--listen", &address, "--tls-self-signed"]]
    {
        let started = Instant::now();
        let message = deployment.run_with(options, &[], "").expect_refusal();
        assert!(message.contains("time-out") && message.contains("3 seconds"), "{message}");
        assert!((2..10).contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());
    }
    drop(silent);
}

#[test]
fn an_address_that_is_none_is_wrong_usage() {
    let deployment = Deployment::new();
    for url in ["127.0.0.1:8000", "ftp://127.0.0.1", "https://", "/readyz", "http://a b/"] {
        deployment.run(["healthcheck", "--url", url]).expect_usage();
    }
    deployment.run(["healthcheck", "--url", "http://127.0.0.1:1", "--listen", "127.0.0.1:1"]).expect_usage();
}

#[track_caller]
fn healthy(deployment: &Deployment, server: &Server, options: &[&str]) {
    let address = server.address.to_string();
    let arguments = [&["healthcheck", "--listen", &address], options].concat();
    let said = deployment.run_with(&arguments, &[], "").expect_success();
    assert_eq!(said.trim(), format!("https://{address}/readyz is ready"));
}

#[track_caller]
fn unhealthy(deployment: &Deployment, server: &Server, options: &[&str]) -> String {
    let address = server.address.to_string();
    let arguments = [&["healthcheck", "--listen", &address], options].concat();
    deployment.run_with(&arguments, &[], "").expect_refusal()
}
