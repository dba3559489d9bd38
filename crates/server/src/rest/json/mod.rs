//! JSON as CPython's `json.loads` reads it, strict as Django REST framework is: same values, same error texts.
//!
//! One parser, no back-tracking, depth held to [`MAX_DEPTH`]; time and memory are linear in the body whatever it holds.

mod error;
mod parser;
mod scan;
mod value;

pub(crate) use parser::{MAX_DEPTH, parse};
pub(crate) use value::{Object, Text, Value};
