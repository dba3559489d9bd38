//! Answers as JSON, byte for byte as DRF's `JSONRenderer` writes them.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::python;

/// Write `answer` as UTF-8, compact or with `indent` spaces a level (1 to 8).
///
/// Nothing beyond ASCII is escaped but U+2028 and U+2029, so that the text is JavaScript too; floats are written as Python does.
///
/// # Errors
/// Only those of `answer`'s own `Serialize`.
pub(crate) fn json_body(answer: &impl Serialize, indent: Option<u8>) -> Result<Vec<u8>, serde_json::Error> {
    let mut body = Vec::new();
    match indent {
        None => answer.serialize(&mut Serializer::with_formatter(&mut body, Layout(CompactFormatter)))?,
        Some(indent) => {
            let spaces = b" ".repeat(usize::from(indent));
            let layout = Layout(PrettyFormatter::with_indent(&spaces));
            answer.serialize(&mut Serializer::with_formatter(&mut body, layout))?;
        }
    }
    Ok(body)
}

/// Python's way with text and floats over `serde_json`'s way with brackets.
struct Layout<F>(F);

impl<F: Formatter> Formatter for Layout<F> {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(python::float_repr(value).as_bytes())
    }

    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        self.write_f64(writer, f64::from(value))
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for piece in fragment.split_inclusive(['\u{2028}', '\u{2029}']) {
            let (plain, escape) = match (piece.strip_suffix('\u{2028}'), piece.strip_suffix('\u{2029}')) {
                (Some(plain), _) => (plain, "\\u2028"),
                (None, Some(plain)) => (plain, "\\u2029"),
                (None, None) => (piece, ""),
            };
            writer.write_all(plain.as_bytes())?;
            writer.write_all(escape.as_bytes())?;
        }
        Ok(())
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        self.0.write_char_escape(writer, escape)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}
