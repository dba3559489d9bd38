//! Sessions: one row each, and the state machine that decides who may rotate it.

mod chain;
mod device;
mod id;

pub use chain::{Chain, ReuseRule, Verdict};
pub use device::device_name;
pub use id::SessionId;
