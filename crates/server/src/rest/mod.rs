//! What Django REST framework does with a request before a view sees it and with an answer after: content negotiation,
//! parsers, serializer fields, the JSON renderer. Same results and same texts, checked against the real one.

mod body;
mod charset;
mod decode;
mod fields;
mod form;
mod header;
mod json;
mod media_type;
mod multipart;
mod negotiation;
pub(crate) mod pagination;
pub(crate) mod python;
pub(crate) mod render;
pub(crate) mod search;
#[cfg(test)]
mod tests;
pub(crate) mod wsgi;

pub(crate) use body::{Data, ParseError, parse, parse_by};
pub(crate) use charset::Charset;
pub(crate) use decode::latin1;
pub(crate) use fields::{Field, FieldErrors, Fields, Kind, Widget};
pub(crate) use form::Form;
pub(crate) use media_type::{Parser, Parsers};
pub use negotiation::Renderer;
pub(crate) use negotiation::{Negotiated, NegotiationError, negotiate};
