//! What the settings ask for, and a Django's database has no table for.

use countersign_core::store::DjangoTables;
use countersign_server::AuthenticationClass;

use crate::config::{Config, RouteSettings};

const CLASSES: &str = "rest_framework.default_authentication_classes";

/// A table, the application that makes it, and who needs it.
struct Table {
    name: &'static str,
    app: &'static str,
    label: &'static str,
    class: AuthenticationClass,
    route: &'static str,
    is_there: fn(DjangoTables) -> bool,
}

const TABLES: [Table; 2] = [
    Table {
        name: "authtoken_token",
        app: "rest_framework.authtoken",
        label: "authtoken",
        class: AuthenticationClass::Token,
        route: "obtain_auth_token",
        is_there: |found| found.auth_tokens,
    },
    Table {
        name: "django_session",
        app: "django.contrib.sessions",
        label: "sessions",
        class: AuthenticationClass::Session,
        route: "token_session",
        is_there: |found| found.web_sessions,
    },
];

/// Why a server cannot start on this database: what somebody has set needs a table that is not there.
pub(crate) fn refusal(config: &Config, found: DjangoTables) -> Option<String> {
    let missing = TABLES.iter().filter(|table| !(table.is_there)(found));
    let named = missing.into_iter().find_map(|table| named_class(config, table).or_else(|| named_route(config, table)));
    named.or_else(|| claim(config, found))
}

/// Takes out what nobody has set, and needs a table that is not there.
pub(crate) fn leave_out(config: &mut Config, found: DjangoTables) {
    for table in TABLES.iter().filter(|table| !(table.is_there)(found)) {
        config.rest_framework.default_authentication_classes.retain(|class| *class != table.class);
        config.routes.entry(table.route.to_owned()).or_insert_with(RouteSettings::nowhere);
        tracing::info!(
            "the database has no table {}: {} and the endpoint {} are left out",
            table.name,
            table.class.as_str(),
            table.route
        );
    }
}

fn named_class(config: &Config, table: &Table) -> Option<String> {
    let is_default = config.origins.of(CLASSES) == "default";
    let everywhere = !is_default && config.rest_framework.default_authentication_classes.contains(&table.class);
    let named_by = |(name, route): (&String, &RouteSettings)| {
        let named = route.authentication_classes().is_some_and(|classes| classes.contains(&table.class));
        named.then(|| format!("routes.{name}.authentication_classes"))
    };
    let key = everywhere.then(|| CLASSES.to_owned()).or_else(|| config.routes.iter().find_map(named_by))?;
    Some(format!("{key}: {} {}", table.class.as_str(), needs(table, "take it out of the list")))
}

fn named_route(config: &Config, table: &Table) -> Option<String> {
    let paths = config.routes.get(table.route)?.paths()?;
    let needs = needs(table, &format!("set {} = [] under [routes]", table.route));
    (!paths.is_empty()).then(|| format!("routes.{}: the endpoint {needs}", table.route))
}

fn needs(table: &Table, otherwise: &str) -> String {
    let Table { name, app, label, .. } = table;
    format!(
        "needs the table {name}, which the database does not have; add {app} to the Django project's INSTALLED_APPS and \
         run its `manage.py migrate {label}`, or {otherwise}"
    )
}

/// A claim of groups or permissions, where users can have none.
fn claim(config: &Config, found: DjangoTables) -> Option<String> {
    let (groups, permissions) = (&config.django.groups_table, &config.django.permissions_table);
    let (name, source, mend) = config.jwt.claims.iter().find_map(|(name, setting)| match setting.source_name()? {
        "groups" if !found.groups => Some((name, "groups", format!("django.groups_table = {groups:?}"))),
        "permissions" if !found.groups && !found.permissions => {
            Some((name, "permissions", format!("django.permissions_table = {permissions:?}")))
        }
        _ => None,
    })?;
    Some(format!(
        "jwt.claims.{name} = {source:?}: the database has no such table as {mend} says; name the table that ties users to \
         their {source}, or take the claim out"
    ))
}
