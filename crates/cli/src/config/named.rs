//! Settings that are lists of names, each from a closed list.

use countersign_core::TokenClass;
use countersign_server::{AuthenticationClass, PermissionClass, Renderer, ResponseField, ThrottleClass};
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::Serializer;
use serde::de::{self, Deserialize, Deserializer};

/// What has a name in the settings file.
pub(super) trait Named: Copy + PartialEq + 'static {
    /// What one of them is called.
    const WHAT: &'static str;
    const ALL: &'static [Self];

    fn name(self) -> &'static str;
}

macro_rules! named {
    ($($kind:ty, $what:literal;)+) => {
        $(impl Named for $kind {
            const WHAT: &'static str = $what;
            const ALL: &'static [Self] = &<$kind>::ALL;

            fn name(self) -> &'static str {
                self.as_str()
            }
        })+
    };
}

named! {
    ResponseField, "response field";
    TokenClass, "token class";
    AuthenticationClass, "authentication class";
    PermissionClass, "permission class";
    Renderer, "renderer";
    ThrottleClass, "throttle class";
}

/// Their names, as the settings file has them.
pub(super) fn names<T: Named, S: Serializer>(values: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(|value| value.name()))
}

pub(super) fn schema<T: Named>(_: &mut SchemaGenerator) -> Schema {
    let names: Vec<_> = T::ALL.iter().map(|value| value.name()).collect();
    json_schema!({ "type": "array", "items": { "enum": names } })
}

/// Each name once, in the order of the file.
pub(super) fn list<'de, T: Named, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let mut values = Vec::new();
    for name in Vec::<String>::deserialize(deserializer)? {
        let value = known(&name).ok_or_else(|| de::Error::custom(unknown::<T>(&name)))?;
        if values.contains(&value) {
            return Err(de::Error::custom(format!("{name:?} is named twice")));
        }
        values.push(value);
    }
    Ok(values)
}

/// The same, where the setting may be absent.
pub(super) fn optional_list<'de, T: Named, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<T>>, D::Error> {
    list(deserializer).map(Some)
}

#[expect(clippy::ref_option, reason = "so serde calls it")]
pub(super) fn optional_names<T: Named, S: Serializer>(
    values: &Option<Vec<T>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    names(values.as_deref().unwrap_or_default(), serializer)
}

fn known<T: Named>(name: &str) -> Option<T> {
    T::ALL.iter().copied().find(|value| value.name() == name)
}

fn unknown<T: Named>(name: &str) -> String {
    let known = T::ALL.iter().map(|value| value.name()).collect::<Vec<_>>().join(", ");
    let hint = match name.rsplit_once('.') {
        Some((_, last)) if self::known::<T>(last).is_some() => format!("; write {last:?}, without a path"),
        _ => String::new(),
    };
    format!("unknown {} {name:?}, expected any of {known}{hint}", T::WHAT)
}
