//! The language of these tests: an application, its users, their devices, and what is answered.

mod answer;
mod app;
mod browser;
mod build;
mod call;
mod database;
mod device;
mod machine;
mod postgres;
mod sqlite;

pub(crate) use answer::Answer;
pub(crate) use app::{PASSWORD, START, TestApp, stored};
pub(crate) use browser::{Browser, token_of};
pub(crate) use build::Build;
pub(crate) use call::{Call, Web, at_once};
pub(crate) use device::Device;
pub(crate) use machine::{Dice, TestClock, seconds};

use serde_json::Value;

/// The claims of a token, whoever signed it.
pub(crate) fn claims(token: &str) -> Value {
    let (_, payload) = countersign_token::jws::inspect_unverified(token).unwrap();
    serde_json::from_slice(&payload).unwrap()
}
