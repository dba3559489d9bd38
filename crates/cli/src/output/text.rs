//! Text that others wrote, made fit for a terminal.

use std::io::{self, IsTerminal};

use terminal_size::{Width, terminal_size_of};
use unicode_width::UnicodeWidthStr;

/// What a user or a token's maker chose must neither move the cursor nor turn the writing around.
pub(crate) fn is_dangerous(letter: char) -> bool {
    let turns =
        matches!(letter, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    letter.is_control() || turns || matches!(letter, '\u{2028}' | '\u{2029}')
}

/// One line of text.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|letter| if is_dangerous(letter) { char::REPLACEMENT_CHARACTER } else { letter }).collect()
}

/// Text of several lines.
pub(crate) fn plain_lines(text: &str) -> String {
    text.lines().map(plain).collect::<Vec<_>>().join("\n")
}

/// How many columns of a terminal `text` takes: a wide letter takes two, a combining one none.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// How many columns standard output has; `None` where it is no terminal, and lines may be as long as they are.
fn terminal_columns() -> Option<usize> {
    let out = io::stdout();
    if !out.is_terminal() {
        return None;
    }
    terminal_size_of(out).map(|(Width(columns), _)| usize::from(columns))
}

/// Breaks a line between words where the terminal ends, `taken` columns of which are taken.
pub(crate) fn fitted(text: &str, taken: usize) -> Vec<String> {
    match terminal_columns() {
        Some(width) => wrapped(text, width.saturating_sub(taken).max(NARROWEST)),
        None => vec![text.to_owned()],
    }
}

/// Narrower is not read any more.
const NARROWEST: usize = 30;

/// Breaks a line between words, so that no line is wider than `width` columns, but for a word that is.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if columns(line) + 1 + columns(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{columns, plain, wrapped};

    #[test]
    fn lines_are_broken_between_words_by_their_columns() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("日本 日本 x", 9), ["日本 日本", "x"]);
        assert_eq!(wrapped("", 9), [""]);
        assert_eq!(wrapped("enormous", 3), ["enormous"]);
    }

    #[test]
    fn what_others_wrote_neither_moves_the_cursor_nor_turns_the_writing() {
        for dangerous in ["\u{1b}]0;title\u{7}", "a\nb", "a\u{202e}b", "\u{9b}31m", "a\u{2028}b", "\u{61c}"] {
            let shown = plain(dangerous);
            assert!(shown.contains(char::REPLACEMENT_CHARACTER), "{shown:?}");
            assert!(!shown.contains(|letter: char| letter.is_control() || letter == '\u{202e}'), "{shown:?}");
        }
        assert_eq!(plain("élan ☃ 日本"), "élan ☃ 日本");
    }

    #[test]
    fn wide_letters_take_two_columns_and_combining_ones_none() {
        assert_eq!([columns("abc"), columns("日本"), columns("e\u{301}lan")], [3, 4, 4]);
    }
}
