//! A header as WSGI hands it over.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName};

/// The bytes of a header; several of one name count as one, joined with commas. `None`: there is none.
pub(crate) fn header<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<Cow<'h, [u8]>> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.as_bytes();
    let joined = values.fold(Cow::Borrowed(first), |joined, value| {
        let mut joined = joined.into_owned();
        joined.push(b',');
        joined.extend_from_slice(value.as_bytes());
        Cow::Owned(joined)
    });
    Some(joined)
}
