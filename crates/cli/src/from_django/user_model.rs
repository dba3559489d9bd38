//! `AUTH_USER_MODEL` → `[django]`: the table of the users, and its columns.

use anyhow::bail;

use super::extra_fields;
use super::project::{Field, Project, Relation, UserModel};
use super::sheet::Sheet;

/// What the key of a user may be.
const KEYS: [&str; 9] = [
    "AutoField",
    "BigAutoField",
    "SmallAutoField",
    "IntegerField",
    "BigIntegerField",
    "SmallIntegerField",
    "PositiveIntegerField",
    "PositiveBigIntegerField",
    "UUIDField",
];
/// The fields of Django's own user, but for name and address, which may be called otherwise.
const STANDARD: [&str; 8] =
    ["password", "last_login", "is_active", "is_superuser", "is_staff", "first_name", "last_name", "date_joined"];

/// # Errors
/// The model keeps its users as nothing here can.
pub(super) fn carry_over(project: &Project, sheet: &mut Sheet) -> anyhow::Result<()> {
    let model = &project.user_model;
    let key = refuse_others(model)?;
    let usual = [
        ("user_model", model.label.as_str(), "auth.User"),
        ("user_table", &model.table, "auth_user"),
        ("username_field", &model.username_field, "username"),
        ("email_field", email_field(model), "email"),
    ];
    for (name, value, usual) in usual {
        if value != usual {
            sheet.set(&format!("django.{name}"), value, comment(name, model));
        }
    }
    relation("groups", model.groups.as_ref(), "group_id", sheet);
    relation("permissions", model.permissions.as_ref(), "permission_id", sheet);
    columns(model, key, sheet);
    extra_fields::carry_over(project, &standard(model), sheet);
    absent(model, sheet);
    behaviour(model, sheet);
    Ok(())
}

/// The key, where everything is as it must be.
fn refuse_others(model: &UserModel) -> anyhow::Result<&Field> {
    let label = &model.label;
    if !model.parents.is_empty() {
        bail!(
            "{label} keeps its columns in the tables of {}, too; Countersign reads users from one table",
            model.parents.join(", ")
        );
    }
    if model.table.contains(['"', '\0']) {
        bail!(
            "the table of {label} is {:?}; name it without quotes, and its schema by the search path of the database",
            model.table
        );
    }
    let Some(key) = model.fields.iter().find(|field| field.primary_key) else { bail!("{label} has no primary key") };
    if !KEYS.contains(&key.kind.as_str()) || key.relation.is_some() {
        bail!("the key {} of {label} is a {}; Countersign has integer, big-integer and UUID keys", key.name, key.class);
    }
    for needed in ["password", &model.username_field] {
        let field = model.fields.iter().find(|field| field.name == needed);
        if field.is_none_or(|field| field.relation.is_some()) {
            bail!("{label} has no column {needed} of its own; people log in with it here");
        }
    }
    Ok(key)
}

fn comment(name: &str, model: &UserModel) -> String {
    match name {
        "user_model" => "AUTH_USER_MODEL".to_owned(),
        "user_table" => format!("The table of {}.", model.label),
        "username_field" => "USERNAME_FIELD: what people log in with, and its name in requests and answers.".to_owned(),
        _ if email_field(model).is_empty() => "There is no column for an e-mail address.".to_owned(),
        _ => "EMAIL_FIELD".to_owned(),
    }
}

/// Empty where the model names one that it does not have.
fn email_field(model: &UserModel) -> &str {
    let named = model.fields.iter().find(|field| field.name == model.email_field);
    named.map_or("", |field| field.name.as_str())
}

/// The table between users and groups or permissions.
fn relation(what: &str, relation: Option<&Relation>, other_column: &str, sheet: &mut Sheet) {
    let usual = if what == "groups" { "auth_user_groups" } else { "auth_user_user_permissions" };
    let (table, key) = (format!("django.{what}_table"), format!("django.{what}_user_column"));
    let Some(Relation { table: name, user_column, other_column: other }) = relation else {
        sheet.set(&table, "", format!("Users have no {what}."));
        return;
    };
    if name != usual {
        sheet.set(&table, name.as_str(), format!("The table between users and their {what}."));
    }
    if user_column != "user_id" {
        sheet.set(&key, user_column.as_str(), "Its column of the user.");
    }
    if other != other_column {
        let advice = format!("the column must be {other_column}; rename it, or users have no {what} here");
        sheet.not_carried(format!("{name}.{other}"), advice);
    }
}

/// The fields that are no extra ones.
fn standard(model: &UserModel) -> Vec<&str> {
    let key = model.fields.iter().find(|field| field.primary_key).map(|field| field.name.as_str());
    let named = [model.username_field.as_str(), email_field(model)];
    STANDARD.into_iter().chain(key).chain(named).filter(|name| !name.is_empty()).collect()
}

/// Those that are not called as their fields are.
fn columns(model: &UserModel, key: &Field, sheet: &mut Sheet) {
    if key.column != "id" {
        sheet.set("django.user_columns.id", key.column.as_str(), format!("The column of the key, {}.", key.name));
    }
    let own = [model.username_field.as_str(), email_field(model)];
    let mut names: Vec<_> = STANDARD.into_iter().chain(own).filter(|name| !name.is_empty()).collect();
    names.dedup();
    for name in names {
        let dotted = format!("django.user_columns.{name}");
        match model.fields.iter().find(|field| field.name == name) {
            Some(field) if field.column == name => {}
            Some(field) => sheet.set(&dotted, field.column.as_str(), format!("The column of {name}.")),
            None => sheet.set(&dotted, "", format!("{} has no such column.", model.label)),
        }
    }
}

/// What has no column, and is something all the same.
fn absent(model: &UserModel, sheet: &mut Sheet) {
    for (name, value) in &model.without_column {
        let about = format!("{}.{name}", model.label);
        match (name.as_str(), value.as_bool(), value.as_str()) {
            ("is_active", _, Some(_)) => sheet.not_carried(
                about,
                "it is computed, and everybody is active here; name the column that decides under [django.user_columns] is_active",
            ),
            ("is_staff" | "is_superuser", _, Some(_)) => sheet.not_carried(
                about,
                format!("it is computed, and nobody is here; name the column that decides under [django.user_columns] {name}"),
            ),
            ("is_active", Some(false), _) => sheet.not_carried(about, "it is always False there; everybody is active here"),
            ("is_staff" | "is_superuser", Some(true), _) => {
                sheet.not_carried(about, "it is always True there; nobody is here");
            }
            _ => {}
        }
    }
}

/// What Python code does when accounts are looked up, made or changed.
fn behaviour(model: &UserModel, sheet: &mut Sheet) {
    let has = |methods: &[String], name: &str| methods.iter().any(|method| method == name);
    let manager = &model.manager;
    if has(&model.manager_methods, "get_by_natural_key") {
        let advice = "names are looked up exactly as they are written here; if it looks regardless of case, keep names in lower case, \
                      and let clients send them so";
        sheet.not_carried(format!("{manager}.get_by_natural_key"), advice);
    }
    if has(&model.manager_methods, "get_queryset") {
        let advice = "every row of the table is a user here, also those that it hides: deactivate them (is_active)";
        sheet.not_carried(format!("{manager}.get_queryset"), advice);
    }
    let makers = ["create_user", "create_superuser", "normalize_email"];
    let makers: Vec<_> = makers.into_iter().filter(|name| has(&model.manager_methods, name)).collect();
    if !makers.is_empty() {
        let advice = "accounts that are made here have the domain of their address in lower case, as by Django's own manager, and \
                      nothing else that it does; keep registration with Django if it matters";
        sheet.warn(format!("{manager}: {}", makers.join(", ")), advice);
    }
    if !model.model_methods.is_empty() {
        let advice =
            "it is Python code, which does not run here; see whether a login or an account made here can do without";
        sheet.not_carried(format!("{}: {}", model.label, model.model_methods.join(", ")), advice);
    }
    if !model.signals.is_empty() {
        let advice = "receivers of signals run in Django alone: what they do for a new or changed account is not done for those made \
                      or changed here";
        sheet.warn(format!("{}: receivers of {}", model.label, model.signals.join(", ")), advice);
    }
}
