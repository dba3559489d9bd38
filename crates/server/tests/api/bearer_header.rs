//! `jwt.auth_header_types` and `jwt.auth_header_name`: where a request carries its token.

use crate::support::{PASSWORD, TestApp};

const ANONYMOUS: &str = "{\"detail\":\"Authentication credentials were not provided.\"}";

#[tokio::test]
async fn every_type_lets_in_in_its_exact_case_and_the_first_is_asked_for() {
    let app = TestApp::build().bearer("Authorization", &["JWT", "Bearer"]).start().await;
    let alice = app.user("alice").login().await;
    for scheme in ["JWT", "Bearer"] {
        app.get("/api/users/me/").header("authorization", format!("{scheme} {}", alice.access)).await.expect(200);
    }
    for header in [format!("jwt {}", alice.access), format!("JWTs {}", alice.access), String::new()] {
        let answer = app.get("/api/users/me/").header("authorization", header).await.expect(401);
        assert_eq!((answer.text(), answer.header("www-authenticate")), (ANONYMOUS, "JWT realm=\"api\""));
    }
    let bare = app.get("/api/users/me/").header("authorization", "JWT").await.expect(401);
    assert_eq!(bare.json()["code"], "bad_authorization_header");
}

#[tokio::test]
async fn a_type_that_is_not_listed_is_nobody_though_it_be_bearer() {
    let app = TestApp::build().bearer("Authorization", &["JWT"]).start().await;
    let alice = app.user("alice").login().await;
    let answer = app.get("/api/users/me/").bearer(&alice.access).await.expect(401);
    assert_eq!((answer.text(), answer.header("www-authenticate")), (ANONYMOUS, "JWT realm=\"api\""));
}

#[tokio::test]
async fn every_401_asks_for_the_first_type() {
    let app = TestApp::build().bearer("Authorization", &["JWT"]).start().await;
    let refused = [
        app.obtain("nobody", PASSWORD).await,
        app.refresh("nonsense").await,
        app.get("/api/users/me/").header("authorization", "JWT nonsense").await,
        app.call("POST", "/api/logout/").await,
    ];
    for answer in refused {
        assert_eq!(answer.expect(401).header("www-authenticate"), "JWT realm=\"api\"");
    }
}

#[tokio::test]
async fn a_header_of_another_name_is_read_in_place_of_authorization() {
    for name in ["HTTP_X_ACCESS_TOKEN", "X-Access-Token"] {
        let app = TestApp::build().bearer(name, &["Bearer"]).start().await;
        let alice = app.user("alice").login().await;
        let header = format!("Bearer {}", alice.access);
        app.get("/api/users/me/").header("x-access-token", header.clone()).await.expect(200);
        assert_eq!(app.get("/api/users/me/").bearer(&alice.access).await.expect(401).text(), ANONYMOUS);
        app.call("POST", "/api/logout/").header("x-access-token", header).await.expect(200);
        alice.refresh().await.expect_detail(401, "Token is blacklisted");
    }
}

#[tokio::test]
async fn the_answer_and_the_schema_name_the_first_type() {
    let app = TestApp::build().bearer("X-Access-Token", &["JWT"]).response_fields(&["token_type"]).start().await;
    app.user("alice").exists().await;
    assert_eq!(app.obtain("alice", PASSWORD).await.json()["token_type"], "JWT");
    let schema = app.get("/api/schema/").await.expect(200).json();
    let scheme = &schema["components"]["securitySchemes"]["bearer"];
    assert_eq!((&scheme["type"], &scheme["name"]), (&"apiKey".into(), &"x-access-token".into()));
}
