//! An endpoint as the settings have it: DRF's `APIView`, with its classes.

use countersign_core::flows::staff::Subject as Table;
use countersign_core::{User, UserTable};
use http::{HeaderValue, Method};
use serde_json::Value;

use crate::app::Settings;
use crate::authentication::{self, AuthenticationClass};
use crate::endpoint::{Access, Endpoint, allow_header};
use crate::metadata;
use crate::pages::browsable::Subject;
use crate::permission::{Asking, PermissionClass, Rights};
use crate::reply::Refusal;
use crate::rest::{Parser, Parsers, Renderer};
use crate::throttle::Throttle;

/// What the gate knows of its endpoint.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) authentication: Vec<AuthenticationClass>,
    permissions: Vec<PermissionClass>,
    /// The table whose rows it shows.
    pub(crate) table: Option<Table>,
    pub(crate) throttles: Vec<Throttle>,
    pub(crate) renderers: Vec<Renderer>,
    /// `None`: as every view.
    pub(crate) parsers: Option<Parsers>,
    methods: Vec<Method>,
    /// The `Allow` header.
    pub(crate) allow: HeaderValue,
    /// What `WWW-Authenticate` says with a 401; `None`: what would be a 401 is a 403.
    pub(crate) challenge: Option<HeaderValue>,
    /// Programs alone come in, with credentials of their own.
    pub(crate) is_for_services: bool,
    /// No CSRF token is asked for.
    pub(crate) is_csrf_exempt: bool,
    /// The answer to `OPTIONS`.
    metadata: Value,
    /// What the browsable page is about.
    pub(crate) subject: Subject,
}

impl View {
    pub(crate) fn new(endpoint: &Endpoint, settings: &Settings) -> Self {
        let global = &settings.rest_framework;
        let route = settings.routes.of(endpoint.name);
        let own_authentication = route.and_then(|route| route.authentication_classes.clone());
        let own_permissions = route.and_then(|route| route.permission_classes.clone());
        let authentication = own_authentication.unwrap_or_else(|| match endpoint.access {
            Access::Anybody | Access::Service => Vec::new(),
            Access::AllowAny | Access::Default | Access::Staff => global.authentication_classes.clone(),
            Access::Browser => vec![AuthenticationClass::Session],
        });
        let permissions = own_permissions.unwrap_or_else(|| match endpoint.access {
            Access::Anybody | Access::AllowAny | Access::Service => Vec::new(),
            Access::Default => global.permission_classes.clone(),
            Access::Browser => vec![PermissionClass::IsAuthenticated],
            Access::Staff => vec![PermissionClass::IsAdminUser],
        });
        let first = authentication.first().copied();
        let challenge = match endpoint.access {
            // What a SimpleJWT view says, whatever its classes (`TokenViewBase`).
            Access::Anybody => Some(settings.bearer.challenge()),
            Access::Service => Some(authentication::SERVICE_CHALLENGE),
            Access::AllowAny | Access::Default | Access::Browser | Access::Staff => {
                first.and_then(|class| class.challenge(&settings.bearer))
            }
        };
        let renderers = if endpoint.is_json_only { vec![Renderer::Json] } else { global.renderer_classes.clone() };
        let methods = endpoint.allowed();
        let metadata = metadata::of(endpoint, &renderers);
        let throttles = Throttle::of(endpoint, settings);
        let (subject, allow) = (Subject::new(endpoint), allow_header(&methods));
        let is_csrf_exempt = route.is_some_and(|route| route.csrf_exempt);
        Self {
            authentication,
            permissions,
            table: endpoint.subject,
            throttles,
            renderers,
            parsers: Some(endpoint.parsers).filter(|parsers| *parsers != Parser::DEFAULT),
            methods,
            allow,
            challenge,
            is_for_services: endpoint.access == Access::Service,
            is_csrf_exempt,
            metadata,
            subject,
        }
    }

    /// Lets somebody do what they ask for, or says why not (DRF's `check_permissions`).
    ///
    /// # Errors
    /// [`Refusal::NotAuthenticated`] for nobody, where there is a way to say who one is.
    pub(crate) fn check_permissions(&self, users: &UserTable, asking: Asking<'_>) -> Result<(), Refusal> {
        let has_permission = self.table.is_none() || asking.has_permission_to_act(users);
        if has_permission && self.permissions.iter().all(|permission| permission.allows(users, asking)) {
            return Ok(());
        }
        let could_say_who = asking.user.is_none() && !self.authentication.is_empty();
        Err(if could_say_who { Refusal::NotAuthenticated } else { Refusal::PermissionDenied })
    }

    /// What somebody may do here.
    pub(crate) fn permitted(&self, users: &UserTable, user: Option<&User>, rights: Option<&Rights>) -> Vec<Method> {
        let permitted = |method: &&Method| self.check_permissions(users, Asking { method, user, rights }).is_ok();
        self.methods.iter().filter(permitted).cloned().collect()
    }

    /// The answer to `OPTIONS`, with the bodies of what somebody may do here (DRF's `determine_actions`).
    pub(crate) fn metadata_for(&self, permitted: &[Method]) -> Value {
        let mut told = self.metadata.clone();
        if let Some(actions) = told.get_mut("actions").and_then(Value::as_object_mut) {
            actions.retain(|method, _| permitted.iter().any(|permitted| permitted == method.as_str()));
            if actions.is_empty() {
                told.as_object_mut().and_then(|told| told.remove("actions"));
            }
        }
        told
    }

    /// # Errors
    /// [`Refusal::MethodNotAllowed`].
    pub(crate) fn check_method(&self, method: &Method) -> Result<(), Refusal> {
        if self.methods.contains(method) { Ok(()) } else { Err(Refusal::MethodNotAllowed(method.clone())) }
    }

    /// `Accept`, where that decides who answers.
    pub(crate) fn vary(&self) -> Option<HeaderValue> {
        (self.renderers.len() > 1).then(|| HeaderValue::from_static("Accept"))
    }
}
