//! Text fields (`CharField`, and by their validators `EmailField` and `RegexField`).

use super::{Fields, Presence, Sent};
use crate::locale::Message;
use crate::rest::json::{Text, Value};
use crate::rest::python;

/// A check of the caller's: the messages about a text, none if it is fine.
#[derive(Clone, Copy)]
pub(crate) struct Validator<'a>(pub(crate) &'a (dyn Fn(&str) -> Vec<Message> + Sync));

/// What a text field takes. Start from [`CharField::REQUIRED`] or [`CharField::OPTIONAL`].
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "these are DRF's own switches, each independent of the others")]
pub(crate) struct CharField<'a> {
    /// What a missing field means.
    pub(crate) presence: Presence<&'a str>,
    /// Whether `""` is a value. With `trim`, only white space is blank too.
    pub(crate) allow_blank: bool,
    /// Whether `null` is a value; it reads as `None`.
    pub(crate) allow_null: bool,
    /// Whether white space is cut off both ends (DRF's `trim_whitespace`).
    pub(crate) trim: bool,
    /// Whether a flow checks length, U+0000 and content itself and has its messages held against the field. What no Rust string
    /// can tell a flow, a lone surrogate, is still an error here.
    pub(crate) judged_by_flow: bool,
    /// What a value of another type is told (`EmailField` words it otherwise).
    pub(crate) invalid: &'a Message,
    /// In characters.
    pub(crate) max_length: Option<usize>,
    /// In characters.
    pub(crate) min_length: Option<usize>,
    /// Validators that a `ModelSerializer` takes from the model (`auth.User.username`): before those of the field.
    pub(crate) before: Option<Validator<'a>>,
    /// Validators of the field's class (`EmailField`, `RegexField`): after those of every text field.
    pub(crate) after: Option<Validator<'a>>,
}

impl CharField<'_> {
    /// DRF's defaults: required, not blank, not null, trimmed, of any length.
    pub(crate) const REQUIRED: Self = Self {
        presence: Presence::Required,
        allow_blank: false,
        allow_null: false,
        trim: true,
        judged_by_flow: false,
        invalid: &Message::NotAString,
        max_length: None,
        min_length: None,
        before: None,
        after: None,
    };

    /// The same, but may be missing.
    #[cfg(test)]
    pub(crate) const OPTIONAL: Self = Self { presence: Presence::Optional, ..Self::REQUIRED };

    /// What all validators say about `value`, in DRF's order.
    fn check(&self, value: &Text) -> Vec<Message> {
        let text = value.text.as_str();
        let own = |validator: Option<Validator<'_>>| validator.map(|Validator(check)| check(text)).unwrap_or_default();
        let mut messages = own(self.before);
        if !self.judged_by_flow {
            messages.extend(self.check_length(text.chars().count()));
            messages.extend(text.contains('\0').then_some(Message::NullCharacters));
        }
        let surrogate = value.lone_surrogate;
        messages.extend(surrogate.map(|unit| Message::Surrogate { unit: format!("{unit:X}") }));
        messages.extend(own(self.after));
        messages
    }

    fn check_length(&self, length: usize) -> impl Iterator<Item = Message> + use<> {
        let max = self.max_length.filter(|&max| length > max);
        let min = self.min_length.filter(|&min| length < min);
        let max = max.map(|max| Message::TooLong { max });
        max.into_iter().chain(min.map(|min| Message::TooShort { min }))
    }
}

/// What was sent, as far as a text field tells it apart.
enum Read {
    Missing,
    Null,
    Text(Text),
    /// A file; `str()` of it is its name.
    File(String),
    /// A truth value, a list or an object.
    Other,
}

impl Fields {
    /// The text of the field `name`; `None` if it has none or there is something wrong with it.
    ///
    /// Numbers are taken in Python's spelling. In this order: blank, missing, null, type, then all validators together.
    pub(crate) fn char(&mut self, name: &str, field: &CharField<'_>) -> Option<String> {
        self.errors.declare(name);
        let read = self.read_char(name, field);
        if is_blank(&read, field) {
            if field.allow_blank {
                return Some(String::new());
            }
            self.error(name, Message::NotBlank);
            return None;
        }
        match read {
            Read::Missing => self.missing(name, field.presence).map(str::to_owned),
            Read::Null if field.allow_null => None,
            Read::Null => self.refuse(name, Message::NotNull),
            Read::File(_) | Read::Other => self.refuse(name, field.invalid.clone()),
            Read::Text(text) => self.validated(name, text, field),
        }
    }

    fn read_char(&self, name: &str, field: &CharField<'_>) -> Read {
        match self.sent(name) {
            Sent::Nothing => Read::Missing,
            // A form has no way to say null, and none to leave a text field out.
            Sent::Text("") if field.allow_blank => Read::Text(Text::default()),
            Sent::Text("") if field.allow_null => Read::Null,
            Sent::Text("") if !field.presence.is_required() => Read::Missing,
            Sent::Text(text) => Read::Text(Text::from(text.to_owned())),
            Sent::File(file) => Read::File(file.to_owned()),
            Sent::Json(Value::Null) => Read::Null,
            Sent::Json(value) => value.coerced().map_or(Read::Other, Read::Text),
        }
    }

    fn validated(&mut self, name: &str, sent: Text, field: &CharField<'_>) -> Option<String> {
        let trimmed = if field.trim { python::strip(&sent.text).to_owned() } else { sent.text };
        let value = Text { text: trimmed, ..sent };
        let messages = field.check(&value);
        if messages.is_empty() {
            return Some(value.text);
        }
        for message in messages {
            self.error(name, message);
        }
        None
    }
}

/// Asked before the type is: a file called `" "` is blank, not a wrong type.
fn is_blank(read: &Read, field: &CharField<'_>) -> bool {
    match read {
        Read::Text(text) => text.text.is_empty() || field.trim && python::strip(&text.text).is_empty(),
        Read::File(name) => field.trim && python::strip(name).is_empty(),
        Read::Missing | Read::Null | Read::Other => false,
    }
}
