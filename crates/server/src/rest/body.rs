//! A request body, read by whichever parser its content type selects.

use bytes::Bytes;
use http::HeaderValue;
use thiserror::Error;

use super::charset::{Charset, Label};
use super::form::{Form, TooManyFields};
use super::header::Parameterized;
use super::json::{self, Value};
use super::media_type::{Parser, Parsers};
use super::multipart::MultipartError;
use super::{decode, multipart};

/// What a client sent (DRF's `request.data`).
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Data {
    /// Any JSON value; a serializer takes objects only.
    Json(Value),
    /// A form of either kind.
    Form(Form),
    /// No body: an object without members.
    Empty,
}

/// Why a body cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum ParseError {
    /// Status 415 `Unsupported media type "…" in request.` The text is the content type as it was sent.
    #[error("unsupported media type")]
    UnsupportedMediaType(String),
    /// Status 400. The text is the `detail` of the answer.
    #[error("malformed body")]
    Malformed(String),
    /// Status 400 with Django's HTML page.
    #[error(transparent)]
    TooManyFields(#[from] TooManyFields),
}

/// Read `body` as its content type says.
///
/// An empty body is no data whatever its type; a body without a type is `text/plain`, as in WSGI. The `charset` parameter is
/// honoured; one that nobody knows counts as UTF-8.
pub(crate) fn parse(content_type: Option<&HeaderValue>, body: &Bytes) -> Result<Data, ParseError> {
    parse_by(Parser::DEFAULT, content_type, body)
}

/// The same with parsers in another order, which counts for a type such as `*/*`.
pub(crate) fn parse_by(parsers: Parsers, content_type: Option<&HeaderValue>, body: &Bytes) -> Result<Data, ParseError> {
    let content_type = content_type.map_or_else(|| "text/plain".to_owned(), |value| decode::latin1(value.as_bytes()));
    if body.is_empty() {
        return Ok(if Parser::is_form(&content_type) { Data::Form(Form::default()) } else { Data::Empty });
    }
    let Some(parser) = Parser::select(&content_type, parsers) else {
        return Err(ParseError::UnsupportedMediaType(content_type));
    };
    let charset = charset(&content_type)?;
    match parser {
        Parser::Json => json_value(body, charset).map(Data::Json),
        Parser::Form => Ok(Data::Form(Form::parse(body, charset)?)),
        Parser::Multipart => match multipart::parse(&content_type, body, charset) {
            Ok(form) => Ok(Data::Form(form)),
            Err(MultipartError::TooMany(error)) => Err(error.into()),
            Err(error) => Err(ParseError::Malformed(format!("Multipart form parse error - {error}"))),
        },
    }
}

fn charset(content_type: &str) -> Result<Charset, ParseError> {
    let header = Parameterized::parse(content_type).unwrap_or_default();
    let Some(label) = header.param("charset") else { return Ok(Charset::default()) };
    match Label::named(label) {
        Label::Text(charset) => Ok(charset),
        Label::Unknown => Ok(Charset::default()),
        Label::Transform => {
            Err(ParseError::Malformed(format!("Unsupported charset \"{label}\" in request Content-Type header.")))
        }
    }
}

fn json_value(body: &[u8], charset: Charset) -> Result<Value, ParseError> {
    let malformed = |error: &dyn std::error::Error| ParseError::Malformed(format!("JSON parse error - {error}"));
    let text = decode::read(body, charset).map_err(|error| malformed(&error))?;
    json::parse(&text).map_err(|error| malformed(&error))
}
