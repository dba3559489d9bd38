//! The contents page: every endpoint, its default paths, and who may come in.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use countersign_core::flows::staff::Subject;
use http::header::{CONTENT_TYPE, LOCATION, X_FRAME_OPTIONS};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use utoipa_axum::routes;

use crate::api::{
    groups, health, jwks, logout, logout_all, metrics, obtain_auth_token, permissions, reauthenticate, register,
    revocations, root, schema, sessions, token_blacklist, token_obtain, token_obtain_sliding, token_refresh,
    token_refresh_sliding, token_session, token_verify, users, users_detail, users_me,
};
use crate::app::{App, Settings};
use crate::endpoint::{Access, Endpoint};
use crate::gate::{self, Gate};
use crate::origin::names_its_host_well;
use crate::pages::assets::{ICON, STYLESHEET};
use crate::rest::Parser;
use crate::routes::RouteNameError;
use crate::throttle::{self, ThrottleClass};
use crate::{address, locale, log, pages};

const WELCOME: &str = "/";
const JWKS: &str = "/.well-known/jwks.json";
const HEALTHZ: &str = "/healthz";
const READYZ: &str = "/readyz";
const METRICS: &str = "/metrics";
/// Where no endpoint can be mounted.
const FIXED: [&str; 7] = [WELCOME, JWKS, HEALTHZ, READYZ, METRICS, pages::LOGIN_PATH, pages::LOGOUT_PATH];

/// Every endpoint of the API.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let mut all = vec![Endpoint::new("api_root", Access::AllowAny, routes!(root::api_root))];
    all.extend(for_tokens());
    all.extend(for_ones_own_account());
    all.extend(for_staff());
    all.push(
        Endpoint::new("revocations", Access::Service, routes!(revocations::revocations))
            .json_only()
            .throttled_by_scope_alone(),
    );
    all.push(Endpoint::new("schema", Access::AllowAny, routes!(schema::schema)));
    all
}

/// Accounts are made, and tokens given, traded and taken back.
fn for_tokens() -> Vec<Endpoint> {
    use Access::{AllowAny, Anybody, Browser};
    vec![
        Endpoint::new("register", AllowAny, routes!(register::register))
            .titled("User Registration")
            .takes(Method::POST, register::FIELDS),
        Endpoint::new("token_obtain_pair", Anybody, routes!(token_obtain::token_obtain))
            .also(&["/api/login/", "/api-jwt/"])
            .login()
            .takes(Method::POST, token_obtain::FIELDS),
        Endpoint::new("token_refresh", Anybody, routes!(token_refresh::token_refresh))
            .also(&["/api-jwt-refresh/"])
            .takes(Method::POST, token_refresh::FIELDS),
        Endpoint::new("token_verify", Anybody, routes!(token_verify::token_verify))
            .takes(Method::POST, token_verify::FIELDS),
        Endpoint::new("token_blacklist", Anybody, routes!(token_blacklist::token_blacklist))
            .takes(Method::POST, token_blacklist::FIELDS),
        Endpoint::new("obtain_auth_token", AllowAny, routes!(obtain_auth_token::obtain_auth_token))
            .json_only()
            .throttled_by_scope_alone()
            .login()
            .parsing([Parser::Form, Parser::Multipart, Parser::Json])
            .takes(Method::POST, obtain_auth_token::FIELDS),
        Endpoint::new("token_obtain_sliding", Anybody, routes!(token_obtain_sliding::token_obtain_sliding))
            .login()
            .takes(Method::POST, token_obtain::FIELDS),
        Endpoint::new("token_refresh_sliding", Anybody, routes!(token_refresh_sliding::token_refresh_sliding))
            .takes(Method::POST, token_verify::FIELDS),
        Endpoint::new("token_session", Browser, routes!(token_session::token_session)),
    ]
}

/// What somebody who has a token does.
fn for_ones_own_account() -> Vec<Endpoint> {
    use Access::{Anybody, Default};
    vec![
        Endpoint::new("logout", Anybody, routes!(logout::logout)).takes(Method::POST, logout::FIELDS),
        Endpoint::new("logout_all", Default, routes!(logout_all::logout_all)),
        Endpoint::new("sessions", Default, routes!(sessions::list, sessions::end_others)),
        Endpoint::new("sessions_detail", Default, routes!(sessions::retrieve, sessions::end)),
        Endpoint::new(
            "users_me",
            Default,
            routes!(users_me::retrieve, users_me::update, users_me::partial_update, users_me::destroy),
        )
        .takes(Method::PUT, users_me::FIELDS)
        .takes(Method::DELETE, users_me::DELETE_FIELDS),
        Endpoint::new("reauthenticate", Default, routes!(reauthenticate::reauthenticate))
            .login()
            .takes(Method::POST, reauthenticate::FIELDS),
    ]
}

/// What staff do with everybody's accounts.
fn for_staff() -> Vec<Endpoint> {
    use Access::Staff;
    vec![
        Endpoint::new("users", Staff, routes!(users::list, users::create))
            .of(Subject::Users)
            .titled("User List")
            .takes(Method::POST, users::CREATE_FIELDS),
        Endpoint::new(
            "users_detail",
            Staff,
            routes!(users_detail::retrieve, users_detail::update, users_detail::partial_update, users_detail::destroy),
        )
        .of(Subject::Users)
        .titled("User Instance")
        .takes(Method::PUT, users::CHANGE_FIELDS),
        Endpoint::new("groups", Staff, routes!(groups::list, groups::create))
            .of(Subject::Groups)
            .titled("Group List")
            .takes(Method::POST, groups::FIELDS),
        Endpoint::new(
            "groups_detail",
            Staff,
            routes!(groups::retrieve, groups::update, groups::partial_update, groups::destroy),
        )
        .of(Subject::Groups)
        .titled("Group Instance")
        .takes(Method::PUT, groups::FIELDS),
        Endpoint::new("permissions", Staff, routes!(permissions::list))
            .of(Subject::Permissions)
            .titled("Permission List"),
        Endpoint::new("permissions_detail", Staff, routes!(permissions::retrieve))
            .of(Subject::Permissions)
            .titled("Permission Instance"),
    ]
}

/// The names that `[routes]` may mount.
#[must_use]
pub fn route_names() -> Vec<&'static str> {
    endpoints().iter().map(|endpoint| endpoint.name).collect()
}

/// Every endpoint that `[routes]` may mount, and the paths where it is otherwise.
#[must_use]
pub fn default_routes() -> Vec<(&'static str, Vec<String>)> {
    let settings = Settings::default();
    endpoints().iter().map(|endpoint| (endpoint.name, mounts(&settings, endpoint))).collect()
}

/// Every endpoint that `[routes]` may mount, and who may come in where the settings do not say.
#[must_use]
pub fn default_access() -> Vec<(&'static str, Access)> {
    endpoints().iter().map(|endpoint| (endpoint.name, endpoint.access)).collect()
}

/// What [`router()`] would refuse: every mount that cannot be.
#[must_use]
pub fn route_problems(settings: &Settings) -> Vec<RouteNameError> {
    let endpoints = endpoints();
    let mut problems: Vec<_> = check_names(settings, &endpoints).err().into_iter().collect();
    let assets = [&ICON.path, &STYLESHEET.path].map(String::clone);
    let mut taken: Vec<_> = FIXED.map(str::to_owned).into_iter().chain(assets).collect();
    for endpoint in &endpoints {
        problems.extend(check_rate(settings, endpoint).err());
        problems.extend(check_permissions(settings, endpoint).err());
        problems.extend(check_service(settings, endpoint).err());
        for path in mounts(settings, endpoint) {
            problems.extend(check_path(endpoint, &path).err());
            if taken.contains(&path) {
                problems.push(RouteNameError::Twice { path });
            } else {
                taken.push(path);
            }
        }
    }
    problems
}

/// The application, ready to be served.
///
/// # Errors
/// `[routes]` names an endpoint that there is not, a path that cannot be, or one path twice.
pub fn router(app: App) -> Result<Router, RouteNameError> {
    if let Some(problem) = route_problems(app.settings()).into_iter().next() {
        return Err(problem);
    }
    let mut mounted = BTreeMap::new();
    for endpoint in endpoints() {
        let endpoint = app.user_fields().fit(endpoint);
        let gate = Gate::new(app.clone(), &endpoint);
        let paths = mounts(app.settings(), &endpoint);
        let methods = endpoint.methods.layer(from_fn_with_state(gate, gate::pass));
        mounted.extend(paths.into_iter().map(|path| (path, methods.clone())));
    }
    mounted.insert(pages::LOGIN_PATH.to_owned(), pages::login());
    mounted.insert(pages::LOGOUT_PATH.to_owned(), pages::logout());
    let redirects = redirects(&mounted);
    let router = mounted.into_iter().fold(Router::new(), |router, (path, methods)| router.route(&path, methods));
    let router = redirects.iter().fold(router, |router, path| router.route(path, any(append_slash)));
    let router = router
        .route(WELCOME, get(pages::welcome))
        .route(&STYLESHEET.path, get(async || STYLESHEET.response()))
        .route(&ICON.path, get(async || ICON.response()))
        .route(JWKS, get(jwks::jwks))
        .route(HEALTHZ, get(health::healthz))
        .route(READYZ, get(health::readyz));
    let router = if app.settings().metrics { router.route(METRICS, get(metrics::metrics)) } else { router };
    let router = router.fallback(async || pages::not_found()).layer(from_fn(harden));
    let localized = app.settings().translations.is_some();
    let router = if localized { router.layer(from_fn_with_state(app.clone(), locale::choose)) } else { router };
    let is_proxied = !app.settings().trusted_proxies.is_empty();
    let router =
        if is_proxied { router.layer(from_fn_with_state(app.clone(), address::believe_proxies)) } else { router };
    Ok(router.layer(from_fn_with_state(app.clone(), log::requests)).with_state(app))
}

/// The endpoints that people may open, without parameters, by name, at their first paths: the API root.
pub(crate) fn links(settings: &Settings) -> Vec<(String, String)> {
    let first = |endpoint: &Endpoint| mounts(settings, endpoint).into_iter().next().filter(|path| !path.contains('{'));
    let for_people = endpoints().into_iter().filter(|endpoint| endpoint.access != Access::Service);
    for_people.filter_map(|endpoint| Some((endpoint.name.to_owned(), first(&endpoint)?))).collect()
}

/// Where the row `id` of an endpoint with one parameter is; `None`: the endpoint is mounted nowhere.
pub(crate) fn address(settings: &Settings, name: &str, id: &str) -> Option<String> {
    let endpoint = endpoints().into_iter().find(|endpoint| endpoint.name == name)?;
    mounts(settings, &endpoint).first().map(|path| path.replace("{id}", id))
}

/// What every endpoint is called, by path.
pub(crate) fn titles(settings: &Settings) -> BTreeMap<String, String> {
    let named =
        |endpoint: &Endpoint| mounts(settings, endpoint).into_iter().map(|path| (path, endpoint.title())).collect();
    endpoints().iter().flat_map(|endpoint| -> Vec<_> { named(endpoint) }).collect()
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

/// A scope has a rate, where it counts.
fn check_rate(settings: &Settings, endpoint: &Endpoint) -> Result<(), RouteNameError> {
    let classes = &settings.rest_framework.throttle_classes;
    let scope = throttle::scope(endpoint, settings).filter(|_| classes.contains(&ThrottleClass::ScopedRate));
    match scope {
        Some(scope) if !settings.rest_framework.throttle_rates.contains_key(scope) => {
            Err(RouteNameError::NoRate { name: endpoint.name.to_owned(), scope: scope.to_owned() })
        }
        Some(_) | None => Ok(()),
    }
}

/// A class that judges by a table has one.
fn check_permissions(settings: &Settings, endpoint: &Endpoint) -> Result<(), RouteNameError> {
    let own = settings.routes.of(endpoint.name).and_then(|route| route.permission_classes.as_deref());
    let classes = own.unwrap_or(match endpoint.access {
        Access::Default => &settings.rest_framework.permission_classes,
        Access::Anybody | Access::AllowAny | Access::Browser | Access::Service | Access::Staff => &[],
    });
    match classes.iter().find(|class| class.wants_a_table() && endpoint.subject.is_none()) {
        Some(class) => Err(RouteNameError::NoTable { name: endpoint.name.to_owned(), class: class.as_str() }),
        None => Ok(()),
    }
}

/// What is for programs takes no class: nobody else is let in.
fn check_service(settings: &Settings, endpoint: &Endpoint) -> Result<(), RouteNameError> {
    let own = settings.routes.of(endpoint.name).filter(|_| endpoint.access == Access::Service);
    let has_classes =
        own.is_some_and(|route| route.authentication_classes.is_some() || route.permission_classes.is_some());
    if has_classes { Err(RouteNameError::ServiceAlone(endpoint.name.to_owned())) } else { Ok(()) }
}

/// A path holds the endpoint's own parameters, in their order, and nothing else that a router would take for a pattern.
fn check_path(endpoint: &Endpoint, path: &str) -> Result<(), RouteNameError> {
    let is_parameter = |segment: &&str| segment.starts_with('{');
    let is_plain = |segment: &str| !segment.starts_with(':') && !segment.contains(['{', '}', '?', '#', '*', ' ']);
    let own = endpoint.path().split('/').filter(is_parameter);
    let good = path.starts_with('/')
        && !path.contains("//")
        && path.split('/').filter(is_parameter).eq(own)
        && path.split('/').all(|segment| is_parameter(&segment) || is_plain(segment));
    if good {
        return Ok(());
    }
    let (name, like) = (endpoint.name.to_owned(), endpoint.path().to_owned());
    Err(RouteNameError::Path { name, path: path.to_owned(), like })
}

/// The paths that lack only the slash at their end, where nothing is mounted by itself.
fn redirects<T>(mounted: &BTreeMap<String, T>) -> Vec<String> {
    let slashless = mounted.keys().filter_map(|path| path.strip_suffix('/'));
    let free = slashless.filter(|path| !path.is_empty() && !mounted.contains_key(*path) && !FIXED.contains(path));
    free.map(str::to_owned).collect()
}

/// Django's `APPEND_SLASH`: 301, query kept if there is one, no body.
async fn append_slash(request: Request) -> Response {
    let uri = request.uri();
    let query = uri.query().filter(|query| !query.is_empty()).map(|query| format!("?{query}")).unwrap_or_default();
    let mut response = StatusCode::MOVED_PERMANENTLY.into_response();
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::from_str(&format!("{}/{query}", uri.path())) {
        headers.insert(LOCATION, location);
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// Refuses a host that can be none, and puts the headers of Django's `SecurityMiddleware` and `XFrameOptionsMiddleware` on every
/// answer.
async fn harden(request: Request, next: axum::middleware::Next) -> Response {
    const HEADERS: [(HeaderName, HeaderValue); 3] = [
        (http::header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (http::header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    ];
    let mut response =
        if names_its_host_well(request.headers()) { next.run(request).await } else { pages::bad_request() };
    response.headers_mut().extend(HEADERS);
    // Django sends to the path with the slash before its `XFrameOptionsMiddleware` is reached.
    if response.status() != StatusCode::MOVED_PERMANENTLY {
        response.headers_mut().insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    response
}
