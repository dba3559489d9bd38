//! Which renderer answers: `?format=`, then the `Accept` header (DRF's `DefaultContentNegotiation`).

use http::HeaderMap;
use http::header::ACCEPT;
use thiserror::Error;

use super::charset::Charset;
use super::decode;
use super::form::{Form, TooManyFields};
use super::media_type::{MAX_LENGTH, MediaType};
use super::python;

/// Longer `Accept` headers are cut at the last comma before this many characters.
const MAX_ACCEPT_LENGTH: usize = 8192;

/// No more media types than these are looked at.
const MAX_ACCEPTED: usize = 64;

/// A way to present an answer, by DRF's name for it.
///
/// ```
/// use countersign_server::Renderer;
///
/// assert_eq!(Renderer::BrowsableApi.as_str(), "BrowsableAPIRenderer");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renderer {
    /// `application/json`, `?format=json`.
    Json,
    /// `text/html`, `?format=api`.
    BrowsableApi,
}

impl Renderer {
    /// Every one, in the order of DRF's `DEFAULT_RENDERER_CLASSES`.
    pub const ALL: [Self; 2] = [Self::Json, Self::BrowsableApi];

    /// The name, without a path.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "JSONRenderer",
            Self::BrowsableApi => "BrowsableAPIRenderer",
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::BrowsableApi => "text/html",
        }
    }

    fn format(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::BrowsableApi => "api",
        }
    }
}

/// The outcome of negotiation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Negotiated {
    /// Who presents the answer.
    pub(crate) renderer: Renderer,
    /// Spaces of indentation asked for, 1 to 8; `None` is compact.
    pub(crate) indent: Option<u8>,
}

/// Why no renderer can answer. The error itself is still presented by the view's first renderer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum NegotiationError {
    /// 406 `Could not satisfy the request Accept header.`
    #[error("no acceptable renderer")]
    NotAcceptable,
    /// 404 `Not found.`
    #[error("unknown format")]
    UnknownFormat,
    /// The query string has too many parameters: Django's page for status 400.
    #[error(transparent)]
    TooManyFields(#[from] TooManyFields),
}

/// Choose among `renderers`, which stand in the view's order of preference, by `?format=` in the query string and the `Accept`
/// header.
///
/// Without an `Accept` header anything will do, with an empty one nothing does. `q` is ignored: the narrowest media type
/// wins, then the earlier renderer. Several headers count as one, of several formats the last counts.
///
/// # Errors
/// That the format is unknown is told first.
pub(crate) fn negotiate(
    headers: &HeaderMap,
    query: &str,
    renderers: &[Renderer],
) -> Result<Negotiated, NegotiationError> {
    let query = Form::parse(query.as_bytes(), Charset::Utf8)?;
    let format = query.text("format").filter(|format| !format.is_empty());
    let wanted = |renderer: &&Renderer| format.is_none_or(|format| renderer.format() == format);
    let renderers: Vec<_> = renderers.iter().filter(wanted).copied().collect();
    if renderers.is_empty() {
        return Err(NegotiationError::UnknownFormat);
    }
    let accepted = accepted(&accept_header(headers).unwrap_or_else(|| "*/*".to_owned()));
    for specificity in (0..=3).rev() {
        for &renderer in &renderers {
            let covers = |media_type: &&MediaType| {
                media_type.specificity() == specificity && media_type.covers(renderer.media_type())
            };
            if let Some(media_type) = accepted.iter().find(covers) {
                return Ok(Negotiated { renderer, indent: media_type.param("indent").and_then(indent) });
            }
        }
    }
    Err(NegotiationError::NotAcceptable)
}

/// The header as WSGI hands it on: several are joined with commas, each byte is a character.
fn accept_header(headers: &HeaderMap) -> Option<String> {
    let values: Vec<_> = headers.get_all(ACCEPT).iter().map(|value| decode::latin1(value.as_bytes())).collect();
    if values.is_empty() { None } else { Some(values.join(",")) }
}

fn accepted(header: &str) -> Vec<MediaType> {
    let header = match header.char_indices().nth(MAX_ACCEPT_LENGTH) {
        Some((end, _)) => header.get(..end).and_then(|kept| kept.rsplit_once(',')).map_or("", |(kept, _)| kept),
        None => header,
    };
    let tokens = header.split(',').map(python::strip);
    let usable = tokens.filter(|token| !token.is_empty() && token.chars().count() <= MAX_LENGTH);
    usable.take(MAX_ACCEPTED).map(MediaType::parse).collect()
}

fn indent(text: &str) -> Option<u8> {
    u8::try_from(python::int(text)?.clamp(0, 8)).ok().filter(|&indent| indent > 0)
}
