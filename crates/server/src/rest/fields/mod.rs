//! The fields of a request, read as a DRF serializer reads them: same order of checks, same texts.

pub(crate) mod boolean;
pub(crate) mod char;
mod errors;
mod extra;
mod field;
mod keys;

use super::body::Data;
use super::form::{Form, FormValue};
use super::json::{Object, Value};
use crate::locale::Message;

pub(crate) use char::CharField;
pub(crate) use errors::FieldErrors;
pub(crate) use field::{Field, Kind, Widget};

/// What a missing field means (`required` and `default` in DRF, which exclude each other).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence<T> {
    /// An error.
    Required,
    /// Nothing.
    Optional,
    /// This value, unless the update is partial.
    Default(T),
}

impl<T> Presence<T> {
    const fn is_required(&self) -> bool {
        matches!(self, Self::Required)
    }
}

/// The fields of one request and what is wrong with them so far.
///
/// Read the fields in the order in which the serializer declares them, then [`Fields::finish`].
#[derive(Debug)]
pub(crate) struct Fields {
    source: Source,
    partial: bool,
    errors: FieldErrors,
}

#[derive(Debug)]
enum Source {
    Json(Object),
    Form(Form),
}

/// What stands under a field's name.
#[derive(Clone, Copy)]
enum Sent<'a> {
    Nothing,
    Json(&'a Value),
    Text(&'a str),
    File(&'a str),
}

impl Fields {
    /// Take the fields of `data`.
    ///
    /// # Errors
    /// `non_field_errors` if `data` is JSON other than an object.
    pub(crate) fn new(data: Data) -> Result<Self, FieldErrors> {
        Self::take(data, false)
    }

    /// Take the fields of a partial update (`PATCH`): a missing field is left alone, required or not.
    ///
    /// # Errors
    /// As [`Fields::new`].
    pub(crate) fn partial(data: Data) -> Result<Self, FieldErrors> {
        Self::take(data, true)
    }

    /// Of texts under names, of which the last of each name counts.
    pub(crate) fn of_texts(texts: impl IntoIterator<Item = (String, String)>) -> Self {
        let form = texts.into_iter().map(|(name, text)| (name, FormValue::Text(text))).collect();
        Self { source: Source::Form(form), partial: false, errors: FieldErrors::default() }
    }

    /// Of nothing, to hold messages against.
    pub(crate) fn none() -> Self {
        Self { source: Source::Json(Object::default()), partial: false, errors: FieldErrors::default() }
    }

    fn take(data: Data, partial: bool) -> Result<Self, FieldErrors> {
        let source = match data {
            Data::Json(Value::Object(object)) => Source::Json(object),
            Data::Json(Value::Null) => return Err(FieldErrors::non_field(Message::NoData)),
            Data::Json(value) => {
                let kind = value.type_name().to_owned();
                return Err(FieldErrors::non_field(Message::NotADictionary { kind }));
            }
            Data::Form(form) => Source::Form(form),
            Data::Empty => Source::Json(Object::default()),
        };
        Ok(Self { source, partial, errors: FieldErrors::default() })
    }

    /// Hold `message` against the field `name`, as a `validate_…` method or a check with the database does.
    pub(crate) fn error(&mut self, name: &str, message: impl Into<Message>) {
        self.errors.push(name, message.into());
    }

    /// Whether anything is wrong so far.
    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// End the reading.
    ///
    /// # Errors
    /// All that was found, field by field in the order of reading.
    pub(crate) fn finish(self) -> Result<(), FieldErrors> {
        if self.has_errors() { Err(self.errors) } else { Ok(()) }
    }

    /// All that was found, field by field in the order of reading, even where it was held against a field later.
    pub(crate) fn into_errors(self) -> FieldErrors {
        self.errors
    }

    /// Whether there is anything under that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        !matches!(self.sent(name), Sent::Nothing)
    }

    fn sent(&self, name: &str) -> Sent<'_> {
        match &self.source {
            Source::Json(object) => object.get(name).map_or(Sent::Nothing, Sent::Json),
            Source::Form(form) => match form.get(name) {
                None => Sent::Nothing,
                Some(FormValue::Text(text)) => Sent::Text(text),
                Some(FormValue::File { name }) => Sent::File(name),
            },
        }
    }

    /// The value of a missing field, or the error that it is missing.
    fn missing<T>(&mut self, name: &str, presence: Presence<T>) -> Option<T> {
        match presence {
            _ if self.partial => None,
            Presence::Required => self.refuse(name, Message::Required),
            Presence::Optional => None,
            Presence::Default(value) => Some(value),
        }
    }

    fn refuse<T>(&mut self, name: &str, message: Message) -> Option<T> {
        self.error(name, message);
        None
    }
}
