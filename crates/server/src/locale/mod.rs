//! Answers in the language that the client prefers (`server.localize`), chosen as Django's `LocaleMiddleware` chooses it.

mod accepted;
mod catalogue;
mod cookie;
mod language;
mod layer;
mod message;
mod telling;
#[cfg(test)]
mod tests;

pub(crate) use catalogue::Catalogue;
pub(crate) use layer::{choose, spoken};
pub(crate) use message::Message;
pub(crate) use telling::{Telling, retold, told};

pub use catalogue::{TranslationError, Translations};
