//! `?search=`, cut into terms as DRF's `SearchFilter` cuts it.

use super::python;

/// The terms of a search: words, and phrases in quotes. A comma ends a word as a space does.
pub(crate) fn terms(search: &str) -> Vec<String> {
    let mut terms = Vec::new();
    for piece in pieces(search) {
        let piece = piece.trim_matches(',');
        match phrase(piece) {
            Some(phrase) => terms.push(phrase),
            None => terms
                .extend(piece.split(',').filter(|word| !word.is_empty()).map(|word| python::strip(word).to_owned())),
        }
    }
    terms
}

/// Django's `smart_split`: at white space that stands in no quotes.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_start_matches(python::is_space);
    while !rest.is_empty() {
        let end = quoting_piece(rest).unwrap_or_else(|| word(rest));
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after.trim_start_matches(python::is_space);
    }
    pieces
}

/// Where a piece ends that has a closed quotation in it, if there is one at the start of `text`.
fn quoting_piece(text: &str) -> Option<usize> {
    let plain = |text: &str| text.find(|c| python::is_space(c) || c == '"' || c == '\'').unwrap_or(text.len());
    let mut end = plain(text);
    let mut quotations = 0;
    while let Some(length) = text.get(end..).and_then(quotation) {
        quotations += 1;
        end += length;
        end += text.get(end..).map_or(0, plain);
    }
    (quotations > 0).then_some(end)
}

/// The length of the quotation that `text` begins with, quotes included; a backslash takes the next character with it.
fn quotation(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            // Python's `.` is no line break.
            '\n' if is_escaped => return None,
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return Some(at + c.len_utf8()),
            _ => {}
        }
    }
    None
}

fn word(text: &str) -> usize {
    text.find(python::is_space).unwrap_or(text.len())
}

/// What stands between the quotes that a piece begins and ends with (`unescape_string_literal`).
fn phrase(piece: &str) -> Option<String> {
    let quote = piece.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    if !piece.ends_with(quote) {
        return None;
    }
    let inside = piece.get(1..piece.len() - 1).unwrap_or_default();
    Some(inside.replace(&format!("\\{quote}"), &quote.to_string()).replace("\\\\", "\\"))
}

#[cfg(test)]
mod tests {
    use super::terms;

    /// As DRF 3.18 cuts them.
    #[test]
    fn terms_are_words_and_phrases() {
        let cases: [(&str, &[&str]); 11] = [
            ("", &[]),
            ("  alice  bob ", &["alice", "bob"]),
            ("alice,bob", &["alice", "bob"]),
            (",alice,,bob,", &["alice", "bob"]),
            ("\"alice cooper\" x", &["alice cooper", "x"]),
            ("'alice cooper',x", &["'alice cooper'", "x"]),
            ("\"alice cooper", &["\"alice", "cooper"]),
            ("a\"b c\"d", &["a\"b c\"d"]),
            ("\"a \\\" b\"", &["a \" b"]),
            ("\"a\", 'b'", &["a", "b"]),
            ("\"", &[""]),
        ];
        for (search, wanted) in cases {
            assert_eq!(terms(search), wanted, "{search}");
        }
    }
}
