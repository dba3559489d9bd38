//! Sessions: one row each, and the state machine that decides who may rotate it.

mod chain;
mod device;
mod id;

pub use chain::{Chain, ReuseRule, SharedVerdict, Verdict};
pub use device::device_name;
pub use id::SessionId;
