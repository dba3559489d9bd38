//! The `OpenAPI` document, from the attributes that the routes are made of.

use http::header::AUTHORIZATION;
use utoipa::openapi::path::PathItem;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, InfoBuilder, OpenApi, OpenApiBuilder, Paths};

use crate::app::Settings;
use crate::{BearerHeader, router};

/// Describes every endpoint under the paths where it is mounted, in `OpenAPI` 3.1.
#[must_use]
pub fn document(settings: &Settings) -> OpenApi {
    let mut paths = Paths::new();
    let mut components = Components::new();
    components.add_security_scheme("bearer", security_scheme(&settings.bearer));
    let cookie = ApiKey::Cookie(ApiKeyValue::new(settings.web.session_cookie_name.as_str()));
    components.add_security_scheme("client", SecurityScheme::Http(Http::new(HttpAuthScheme::Basic)));
    components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    for endpoint in router::endpoints() {
        if let Some(item) = endpoint.paths.paths.values().next() {
            let mut item = item.clone();
            for path in router::mounts(settings, &endpoint) {
                paths.paths.insert(path, item.clone());
                // An id names one operation; further mounts of it go without.
                forget_ids(&mut item);
            }
        }
        components.schemas.extend(endpoint.schemas);
    }
    let info = InfoBuilder::new()
        .title("Countersign")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("Accounts, tokens and sessions, as Django REST framework and SimpleJWT serve them."))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .paths(paths)
        .components(Some(components))
        .security(Some([SecurityRequirement::new("bearer", Vec::<String>::new())]))
        .build()
}

/// `OpenAPI` knows `Bearer` in `Authorization` by name; any other word or header is a header with a text.
fn security_scheme(header: &BearerHeader) -> SecurityScheme {
    if header.name == AUTHORIZATION && header.types.first() == "Bearer" {
        return SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    }
    let about = format!("`{}`, a space, and an access token.", header.types.first());
    SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(header.name.as_str(), &about)))
}

fn forget_ids(item: &mut PathItem) {
    let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
    for operation in operations.into_iter().flatten() {
        operation.operation_id = None;
    }
}
