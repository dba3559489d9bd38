//! Endpoints that are set so that nobody may come in.

use countersign_server::{Access, PermissionClass, default_access};

use super::Config;
use super::warnings::{Warning, warning};

/// Who is never asked who they are cannot be let in by name.
pub(super) fn warnings(config: &Config) -> Vec<Warning> {
    let refusing = default_access().into_iter().filter_map(|(name, access)| refuses_everybody(config, name, access));
    refusing.collect()
}

fn refuses_everybody(config: &Config, name: &str, access: Access) -> Option<Warning> {
    let route = config.routes.get(name)?;
    let permissions = route.permission_classes()?;
    let asked = match route.authentication_classes() {
        Some(own) => !own.is_empty(),
        None if access == Access::Browser => true,
        None => access != Access::Anybody && !config.rest_framework.default_authentication_classes.is_empty(),
    };
    let demanding = permissions.iter().find(|class| **class != PermissionClass::AllowAny)?;
    let mend = "it refuses everybody, because credentials are not looked at here; give authentication_classes, too";
    let key = format!("routes.{name}.permission_classes");
    (!asked).then(|| warning(config, &key, demanding.as_str(), mend.to_owned()))
}
