//! Cookies, as Django reads and writes them.

use countersign_core::Moment;
use countersign_token::Seconds;
use http::header::{COOKIE, SET_COOKIE, VARY};
use http::{HeaderMap, HeaderValue};

use crate::rest::{latin1, python};

/// The names and values of a `Cookie` header, without the space around them; what has no `=` is none.
pub(crate) fn cookie_pairs(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = line.split(';').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (python::strip(name), python::strip(value)))
}

/// The value of a cookie; `None`: the request has none of that name, or several that differ. Which of those is meant nobody can
/// tell: a neighbour of our domain may have set one of them.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = lines(headers);
    let mut values = lines.iter().flat_map(|line| cookie_pairs(line)).filter(|(known, _)| *known == name);
    let (_, value) = values.next()?;
    let value = unquoted(value);
    values.all(|(_, other)| unquoted(other) == value).then(|| value.to_owned())
}

/// Whether the request has a cookie of that name, whatever its value.
pub(crate) fn has_cookie(headers: &HeaderMap, name: &str) -> bool {
    lines(headers).iter().flat_map(|line| cookie_pairs(line)).any(|(known, _)| known == name)
}

fn lines(headers: &HeaderMap) -> Vec<String> {
    headers.get_all(COOKIE).iter().map(|line| latin1(line.as_bytes())).collect()
}

fn unquoted(value: &str) -> &str {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(value)
}

/// A cookie to be set, for the whole site and with `SameSite=Lax`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SetCookie<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
    /// How long the browser keeps it; zero: it forgets it.
    pub(crate) max_age: Seconds,
    pub(crate) http_only: bool,
    /// Only over https.
    pub(crate) secure: bool,
}

/// Adds a `Set-Cookie`. An answer that sets a cookie varies by what came.
pub(crate) fn set_cookie(headers: &mut HeaderMap, cookie: &SetCookie<'_>, now: Moment) {
    let SetCookie { name, value, max_age, http_only, secure } = *cookie;
    let is_end = max_age == Seconds::new(0);
    // As Django does it: forgotten by the oldest date that there is, and an empty value in quotes.
    let expires = if is_end { Moment::from_micros(0) } else { now.saturating_add(max_age) }.to_http_date();
    let value = if is_end { "\"\"" } else { value };
    let (http_only, secure) = (if http_only { "; HttpOnly" } else { "" }, if secure { "; Secure" } else { "" });
    let age = max_age.get();
    let text = format!("{name}={value}; expires={expires}{http_only}; Max-Age={age}; Path=/; SameSite=Lax{secure}");
    // A name that no header can hold is refused with the settings.
    if let Ok(set) = HeaderValue::from_str(&text) {
        headers.append(SET_COOKIE, set);
    }
    append_vary_cookie(headers);
}

/// `Vary: Cookie`, beside what is there.
pub(crate) fn append_vary_cookie(headers: &mut HeaderMap) {
    let there = headers.get(VARY).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if there.split(',').any(|name| name.trim().eq_ignore_ascii_case("cookie")) {
        return;
    }
    let all = if there.is_empty() { "Cookie".to_owned() } else { format!("{there}, Cookie") };
    if let Ok(all) = HeaderValue::from_str(&all) {
        headers.insert(VARY, all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&'static str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(COOKIE, HeaderValue::from_static(value));
        }
        cookie(&headers, "sessionid")
    }

    #[test]
    fn a_cookie_is_read_by_its_name() {
        for one in [&["sessionid=abc"][..], &["a=b; sessionid=abc ; c"], &["a=b", "sessionid=\"abc\""]] {
            assert_eq!(read(one).as_deref(), Some("abc"), "{one:?}");
        }
        for none in [&[][..], &["Sessionid=abc"], &["xsessionid=abc; sessionid"]] {
            assert_eq!(read(none), None, "{none:?}");
        }
    }

    #[test]
    fn a_cookie_that_is_there_twice_and_differs_is_none() {
        assert_eq!(read(&["sessionid=abc; sessionid=abc"]).as_deref(), Some("abc"));
        assert_eq!(read(&["sessionid=abc; sessionid=abd"]), None);
        assert_eq!(read(&["sessionid=abc", "sessionid=abd"]), None);
    }

    #[test]
    fn a_cookie_is_set_and_ended_as_django_does_it() {
        let mut headers = HeaderMap::new();
        let cookie = SetCookie { name: "a", value: "b", max_age: Seconds::new(60), http_only: true, secure: true };
        set_cookie(&mut headers, &cookie, Moment::from_micros(0));
        let ended = SetCookie { max_age: Seconds::new(0), http_only: false, secure: false, ..cookie };
        set_cookie(&mut headers, &ended, Moment::from_micros(1_000_000_000));
        let set: Vec<_> = headers.get_all(SET_COOKIE).iter().collect();
        assert_eq!(
            set,
            [
                "a=b; expires=Thu, 01 Jan 1970 00:01:00 GMT; HttpOnly; Max-Age=60; Path=/; SameSite=Lax; Secure",
                "a=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax",
            ]
        );
        assert_eq!(headers.get(VARY).unwrap(), "Cookie");
    }
}
