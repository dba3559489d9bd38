//! Whether a request may change something (`CsrfViewMiddleware.process_view`).

use http::header::{HeaderName, ORIGIN, REFERER};
use http::request::Parts;
use http::{HeaderMap, Method};

use super::failure::Source;
use super::{CsrfFailure, CsrfSecret};
use crate::origin::{Origin, Scheme};
use crate::rest::{latin1, wsgi};
use crate::web::{TrustedOrigin, WebSettings, cookie};

pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-csrftoken");

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
    } else if Scheme::of(&request.extensions) == Scheme::Https {
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

fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    wsgi::header(headers, name).map(|value| latin1(&value))
}

/// Scheme, in lower case, and host with port; `None` where one of them is missing.
fn split(url: &str) -> Option<(String, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    is_scheme.then(|| (scheme.to_ascii_lowercase(), host))
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    const SECRET: &str = "aBcDeFgHiJkLmNoPqRsTuVwXyZ012345";

    /// What a request over https with these headers, and with cookie and token as they should be, is told.
    fn told(headers: &[(&str, &str)]) -> String {
        let mut request = Request::builder().method("POST").header("host", "auth.example");
        request = request.header("cookie", format!("csrftoken={SECRET}")).header("x-csrftoken", SECRET);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts.extensions.insert(Scheme::Https);
        let trusted = vec!["https://*.shop.example".parse().unwrap()];
        let settings = WebSettings { csrf_trusted_origins: trusted, ..WebSettings::default() };
        check(&settings, &parts, "").map_or_else(|failure| failure.to_string(), |()| String::new())
    }

    #[test]
    fn over_https_without_an_origin_the_referer_counts() {
        for good in
            ["https://auth.example/a?b", "https://AUTH.example", "https://www.shop.example/", "https://shop.example/"]
        {
            assert_eq!(told(&[("referer", good)]), "", "{good}");
        }
        let unmatched = |referer| format!("Referer checking failed - {referer} does not match any trusted origins.");
        for bad in ["https://evil.example/", "https://auth.example:8443/", "https://auth.example@evil.example/"] {
            assert_eq!(told(&[("referer", bad)]), unmatched(bad));
        }
        assert_eq!(told(&[]), "Referer checking failed - no Referer.");
        for malformed in ["auth.example", "//auth.example/", "https:///a", "https:auth.example", ""] {
            assert_eq!(
                told(&[("referer", malformed)]),
                "Referer checking failed - Referer is malformed.",
                "{malformed}"
            );
        }
        let insecure = "Referer checking failed - Referer is insecure while host is secure.";
        assert_eq!(told(&[("referer", "http://auth.example/")]), insecure);
    }

    #[test]
    fn where_there_is_an_origin_it_alone_counts() {
        assert_eq!(told(&[("origin", "https://auth.example"), ("referer", "http://evil.example")]), "");
        let told = told(&[("origin", "http://auth.example"), ("referer", "https://auth.example/")]);
        assert_eq!(told, "Origin checking failed - http://auth.example does not match any trusted origins.");
    }
}
