//! What every handler is handed.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use countersign_core::Ctx;
use countersign_core::throttle::{LocalThrottleCache, ThrottleCache};
use serde_json::Value;

use crate::api::user_fields::UserFields;
use crate::locale::Translations;
use crate::throttle::Attempts;
use crate::{
    AuthenticationClass, BearerHeader, ResponseField, RestFramework, Routes, TrustedProxies, WebSettings, openapi,
    router,
};

/// The application: the flows' context and the settings of the HTTP face. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    ctx: Ctx,
    settings: Settings,
    user_fields: UserFields,
    throttles: Box<dyn ThrottleCache>,
    attempts: Attempts,
    /// The `OpenAPI` document, made when first asked for.
    schema: OnceLock<Value>,
    /// What every endpoint is called, by path, made when first asked for.
    titles: OnceLock<BTreeMap<String, String>>,
}

/// The settings of the HTTP face.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The classes of views (`[rest_framework]`).
    pub rest_framework: RestFramework,
    /// Cookies and CSRF (`[sessions]`, `[csrf]`).
    pub web: WebSettings,
    /// What is special about single endpoints (`[routes]`): paths, classes.
    pub routes: Routes,
    /// What answers with tokens have beside them, in this order (`jwt.response_fields`); default nothing.
    pub response_fields: Vec<ResponseField>,
    /// The languages besides English that answers may be in (`server.localize`); default none.
    pub translations: Option<Translations>,
    /// Whose word on where a request comes from is taken (`server.trusted_proxies`); default nobody's.
    pub trusted_proxies: TrustedProxies,
    /// Where requests carry their token (`jwt.auth_header_name`, `jwt.auth_header_types`).
    pub bearer: BearerHeader,
    /// `GET /metrics` answers whoever asks (`metrics.enabled`); default: there is no such page.
    pub metrics: bool,
}

impl Settings {
    /// Some endpoint knows people by the session cookie.
    pub(crate) fn knows_sessions(&self) -> bool {
        let class = AuthenticationClass::Session;
        self.rest_framework.authentication_classes.contains(&class) || self.routes.name_class(class)
    }
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(ctx: Ctx, settings: Settings) -> Self {
        Self::counting_in(Box::new(LocalThrottleCache::default()), ctx, settings)
    }

    /// The same, with requests counted in `throttles`; by default it is the memory of this process.
    #[must_use]
    pub fn counting_in(throttles: Box<dyn ThrottleCache>, ctx: Ctx, settings: Settings) -> Self {
        let user_fields = UserFields::of(&ctx.user_table);
        let (schema, titles) = (OnceLock::new(), OnceLock::new());
        Self(Arc::new(Parts { ctx, settings, user_fields, throttles, attempts: Attempts::default(), schema, titles }))
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

    /// The fields of the user model.
    pub(crate) fn user_fields(&self) -> &UserFields {
        &self.0.user_fields
    }

    /// What was asked lately.
    pub(crate) fn throttles(&self) -> &dyn ThrottleCache {
        &*self.0.throttles
    }

    /// Which passwords are being checked.
    pub(crate) fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }

    pub(crate) fn titles(&self) -> &BTreeMap<String, String> {
        self.0.titles.get_or_init(|| router::titles(&self.0.settings))
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }
}
