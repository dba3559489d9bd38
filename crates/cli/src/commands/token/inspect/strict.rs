//! JSON that is read as far as it can be, with what a strict reader would refuse.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// How deep the server reads (`countersign_token::Claims::parse`).
pub(super) const MAX_DEPTH: usize = 32;

/// What a strict reader would not take.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Names that stand twice in one object.
    pub(super) duplicates: Vec<String>,
    /// How deep objects and lists stand in one another.
    pub(super) depth: usize,
}

/// Reads one JSON value; of a name that stands twice the last one counts.
pub(super) fn read(bytes: &[u8]) -> Result<(Value, Notes), serde_json::Error> {
    let notes = RefCell::default();
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Reader { notes: &notes, depth: 0 }.deserialize(&mut reader)?;
    reader.end()?;
    Ok((value, notes.into_inner()))
}

#[derive(Clone, Copy)]
struct Reader<'n> {
    notes: &'n RefCell<Notes>,
    depth: usize,
}

impl Reader<'_> {
    fn inside(self) -> Self {
        let depth = self.depth + 1;
        let mut notes = self.notes.borrow_mut();
        notes.depth = notes.depth.max(depth);
        Self { depth, ..self }
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inside = self.inside();
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.inside();
        let mut map = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(inside)?;
            if map.insert(name.clone(), value).is_some() {
                self.notes.borrow_mut().duplicates.push(name);
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn duplicates_and_depth_are_noted_and_the_rest_is_read() {
        let (value, notes) = read(br#"{"a":1,"b":[{"c":1,"c":2}],"a":3}"#).unwrap();
        assert_eq!(value, serde_json::json!({ "a": 3, "b": [{ "c": 2 }] }));
        assert_eq!((notes.duplicates, notes.depth), (vec!["c".to_owned(), "a".to_owned()], 3));
        assert!(read(b"{} x").is_err() && read(b"NaN").is_err() && read(&[b'['; 5000]).is_err());
    }
}
