//! `/healthz`, `/readyz`.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_healthy_server_is_alive_and_ready() {
    let app = TestApp::new().await;
    for path in ["/healthz", "/readyz"] {
        app.get(path).await.expect_json(200, &json!({ "status": "ok" }));
    }
}

#[tokio::test]
async fn without_its_tables_it_is_alive_but_not_ready() {
    let app = TestApp::new().await;
    app.sql("ALTER TABLE countersign_feed RENAME TO hidden").await;
    app.get("/healthz").await.expect(200);
    let answer = app.get("/readyz").await.expect(503);
    assert_eq!(answer.header("retry-after"), "1");
}
