//! Staff and a user model of a project's own.

use countersign_core::UserTable;
use serde_json::{Value, json};

use crate::custom_user::{PASSWORD, alice, custom_user};
use crate::support::{Build, Call, TestApp};

const PLAN: &str =
    "SELECT plan || ' ' || CAST(visits AS text) FROM accounts_customuser WHERE email = 'bob@example.org'";

/// `plan` must be given; registration fills neither `born` nor `visits`.
fn model() -> UserTable {
    let mut table = custom_user();
    for field in &mut table.extra_fields {
        match &*field.name {
            "plan" => field.default = None,
            "born" | "visits" => field.register = false,
            _ => {}
        }
    }
    table
}

struct Office {
    app: TestApp,
    access: String,
}

impl Office {
    async fn open() -> Self {
        let app = Build::default().on_custom_user(model()).start().await;
        alice(&app).await;
        app.sql("UPDATE accounts_customuser SET is_staff = TRUE, is_superuser = TRUE").await;
        let login = json!({ "email": "Alice@example.org", "password": PASSWORD });
        let pair = app.post("/api/token/", &login).await.expect_pair();
        Self { app, access: pair.access }
    }

    fn call(&self, method: &str, target: &str, fields: &Value) -> Call {
        self.app.call(method, target).bearer(&self.access).json(fields)
    }

    async fn bob(&self) -> Value {
        let bob = json!({ "email": "bob@example.org", "password": PASSWORD, "plan": "pro", "born": "2000-02-29", "visits": "7", "score": "2.50" });
        self.call("POST", "/api/users/", &bob).await.expect(201).json()
    }
}

/// As a `ModelSerializer` of that model shows it.
#[tokio::test]
async fn staff_set_every_field_of_an_account_that_they_make() {
    let office = Office::open().await;
    let bob = office.bob().await;
    let shown = json!({
        "id": bob["id"], "email": "bob@example.org", "first_name": "", "last_name": "", "is_active": true,
        "is_staff": false, "is_superuser": false, "last_login": null, "date_joined": "2026-01-01T00:00:00Z", "groups": [],
        "user_permissions": [], "phone": null, "plan": "pro", "born": "2000-02-29", "score": "2.50", "tenant": null,
        "updated_at": "2026-01-01T00:00:00Z", "options": {}, "newsletter": false, "visits": 7,
    });
    assert_eq!(bob, shown);
    assert_eq!(office.app.text(PLAN).await, "pro 7");
    let one = format!("/api/users/{}/", bob["id"].as_str().unwrap());
    assert_eq!(office.call("GET", &one, &json!({})).await.expect(200).json(), shown);
    let page = office.call("GET", "/api/users/?search=bob", &json!({})).await.expect(200).json();
    assert_eq!(page["results"], json!([shown]));
}

#[tokio::test]
async fn what_is_missing_wrong_or_taken_is_told_to_staff_by_field() {
    let office = Office::open().await;
    let told = json!({ "email": ["This field is required."], "plan": ["This field is required."],
                       "password": ["This field is required."] });
    office.call("POST", "/api/users/", &json!({})).await.expect_json(400, &told);
    let wrong = json!({ "email": "b@example.org", "password": PASSWORD, "plan": "beyond ten characters", "born": "x",
                        "phone": "1", "visits": null });
    let told = json!({
        "phone": ["custom user with this phone already exists."],
        "plan": ["Ensure this field has no more than 10 characters."],
        "born": ["Date has wrong format. Use one of these formats instead: YYYY-MM-DD."],
        "visits": ["This field may not be null."],
    });
    office.call("POST", "/api/users/", &wrong).await.expect_json(400, &told);
}

#[tokio::test]
async fn staff_change_the_fields_that_they_name() {
    let office = Office::open().await;
    let bob = office.bob().await;
    let one = format!("/api/users/{}/", bob["id"].as_str().unwrap());
    let changed = office.call("PATCH", &one, &json!({ "visits": 8, "born": null })).await.expect(200).json();
    assert_eq!((&changed["visits"], &changed["born"], &changed["plan"]), (&json!(8), &Value::Null, &json!("pro")));
    let demanded = json!({ "email": ["This field is required."], "plan": ["This field is required."] });
    office.call("PUT", &one, &json!({})).await.expect_json(400, &demanded);
    let put = json!({ "email": "bob@example.org", "plan": "free", "phone": "2", "updated_at": "2000-01-01T00:00:00Z" });
    let changed = office.call("PUT", &one, &put).await.expect(200).json();
    assert_eq!((&changed["plan"], &changed["updated_at"]), (&json!("free"), &bob["updated_at"]));
    assert_eq!(office.app.text(PLAN).await, "free 8");
    let taken = json!({ "phone": ["custom user with this phone already exists."] });
    office.call("PATCH", &one, &json!({ "phone": "1" })).await.expect_json(400, &taken);
    office.call("PATCH", &one, &json!({ "phone": "2" })).await.expect(200);
}

#[tokio::test]
async fn options_tell_staff_the_fields_of_the_model() {
    let office = Office::open().await;
    let told = office.call("OPTIONS", "/api/users/", &json!({})).await.expect(200).json();
    let post = told["actions"]["POST"].as_object().unwrap();
    let names: Vec<_> = post.keys().map(String::as_str).collect();
    let own = [
        "id",
        "email",
        "first_name",
        "last_name",
        "is_active",
        "is_staff",
        "is_superuser",
        "last_login",
        "date_joined",
        "groups",
        "user_permissions",
    ];
    let further = ["phone", "plan", "born", "score", "tenant", "updated_at", "options", "newsletter", "visits"];
    assert_eq!(names, [&own[..], &further, &["password"]].concat());
    assert_eq!(post["updated_at"]["read_only"], true);
    assert_eq!(
        post["plan"],
        json!({ "type": "string", "required": true, "read_only": false, "label": "Plan", "max_length": 10 })
    );
}
