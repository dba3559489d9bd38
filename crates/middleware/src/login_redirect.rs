//! Anonymous people are sent to a login page (Django's `login_required` and `redirect_to_login`).

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, LOCATION, VARY};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response, StatusCode, Uri};

use crate::{Reason, Refusal, percent};

/// Where anonymous callers are sent: 302 to a login page, which gets to know by `?next=` where they wanted to go.
///
/// Give it to [`AuthenticationLayer::login_redirect`](crate::AuthenticationLayer::login_redirect), and leave the login page
/// outside of that layer. Only those without any credential are sent there; a bad token and a missing permission are answered as ever. `next` is written as Django
/// writes it and is always a path of this host. The login page should ask
/// [`redirect_target`](crate::redirect_target) before it follows one: anybody can write such a link.
///
/// ```
/// use countersign::LoginRedirect;
///
/// let redirect = LoginRedirect::to("/accounts/login/");
/// assert_eq!(redirect.location(&"/lr/?a=b&c=d".parse()?), "/accounts/login/?next=/lr/%3Fa%3Db%26c%3Dd");
/// # Ok::<(), http::uri::InvalidUri>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginRedirect {
    login_url: String,
    field: String,
    origin: String,
    only_pages: bool,
}

impl LoginRedirect {
    /// Sends every anonymous request to this login page (`LOGIN_URL`), whose own query is kept.
    #[must_use]
    pub fn to(login_url: impl Into<String>) -> Self {
        Self { login_url: login_url.into(), field: "next".to_owned(), origin: String::new(), only_pages: false }
    }

    /// Sends only those there that accept `text/html` by name, as browsers do for pages; callers of an API keep their 401.
    ///
    /// ```
    /// use countersign::LoginRedirect;
    ///
    /// let redirect = LoginRedirect::to("/accounts/login/?theme=dark").only_pages();
    /// assert_eq!(redirect.location(&"/me/".parse()?), "/accounts/login/?theme=dark&next=/me/");
    /// # Ok::<(), http::uri::InvalidUri>(())
    /// ```
    #[must_use]
    pub fn only_pages(self) -> Self {
        Self { only_pages: true, ..self }
    }

    /// Calls the query's field so instead of `next` (`redirect_field_name`).
    ///
    /// ```
    /// use countersign::LoginRedirect;
    ///
    /// let redirect = LoginRedirect::to("/login/").with_field("back");
    /// assert_eq!(redirect.location(&"/me/".parse()?), "/login/?back=/me/");
    /// # Ok::<(), http::uri::InvalidUri>(())
    /// ```
    #[must_use]
    pub fn with_field(self, field: impl Into<String>) -> Self {
        Self { field: field.into(), ..self }
    }

    /// Puts this origin before the path in `next`, for a login page of another host.
    ///
    /// ```
    /// use countersign::LoginRedirect;
    ///
    /// let redirect = LoginRedirect::to("https://login.example/").with_origin("https://books.example");
    /// assert_eq!(redirect.location(&"/me/".parse()?), "https://login.example/?next=https%3A//books.example/me/");
    /// # Ok::<(), http::uri::InvalidUri>(())
    /// ```
    #[must_use]
    pub fn with_origin(self, origin: impl Into<String>) -> Self {
        Self { origin: origin.into(), ..self }
    }

    /// The `Location` for a request to `uri`.
    #[must_use]
    pub fn location(&self, uri: &Uri) -> String {
        let next = format!("{}{}", self.origin, full_path(uri));
        let (page, fragment) = split(&self.login_url, '#');
        let (page, query) = split(page, '?');
        let mut fields = parse_query(query.unwrap_or_default());
        match fields.iter_mut().find(|(name, _)| *name == self.field) {
            Some((_, values)) => *values = vec![next],
            None => fields.push((self.field.clone(), vec![next])),
        }
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        percent::uri(&format!("{page}?{}{fragment}", write_query(&fields)))
    }

    /// The answer to a refused request: the redirect if the caller is anonymous (and wants a page), else the refusal's own.
    ///
    /// For an [`on_refusal`](crate::AuthenticationLayer::on_refusal) of your own that does more than this.
    ///
    /// ```
    /// use countersign::{Authenticator, LoginRedirect, Reason};
    /// use http::HeaderValue;
    ///
    /// const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
    ///
    /// let login = LoginRedirect::to("/accounts/login/");
    /// let authenticator = Authenticator::from_secret("thirty-two bytes or more of chance")?;
    /// let layer = authenticator.required().on_refusal(move |refusal, request| match refusal.reason() {
    ///     Reason::PermissionDenied => refusal.to_response_with(HTML, "<p>Not for you.</p>"),
    ///     _ => login.answer(refusal, request),
    /// });
    /// # Ok::<(), countersign::token::KeyError>(())
    /// ```
    #[must_use]
    pub fn answer(&self, refusal: &Refusal, request: &Parts) -> Response<Bytes> {
        let sent = *refusal.reason() == Reason::NotAuthenticated && (!self.only_pages || wants_page(&request.headers));
        let location = sent.then(|| HeaderValue::try_from(self.location(original_uri(request))));
        let Some(Ok(location)) = location else { return refusal.to_response() };
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::FOUND;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(LOCATION, location);
        headers.insert(VARY, HeaderValue::from_static(if self.only_pages { "Accept, Cookie" } else { "Cookie" }));
        response
    }
}

/// The URI as the client asked for it, also inside a nested router of axum, which cuts its prefix off.
fn original_uri(request: &Parts) -> &Uri {
    #[cfg(feature = "axum")]
    if let Some(axum::extract::OriginalUri(uri)) = request.extensions.get() {
        return uri;
    }
    &request.uri
}

/// Django's `get_full_path()`, with `escape_leading_slashes`: a browser takes `//` for the beginning of another host.
fn full_path(uri: &Uri) -> String {
    let path = percent::path(&percent::decode_path(uri.path()));
    let path = match path.strip_prefix("//") {
        Some(rest) => format!("/%2F{rest}"),
        None if path.starts_with('/') => path,
        None => format!("/{path}"),
    };
    let query = uri.query().filter(|query| !query.is_empty());
    query.map_or_else(|| path.clone(), |query| format!("{path}?{}", percent::uri(query)))
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

/// Names with their values, in the order of the names (Django's `QueryDict`).
fn parse_query(query: &str) -> Vec<(String, Vec<String>)> {
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    for field in query.split('&').filter(|field| !field.is_empty()) {
        let (name, value) = split(field, '=');
        let (name, value) = (percent::decode_form(name), percent::decode_form(value.unwrap_or_default()));
        match fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value),
            None => fields.push((name, vec![value])),
        }
    }
    fields
}

fn write_query(fields: &[(String, Vec<String>)]) -> String {
    let pairs = fields.iter().flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
    let pairs = pairs.map(|(name, value)| format!("{}={}", percent::query_value(name), percent::query_value(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// `Accept` names HTML. That anything will do (`*/*`) is what programs say.
fn wants_page(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let html = parts.next().is_some_and(|media_type| {
            ["text/html", "application/xhtml+xml"].iter().any(|html| media_type.eq_ignore_ascii_case(html))
        });
        html && !parts.any(is_zero_quality)
    })
}

/// `q=0`: anything but this (RFC 9110 §12.4.2).
fn is_zero_quality(parameter: &str) -> bool {
    let (name, value) = split(parameter, '=');
    name.trim().eq_ignore_ascii_case("q") && value.and_then(|value| value.trim().parse().ok()) == Some(0.0_f32)
}
