//! `?page=` and `?page_size=`, and the links between pages (DRF's `PageNumberPagination`).

use std::collections::BTreeMap;

use countersign_core::flows::staff::{Page, PageNumber};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::form::Form;
use super::python;

/// How many rows a page has, where nobody says.
const PAGE_SIZE: u64 = 50;
/// No page has more, whoever asks.
const MAX_PAGE_SIZE: u64 = 500;

/// What `quote_plus` leaves as it is; a space becomes a plus sign.
const IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'.').remove(b'-').remove(b'~').remove(b' ');

/// The page that a query asks for; `None`: there can be none.
pub(crate) fn page(query: &Form) -> Option<Page> {
    let size = query.text("page_size").and_then(python::int).and_then(|size| u64::try_from(size).ok());
    let size = size.filter(|size| *size > 0).map_or(PAGE_SIZE, |size| size.min(MAX_PAGE_SIZE));
    let number = match query.text("page").filter(|page| !page.is_empty()) {
        None => PageNumber::Number(1),
        Some("last") => PageNumber::Last,
        Some(page) => PageNumber::Number(u64::try_from(python::int(page)?).ok()?),
    };
    Some(Page { number, size })
}

/// The address of another page of the same list; the first one is not numbered.
pub(crate) fn link(base: &str, query: &Form, number: u64) -> String {
    let mut parameters = BTreeMap::<&str, Vec<String>>::new();
    for (name, value) in query.texts() {
        parameters.entry(name).or_default().push(value.to_owned());
    }
    parameters.remove("page");
    if number > 1 {
        parameters.insert("page", vec![number.to_string()]);
    }
    let quoted = |text: &str| utf8_percent_encode(text, IN_QUERY).to_string().replace(' ', "+");
    let pairs = parameters.iter().flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
    let query = pairs.map(|(name, value)| format!("{}={}", quoted(name), quoted(value))).collect::<Vec<_>>().join("&");
    if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::Charset;

    fn query(text: &str) -> Form {
        Form::parse(text.as_bytes(), Charset::Utf8).unwrap()
    }

    #[test]
    fn a_link_keeps_the_rest_of_the_query_in_order_of_names() {
        let asked = query("search=a+b%26&page=3&is_staff=&x=2&x=1&z");
        assert_eq!(link("/u/", &asked, 4), "/u/?is_staff=&page=4&search=a+b%26&x=2&x=1&z=");
        assert_eq!(link("/u/", &query("page=2"), 1), "/u/");
        assert_eq!(link("/u/", &query("q=%C3%A4~"), 1), "/u/?q=%C3%A4~");
    }

    #[test]
    fn a_page_is_what_python_takes_for_a_number() {
        let number = |text: &str| page(&query(text)).map(|page| page.number);
        assert_eq!(number(""), Some(PageNumber::Number(1)));
        assert_eq!(number("page="), Some(PageNumber::Number(1)));
        assert_eq!(number("page=+2+"), Some(PageNumber::Number(2)));
        assert_eq!(number("page=last"), Some(PageNumber::Last));
        for none in ["page=x", "page=-1", "page=1.0"] {
            assert_eq!(number(none), None, "{none}");
        }
        let size = |text: &str| page(&query(text)).unwrap().size;
        assert_eq!(["", "page_size=0", "page_size=-5", "page_size=x"].map(size), [PAGE_SIZE; 4]);
        assert_eq!(["page_size=7", "page_size=9999"].map(size), [7, MAX_PAGE_SIZE]);
    }
}
