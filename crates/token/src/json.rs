//! JSON from strangers, read strictly; JSON for tokens, written as Python writes it.

use std::{fmt, io};

use serde::{
    Serialize as _,
    de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value, ser::Formatter};

/// How many objects and lists may stand inside one another; no token needs more, and the stack is safe.
const MAX_DEPTH: u8 = 32;

/// Read one JSON object. `None` unless the bytes are UTF-8 and nothing but an object, with no member twice at any depth
/// (RFC 8725 §3.10 asks for one reading of a token), nesting within [`MAX_DEPTH`] and every number representable.
pub(crate) fn parse_object(bytes: &[u8]) -> Option<Map<String, Value>> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { depth: MAX_DEPTH }.deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    match value {
        Value::Object(members) => Some(members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
    }
}

/// Write an object as Python's `json.dumps(payload, separators=(",", ":"))` does: compact, in order, ASCII only.
pub(crate) fn to_python_bytes(members: &Map<String, Value>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, AsciiFormatter);
    // A map of JSON values with string keys, written to memory: neither can fail.
    let _infallible = members.serialize(&mut writer);
    bytes
}

/// A value, or any value inside it, that may nest `depth` deeper.
#[derive(Clone, Copy)]
struct Strict {
    depth: u8,
}

impl Strict {
    fn inside<E: de::Error>(self) -> Result<Self, E> {
        self.depth.checked_sub(1).map(|depth| Self { depth }).ok_or_else(|| E::custom("nested too deeply"))
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut map = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if map.insert(name, members.next_value_seed(inside)?).is_some() {
                return Err(de::Error::custom("duplicate member"));
            }
        }
        Ok(Value::Object(map))
    }
}

/// Compact, with everything beyond printable ASCII escaped.
struct AsciiFormatter;

impl Formatter for AsciiFormatter {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(|c: char| !c.is_ascii() || c == '\u{7f}') {
            let (plain, special) = rest.split_at(at);
            writer.write_all(plain.as_bytes())?;
            let mut characters = special.chars();
            if let Some(character) = characters.next() {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
            rest = characters.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::{parse_object, to_python_bytes};

    #[test]
    fn a_member_twice_at_any_depth_is_refused() {
        assert!(parse_object(br#"{"a":1,"b":[{"c":1}]}"#).is_some());
        for twice in [r#"{"a":1,"a":1}"#, r#"{"a":1,"\u0061":2}"#, r#"{"b":[{"c":1,"c":2}]}"#] {
            assert!(parse_object(twice.as_bytes()).is_none(), "{twice}");
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize| format!("{{\"a\":{}1{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse_object(nested(31).as_bytes()).is_some());
        assert!(parse_object(nested(32).as_bytes()).is_none());
        assert!(parse_object(nested(100_000).as_bytes()).is_none());
    }

    #[test]
    fn text_is_written_as_python_writes_it() {
        let members = parse_object("{\"n\":\"Zoë \u{1f511}\u{7f}\\n\\u0001\\\"/\",\"x\":[1,null]}".as_bytes()).unwrap();
        let expected = "{\"n\":\"Zo\\u00eb \\ud83d\\udd11\\u007f\\n\\u0001\\\"/\",\"x\":[1,null]}";
        assert_eq!(String::from_utf8(to_python_bytes(&members)).unwrap(), expected);
    }
}
