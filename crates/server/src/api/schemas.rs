//! Bodies that several endpoints share, for the OpenAPI document.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong, or that it went well, in a sentence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Detail {
    /// The sentence.
    pub(crate) detail: String,
    /// What a program may go by; absent where DRF gives none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
}

impl Detail {
    pub(crate) fn new(detail: String) -> Self {
        Self { detail, code: None }
    }
}

/// What is wrong with each field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldMessages(#[schema(inline)] BTreeMap<String, Vec<String>>);

/// An empty object.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Nothing {}
