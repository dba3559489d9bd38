//! What every handler is handed.

use std::sync::{Arc, OnceLock};

use countersign_core::Ctx;
use serde_json::Value;

use crate::{BearerHeader, ResponseField, RestFramework, Routes, openapi};

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
    /// The classes of views (`[rest_framework]`).
    pub rest_framework: RestFramework,
    /// What is special about single endpoints (`[routes]`): paths, classes.
    pub routes: Routes,
    /// What answers with tokens have beside them, in this order (`jwt.response_fields`); default nothing.
    pub response_fields: Vec<ResponseField>,
    /// Where requests carry their token (`jwt.auth_header_name`, `jwt.auth_header_types`).
    pub bearer: BearerHeader,
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
