//! What `OPTIONS` tells of an endpoint (DRF's `SimpleMetadata`).

use http::Method;
use serde_json::{Map, Value, json};

use crate::endpoint::Endpoint;
use crate::rest::{Field, Parser, Renderer};

/// The whole answer.
pub(crate) fn of(endpoint: &Endpoint, renderers: &[Renderer]) -> Value {
    let renders: Vec<_> = renderers.iter().map(|renderer| renderer.media_type()).collect();
    let parses = endpoint.parsers.map(Parser::media_type);
    let mut told = json!({
        "name": endpoint.title(),
        "description": endpoint.description(),
        "renders": renders,
        "parses": parses,
    });
    let actions = actions(endpoint);
    if let Some(told) = told.as_object_mut().filter(|_| !actions.is_empty()) {
        told.insert("actions".to_owned(), actions.into());
    }
    told
}

/// The fields of a body; as in DRF, those of `PATCH` and `DELETE` are not told.
fn actions(endpoint: &Endpoint) -> Map<String, Value> {
    let methods = [Method::POST, Method::PUT].into_iter();
    let with_fields = methods.map(|method| (endpoint.fields(&method), method)).filter(|(fields, _)| !fields.is_empty());
    with_fields.map(|(fields, method)| (method.to_string(), described(fields))).collect()
}

fn described(fields: &[Field]) -> Value {
    fields.iter().map(|field| (field.name.to_owned(), field.metadata())).collect::<Map<_, _>>().into()
}
