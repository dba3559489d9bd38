//! What every handler is handed.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use countersign_core::Ctx;
use serde_json::Value;

use crate::{BearerHeader, ResponseField, openapi};

/// The application: the flows' context and the settings of the HTTP face. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    ctx: Ctx,
    settings: Settings,
    /// The `OpenAPI` document, made when first asked for.
    schema: OnceLock<Value>,
}

/// The settings of the HTTP face.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Other or further paths for endpoints (`[routes]`).
    pub routes: Routes,
    /// What answers with tokens have beside them, in this order (`jwt.response_fields`); default nothing.
    pub response_fields: Vec<ResponseField>,
    /// Where requests carry their token (`jwt.auth_header_name`, `jwt.auth_header_types`).
    pub bearer: BearerHeader,
}

/// Where endpoints are mounted: the paths of an endpoint by its name, in place of its default ones.
#[derive(Debug, Clone, Default)]
pub struct Routes(BTreeMap<String, Vec<String>>);

/// A mount that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RouteNameError {
    /// There is no endpoint of that name.
    #[error("there is no endpoint named {0}")]
    Unknown(String),
    /// A path must begin with `/`, and have the parameters of the endpoint's own path and no others.
    #[error("{name}: {path} is no path for it; give one such as {like}")]
    Path {
        /// The endpoint.
        name: String,
        /// The path.
        path: String,
        /// The endpoint's own path.
        like: String,
    },
    /// Two endpoints cannot share a path, nor take that of a page that is always there.
    #[error("{path} is mounted twice")]
    Twice {
        /// The path.
        path: String,
    },
}

impl Routes {
    /// From endpoint names to paths; which names there are, says [`route_names`](crate::route_names).
    #[must_use]
    pub fn new(mounts: BTreeMap<String, Vec<String>>) -> Self {
        Self(mounts)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(crate) fn paths(&self, name: &str) -> Option<&[String]> {
        self.0.get(name).map(Vec::as_slice)
    }
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(ctx: Ctx, settings: Settings) -> Self {
        Self(Arc::new(Parts { ctx, settings, schema: OnceLock::new() }))
    }

    /// What the flows work with.
    #[must_use]
    pub fn ctx(&self) -> &Ctx {
        &self.0.ctx
    }

    pub(crate) fn schema(&self) -> &Value {
        let document = || serde_json::to_value(openapi::document(&self.0.settings)).unwrap_or_default();
        self.0.schema.get_or_init(document)
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }
}
