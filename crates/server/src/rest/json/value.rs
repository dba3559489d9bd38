//! A parsed document. Bodies hold passwords and tokens, so nothing here shows its content in `Debug`.

use std::fmt;

use crate::rest::python;

/// Any JSON value, as the Python object that `json.loads` makes of it.
#[derive(Clone, PartialEq)]
pub(crate) enum Value {
    /// `None`.
    Null,
    /// `bool`.
    Bool(bool),
    /// `int` of any size: its decimal digits as `str()` writes them.
    Integer(String),
    /// `float`; infinite where the literal is too large.
    Float(f64),
    /// `str`.
    String(Text),
    /// `list`.
    List(Vec<Value>),
    /// `dict`.
    Object(Object),
}

impl Value {
    /// `type(value).__name__`.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "NoneType",
            Self::Bool(_) => "bool",
            Self::Integer(_) => "int",
            Self::Float(_) => "float",
            Self::String(_) => "str",
            Self::List(_) => "list",
            Self::Object(_) => "dict",
        }
    }

    /// `str(value)` of a string or a number; `None` for what the framework does not coerce.
    pub(crate) fn coerced(&self) -> Option<Text> {
        match self {
            Self::String(text) => Some(text.clone()),
            Self::Integer(digits) => Some(Text::from(digits.clone())),
            Self::Float(number) => Some(Text::from(python::float_repr(*number))),
            Self::Null | Self::Bool(_) | Self::List(_) | Self::Object(_) => None,
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.type_name())
    }
}

/// A Python `str`, which unlike Rust's may hold a lone surrogate.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Text {
    /// The characters, with U+FFFD in place of each lone surrogate.
    pub(crate) text: String,
    /// The first lone surrogate, if there is any.
    pub(crate) lone_surrogate: Option<u16>,
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self { text, lone_surrogate: None }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<str>")
    }
}

/// The members of an object in the order of the document.
///
/// A name may repeat; the last one counts. There is no hash table to attack, and a look-up costs one walk.
#[derive(Clone, PartialEq, Default)]
pub(crate) struct Object(Vec<(Text, Value)>);

impl Object {
    /// The value of `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().rev().find(|(key, _)| key.lone_surrogate.is_none() && key.text == name).map(|(_, value)| value)
    }

    /// Every member, in the order of the document.
    pub(in crate::rest) fn iter(&self) -> impl Iterator<Item = (&Text, &Value)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// All names without a lone surrogate.
    #[cfg(test)]
    pub(in crate::rest) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(key, _)| key.lone_surrogate.is_none()).map(|(key, _)| key.text.as_str())
    }
}

impl From<Vec<(Text, Value)>> for Object {
    fn from(members: Vec<(Text, Value)>) -> Self {
        Self(members)
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<dict of {}>", self.0.len())
    }
}
