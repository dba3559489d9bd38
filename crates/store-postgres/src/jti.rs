//! A token's name, as columns hold it.

use std::borrow::Cow;

use countersign_token::Jti;

/// Begins what is written with escapes.
const MARK: char = '\u{1}';

/// What stands for the name in a column. No text of PostgreSQL's holds a U+0000, and a name may be any text (RFC 7519 §4.1.7):
/// such a one is written with escapes, and every other one as it is, unless it looks like that.
pub(crate) fn column(jti: &Jti) -> Cow<'_, str> {
    let name = jti.as_str();
    if !name.contains('\0') && !name.starts_with(MARK) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("{MARK}{}", name.replace(MARK, "\u{1}1").replace('\0', "\u{1}0")))
}

/// The name that [`column`] wrote.
pub(crate) fn read(column: String) -> Jti {
    match column.strip_prefix(MARK) {
        Some(escaped) => Jti::new(escaped.replace("\u{1}0", "\0").replace("\u{1}1", "\u{1}")),
        None => Jti::new(column),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_were_written_and_no_two_are_written_alike() {
        let names = ["", "d1a9", "a\0b", "\0", "\u{1}", "\u{1}\0", "\u{1}0", "\u{1}1", "a\u{1}0", "\u{1}\u{1}10\0"];
        let mut written: Vec<String> = names.iter().map(|name| column(&Jti::new(*name)).into_owned()).collect();
        assert!(written.iter().all(|text| !text.contains('\0')));
        let read: Vec<Jti> = written.iter().cloned().map(read).collect();
        assert_eq!(read, names.map(Jti::new));
        written.sort();
        written.dedup();
        assert_eq!(written.len(), names.len());
    }
}
