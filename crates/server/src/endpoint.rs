//! What an endpoint is: its name, its paths, who may come in, and the handlers that its attributes describe.

use axum::routing::MethodRouter;
use http::{HeaderValue, Method};
use utoipa::openapi::path::{PathItem, Paths};
use utoipa_axum::router::UtoipaMethodRouter;

use crate::app::App;
use crate::rest::Parser;

/// One endpoint of the API.
pub(crate) struct Endpoint {
    /// SimpleJWT's function name where it has one; the key in `[routes]`.
    pub(crate) name: &'static str,
    /// Further default paths.
    pub(crate) aliases: &'static [&'static str],
    /// Who may come in, where the settings do not say.
    pub(crate) access: Access,
    /// It answers in JSON alone, whoever asks.
    pub(crate) is_json_only: bool,
    /// What bodies it reads, as `OPTIONS` lists them.
    pub(crate) parsers: [Parser; 3],
    pub(crate) schemas: Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>,
    pub(crate) paths: Paths,
    pub(crate) methods: MethodRouter<App>,
}

/// Who may come in, and whether the gate asks who it is, where the settings do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody; an `Authorization` header is not even looked at (SimpleJWT's `authentication_classes = ()`).
    Anybody,
    /// Anybody, but a credential that is shown must be good (DRF's `AllowAny`).
    AllowAny,
    /// As `rest_framework.default_permission_classes` says.
    Default,
}

impl Endpoint {
    pub(crate) fn new(name: &'static str, access: Access, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, methods) = routes;
        Self { name, aliases: &[], access, is_json_only: false, parsers: Parser::DEFAULT, schemas, paths, methods }
    }

    pub(crate) fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Answers in JSON alone.
    pub(crate) fn json_only(mut self) -> Self {
        self.is_json_only = true;
        self
    }

    /// Reads bodies as these say.
    pub(crate) fn parsing(mut self, parsers: [Parser; 3]) -> Self {
        self.parsers = parsers;
        self
    }

    /// The path of its attributes.
    pub(crate) fn path(&self) -> &str {
        self.paths.paths.keys().next().map_or("/", String::as_str)
    }

    /// The methods of its attributes, in the order in which Django lists them.
    pub(crate) fn allowed(&self) -> Vec<Method> {
        let item = self.paths.paths.values().next();
        let mut methods = item.map(methods_of).unwrap_or_default();
        methods.push(Method::OPTIONS);
        methods
    }

    /// The first line of its documentation, and the rest.
    pub(crate) fn description(&self) -> String {
        let item = self.paths.paths.values().next();
        let operation = item.and_then(|item| [&item.post, &item.get].into_iter().flatten().next());
        operation.and_then(|operation| operation.summary.clone()).unwrap_or_default()
    }
}

fn methods_of(item: &PathItem) -> Vec<Method> {
    let has = [
        (item.get.is_some(), Method::GET),
        (item.post.is_some(), Method::POST),
        (item.put.is_some(), Method::PUT),
        (item.patch.is_some(), Method::PATCH),
        (item.delete.is_some(), Method::DELETE),
        (item.get.is_some(), Method::HEAD),
    ];
    has.into_iter().filter(|(present, _)| *present).map(|(_, method)| method).collect()
}

/// As the `Allow` header lists methods.
pub(crate) fn allow_header(methods: &[Method]) -> HeaderValue {
    let list = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    HeaderValue::from_str(&list).unwrap_or(HeaderValue::from_static(""))
}
