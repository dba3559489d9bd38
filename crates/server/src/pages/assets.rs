//! What pages are drawn with: served by us, under a name that changes with the content, so that browsers keep it.

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// A file of the pages.
#[derive(Debug)]
pub(crate) struct Asset {
    pub(crate) path: String,
    content_type: HeaderValue,
    content: &'static str,
}

/// The stylesheet of every page.
pub(crate) static STYLESHEET: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("css", "text/css; charset=utf-8", include_str!("../../static/countersign.css")));
/// The picture in a browser's tab.
pub(crate) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("svg", "image/svg+xml", include_str!("../../static/countersign.svg")));

impl Asset {
    fn new(extension: &str, content_type: &'static str, content: &'static str) -> Self {
        let path = format!("/static/countersign-{:016x}.{extension}", fingerprint(content));
        Self { path, content_type: HeaderValue::from_static(content_type), content }
    }

    pub(crate) fn response(&self) -> Response {
        let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
        ([(CONTENT_TYPE, self.content_type.clone()), (CACHE_CONTROL, kept)], self.content).into_response()
    }
}

/// FNV-1a: the same on every machine, so that servers side by side name a file alike.
fn fingerprint(content: &str) -> u64 {
    content.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
