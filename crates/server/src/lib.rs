//! Countersign's HTTP face: parse, call the flow, present.
//!
//! Every endpoint under `/api/` passes the same gate, in Django REST framework's order: negotiation → authentication →
//! permission → throttles → method → body. [`router()`](router::router) is the contents page.

mod address;
mod api;
mod app;
mod authentication;
mod bearer;
mod connection;
mod csrf;
mod endpoint;
mod gate;
mod input;
mod locale;
mod log;
mod metadata;
mod openapi;
mod origin;
mod pages;
mod permission;
mod plain_on_tls;
mod reply;
mod rest;
mod rest_framework;
mod router;
mod routes;
mod serve;
mod throttle;
mod tls;
mod tls_stream;
mod view;
mod web;

pub use address::{ProxyNetwork, ProxyNetworkError, TrustedProxies};
pub use api::{ResponseField, extra_fields_of};
pub use app::{App, Settings};
pub use authentication::AuthenticationClass;
pub use bearer::BearerHeader;
pub use endpoint::Access;
pub use locale::{TranslationError, Translations};
pub use openapi::document as openapi_document;
pub use permission::PermissionClass;
pub use rest::Renderer;
pub use rest_framework::RestFramework;
pub use router::{default_access, default_routes, route_names, route_problems, router};
pub use routes::{Route, RouteNameError, Routes};
pub use serve::{ServeError, Transport, serve};
pub use throttle::ThrottleClass;
pub use tls::{TlsConfig, TlsError};
pub use web::{TrustedOrigin, UntrustedForm, WebSettings};
