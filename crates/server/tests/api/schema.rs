//! `GET /api/schema/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use crate::revocations::Program;
use crate::support::{Browser, TestApp};

/// Every path with its methods. A change of it is a change of the contract.
const OPERATIONS: &str = include_str!("schema.txt");

async fn document() -> Value {
    TestApp::new().await.get("/api/schema/").await.expect(200).json()
}

fn operations(document: &Value) -> String {
    let mut lines = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let mut methods: Vec<_> = item.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        methods.sort();
        lines.insert(path, methods.join(" "));
    }
    lines.into_iter().fold(String::new(), |mut text, (path, methods)| {
        writeln!(text, "{path} {methods}").unwrap();
        text
    })
}

#[tokio::test]
async fn the_document_has_the_paths_and_methods_on_record() {
    let document = document().await;
    assert_eq!(document["openapi"].as_str().unwrap().get(..4), Some("3.1."));
    assert_eq!(operations(&document), OPERATIONS);
}

#[tokio::test]
async fn every_endpoint_of_the_router_is_in_the_document_with_the_methods_that_it_allows() {
    let app = TestApp::new().await;
    let (alice, browser) = (app.user("alice").login().await, Browser::of(&app, "alice").await);
    app.sql("UPDATE auth_user SET is_staff = TRUE").await;
    let program = Program::of(&app).await;
    for line in OPERATIONS.lines() {
        let (path, methods) = line.split_once(' ').unwrap();
        let path = path.replace("{id}", "x");
        let options = match path.as_str() {
            "/api/token/session/" => browser.call("OPTIONS", &path).header("x-csrftoken", &browser.jar["csrftoken"]),
            "/api/revocations/" => program.calls("OPTIONS", ""),
            path => alice.call("OPTIONS", path),
        };
        let allow = options.await.expect(200).header("allow").to_owned();
        let mut allowed: Vec<_> = allow.split(", ").filter(|method| !["HEAD", "OPTIONS"].contains(method)).collect();
        allowed.sort_unstable();
        assert_eq!(allowed.join(" "), methods, "{path}");
    }
}

#[tokio::test]
async fn every_reference_in_the_document_leads_somewhere() {
    let document = document().await;
    let text = document.to_string();
    let references: Vec<_> = text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(references.len() > 10);
    for reference in references {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn every_operation_is_described_and_no_two_share_a_name() {
    let document = document().await;
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path}");
            assert!(operation["responses"].as_object().is_some_and(|answers| !answers.is_empty()), "{method} {path}");
            let name = operation.get("operationId");
            assert!(name.is_none_or(|name| names.insert(name.to_string())), "{method} {path}");
        }
    }
    assert!(names.len() >= OPERATIONS.lines().count() - 3, "only the three aliases go without: {names:?}");
}
