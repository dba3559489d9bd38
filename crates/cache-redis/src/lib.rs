//! What the nodes of a deployment share in Valkey or Redis: the requests and failures that they count together, and the hint that
//! the feed has something new.
//!
//! Nothing is kept there that cannot be lost. A server that is away, slow, full or read-only costs one request a fifth of a second;
//! then nobody asks it until it has shown that it answers and takes a write. Meanwhile each node counts by itself, and polls.
//!
//! What is counted is found under digests that only who knows the deployment's `SECRET_KEY` can make: two deployments on one
//! server do not meet, and nobody reads names or addresses there.

mod address;
mod failures;
mod feed_channel;
mod link;
mod logs;
mod names;
mod session;

pub use address::{Address, AddressError};
pub use link::{Keeper, Link, probe};
