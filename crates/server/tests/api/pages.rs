//! What every page has: rules for the browser, and a stylesheet that is ours.

use crate::support::{Answer, TestApp};

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

pub(crate) fn expect_page(answer: &Answer) {
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("content-security-policy"), POLICY);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("x-frame-options"), "DENY");
    assert_eq!(answer.header("cache-control"), "no-store");
    for inline in ["<script", "<style", " style=", " onclick=", "javascript:"] {
        assert!(!answer.text().contains(inline), "{inline}");
    }
}

/// The paths that a page loads.
fn loaded(page: &Answer) -> Vec<String> {
    let links = page.text().split("<link ").skip(1);
    links.map(|link| link.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn s42_the_welcome_page_tells_how_to_begin_at_this_address() {
    let app = TestApp::new().await;
    let page = app.get("/").header("host", "auth.example.com").await.expect(200);
    expect_page(&page);
    assert!(page.text().contains("http://auth.example.com/api/token/"));
    assert!(page.text().contains("href=\"/api/\""));
}

#[tokio::test]
async fn f10_what_pages_load_is_ours_and_may_be_kept_for_a_year() {
    let app = TestApp::new().await;
    let (welcome, root) = (app.get("/").await, app.get("/api/").header("accept", "text/html").await);
    let paths = loaded(&welcome);
    assert_eq!((paths.len(), &paths), (2, &loaded(&root)));
    for (path, kind) in paths.iter().zip(["image/svg+xml", "text/css; charset=utf-8"]) {
        let file = app.get(path).await.expect(200);
        assert_eq!(file.header("content-type"), kind);
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert!(!file.text().contains("http://") || kind.starts_with("image/"), "{path} loads from elsewhere");
    }
}

#[tokio::test]
async fn an_endpoint_cannot_be_mounted_over_the_stylesheet() {
    let stylesheet = loaded(&TestApp::new().await.get("/").await).pop().unwrap();
    let refusal = TestApp::build().mount("schema", &[&stylesheet]).refusal().await.unwrap();
    assert_eq!(refusal.to_string(), format!("{stylesheet} is mounted twice"));
}
