//! Rows in columns.

use anstyle::Style;

use super::print::line;
use super::style::{self, painted};
use super::text::{columns, plain};

/// Between two columns.
const GAP: &str = "  ";

/// One cell: a line of text, made fit for a terminal, and its style.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    pub(crate) fn styled(text: &str, style: Style) -> Self {
        Self { text: plain(text), style }
    }

    /// The cell, as wide as its column.
    fn padded(&self, width: usize) -> String {
        let padding = " ".repeat(width.saturating_sub(columns(&self.text)));
        format!("{}{padding}", self.alone())
    }

    fn alone(&self) -> String {
        if self.style == style::NONE || self.text.is_empty() {
            self.text.clone()
        } else {
            painted(self.style, &self.text)
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::styled(text, style::NONE)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// Prints rows in columns that are as wide as their widest cell.
pub(crate) fn table(rows: &[Vec<Cell>]) -> anyhow::Result<()> {
    aligned(rows).iter().try_for_each(|row| line(row))
}

/// Prints rows under a heading.
pub(crate) fn table_with_head(head: &[&str], rows: Vec<Vec<Cell>>) -> anyhow::Result<()> {
    let head = head.iter().map(|name| Cell::styled(name, style::TITLE)).collect();
    table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}

/// The last cell of a row may be as long as it is, and widens no column.
fn aligned(rows: &[Vec<Cell>]) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let padded =
        |column: usize| rows.iter().filter(move |row| column + 1 < filled(row)).filter_map(move |row| row.get(column));
    let width = |column: usize| padded(column).map(|cell| columns(&cell.text)).max().unwrap_or(0);
    let widths: Vec<_> = (0..count).map(width).collect();
    rows.iter().map(|row| aligned_row(row, &widths)).collect()
}

/// How many cells there are without the empty ones at the end.
fn filled(row: &[Cell]) -> usize {
    row.iter().rposition(|cell| !cell.text.is_empty()).map_or(0, |last| last + 1)
}

/// No spaces at the end of a line.
fn aligned_row(row: &[Cell], widths: &[usize]) -> String {
    let filled = filled(row);
    let cells = row.iter().zip(widths).take(filled).enumerate();
    let cells = cells.map(|(at, (cell, width))| if at + 1 == filled { cell.alone() } else { cell.padded(*width) });
    cells.collect::<Vec<_>>().join(GAP)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&[&str]]) -> Vec<Vec<Cell>> {
        rows.iter().map(|row| row.iter().copied().map(Cell::from).collect()).collect()
    }

    #[test]
    fn columns_align_whatever_the_letters_and_no_line_ends_in_spaces() {
        let rows = rows(&[&["1", "山田太郎", "x"], &["23", "e\u{301}lan", "y"], &["4", "bob", ""], &["5"]]);
        let wanted = ["1   山田太郎  x", "23  e\u{301}lan      y", "4   bob", "5"];
        assert_eq!(aligned(&rows), wanted);
    }

    #[test]
    fn a_long_last_cell_widens_no_column() {
        let rows = rows(&[&["a", "long and last", ""], &["b", "2", "remark"]]);
        assert_eq!(aligned(&rows), ["a  long and last", "b  2  remark"]);
    }

    #[test]
    fn a_style_takes_no_column_and_a_cell_cannot_bring_its_own() {
        let styled = vec![Cell::styled("a", style::ERROR), Cell::from("b")];
        let [line] = aligned(&[styled]).try_into().unwrap();
        assert_eq!(anstream::adapter::strip_str(&line).to_string(), "a  b");
        assert_eq!(aligned(&rows(&[&["\u{1b}[31mred"]])), ["\u{fffd}[31mred"]);
    }
}
