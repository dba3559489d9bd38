//! Countersign's HTTP face: parse, call the flow, present.
//!
//! Every endpoint under `/api/` passes the same gate, in Django REST framework's order: negotiation → authentication →
//! permission → method → body. [`router()`](router::router) is the contents page.

mod api;
mod app;
mod bearer;
mod connection;
mod endpoint;
mod gate;
mod input;
mod log;
mod openapi;
mod origin;
mod pages;
mod plain_on_tls;
mod reply;
mod rest;
mod router;
mod serve;
mod tls;
mod tls_stream;

pub use api::ResponseField;
pub use app::{App, RouteNameError, Routes, Settings};
pub use bearer::BearerHeader;
pub use openapi::document as openapi_document;
pub use router::{default_routes, route_names, route_problems, router};
pub use serve::{ServeError, Transport, serve};
pub use tls::{TlsConfig, TlsError};
