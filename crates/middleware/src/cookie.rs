//! The token in a cookie, for pages.

use http::header::{COOKIE, UPGRADE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method};

/// The value of the cookie, on requests that change nothing: another site can make a browser send the cookie with a POST,
/// or open a WebSocket with it, and then it must prove nothing. An empty value is no value.
pub(crate) fn read<'r>(request: &'r Parts, name: &str) -> Option<&'r str> {
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(&request.method);
    if safe && !opens_socket(&request.headers) { find(&request.headers, name) } else { None }
}

fn opens_socket(headers: &HeaderMap) -> bool {
    let mut protocols = headers.get_all(UPGRADE).iter().flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
    protocols.any(|protocol| protocol.trim_ascii().eq_ignore_ascii_case(b"websocket"))
}

/// Works on bytes: the cookies beside ours may hold text in any encoding.
fn find<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(COOKIE).iter().map(HeaderValue::as_bytes);
    let mut pairs = lines.flat_map(|line| line.split(|byte| *byte == b';')).filter_map(split_at_equals);
    let (_, value) = pairs.find(|(found, _)| found.trim_ascii() == name.as_bytes())?;
    str::from_utf8(value.trim_ascii()).ok().filter(|value| !value.is_empty())
}

fn split_at_equals(pair: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = pair.iter().position(|byte| *byte == b'=')?;
    Some((pair.get(..at)?, pair.get(at + 1..)?))
}
