//! `[jwt.claims]`: what tokens say of their user.

use countersign_core::{ClaimSource, UserAttribute};
use countersign_token::{SigningKey, TokenPolicy};
use serde_json::{Value, json};

use crate::support::{PASSWORD, TestApp, claims, seconds};

/// Alice, user 1, is an editor and a reader; permissions come from both, and one is her own.
const LIBRARY: &str = "
DELETE FROM auth_permission; DELETE FROM django_content_type;
INSERT INTO django_content_type (id, app_label, model) VALUES (1, 'books', 'book');
INSERT INTO auth_permission (id, content_type_id, codename, name) VALUES (1, 1, 'view_book', ''), (2, 1, 'change_book', ''), (3, 1, 'add_book', ''), (4, 1, 'burn_book', '');
INSERT INTO auth_group (id, name) VALUES (1, 'readers'), (2, 'editors');
INSERT INTO auth_group_permissions (group_id, permission_id) VALUES (1, 1), (2, 1), (2, 2);
INSERT INTO auth_user_groups (user_id, group_id) VALUES (1, 1), (1, 2);
INSERT INTO auth_user_user_permissions (user_id, permission_id) VALUES (1, 3)";

fn of(attribute: UserAttribute) -> ClaimSource {
    ClaimSource::Attribute(attribute)
}

fn names(token: &Value) -> Vec<&str> {
    token.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn s9_configured_claims_are_in_both_tokens_after_those_of_every_token() {
    let claimed = [
        ("username", of(UserAttribute::Username)),
        ("groups", of(UserAttribute::Groups)),
        ("permissions", of(UserAttribute::Permissions)),
        ("tenant", ClaimSource::Constant(json!({ "name": "acme", "tier": 2.5 }))),
    ];
    let app = TestApp::build().claims(claimed).start().await;
    app.user("alice").exists().await;
    app.sql(LIBRARY).await;
    let alice = app.user("alice").login().await;
    for token in [claims(&alice.access), claims(&alice.refresh)] {
        let own = ["token_type", "exp", "iat", "jti", "user_id", "sid", "username", "groups", "permissions", "tenant"];
        assert_eq!(names(&token), own);
        assert_eq!((&token["username"], &token["groups"]), (&json!("alice"), &json!(["editors", "readers"])));
        assert_eq!(token["permissions"], json!(["books.add_book", "books.change_book", "books.view_book"]));
        assert_eq!(token["tenant"], json!({ "name": "acme", "tier": 2.5 }));
    }
    alice.me().await.expect(200);
}

#[tokio::test]
async fn s9_every_attribute_is_told_as_django_rest_framework_writes_it() {
    let app = TestApp::build().claims(UserAttribute::ALL.map(|fact| (fact.as_str(), of(fact)))).start().await;
    app.user("alice").exists().await;
    app.sql("DELETE FROM auth_permission").await;
    app.sql("UPDATE auth_user SET is_staff = TRUE, is_superuser = TRUE, first_name = 'Zoë', last_login = '2025-12-31 23:59:59.000250'").await;
    let token = claims(&app.user("alice").login().await.access);
    let told = UserAttribute::ALL.map(|fact| token[fact.as_str()].clone());
    let wanted = json!([
        "alice",
        "alice@example.com",
        "Zoë",
        "",
        true,
        true,
        true,
        "2025-12-31T23:59:59.000250Z",
        "2026-01-01T00:00:00Z",
        [],
        []
    ]);
    assert_eq!(Value::from(told.to_vec()), wanted);
}

#[tokio::test]
async fn a_refresh_copies_the_claims_of_the_login_and_asks_for_none_anew() {
    for build in [TestApp::build(), TestApp::build().rotation_off(), TestApp::build().blacklist_off()] {
        let app = build.claims([("name", of(UserAttribute::Username))]).start().await;
        let alice = app.user("alice").login().await;
        alice.change(&json!({ "username": "anna" })).await.expect(200);
        let answer = alice.refresh().await.expect(200).json();
        for token in [&answer["access"], &answer["refresh"]].into_iter().filter_map(Value::as_str) {
            assert_eq!(claims(token)["name"], "alice");
        }
        let anew = app.obtain("anna", PASSWORD).await.expect_pair();
        assert_eq!(claims(&anew.access)["name"], "anna");
    }
}

#[tokio::test]
async fn an_adopted_token_keeps_its_issuers_claims_and_gets_none_of_ours() {
    let app = TestApp::build().claims([("name", of(UserAttribute::Username))]).start().await;
    app.user("alice").exists().await;
    let mut foreign = app.good_claims("refresh");
    foreign["colour"] = json!("blue");
    let pair = app.refresh(&app.sign(&foreign)).await.expect_pair();
    let told = claims(&pair.access);
    assert_eq!((&told["colour"], told.get("name")), (&json!("blue"), None));
}

#[tokio::test]
async fn s10_no_token_of_a_default_deployment_says_anything_about_a_person() {
    let app = TestApp::new().await;
    let hash = app.user("alice").exists().await.password.expose().to_owned();
    let mut tokens = Vec::new();
    for path in ["/api/token/", "/api/login/", "/api-jwt/"] {
        let pair = app.post(path, &json!({ "username": "alice", "password": PASSWORD })).await.expect_pair();
        app.clock.advance(seconds(1));
        let next = app.refresh(&pair.refresh).await.expect_pair();
        let again = app.refresh(&pair.refresh).await.expect_pair();
        tokens.extend([pair, next, again].into_iter().flat_map(|pair| [pair.access, pair.refresh]));
    }
    assert_eq!(tokens.len(), 18);
    for token in tokens.iter().map(|token| claims(token)) {
        assert_eq!(names(&token), ["token_type", "exp", "iat", "jti", "user_id", "sid"]);
        let text = token.to_string();
        for secret in ["alice", "example.com", &hash, PASSWORD] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
}

#[tokio::test]
async fn groups_and_permissions_are_read_only_where_a_claim_asks_for_them() {
    for (attribute, status) in
        [(UserAttribute::Username, 200), (UserAttribute::Groups, 503), (UserAttribute::Permissions, 503)]
    {
        let app = TestApp::build().claims([("about", of(attribute))]).start().await;
        app.user("alice").exists().await;
        app.sql("DROP TABLE auth_user_groups").await;
        let answer = app.obtain("alice", PASSWORD).await.expect(status);
        assert_eq!(answer.header("retry-after").is_empty(), status == 200);
    }
}

#[tokio::test]
async fn claims_that_make_no_usable_token_refuse_the_login_and_open_no_session() {
    let app = TestApp::build().claims([("about", of(UserAttribute::Groups))]).start().await;
    let alice = app.user("alice").login().await;
    for number in 0..50 {
        app.sql(&format!("INSERT INTO auth_group (name) VALUES ('{number:0150}')")).await;
    }
    app.sql("INSERT INTO auth_user_groups (user_id, group_id) SELECT 1, id FROM auth_group").await;
    let told = json!({ "detail": "The claims of this account do not fit into a token.", "code": "claims_too_large" });
    app.obtain("alice", PASSWORD).await.expect_json(403, &told);
    app.obtain("alice", "wrong").await.expect(401);
    assert_eq!(alice.sessions().await.len(), 1);
    alice.refresh().await.expect_pair();
}

#[tokio::test]
async fn the_longest_tokens_that_a_login_gives_are_taken_everywhere() {
    let rsa = SigningKey::generate(countersign_token::Algorithm::Rs256).unwrap().with_thumbprint_kid();
    let rules = TokenPolicy { issuer: Some("https://example.com".to_owned()), ..TokenPolicy::default() };
    let login = async |filler: usize| {
        let constant = ClaimSource::Constant(json!("x".repeat(filler)));
        let build = TestApp::build().tokens(rules.clone()).key(rsa.clone()).claims([("filler", constant)]);
        let app = build.start().await;
        app.user("alice").exists().await;
        let answer = app.obtain("alice", PASSWORD).await;
        (app, answer)
    };
    let (app, answer) = login(5000).await;
    let spare = (TokenPolicy::default().max_len - answer.expect_pair().refresh.len()) * 3 / 4;
    drop(app);
    let (app, longest) = login(5000 + spare).await;
    let pair = longest.expect_pair();
    assert!(pair.refresh.len() > TokenPolicy::default().max_len - 2, "{}", pair.refresh.len());
    app.me(&pair.access).await.expect(200);
    let next = app.refresh(&pair.refresh).await.expect_pair();
    app.verify(&next.refresh).await.expect(200);
    let (_, too_long) = login(5000 + spare + 2).await;
    too_long.expect_error(403, "claims_too_large");
}
