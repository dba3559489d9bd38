//! `GET /.well-known/jwks.json`.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::app::App;
use crate::reply;

/// How long a verifier may keep the keys (seconds); a rotation publishes a key longer than this before it signs.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// The public keys (RFC 7517 §5); none for HMAC, whose keys are secrets.
pub(crate) async fn jwks(State(app): State<App>, headers: HeaderMap) -> Response {
    let keys = app.ctx().keys.verifier().keys().to_jwks();
    let tag = etag(&keys);
    let known = headers.get_all(IF_NONE_MATCH).iter().any(|known| matches(known.as_bytes(), tag.as_bytes()));
    let mut response =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { reply::json(StatusCode::OK, &keys) };
    response.headers_mut().insert(CACHE_CONTROL, KEEP);
    response.headers_mut().insert(ETAG, tag);
    response
}

/// `If-None-Match` names the tag, among others perhaps, weak or not (RFC 9110 §13.1.2), or is `*`.
fn matches(known: &[u8], tag: &[u8]) -> bool {
    known.split(|byte| *byte == b',').map(<[u8]>::trim_ascii).any(|known| {
        let strong = known.strip_prefix(b"W/").unwrap_or(known);
        strong == tag || known == b"*"
    })
}

/// A checksum (FNV-1a): it tells two sets of a server apart, and promises nothing else.
fn etag(keys: &countersign_token::JwkSet) -> HeaderValue {
    let text = serde_json::to_vec(keys).unwrap_or_default();
    let sum = text
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    HeaderValue::from_str(&format!("\"{sum:016x}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}
