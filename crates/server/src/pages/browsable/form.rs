//! The forms of a page: one for each method that takes something, with what was typed and what was wrong with it.

use http::Method;
use serde_json::{Map, Value};

use super::subject::{Operation, Subject};
use super::visit::{MEDIA_TYPES, Sent, Visit};
use crate::rest::{Field, Kind, Widget, render};

/// What a ticked box sends.
pub(super) const TICKED: &str = "true";

/// One form.
#[derive(Debug)]
pub(super) struct FormView {
    pub(super) method: Method,
    pub(super) summary: String,
    /// Of the request as a whole.
    pub(super) errors: Vec<String>,
    pub(super) fields: Vec<FieldView>,
    /// For those who would rather write the body themselves.
    pub(super) raw: Option<RawView>,
}

/// One field of it.
#[derive(Debug)]
pub(super) struct FieldView {
    pub(super) id: String,
    pub(super) field: Field,
    pub(super) value: String,
    pub(super) errors: Vec<String>,
}

/// The form for raw data.
#[derive(Debug)]
pub(super) struct RawView {
    pub(super) is_open: bool,
    pub(super) media_types: Vec<(&'static str, bool)>,
    pub(super) content: String,
    pub(super) methods: Vec<Method>,
}

/// What the page knows of the request and its answer.
#[derive(Debug)]
pub(super) struct Exchange<'a> {
    pub(super) subject: &'a Subject,
    pub(super) visit: &'a Visit,
    pub(super) succeeded: bool,
    pub(super) answer: &'a Value,
}

impl Exchange<'_> {
    /// The forms of the methods that the reader may use.
    pub(super) fn forms(&self, may: &[Method]) -> Vec<FormView> {
        let operations = self.subject.operations.iter().filter(|operation| may.contains(&operation.method));
        let operations: Vec<_> = operations.filter(|operation| self.is_known(operation)).collect();
        let has_put = operations.iter().any(|operation| operation.method == Method::PUT);
        // What is changed in part shares the form of what is changed as a whole.
        let own = operations.into_iter().filter(|operation| !(has_put && operation.method == Method::PATCH));
        own.map(|operation| self.form(operation, has_put)).collect()
    }

    /// A change starts from what there is: without that an empty form would wipe it.
    fn is_known(&self, operation: &Operation) -> bool {
        let changes = [Method::PUT, Method::PATCH];
        let shown = self.visit.method == Method::GET || changes.contains(&self.visit.method);
        !changes.contains(&operation.method) || shown
    }

    fn form(&self, operation: &Operation, has_put: bool) -> FormView {
        let shares = |method: &Method| has_put && operation.method == Method::PUT && method == Method::PATCH;
        let is_own = self.visit.method == operation.method || shares(&self.visit.method);
        let fields = operation.fields.iter().filter(|field| !field.read_only && field.kind != Kind::Keys);
        let fields: Vec<_> = fields.map(|field| self.field(operation, field, is_own)).collect();
        let raw = (!fields.is_empty()).then(|| self.raw(operation, is_own));
        FormView {
            summary: operation.summary.clone(),
            errors: if is_own { self.errors_of_all() } else { Vec::new() },
            method: operation.method.clone(),
            fields,
            raw,
        }
    }

    fn field(&self, operation: &Operation, field: &Field, is_own: bool) -> FieldView {
        let sent = match &self.visit.sent {
            Sent::Form(form) if is_own && !self.succeeded => form.text(field.name).map(str::to_owned),
            Sent::Form(_) | Sent::Nothing | Sent::Raw { .. } => self.present(operation, field).map(typed),
        };
        FieldView {
            id: format!("{}-{}", operation.method.as_str().to_ascii_lowercase(), field.name),
            value: sent.filter(|_| !field.is_password()).unwrap_or_default(),
            errors: if is_own { self.errors_of(field.name) } else { Vec::new() },
            field: *field,
        }
    }

    /// What a change starts from: the value as it is.
    fn present(&self, operation: &Operation, field: &Field) -> Option<&Value> {
        let shown = self.succeeded && operation.method != Method::POST && self.visit.method != Method::POST;
        self.answer.get(field.name).filter(|_| shown)
    }

    fn errors_of(&self, name: &str) -> Vec<String> {
        let messages = self.answer.get(name).filter(|_| !self.succeeded).and_then(Value::as_array);
        messages.into_iter().flatten().filter_map(|message| Some(message.as_str()?.to_owned())).collect()
    }

    fn errors_of_all(&self) -> Vec<String> {
        let detail = self.answer.get("detail").filter(|_| !self.succeeded).and_then(Value::as_str);
        detail.map(str::to_owned).into_iter().chain(self.errors_of("non_field_errors")).collect()
    }

    fn raw(&self, operation: &Operation, is_own: bool) -> RawView {
        let (chosen, content) = match &self.visit.sent {
            Sent::Raw { content_type, content } if is_own => (*content_type, self.repeatable(content, operation)),
            Sent::Raw { .. } | Sent::Form(_) | Sent::Nothing => ("application/json", None),
        };
        let patch = self.subject.operations.iter().find(|other| other.method == Method::PATCH);
        let patch = patch.filter(|_| operation.method == Method::PUT).map(|patch| patch.method.clone());
        RawView {
            is_open: is_own && matches!(self.visit.sent, Sent::Raw { .. }),
            media_types: MEDIA_TYPES.map(|media_type| (media_type, media_type == chosen)).to_vec(),
            content: content.unwrap_or_else(|| self.skeleton(operation)),
            methods: std::iter::once(operation.method.clone()).chain(patch).collect(),
        }
    }

    /// What was written; where a password may be in it, its known fields without that.
    fn repeatable(&self, content: &str, operation: &Operation) -> Option<String> {
        if !self.subject.has_password() {
            return Some(content.to_owned());
        }
        let Ok(Value::Object(sent)) = serde_json::from_str(content) else { return None };
        let known = operation.fields.iter().filter_map(|field| Some((field, sent.get(field.name)?)));
        let value = |(field, value): (&Field, &Value)| if field.is_password() { "".into() } else { value.clone() };
        Some(indented(&known.map(|known| (known.0.name.to_owned(), value(known))).collect()))
    }

    /// The body to be filled in.
    fn skeleton(&self, operation: &Operation) -> String {
        let fields = operation.fields.iter().filter(|field| !field.read_only);
        let value = |field: &Field| self.present(operation, field).filter(|_| !field.is_password()).cloned();
        let empty = |field: &Field| match field.kind {
            Kind::Boolean => false.into(),
            Kind::Keys => Value::Array(Vec::new()),
            Kind::String
            | Kind::Email
            | Kind::Integer
            | Kind::Float
            | Kind::Decimal
            | Kind::Date
            | Kind::DateTime
            | Kind::Field => "".into(),
        };
        let members: Map<_, _> =
            fields.map(|field| (field.name.to_owned(), value(field).unwrap_or_else(|| empty(field)))).collect();
        indented(&members)
    }
}

impl FieldView {
    /// The box is ticked.
    pub(super) fn is_ticked(&self) -> bool {
        !self.value.is_empty()
    }

    /// The `type` of an `<input>`; `None` is a `<textarea>`.
    pub(super) fn input_type(&self) -> Option<&'static str> {
        match self.field.widget {
            Widget::Line => Some("text"),
            Widget::Email => Some("email"),
            Widget::CurrentPassword | Widget::NewPassword => Some("password"),
            Widget::Checkbox => Some("checkbox"),
            Widget::Area => None,
        }
    }

    /// What a browser may fill in.
    pub(super) fn autocomplete(&self) -> &'static str {
        match (self.field.widget, self.field.name) {
            (Widget::CurrentPassword, _) => "current-password",
            (Widget::NewPassword, _) => "new-password",
            (Widget::Email, _) => "email",
            (_, "username") => "username",
            (Widget::Line | Widget::Area | Widget::Checkbox, _) => "off",
        }
    }
}

/// A value as a form has it: a ticked box sends a text, one that is not ticked nothing.
fn typed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => TICKED.to_owned(),
        Value::Null | Value::Bool(false) | Value::Number(_) | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

fn indented(members: &Map<String, Value>) -> String {
    let written = render::json_body(members, Some(4)).unwrap_or_default();
    String::from_utf8(written).unwrap_or_default()
}
