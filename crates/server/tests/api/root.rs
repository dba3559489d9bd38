//! `GET /api/`, and the welcome page.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn the_root_links_to_every_endpoint_that_has_one_address() {
    let app = TestApp::new().await;
    let links = app.get("/api/").header("host", "auth.example.com:8443").await.expect(200).json();
    assert_eq!(links["token_obtain_pair"], "http://auth.example.com:8443/api/token/");
    for (name, link) in links.as_object().unwrap() {
        let path = link.as_str().unwrap().strip_prefix("http://auth.example.com:8443").unwrap();
        let status = app.call("OPTIONS", path).await.status();
        let refused = if name == "token_session" { 403 } else { 401 };
        assert!([200, refused].contains(&status), "{name}: {status}");
    }
    assert_eq!(links.get("sessions_detail"), None);
}

#[tokio::test]
async fn an_odd_host_is_not_repeated() {
    let app = TestApp::new().await;
    for host in ["it's(odd)", "a,b", "ex%C3%A4mple"] {
        let answer = app.get("/api/").header("host", host).await.expect(200);
        assert_eq!(answer.json()["schema"], json!("/api/schema/"), "{host}");
    }
}

#[tokio::test]
async fn the_welcome_page_is_a_page() {
    let app = TestApp::new().await;
    let page = app.get("/").await.expect(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert!(page.text().contains("/api/"));
}
