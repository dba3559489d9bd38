//! What is printed, and what is asked.
//!
//! Colours and the progress bar are for terminals: what is piped is plain. `NO_COLOR` and `CLICOLOR_FORCE` decide over that.

mod input;
mod print;
mod progress;
pub(crate) mod style;
mod table;
mod text;

pub(crate) use input::{ask, ask_secret, raw_argument_or_stdin};
pub(crate) use print::{failure, json, line, tip};
pub(crate) use progress::progress;
pub(crate) use table::{Cell, table, table_with_head};
pub(crate) use text::{fitted, plain, plain_lines, wrapped};
