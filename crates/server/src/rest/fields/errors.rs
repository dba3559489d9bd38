//! Field errors, in the form in which they are answered.

use serde_json::Value;

use crate::locale::{Catalogue, Message};

/// The body of a 400: field names to lists of messages, in the order in which the fields were read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct FieldErrors(Vec<(String, Vec<Message>)>);

impl FieldErrors {
    /// One error of the request as a whole (DRF's `NON_FIELD_ERRORS_KEY`).
    pub(crate) fn non_field(message: impl Into<Message>) -> Self {
        Self(vec![("non_field_errors".to_owned(), vec![message.into()])])
    }

    /// Keep the place of the field `name`, whose errors may come up later than those of fields behind it.
    pub(super) fn declare(&mut self, name: &str) {
        if !self.0.iter().any(|(known, _)| known == name) {
            self.0.push((name.to_owned(), Vec::new()));
        }
    }

    pub(crate) fn push(&mut self, name: &str, message: Message) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, messages)) => messages.push(message),
            None => self.0.push((name.to_owned(), vec![message])),
        }
    }

    /// How many there are of one field.
    pub(super) fn of(&self, name: &str) -> usize {
        self.0.iter().find(|(known, _)| known == name).map_or(0, |(_, messages)| messages.len())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|(_, messages)| messages.is_empty())
    }

    /// A line for each, in English, with the name of its field.
    pub(crate) fn lines(&self) -> Vec<String> {
        let all = self.0.iter().flat_map(|(name, messages)| messages.iter().map(move |message| (name, message)));
        all.map(|(name, message)| format!("{name}: {}", message.said(None))).collect()
    }

    /// The body, in the words of `catalogue`; in English without one.
    pub(crate) fn said(&self, catalogue: Option<&Catalogue>) -> Value {
        let told = self.0.iter().filter(|(_, messages)| !messages.is_empty());
        let said = |message: &Message| Value::from(message.said(catalogue));
        Value::Object(told.map(|(name, messages)| (name.clone(), messages.iter().map(said).collect())).collect())
    }
}
