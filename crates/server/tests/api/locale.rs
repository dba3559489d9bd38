//! `server.localize`: messages in the client's language, as by Django's `LocaleMiddleware`.

use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

/// What `Accept-Language` says, what `Content-Language` answers, and how a missing credential is told.
const LANGUAGES: [(&str, &str, &str); 8] = [
    ("de", "de", "Es fehlen Anmeldedaten."),
    ("fr-CH, fr;q=0.9", "fr", "Aucune information d’identification n’a été fournie."),
    ("es-MX", "es-mx", "No se han proporcionado credenciales."),
    ("pt-BR", "pt-br", "As credenciais não foram informadas."),
    ("zh-CN", "zh-hans", "没有提供身份凭据。"),
    ("ru", "ru", "Учётные данные не указаны."),
    ("ja", "ja", "認証情報がありません。"),
    ("ar", "ar", "لم تُقدَّم بيانات الدخول."),
];

async fn localized() -> TestApp {
    TestApp::build().localized().start().await
}

/// The answer is in `language`, and has the same members as the English one, whose texts are all others.
#[track_caller]
fn expect_told(answer: &Answer, english: &Answer, language: &str) {
    assert_eq!(answer.status(), english.status());
    assert_eq!(answer.header("content-language"), language);
    assert_eq!(english.header("content-language"), "en");
    for name in ["vary", "allow", "www-authenticate", "content-type", "cache-control"] {
        assert_eq!(answer.header(name), english.header(name), "{name}");
    }
    assert!(answer.header("vary").contains("Accept-Language"), "{answer:?}");
    assert_eq!(keys(&answer.json()), keys(&english.json()));
    for (told, original) in texts(&answer.json()).iter().zip(texts(&english.json())) {
        assert_ne!(*told, original, "{answer:?}");
    }
}

/// The shape without the texts; codes are part of it.
fn keys(body: &Value) -> Value {
    match body {
        Value::Object(members) => {
            let shape = |(name, value): (&String, &Value)| {
                let fixed = ["code", "token_class", "token_type", "sessions"].contains(&name.as_str());
                (name.clone(), if fixed { value.clone() } else { keys(value) })
            };
            Value::Object(members.iter().map(shape).collect())
        }
        Value::Array(items) => items.iter().map(keys).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Value::Null,
    }
}

/// Every text for people, in the order of the answer.
fn texts(body: &Value) -> Vec<String> {
    match body {
        Value::Object(members) => {
            let people =
                members.iter().filter(|(name, _)| !["code", "token_class", "token_type"].contains(&name.as_str()));
            people.flat_map(|(_, value)| texts(value)).collect()
        }
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::String(text) => vec![text.clone()],
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

#[tokio::test]
async fn a_missing_credential_is_told_in_the_language_of_the_client() {
    let app = localized().await;
    for (asked, language, text) in LANGUAGES {
        let answer = app.get("/api/users/me/").header("accept-language", asked).await.expect_detail(401, text);
        assert_eq!(answer.header("content-language"), language);
        assert_eq!(answer.header("vary"), "Accept, Accept-Language, Cookie");
    }
}

#[tokio::test]
async fn every_kind_of_refusal_is_told_in_every_language() {
    let app = localized().await;
    let alice = app.user("alice").login().await;
    let account = json!({ "username": "a b", "email": "no", "password": "123" });
    let calls = || {
        [
            app.me("x"),
            app.get("/api/users/me/").header("authorization", "Bearer a b"),
            app.refresh("x"),
            app.obtain("alice", "wrong"),
            app.post("/api/token/", &json!([])),
            app.post("/api/token/", &json!({ "username": null, "password": " " })),
            app.post("/api/token/", &json!({ "username": [] })),
            app.post("/api/token/", &json!({ "username": "\0", "password": "x" })),
            app.register(&account),
            app.register(&json!({ "username": "alice", "password": "x".repeat(129) })),
            app.register(&json!({ "username": "alice2", "email": "u@example.com", "password": "alice2alice" })),
            alice.change(&json!({ "email": "other@example.com", "current_password": "wrong" })),
            alice.reauthenticate("wrong"),
            alice.end_session("none"),
            app.get("/api/token/"),
            app.get("/api/").header("accept", "image/png"),
            app.get("/api/?format=xml"),
            app.call("POST", "/api/token/").body("text/plain", "x"),
            app.post("/api-token-auth/", &json!({ "username": "alice", "password": "wrong" })),
        ]
    };
    for (asked, language, _) in LANGUAGES {
        for (call, english) in calls().into_iter().zip(calls()) {
            let (answer, english) = (call.header("accept-language", asked).await, english.await);
            assert!(english.status() >= 400);
            expect_told(&answer, &english, language);
        }
    }
}

#[tokio::test]
async fn what_went_well_is_told_in_every_language() {
    let app = localized().await;
    for (asked, language, _) in LANGUAGES {
        let mut told = Vec::new();
        for asked in [asked, "en"] {
            let alice = app.user("alice").login().await;
            let account = json!({ "username": format!("{language}.{asked}").replace([',', ';', '=', ' '], "_"), "password": "correct horse" });
            let calls = [
                alice.reauthenticate(crate::support::PASSWORD),
                app.register(&account),
                alice.logout(),
                app.user("alice").login().await.logout_all(),
            ];
            for call in calls {
                told.push(call.header("accept-language", asked).await);
            }
        }
        let english = told.split_off(4);
        for (answer, english) in told.iter().zip(&english) {
            assert!(english.status() < 300, "{english:?}");
            expect_told(answer, english, language);
        }
    }
}

#[tokio::test]
async fn the_cookie_goes_before_the_header() {
    let app = localized().await;
    let call = app.get("/api/users/me/").header("cookie", "a=b; django_language=ja").header("accept-language", "de");
    call.await.expect_detail(401, LANGUAGES[6].2);
}

#[tokio::test]
async fn a_language_without_texts_is_named_and_told_in_english() {
    let app = localized().await;
    for (asked, language) in
        [("nl", "nl"), ("zh-TW", "zh-hant"), ("en-GB", "en-gb"), ("xx", "en"), ("*", "en"), ("\u{e9}", "en")]
    {
        let answer = app.get("/api/users/me/").header("accept-language", asked).await;
        let answer = answer.expect_detail(401, "Authentication credentials were not provided.");
        assert_eq!(answer.header("content-language"), language);
    }
}

#[tokio::test]
async fn every_answer_names_its_language() {
    let app = localized().await;
    for (path, vary) in [
        ("/api/", "Accept, Accept-Language, Cookie"),
        ("/api/token/", "Accept, Accept-Language"),
        ("/nowhere/", "Accept-Language"),
        ("/api", "Accept-Language"),
    ] {
        let answer = app.get(path).header("accept-language", "es-MX").await;
        assert_eq!((answer.header("content-language"), answer.header("vary")), ("es-mx", vary), "{path}");
    }
}

#[tokio::test]
async fn pages_that_are_written_in_english_say_so() {
    let app = TestApp::build().localized().csrf_cookie("xsrf").start().await;
    for (path, vary) in [
        ("/", "Accept-Language"),
        ("/accounts/login/", "Cookie, Accept-Language"),
        ("/api/?format=api", "Accept, Accept-Language, Cookie"),
    ] {
        let answer = app.get(path).header("accept-language", "de").await.expect(200);
        assert_eq!((answer.header("content-language"), answer.header("vary")), ("en", vary), "{path}");
    }
}

#[tokio::test]
async fn whoever_sends_a_form_too_slowly_is_told_in_their_language() {
    let app = localized().await;
    let call = app.call("POST", "/api/register/").header("accept", "text/html").header("accept-language", "de");
    tokio::time::pause();
    call.endless_body().await.expect_detail(408, "Die Anfrage hat zu lange gebraucht.");
}

#[tokio::test]
async fn indentation_and_the_length_are_those_of_the_told_text() {
    let app = localized().await;
    let call = app.get("/api/users/me/").header("accept", "application/json; indent=2").header("accept-language", "de");
    let answer = call.await.expect(401);
    assert_eq!(answer.text(), "{\n  \"detail\": \"Es fehlen Anmeldedaten.\"\n}");
    let answer = app.get("/api/users/me/").header("accept-language", "ja").await;
    assert_eq!(answer.header("content-length"), answer.text().len().to_string());
}

#[tokio::test]
async fn what_python_says_of_broken_json_stays_as_it_is() {
    let app = localized().await;
    let broken = app.call("POST", "/api/token/").body("application/json", "{").header("accept-language", "de").await;
    let text = "JSON parse error - Expecting property name enclosed in double quotes: line 1 column 2 (char 1)";
    broken.expect_detail(400, text);
}

#[tokio::test]
async fn without_the_setting_the_header_is_not_looked_at() {
    let app = TestApp::new().await;
    let answer = app.get("/api/users/me/").header("accept-language", "de").await;
    let answer = answer.expect_detail(401, "Authentication credentials were not provided.");
    assert_eq!((answer.header("content-language"), answer.header("vary")), ("", "Accept, Cookie"));
}
