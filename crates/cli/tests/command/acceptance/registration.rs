//! Registration, and the page that shows that the server runs.

use serde_json::{Value, json};

use super::simplejwt;
use crate::support::{Answer, Deployment, PASSWORD, Server};

const CHARACTERS: &str =
    "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.";

#[test]
fn s20_a_registration_makes_a_row_as_django_would() {
    let deployment = simplejwt();
    let server = deployment.serve();
    let answer = server.register("bob").expect(201);
    assert_eq!(answer.body, json!({ "message": "User registered successfully." }));
    let flags = "CAST(is_active AS integer), CAST(is_staff AS integer), CAST(is_superuser AS integer)";
    assert_eq!(of_bob(&deployment, flags), "1|0|0");
    assert_eq!(of_bob(&deployment, "email, first_name, last_name, last_login"), "someone@example.com|||");
    assert!(of_bob(&deployment, "password").starts_with("pbkdf2_sha256$"));
    assert!(of_bob(&deployment, "date_joined").starts_with("20"));
}

#[test]
fn s21_every_error_of_every_field_is_told_at_once() {
    let server = simplejwt().serve();
    let too_long = |limit: usize| format!("Ensure this field has no more than {limit} characters.");
    let required = ["This field is required."];
    let email = format!("{}@example.com", "e".repeat(243));
    for (sent, told) in [
        (json!({}), json!({ "username": required, "password": required })),
        (
            json!({ "username": "alice", "password": PASSWORD }),
            json!({ "username": ["A user with that username already exists."] }),
        ),
        (
            json!({ "username": "a b", "email": "no", "password": "12345678" }),
            json!({
                "username": [CHARACTERS],
                "email": ["Enter a valid email address."],
                "password": ["This password is too common.", "This password is entirely numeric."],
            }),
        ),
        (
            json!({ "username": "u".repeat(151), "email": email, "password": "Pw-1".repeat(33) }),
            json!({ "username": [too_long(150)], "email": [too_long(254)], "password": [too_long(128)] }),
        ),
    ] {
        let answer = register(&server, &sent).expect(400).body;
        for (field, messages) in told.as_object().unwrap() {
            let said = answer[field].as_array().unwrap_or_else(|| panic!("{field}: {answer}"));
            assert!(messages.as_array().unwrap().iter().all(|message| said.contains(message)), "{answer}");
        }
        assert_eq!(answer.as_object().unwrap().len(), told.as_object().unwrap().len(), "{answer}");
    }
}

#[test]
fn s22_no_answer_contains_a_password_or_its_hash() {
    let deployment = simplejwt();
    let server = deployment.serve();
    let registration = json!({ "username": "bob", "email": "bob@example.com", "password": PASSWORD });
    let mut answers = vec![register(&server, &registration), register(&server, &registration)];
    let pair = server.login("bob");
    let access = Some(pair.access.as_str());
    for (path, body) in [
        ("/api/token/", json!({ "username": "bob", "password": PASSWORD })),
        ("/api/token/", json!({ "username": PASSWORD, "password": "wrong" })),
        ("/api/token/refresh/", json!({ "refresh": pair.refresh })),
        ("/api/reauthenticate/", json!({ "password": PASSWORD })),
        ("/api/register/", json!({ "username": "bob", "email": "no", "password": PASSWORD })),
    ] {
        answers.push(server.client().call("POST", path, access, Some(&body)).unwrap());
    }
    for path in ["/api/users/me/", "/api/sessions/", "/api/schema/", "/api/"] {
        for method in ["GET", "OPTIONS"] {
            answers.push(server.client().call(method, path, access, None).unwrap());
        }
    }
    let change = json!({ "first_name": "Bob", "password": PASSWORD });
    answers.push(server.client().call("PATCH", "/api/users/me/", access, Some(&change)).unwrap());
    let said = format!("{answers:?}");
    let hash = of_bob(&deployment, "password");
    for secret in [PASSWORD, &hash, "pbkdf2_sha256"] {
        assert!(!said.contains(secret), "{said}");
    }
}

#[test]
fn s22_the_schema_has_the_password_in_requests_alone() {
    let schema = simplejwt().serve().client().get("/api/schema/").expect(200).body;
    let models = schema["components"]["schemas"].as_object().unwrap();
    let with_password = models.iter().filter(|(_, model)| !model["properties"]["password"].is_null());
    let names: Vec<_> = with_password.map(|(name, _)| format!("#/components/schemas/{name}")).collect();
    let operations = schema["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
    let (mut asked, mut answered) = (String::new(), String::new());
    for operation in operations {
        asked += &operation["requestBody"].to_string();
        answered += &operation["responses"].to_string();
    }
    assert!(names.len() > 1, "{names:?}");
    for name in &names {
        assert!(asked.contains(name) && !answered.contains(name), "{name}");
    }
}

#[test]
fn s23_an_omitted_email_address_is_an_empty_one() {
    let deployment = simplejwt();
    let server = deployment.serve();
    register(&server, &json!({ "username": "bob", "password": PASSWORD })).expect(201);
    assert_eq!(of_bob(&deployment, "email"), "");
}

#[test]
fn s25_who_registers_logs_in_calls_refreshes_and_calls_again() {
    let server = simplejwt().serve();
    server.register("bob").expect(201);
    let pair = server.login("bob");
    assert_eq!(server.me(&pair.access).expect(200).body["username"], "bob");
    let access = server.refresh(&pair.refresh).expect(200).text("access");
    assert_eq!(server.me(&access).expect(200).body["username"], "bob");
}

#[test]
fn s26_the_validators_judge_new_passwords_and_can_be_switched_off() {
    let deployment = simplejwt();
    let weak = json!({ "username": "bob", "email": "bob@example.com", "password": "12345678" });
    let refused = register(&deployment.serve(), &weak).expect(400).body;
    let told = json!({ "password": ["This password is too common.", "This password is entirely numeric."] });
    assert_eq!(refused, told);
    let lax = deployment.with("COUNTERSIGN_PASSWORD__VALIDATORS", "[]").serve();
    register(&lax, &weak).expect(201);
    lax.client().login("bob", "12345678").pair();
}

#[test]
fn s42_a_page_shows_that_the_server_runs_and_machines_have_a_route_of_their_own() {
    let server = Deployment::new().serve();
    let page = server.client().get("/").expect(200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    server.client().get("/healthz").expect(200);
    server.client().get("/readyz").expect(200);
}

fn register(server: &Server, body: &Value) -> Answer {
    server.client().post("/api/register/", body)
}

/// Columns of the row in `auth_user`.
fn of_bob(deployment: &Deployment, columns: &str) -> String {
    deployment.sql(&format!("SELECT {columns} FROM auth_user WHERE username = 'bob'"))
}
