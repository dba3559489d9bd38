//! The grammar: values, lists and objects.

use super::error::{Fault, JsonError};
use super::scan;
use super::value::{Object, Text, Value};

/// How many lists and objects may be open at once. CPython gives up near 1,000 with an error that no client should see.
pub(crate) const MAX_DEPTH: usize = 512;

/// Read the one JSON value that `document` consists of.
pub(crate) fn parse(document: &str) -> Result<Value, JsonError> {
    if document.starts_with('\u{feff}') {
        return Err(Fault::ByteOrderMark.at(document, 0));
    }
    let mut parser = Parser { document, at: 0, depth: 0 };
    parser.skip_space();
    let value = parser.value()?;
    parser.skip_space();
    if parser.at < document.len() {
        return Err(Fault::Extra.at(document, parser.at));
    }
    Ok(value)
}

struct Parser<'a> {
    document: &'a str,
    /// The next byte; always at a character boundary.
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn value(&mut self) -> Result<Value, JsonError> {
        match self.peek() {
            Some(b'"') => Ok(Value::String(self.string()?)),
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::list),
            Some(b'n') if self.eat("null") => Ok(Value::Null),
            Some(b't') if self.eat("true") => Ok(Value::Bool(true)),
            Some(b'f') if self.eat("false") => Ok(Value::Bool(false)),
            Some(b'N') if self.eat("NaN") => Err(JsonError::Constant("NaN")),
            Some(b'I') if self.eat("Infinity") => Err(JsonError::Constant("Infinity")),
            Some(b'-') if self.eat("-Infinity") => Err(JsonError::Constant("-Infinity")),
            _ => self.number(),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, JsonError>) -> Result<Value, JsonError> {
        if self.depth == MAX_DEPTH {
            return Err(self.fault(Fault::Depth));
        }
        self.depth += 1;
        self.at += 1;
        self.skip_space();
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    /// A list, from behind its opening bracket.
    fn list(&mut self) -> Result<Value, JsonError> {
        let mut items = Vec::new();
        if self.eat("]") {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value()?);
            if self.closes("]")? {
                return Ok(Value::List(items));
            }
        }
    }

    /// An object, from behind its opening brace.
    fn object(&mut self) -> Result<Value, JsonError> {
        let mut members = Vec::new();
        if self.eat("}") {
            return Ok(Value::Object(Object::from(members)));
        }
        loop {
            members.push(self.member()?);
            if self.closes("}")? {
                return Ok(Value::Object(Object::from(members)));
            }
        }
    }

    fn member(&mut self) -> Result<(Text, Value), JsonError> {
        if self.peek() != Some(b'"') {
            return Err(self.fault(Fault::PropertyName));
        }
        let name = self.string()?;
        self.skip_space();
        if !self.eat(":") {
            return Err(self.fault(Fault::Colon));
        }
        self.skip_space();
        Ok((name, self.value()?))
    }

    /// Whether the list or object ends here; if not, step over the comma.
    fn closes(&mut self, bracket: &str) -> Result<bool, JsonError> {
        self.skip_space();
        if self.eat(bracket) {
            return Ok(true);
        }
        if !self.eat(",") {
            return Err(self.fault(Fault::Comma));
        }
        self.skip_space();
        Ok(false)
    }

    fn string(&mut self) -> Result<Text, JsonError> {
        let (text, end) = scan::string(self.document, self.at)?;
        self.at = end;
        Ok(text)
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        let Some((value, end)) = scan::number(self.document, self.at)? else {
            return Err(self.fault(Fault::Value));
        };
        self.at = end;
        Ok(value)
    }

    fn peek(&self) -> Option<u8> {
        self.document.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, literal: &str) -> bool {
        let found = self.document.get(self.at..).is_some_and(|rest| rest.starts_with(literal));
        if found {
            self.at += literal.len();
        }
        found
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn fault(&self, fault: Fault) -> JsonError {
        fault.at(self.document, self.at)
    }
}
