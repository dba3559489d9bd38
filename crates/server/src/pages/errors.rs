//! Django's answers to what never reaches a view, byte for byte.

use axum::response::Response;
use http::header::CONNECTION;
use http::{HeaderValue, StatusCode};

use super::page::html;

const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

const NOT_FOUND: &str = "
<!doctype html>
<html lang=\"en\">
<head>
  <title>Not Found</title>
</head>
<body>
  <h1>Not Found</h1><p>The requested resource was not found on this server.</p>
</body>
</html>
";

const BAD_REQUEST: &str = "
<!doctype html>
<html lang=\"en\">
<head>
  <title>Bad Request (400)</title>
</head>
<body>
  <h1>Bad Request (400)</h1><p></p>
</body>
</html>
";

/// Nothing is mounted there.
pub(crate) fn not_found() -> Response {
    html(StatusCode::NOT_FOUND, NOT_FOUND, POLICY)
}

/// The body is too large or has too many fields; what is left of it is not read.
pub(crate) fn bad_request() -> Response {
    let mut response = html(StatusCode::BAD_REQUEST, BAD_REQUEST, POLICY);
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
