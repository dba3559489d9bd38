//! `REST_FRAMEWORK` → `[rest_framework]`: classes by their names, and what else would change an answer.

use std::fmt::Write as _;

use countersign_server::{AuthenticationClass, PermissionClass, Renderer, RestFramework};

use super::class::{Class, Counterpart};
use super::project::Project;
use super::python;
use super::sheet::Sheet;

const TOKEN: &str = "TokenAuthentication";
const SESSION: &str = "SessionAuthentication";

/// Settings that are no classes of ours, and that would change an answer.
const OTHERS: [(&str, &str); 12] = [
    (
        "EXCEPTION_HANDLER",
        "refusals have DRF's own bodies here; teach the clients those, or keep these endpoints with Django",
    ),
    ("DEFAULT_PARSER_CLASSES", "JSON, forms and multipart are read here"),
    ("DEFAULT_CONTENT_NEGOTIATION_CLASS", "Accept decides here, as DRF's own class has it"),
    ("DEFAULT_VERSIONING_CLASS", "there are no versions here; mount the endpoints at the paths of each under [routes]"),
    (
        "DEFAULT_PAGINATION_CLASS",
        "lists of users, groups and permissions have pages by number here: ?page= and ?page_size=",
    ),
    ("PAGE_SIZE", "a page has 50 here where ?page_size= does not say otherwise"),
    ("NON_FIELD_ERRORS_KEY", "the name is non_field_errors here"),
    ("URL_FORMAT_OVERRIDE", "the parameter is ?format= here"),
    ("UNICODE_JSON", "JSON has letters of all languages as they are here"),
    (
        "COMPACT_JSON",
        "JSON has no blanks between its parts here; Accept: application/json; indent=4 shows it with some",
    ),
    ("DEFAULT_METADATA_CLASS", "OPTIONS is answered as by DRF's SimpleMetadata here"),
    ("UNAUTHENTICATED_USER", "whoever shows no credential is anonymous here"),
];

pub(super) fn carry_over(project: &Project, sheet: &mut Sheet) {
    authentication(project, sheet);
    permissions(project, sheet);
    renderers(project, sheet);
    let Some(rest_framework) = &project.rest_framework else { return };
    for (key, advice) in OTHERS {
        let (written, default) = (rest_framework.written.get(key), rest_framework.defaults.get(key));
        let named = written.and_then(|value| value.get("py:named"));
        if let Some(value) = written.filter(|_| written != default && (named.is_none() || named != default)) {
            sheet.not_carried(format!("REST_FRAMEWORK[{key:?}] = {}", python::shown(value)), advice);
        }
    }
}

/// The classes of a setting that the project sets itself.
pub(super) fn written<'p>(project: &'p Project, key: &str) -> Option<&'p [Class]> {
    let rest_framework = project.rest_framework.as_ref()?;
    rest_framework.written.get(key)?;
    rest_framework.classes.get(key).map(Vec::as_slice)
}

/// Where the project does not say, ours: DRF's own have no tokens. A class whose table is not there is left out.
fn authentication(project: &Project, sheet: &mut Sheet) {
    let key = "DEFAULT_AUTHENTICATION_CLASSES";
    let known: Vec<_> = AuthenticationClass::ALL.map(|class| (import_path(class.as_str()), class.as_str())).into();
    let usual: Vec<_> = RestFramework::default().authentication_classes.iter().map(|class| class.as_str()).collect();
    let set = written(project, key).map(|classes| names(classes, &known, key, sheet));
    let is_set = set.as_ref().is_some_and(|names| !names.is_empty());
    let mut names = set.filter(|names| !names.is_empty()).unwrap_or_else(|| usual.clone());
    let mut comment = if is_set { format!("REST_FRAMEWORK[{key:?}].") } else { String::new() };
    for (app, class) in [("rest_framework.authtoken", TOKEN), ("django.contrib.sessions", SESSION)] {
        if !project.has_app(app) && names.contains(&class) {
            names.retain(|name| *name != class);
            // Writing into a text does not fail.
            let _infallible = write!(comment, " {class} is left out: {app} is not in INSTALLED_APPS.");
        }
    }
    if names.is_empty() {
        names.push(AuthenticationClass::Jwt.as_str());
    }
    if names != usual {
        sheet.set("rest_framework.default_authentication_classes", names, comment.trim());
    }
}

fn import_path(name: &str) -> String {
    let module = if name.starts_with("JWT") { "rest_framework_simplejwt" } else { "rest_framework" };
    format!("{module}.authentication.{name}")
}

/// What is open to everybody there is not opened here: what asks for a permission here is a caller's own.
fn permissions(project: &Project, sheet: &mut Sheet) {
    let key = "DEFAULT_PERMISSION_CLASSES";
    let Some(classes) = written(project, key) else { return };
    let path = |class: PermissionClass| (format!("rest_framework.permissions.{}", class.as_str()), class.as_str());
    let mut names = names(classes, &PermissionClass::ALL.map(path), key, sheet);
    names.retain(|name| *name != PermissionClass::AllowAny.as_str());
    let usual: Vec<_> = RestFramework::default().permission_classes.iter().map(|class| class.as_str()).collect();
    if !names.is_empty() && names != usual {
        sheet.set("rest_framework.default_permission_classes", names, format!("REST_FRAMEWORK[{key:?}]"));
    }
}

fn renderers(project: &Project, sheet: &mut Sheet) {
    let key = "DEFAULT_RENDERER_CLASSES";
    let Some(classes) = written(project, key) else { return };
    let path = |renderer: Renderer| (format!("rest_framework.renderers.{}", renderer.as_str()), renderer.as_str());
    let names = names(classes, &Renderer::ALL.map(path), key, sheet);
    let usual: Vec<_> = RestFramework::default().renderer_classes.iter().map(|class| class.as_str()).collect();
    if !names.is_empty() && names != usual {
        sheet.set("rest_framework.default_renderer_classes", names, format!("REST_FRAMEWORK[{key:?}]"));
    }
}

/// The names that these classes have here, each once. What has none is told.
fn names<'n>(classes: &[Class], known: &[(String, &'n str)], key: &str, sheet: &mut Sheet) -> Vec<&'n str> {
    let mut names = Vec::new();
    for class in classes {
        let about = format!("REST_FRAMEWORK[{key:?}]: {}", class.path);
        let name = match class.counterpart(known) {
            Counterpart::Same(name) => Some(name),
            Counterpart::Base(name) => {
                let advice = format!("{}; {name}, which it is made of, was taken in its place", class.why_not());
                sheet.not_carried(about, advice);
                Some(name)
            }
            Counterpart::None => {
                let advice =
                    format!("{}; it was left out: keep the endpoints that need it with Django", class.why_not());
                sheet.not_carried(about, advice);
                None
            }
        };
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names
}
