//! The contents page: every endpoint, its default paths, and who may come in.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderName, HeaderValue, StatusCode};
use utoipa_axum::routes;

use crate::api::{
    health, jwks, logout, logout_all, reauthenticate, register, root, schema, sessions, token_blacklist, token_obtain,
    token_refresh, token_verify, users_me,
};
use crate::app::{App, RouteNameError, Settings};
use crate::endpoint::{Access, Endpoint};
use crate::gate::{self, Gate};
use crate::{log, pages};

/// Every endpoint of the API.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    use Access::{AllowAny, Anybody, IsAuthenticated};
    vec![
        Endpoint::new("api_root", AllowAny, routes!(root::api_root)),
        Endpoint::new("register", AllowAny, routes!(register::register)),
        Endpoint::new("token_obtain_pair", Anybody, routes!(token_obtain::token_obtain))
            .also(&["/api/login/", "/api-jwt/"]),
        Endpoint::new("token_refresh", Anybody, routes!(token_refresh::token_refresh)).also(&["/api-jwt-refresh/"]),
        Endpoint::new("token_verify", Anybody, routes!(token_verify::token_verify)),
        Endpoint::new("token_blacklist", Anybody, routes!(token_blacklist::token_blacklist)),
        Endpoint::new("logout", Anybody, routes!(logout::logout)),
        Endpoint::new("logout_all", IsAuthenticated, routes!(logout_all::logout_all)),
        Endpoint::new("sessions", IsAuthenticated, routes!(sessions::list, sessions::end_others)),
        Endpoint::new("sessions_detail", IsAuthenticated, routes!(sessions::end)),
        Endpoint::new(
            "users_me",
            IsAuthenticated,
            routes!(users_me::retrieve, users_me::update, users_me::partial_update, users_me::destroy),
        ),
        Endpoint::new("reauthenticate", IsAuthenticated, routes!(reauthenticate::reauthenticate)),
        Endpoint::new("schema", AllowAny, routes!(schema::schema)),
    ]
}

/// The names that `[routes]` may mount.
#[must_use]
pub fn route_names() -> Vec<&'static str> {
    endpoints().iter().map(|endpoint| endpoint.name).collect()
}

/// The application, ready to be served.
///
/// # Errors
/// `[routes]` names an endpoint that there is not, a path that cannot be, or one path twice.
pub fn router(app: App) -> Result<Router, RouteNameError> {
    let endpoints = endpoints();
    check_names(app.settings(), &endpoints)?;
    let mut mounted = BTreeMap::new();
    for endpoint in endpoints {
        let gate = Gate::new(app.clone(), &endpoint);
        let paths = mounts(app.settings(), &endpoint);
        let methods = endpoint.methods.layer(from_fn_with_state(gate, gate::pass));
        for path in paths {
            check_path(endpoint.name, &path)?;
            if mounted.insert(path.clone(), methods.clone()).is_some() {
                return Err(RouteNameError::Twice { path });
            }
        }
    }
    let router = mounted.into_iter().fold(Router::new(), |router, (path, methods)| {
        let slashless = path.strip_suffix('/').filter(|path| !path.is_empty()).map(str::to_owned);
        let router = router.route(&path, methods);
        match slashless {
            Some(slashless) => router.route(&slashless, any(append_slash)),
            None => router,
        }
    });
    Ok(router
        .route("/", get(pages::welcome))
        .route("/.well-known/jwks.json", get(jwks::jwks))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .fallback(async || pages::not_found())
        .layer(from_fn(harden))
        .layer(from_fn_with_state(app.clone(), log::requests))
        .with_state(app))
}

/// The endpoints without parameters by name, at their first paths, for the API root.
pub(crate) fn links(settings: &Settings) -> Vec<(String, String)> {
    let first = |endpoint: &Endpoint| mounts(settings, endpoint).into_iter().next().filter(|path| !path.contains('{'));
    let named = endpoints();
    named.iter().filter_map(|endpoint| Some((endpoint.name.to_owned(), first(endpoint)?))).collect()
}

/// Where an endpoint is mounted.
pub(crate) fn mounts(settings: &Settings, endpoint: &Endpoint) -> Vec<String> {
    if let Some(paths) = settings.routes.paths(endpoint.name) {
        return paths.to_vec();
    }
    let aliases = endpoint.aliases.iter().map(|alias| (*alias).to_owned());
    std::iter::once(endpoint.path().to_owned()).chain(aliases).collect()
}

fn check_names(settings: &Settings, endpoints: &[Endpoint]) -> Result<(), RouteNameError> {
    let unknown = settings.routes.names().find(|name| endpoints.iter().all(|endpoint| endpoint.name != *name));
    unknown.map_or(Ok(()), |name| Err(RouteNameError::Unknown(name.to_owned())))
}

fn check_path(name: &str, path: &str) -> Result<(), RouteNameError> {
    let parameters = if name == "sessions_detail" { path.replacen("{id}", "", 1) } else { path.to_owned() };
    let plain = path.starts_with('/') && !parameters.contains(['{', '}', '?', '#', '*', ' ']) && !path.contains("//");
    if plain { Ok(()) } else { Err(RouteNameError::Path { name: name.to_owned(), path: path.to_owned() }) }
}

/// Django's `APPEND_SLASH`: 301, query kept, no body.
async fn append_slash(request: Request) -> Response {
    let uri = request.uri();
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut response = StatusCode::MOVED_PERMANENTLY.into_response();
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::from_str(&format!("{}/{query}", uri.path())) {
        headers.insert(LOCATION, location);
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// The headers of Django's `SecurityMiddleware` and `XFrameOptionsMiddleware`, on every answer.
async fn harden(request: Request, next: axum::middleware::Next) -> Response {
    const HEADERS: [(HeaderName, HeaderValue); 4] = [
        (http::header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        (http::header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (http::header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    ];
    let mut response = next.run(request).await;
    response.headers_mut().extend(HEADERS);
    response
}
