//! `Accept-Language`: `django.utils.translation.trans_real.parse_accept_lang_header`.

use crate::rest::python;

/// Django's `LANGUAGE_CODE_MAX_LENGTH` (characters).
pub(super) const MAX_LENGTH: usize = 500;

/// The language ranges of `header` in lower case, best first; of equal ones, the earlier. None if any of it is malformed.
///
/// A range with `q=0` is the last, not unwanted. What is longer than 500 characters is cut at the last comma before them.
pub(super) fn accepted(header: &str) -> Vec<String> {
    let header = header.to_ascii_lowercase();
    let Some(header) = bounded(&header) else { return Vec::new() };
    let mut ranges = Vec::new();
    let mut rest = header;
    while !rest.is_empty() {
        let Some((range, quality, after)) = range(rest) else { return Vec::new() };
        ranges.push((range.to_owned(), quality));
        rest = after;
    }
    ranges.sort_by_key(|(_, quality)| std::cmp::Reverse(*quality));
    ranges.into_iter().map(|(range, _)| range).collect()
}

fn bounded(header: &str) -> Option<&str> {
    let Some((end, _)) = header.char_indices().nth(MAX_LENGTH) else { return Some(header) };
    let (kept, _) = header.get(..end)?.rsplit_once(',')?;
    Some(kept).filter(|kept| !kept.is_empty())
}

/// The first range, its quality in thousandths, and what follows its comma.
fn range(text: &str) -> Option<(&str, u16, &str)> {
    let (range, rest) = text.split_at(text.find(|c: char| !is_tag(c) && c != '*').unwrap_or(text.len()));
    if range != "*" && !is_language(range) {
        return None;
    }
    let (quality, rest) = match skip_space(rest).strip_prefix(';') {
        Some(parameter) => quality(skip_space(parameter).strip_prefix("q=")?)?,
        None => (ONE, rest),
    };
    match skip_space(rest).strip_prefix(',') {
        Some(next) => Some((range, quality, skip_space(next))),
        None if rest.is_empty() => Some((range, quality, rest)),
        None => None,
    }
}

const ONE: u16 = 1000;

/// `0.5` in thousandths, and what stands behind it: at most three digits behind the point, and at most one in all.
fn quality(text: &str) -> Option<(u16, &str)> {
    let (number, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len()));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let thousandths = format!("{fraction:0<3}").parse().ok().filter(|_| fraction.len() <= 3);
    match (whole, thousandths) {
        ("0", Some(thousandths)) => Some((thousandths, rest)),
        ("1", Some(0)) => Some((ONE, rest)),
        _ => None,
    }
}

/// A word of one to eight letters, and any number of such words of letters and digits behind dashes.
fn is_language(range: &str) -> bool {
    let (first, _) = range.split_once('-').unwrap_or((range, ""));
    let is_word = |word: &str| (1..=8).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    first.bytes().all(|byte| byte.is_ascii_alphabetic()) && range.split('-').all(is_word)
}

fn is_tag(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

fn skip_space(text: &str) -> &str {
    text.trim_start_matches(python::is_space)
}
