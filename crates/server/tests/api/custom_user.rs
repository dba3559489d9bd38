//! A user model of a project's own: people log in with their address, keys are UUIDs, and there are further fields.

use std::sync::Arc;

use countersign_core::{
    DecimalSize, ExtraField, FieldDefault, FieldKind, Identifier, MembershipTable, UserColumns, UserId, UserModel,
    UserTable,
};
use serde_json::{Value, json};

use crate::support::{Build, TestApp};

/// The row of one person; each database writes keys and times in a way of its own.
const ROW: &str =
    "SELECT replace(CAST(id AS text), '-', '') || ' ' || replace(CAST(updated_at AS text), '+00', '') || ' ' ||
                          phone || ' ' || plan || ' ' || options
                     FROM accounts_customuser";
pub(crate) const PASSWORD: &str = "marble staircase 9";

/// Of the column, `numeric(5, 2)` on PostgreSQL.
const SCORE: DecimalSize = DecimalSize { max_digits: 5, decimal_places: 2 };

fn field(name: &str, kind: FieldKind, default: Option<FieldDefault>) -> ExtraField {
    ExtraField {
        name: name.to_owned(),
        column: Identifier::new(name).unwrap(),
        kind,
        null: default.is_none(),
        required: false,
        register: default != Some(FieldDefault::Now),
        unique: false,
        default,
    }
}

pub(crate) fn custom_user() -> UserTable {
    let name = |name: &str| Identifier::new(name).unwrap();
    let members = |table| Some(MembershipTable { table: name(table), user_column: name("customuser_id") });
    let constant = |value| Some(FieldDefault::Value(value));
    UserTable {
        user_model: UserModel::parse("accounts.CustomUser").unwrap(),
        table: name("accounts_customuser"),
        username_field: "email".to_owned(),
        columns: UserColumns {
            username: name("email"),
            last_name: Some(name("surname")),
            ..UserTable::default().columns
        },
        groups: members("accounts_customuser_groups"),
        permissions: members("accounts_customuser_user_permissions"),
        extra_fields: vec![
            field("phone", FieldKind::Text { max_length: Some(20) }, None),
            field("plan", FieldKind::Text { max_length: Some(10) }, constant("free".into())),
            field("born", FieldKind::Date, None),
            field("score", FieldKind::Decimal(SCORE), constant("0.00".into())),
            field("tenant", FieldKind::Uuid, None),
            field("updated_at", FieldKind::DateTime, Some(FieldDefault::Now)),
            field("options", FieldKind::Json, constant(json!({}))),
            field("newsletter", FieldKind::Boolean, constant(false.into())),
            field("visits", FieldKind::Integer, constant(0.into())),
        ],
        ..UserTable::default()
    }
}

async fn start() -> TestApp {
    Build::default().on_custom_user(custom_user()).start().await
}

pub(crate) async fn alice(app: &TestApp) -> Value {
    let wanted = json!({ "email": "Alice@EXAMPLE.org", "password": PASSWORD, "phone": "1", "plan": "free" });
    app.register(&wanted).await.expect(201);
    let login = json!({ "email": "Alice@example.org", "password": PASSWORD });
    app.post("/api/token/", &login).await.expect(200).json()
}

#[tokio::test]
async fn people_register_log_in_and_see_themselves_under_the_names_of_the_model() {
    let app = start().await;
    let pair = alice(&app).await;
    let me = app.me(pair["access"].as_str().unwrap()).await.expect(200).json();
    let id = me["id"].as_str().unwrap();
    assert!(matches!(UserId::parse(id), Some(UserId::Uuid(key)) if key.get_version_num() == 4));
    assert_eq!(me, json!({ "id": id, "email": "Alice@example.org", "first_name": "", "last_name": "" }));
    let pair = app.refresh(pair["refresh"].as_str().unwrap()).await.expect_pair();
    app.me(&pair.access).await.expect(200);
    let kept = app.text(ROW).await;
    assert_eq!(kept, format!("{} 2026-01-01 00:00:00 1 free {{}}", id.replace('-', "")));
}

/// As a real Django with DRF says it.
#[tokio::test]
async fn what_is_missing_or_taken_is_told_under_the_names_of_the_model() {
    let app = start().await;
    let required = json!({ "email": ["This field is required."], "password": ["This field is required."] });
    for path in ["/api/token/", "/api/token/sliding/", "/api/register/"] {
        assert_eq!(app.post(path, &json!({})).await.expect(400).json(), required, "{path}");
    }
    alice(&app).await;
    let again = json!({ "email": "Alice@example.org", "password": PASSWORD, "phone": "1" });
    let taken = json!({
        "email": ["custom user with this email already exists."],
        "phone": ["custom user with this phone already exists."],
    });
    assert_eq!(app.register(&again).await.expect(400).json(), taken);
}

/// As a `ModelSerializer` of that model says it.
#[tokio::test]
async fn further_fields_are_read_by_their_kinds() {
    let app = start().await;
    let wrong = json!({
        "email": "no", "password": PASSWORD, "phone": "", "plan": "", "born": "x", "score": "x", "tenant": "x",
        "newsletter": "x", "visits": "x",
    });
    let told = json!({
        "email": ["Enter a valid email address."],
        "phone": ["This field may not be blank."],
        "plan": ["This field may not be blank."],
        "born": ["Date has wrong format. Use one of these formats instead: YYYY-MM-DD."],
        "score": ["A valid number is required."],
        "tenant": ["Must be a valid UUID."],
        "newsletter": ["Must be a valid boolean."],
        "visits": ["A valid integer is required."],
    });
    assert_eq!(app.register(&wrong).await.expect(400).json(), told);
    let null = json!({ "email": "b@example.org", "password": PASSWORD, "plan": null, "visits": null });
    let not_null = json!({ "plan": ["This field may not be null."], "visits": ["This field may not be null."] });
    assert_eq!(app.register(&null).await.expect(400).json(), not_null);
    let right = json!({
        "email": "b@example.org", "password": PASSWORD, "born": "2000-02-29", "score": 2.5, "newsletter": "yes",
        "tenant": "C9BF9E5716854C89BAFBFF5AF830BE8A", "visits": "7", "options": { "a": [1, null] }, "updated_at": "1",
    });
    app.register(&right).await.expect(201);
    let user = app.row_of("b@example.org").await;
    let kept = ["born", "score", "tenant", "newsletter", "visits", "options", "phone"].map(|name| &user.extra[name]);
    let wanted =
        json!(["2000-02-29", "2.50", "c9bf9e57-1685-4c89-bafb-ff5af830be8a", true, 7, { "a": [1, null] }, null]);
    assert_eq!(json!(kept), wanted);
}

/// Django's ORM reads no number that has more digits than its field.
#[tokio::test]
async fn a_decimal_has_no_more_digits_than_its_field() {
    let app = start().await;
    for (sent, told) in [
        (json!("999.999"), "Ensure that there are no more than 5 digits in total."),
        (json!(0.001), "Ensure that there are no more than 2 decimal places."),
        (json!("1000"), "Ensure that there are no more than 3 digits before the decimal point."),
        (json!("NaN"), "A valid number is required."),
        (json!(true), "A valid number is required."),
        (json!("1".repeat(1001)), "String value too large."),
    ] {
        let asked = json!({ "email": "b@example.org", "password": PASSWORD, "score": sent });
        assert_eq!(app.register(&asked).await.expect(400).json(), json!({ "score": [told] }), "{sent}");
    }
    for (name, sent, kept) in [("c", json!("-12.3"), "-12.30"), ("d", json!(1e2), "100.00"), ("e", json!(7), "7.00")] {
        let email = format!("{name}@example.org");
        app.register(&json!({ "email": email, "password": PASSWORD, "score": sent })).await.expect(201);
        assert_eq!(app.row_of(&email).await.extra["score"], kept);
    }
}

#[tokio::test]
async fn what_the_table_does_not_take_is_told_as_a_bad_request() {
    let app = start().await;
    app.sql("ALTER TABLE accounts_customuser ADD COLUMN rule integer CHECK (length(phone) < 5)").await;
    let refused = json!({ "non_field_errors": ["A value is beyond what its column takes."] });
    let wanted = json!({ "email": "bob@example.org", "password": PASSWORD, "phone": "12345" });
    app.register(&wanted).await.expect_json(400, &refused);
    app.register(&json!({ "email": "bob@example.org", "password": PASSWORD, "phone": "1234" })).await.expect(201);
}

/// DRF's serializer calls the field so whatever the model calls it.
#[tokio::test]
async fn a_token_of_drf_is_asked_for_by_username() {
    let app = start().await;
    alice(&app).await;
    let login = json!({ "username": "Alice@example.org", "password": PASSWORD });
    app.post("/api-token-auth/", &login).await.expect(200);
}

#[tokio::test]
async fn options_and_the_login_page_name_the_fields_of_the_model() {
    let app = start().await;
    let told = app.call("OPTIONS", "/api/token/").await.expect(200).json();
    let email = json!({ "type": "string", "required": true, "read_only": false, "label": "Email" });
    assert_eq!(told["actions"]["POST"]["email"], email);
    let told = app.call("OPTIONS", "/api/register/").await.expect(200).json();
    let names: Vec<_> = told["actions"]["POST"].as_object().unwrap().keys().map(String::as_str).collect();
    let extra = ["phone", "plan", "born", "score", "tenant", "options", "newsletter", "visits"];
    assert_eq!(names, [&["email", "password"][..], &extra].concat());
    let born = json!({ "type": "date", "required": false, "read_only": false, "label": "Born" });
    assert_eq!(told["actions"]["POST"]["born"], born);
    let page = app.get("/accounts/login/").await.expect(200).text().to_owned();
    assert!(page.contains(">Email</label>") && page.contains("maxlength=\"254\""), "{page}");
}

#[tokio::test]
async fn a_token_of_a_number_names_nobody_where_keys_are_uuids() {
    let app = start().await;
    alice(&app).await;
    let store = app.store();
    assert!(store.user(UserId::from_key(1)).await.unwrap().is_none());
    assert_eq!(Arc::clone(&app.ctx().user_table).user_model.permission("view"), "accounts.view_customuser");
}
