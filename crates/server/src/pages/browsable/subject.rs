//! What a page is about.

use http::Method;

use crate::endpoint::Endpoint;
use crate::rest::Field;

/// An endpoint, as pages tell of it.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) operations: Vec<Operation>,
    /// Every method, as the `Allow` header has them.
    pub(super) methods: Vec<Method>,
}

/// What a method does, and what its body holds.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) method: Method,
    pub(super) summary: String,
    pub(super) fields: &'static [Field],
}

impl Subject {
    pub(crate) fn new(endpoint: &Endpoint) -> Self {
        let methods = endpoint.allowed();
        let asked = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
        let operations = asked.into_iter().filter(|method| methods.contains(method)).map(|method| Operation {
            summary: endpoint.summary(&method),
            fields: endpoint.fields(&method),
            method,
        });
        Self { title: endpoint.title(), description: endpoint.description(), operations: operations.collect(), methods }
    }

    /// A field whose value no page repeats.
    pub(super) fn has_password(&self) -> bool {
        self.operations.iter().flat_map(|operation| operation.fields).any(Field::is_password)
    }
}
