//! Whether a request may change something (`CsrfViewMiddleware.process_view`).

use http::header::{HeaderName, ORIGIN, REFERER};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method};

use super::failure::Source;
use super::{CsrfFailure, CsrfSecret};
use crate::origin::{Origin, Scheme};
use crate::rest::latin1;
use crate::web::{TrustedOrigin, WebSettings, cookie};

const HEADER: HeaderName = HeaderName::from_static("x-csrftoken");

/// Lets a request pass that only reads, or that comes from a page of ours and repeats the secret of its cookie; `posted` is the field
/// of its form, `""` where there is none.
///
/// # Errors
/// The first check that failed: the `Origin`; over https and without one, the `Referer`; cookie and token.
pub(crate) fn check(settings: &WebSettings, request: &Parts, posted: &str) -> Result<(), CsrfFailure> {
    if [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE].contains(&request.method) {
        return Ok(());
    }
    if let Some(origin) = header(&request.headers, &ORIGIN) {
        if !is_trusted_origin(&settings.csrf_trusted_origins, request, &origin) {
            return Err(CsrfFailure::BadOrigin(origin));
        }
    } else if request.extensions.get() == Some(&Scheme::Https) {
        check_referer(&settings.csrf_trusted_origins, request)?;
    }
    check_token(settings, &request.headers, posted)
}

fn is_trusted_origin(trusted: &[TrustedOrigin], request: &Parts, origin: &str) -> bool {
    if !origin.is_empty() && Origin::of(request).or_empty() == origin {
        return true;
    }
    split(origin).is_some_and(|(scheme, host)| trusted.iter().any(|trusted| trusted.is(&scheme, host)))
}

fn check_referer(trusted: &[TrustedOrigin], request: &Parts) -> Result<(), CsrfFailure> {
    let referer = header(&request.headers, &REFERER).ok_or(CsrfFailure::NoReferer)?;
    let (scheme, host) = split(&referer).ok_or(CsrfFailure::MalformedReferer)?;
    if scheme != "https" {
        return Err(CsrfFailure::InsecureReferer);
    }
    let is_ours = Origin::of(request).host().is_some_and(|ours| ours.eq_ignore_ascii_case(host));
    if is_ours || trusted.iter().any(|trusted| trusted.covers(host)) {
        return Ok(());
    }
    Err(CsrfFailure::BadReferer(referer))
}

fn check_token(settings: &WebSettings, headers: &HeaderMap, posted: &str) -> Result<(), CsrfFailure> {
    let kept = cookie(headers, &settings.csrf_cookie_name).ok_or(CsrfFailure::NoCookie)?;
    let kept = CsrfSecret::read(&kept).map_err(CsrfFailure::Cookie)?;
    let (source, token) = if posted.is_empty() {
        (Source::Header, header(headers, &HEADER).ok_or(CsrfFailure::NoToken)?)
    } else {
        (Source::Form, posted.to_owned())
    };
    let token = CsrfSecret::read(&token).map_err(|format| CsrfFailure::Token(source, format))?;
    if token.is(&kept) { Ok(()) } else { Err(CsrfFailure::WrongToken(source)) }
}

/// The text of a header; several count as one, as WSGI joins them.
fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values: Vec<_> = headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
    (!values.is_empty()).then(|| latin1(&values.join(&b","[..])))
}

/// Scheme, in lower case, and host with port; `None` where one of them is missing.
fn split(url: &str) -> Option<(String, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    is_scheme.then(|| (scheme.to_ascii_lowercase(), host))
}
