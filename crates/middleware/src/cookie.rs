//! The token in a cookie, for pages.

use http::header::COOKIE;
use http::request::Parts;
use http::{HeaderMap, Method};

/// The value of the cookie, on methods that change nothing: another site can make a browser send the cookie with a POST,
/// and then it must prove nothing. An empty value is no value.
pub(crate) fn read<'r>(request: &'r Parts, name: &str) -> Option<&'r str> {
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(&request.method);
    if safe { find(&request.headers, name) } else { None }
}

fn find<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(found, _)| found.trim() == name)?;
    Some(value.trim()).filter(|value| !value.is_empty())
}
