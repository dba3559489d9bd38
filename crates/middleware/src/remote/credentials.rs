//! What this program proves itself with.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a form leaves as it is.
const IN_FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The id and the secret that `countersign clients create` prints; sent as HTTP Basic (RFC 6749 §2.3.1). `Debug` shows nothing
/// of them.
///
/// ```
/// use countersign::remote::ClientCredentials;
///
/// let credentials = ClientCredentials::new("h3Kf0aXb9ZqX1VdR", "its secret");
/// assert_eq!(format!("{credentials:?}"), "ClientCredentials(_)");
/// ```
#[derive(Clone)]
pub struct ClientCredentials(HeaderValue);

impl ClientCredentials {
    /// The credentials of this program.
    #[must_use]
    pub fn new(id: &str, secret: &str) -> Self {
        let [id, secret] = [id, secret].map(|text| utf8_percent_encode(text, IN_FORM).to_string());
        let text = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
        // Base64 is of a header's characters.
        let mut header = HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""));
        header.set_sensitive(true);
        Self(header)
    }

    pub(super) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientCredentials(_)")
    }
}
