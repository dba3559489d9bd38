//! Where the project has its token endpoints → `[routes]`

use std::collections::BTreeMap;

use countersign_server::default_routes;

use super::project::{Project, View};
use super::sheet::Sheet;

const OBTAIN_AUTH_TOKEN: &str = "obtain_auth_token";
const REGISTER: &str = "register";
/// DRF's own, which every project has.
const USUAL_SERIALIZER: &str = "rest_framework.authtoken.serializers.AuthTokenSerializer";

pub(super) fn carry_over(project: &Project, sheet: &mut Sheet) {
    if let Some(error) = &project.routes.error {
        sheet.not_carried(
            "ROOT_URLCONF",
            format!("it cannot be read ({error}); name the paths of the endpoints under [routes]"),
        );
    }
    let found = mounts(project, sheet);
    for (name, usual) in default_routes() {
        match found.get(name) {
            Some(paths) if *paths != usual => {
                sheet.set(&format!("routes.{name}"), paths.clone(), "As in the project's urls.py.");
            }
            Some(_) => {}
            None => absent(name, &usual, &found, project, sheet),
        }
    }
    for view in &project.routes.views {
        otherwise(view, project, sheet);
    }
    if let Some(prefix) = project.text("FORCE_SCRIPT_NAME").filter(|prefix| !prefix.is_empty()) {
        sheet.not_carried(
            format!("FORCE_SCRIPT_NAME = {prefix:?}"),
            "let the proxy take the prefix off, or put it before each path under [routes]",
        );
    }
}

/// The paths of each endpoint, in the project's order.
fn mounts(project: &Project, sheet: &mut Sheet) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for view in &project.routes.views {
        let is_plain =
            view.is_fixed && !view.path.contains("//") && !view.path.contains(['{', '}', '?', '#', '*', ' ', ':']);
        if !is_plain {
            let advice = format!(
                "a path with parameters cannot be mounted; name what clients ask for under [routes] {}",
                view.name
            );
            sheet.not_carried(format!("urls.py: {}", view.path), advice);
            continue;
        }
        let taken = found.values().flatten().any(|path| *path == view.path);
        if !taken {
            found.entry(view.name.clone()).or_default().push(view.path.clone());
        }
    }
    found
}

/// An endpoint that the project does not have: it gives way to those that it has, and goes where its table is not there or it would
/// let strangers in.
fn absent(name: &str, usual: &[String], found: &BTreeMap<String, Vec<String>>, project: &Project, sheet: &mut Sheet) {
    let dotted = format!("routes.{name}");
    if name == OBTAIN_AUTH_TOKEN && !project.has_app("rest_framework.authtoken") {
        sheet.set(&dotted, Vec::<String>::new(), "Nowhere: rest_framework.authtoken is not in INSTALLED_APPS.");
        return;
    }
    if name == REGISTER {
        // A project's own view may ask for an invitation, or not be there at all: the move opens no door.
        sheet.set(
            &dotted,
            Vec::<String>::new(),
            "Nowhere, until you let everybody register here: [\"/api/register/\"].",
        );
        return;
    }
    let is_free = |path: &&String| !found.values().flatten().any(|taken| taken == *path);
    let free: Vec<_> = usual.iter().filter(is_free).cloned().collect();
    if free.len() < usual.len() {
        sheet.set(&dotted, free, "Without what the project has something else at.");
    }
}

/// What a view of the project does otherwise than the one that it is made of.
fn otherwise(view: &View, project: &Project, sheet: &mut Sheet) {
    let about = format!("urls.py: {} ({})", view.path, view.class);
    let is_own =
        !view.class.starts_with("rest_framework_simplejwt.") && !view.class.starts_with("rest_framework.authtoken.");
    let serializer = view.serializer.as_deref().filter(|name| *name != USUAL_SERIALIZER);
    let serializer = serializer.filter(|name| !name.starts_with("rest_framework_simplejwt.serializers."));
    if let Some(serializer) = serializer {
        let advice = format!(
            "its serializer {serializer} is Python code, which does not run here: put the claims that it sets under [jwt.claims], \
             and what it adds to the answer into jwt.response_fields"
        );
        sheet.not_carried(&about, advice);
    } else if is_own {
        let advice = format!(
            "what it adds to {} is Python code, which does not run here; keep this path with Django if you need it",
            view.name
        );
        sheet.not_carried(&about, advice);
    }
    throttles(view, &about, project, sheet);
}

fn throttles(view: &View, about: &str, project: &Project, sheet: &mut Sheet) {
    let everywhere =
        project.rest_framework.as_ref().and_then(|settings| settings.classes.get("DEFAULT_THROTTLE_CLASSES"));
    let everywhere: Vec<_> = everywhere.into_iter().flatten().filter_map(|class| class.bases.first()).collect();
    if !view.throttle_classes.is_empty() && view.throttle_classes.iter().collect::<Vec<_>>() != everywhere {
        let advice =
            "throttle classes are the same for all endpoints here: set default_throttle_classes under [rest_framework]";
        sheet.not_carried(format!("{about}: throttle_classes"), advice);
    }
    if let Some(scope) = &view.throttle_scope {
        let advice = format!("write [routes.{}] with paths and throttle_scope = {scope:?}", view.name);
        sheet.not_carried(format!("{about}: throttle_scope = {scope:?}"), advice);
    }
}
