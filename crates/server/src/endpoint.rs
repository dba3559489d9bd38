//! What an endpoint is: its name, its paths, who may come in, and the handlers that its attributes describe.

use axum::routing::MethodRouter;
use countersign_core::flows::staff::Subject;
use http::{HeaderValue, Method};
use utoipa::openapi::path::{PathItem, Paths};
use utoipa_axum::router::UtoipaMethodRouter;

use crate::app::App;
use crate::rest::{Field, Parser, Parsers};
use crate::throttle::LOGIN_SCOPE;

/// One endpoint of the API.
pub(crate) struct Endpoint {
    /// SimpleJWT's function name where it has one; the key in `[routes]`.
    pub(crate) name: &'static str,
    /// Further default paths.
    pub(crate) aliases: &'static [&'static str],
    /// Who may come in, where the settings do not say.
    pub(crate) access: Access,
    /// What bodies hold, by method.
    fields: Vec<(Method, &'static [Field])>,
    /// The table whose rows it shows, if it does (DRF's `queryset`).
    pub(crate) subject: Option<Subject>,
    /// What people call it, where that is not its name in words.
    title: Option<&'static str>,
    /// It answers in JSON alone, whoever asks.
    pub(crate) is_json_only: bool,
    /// What is counted with others of the same scope, where the settings do not say (DRF's `throttle_scope`).
    pub(crate) throttle_scope: Option<&'static str>,
    /// Which throttle classes of the settings it heeds.
    pub(crate) throttled: Throttled,
    /// What bodies it reads, as `OPTIONS` lists them.
    pub(crate) parsers: Parsers,
    pub(crate) schemas: Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>,
    pub(crate) paths: Paths,
    pub(crate) methods: MethodRouter<App>,
}

/// Who may come in, and whether the gate asks who it is, where the settings do not say.
///
/// ```
/// use countersign_server::{Access, default_access};
///
/// assert!(default_access().contains(&("token_verify", Access::Anybody)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody; an `Authorization` header is not even looked at (SimpleJWT's `authentication_classes = ()`).
    Anybody,
    /// Anybody, but a credential that is shown must be good (DRF's `AllowAny`).
    AllowAny,
    /// As `rest_framework.default_permission_classes` says.
    Default,
    /// Whoever is logged in with a browser, by the session cookie alone (`SessionAuthentication` and `IsAuthenticated`).
    Browser,
    /// Programs with credentials of their own (`countersign clients create`), whatever the settings say, and nobody else.
    Service,
    /// Staff; and whatever the settings say, whoever lacks Django's permission for what they ask may not.
    Staff,
}

/// Which throttle classes of the settings an endpoint heeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Throttled {
    /// All.
    ByClasses,
    /// That of its scope, and no other (DRF's `throttle_classes = ()`).
    ByScopeAlone,
}

impl Endpoint {
    pub(crate) fn new(name: &'static str, access: Access, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, methods) = routes;
        Self {
            name,
            aliases: &[],
            access,
            fields: Vec::new(),
            subject: None,
            title: None,
            is_json_only: false,
            throttle_scope: None,
            throttled: Throttled::ByClasses,
            parsers: Parser::DEFAULT,
            schemas,
            paths,
            methods,
        }
    }

    pub(crate) fn also(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Says what a body of this method holds; one for `PUT` holds for `PATCH`.
    pub(crate) fn takes(mut self, method: Method, fields: &'static [Field]) -> Self {
        self.fields.push((method, fields));
        self
    }

    /// Shows the rows of a table, to whoever has Django's permission.
    pub(crate) fn of(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Says what a body of this method holds instead of what it said before.
    pub(crate) fn takes_instead(mut self, method: Method, fields: &'static [Field]) -> Self {
        self.fields.retain(|(known, _)| *known != method);
        self.takes(method, fields)
    }

    pub(crate) fn titled(mut self, title: &'static str) -> Self {
        self.title = Some(title);
        self
    }

    /// What a body of this method holds.
    pub(crate) fn fields(&self, method: &Method) -> &'static [Field] {
        let method = if method == Method::PATCH { &Method::PUT } else { method };
        self.fields.iter().find(|(known, _)| known == method).map_or(&[], |(_, fields)| fields)
    }

    /// `token_obtain_pair` → `Token Obtain Pair`, DRF's view name.
    pub(crate) fn title(&self) -> String {
        let words = self.name.split('_').map(|word| {
            let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
            first.to_ascii_uppercase() + rest
        });
        self.title.map_or_else(|| words.collect::<Vec<_>>().join(" "), str::to_owned)
    }

    /// Answers in JSON alone.
    pub(crate) fn json_only(mut self) -> Self {
        self.is_json_only = true;
        self
    }

    /// Every request to it is an attempt at a password.
    pub(crate) fn login(mut self) -> Self {
        self.throttle_scope = Some(LOGIN_SCOPE);
        self
    }

    /// Heeds no throttle class but that of its scope.
    pub(crate) fn throttled_by_scope_alone(mut self) -> Self {
        self.throttled = Throttled::ByScopeAlone;
        self
    }

    /// Reads bodies as these say.
    pub(crate) fn parsing(mut self, parsers: Parsers) -> Self {
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

    /// The first line of the documentation of one method.
    pub(crate) fn summary(&self, method: &Method) -> String {
        let item = self.paths.paths.values().next();
        let operation = item.and_then(|item| match method.as_str() {
            "GET" => item.get.as_ref(),
            "POST" => item.post.as_ref(),
            "PUT" => item.put.as_ref(),
            "PATCH" => item.patch.as_ref(),
            "DELETE" => item.delete.as_ref(),
            _ => None,
        });
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
