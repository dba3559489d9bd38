//! A real PostgreSQL of their own for tests: made in a temporary folder, on a free port of the loopback address, and gone with
//! the process that wanted it, however that ends.
//!
//! [`shared`] is one server per test process, or the one whose port [`PORT_VARIABLE`] names; every test gets a [`Database`] of its
//! own there. A test that stops, freezes or replicates a server starts its own [`Cluster`].
//! [`chosen`] says whether a test-suite that also runs on SQLite is to run here.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that gets no server fails")]

mod chosen;
mod cluster;
mod programs;
mod server;

pub use chosen::{Chosen, DATABASE_VARIABLE, chosen};
pub use cluster::{Cluster, Settings, Tls};
pub use server::{Database, Server, shared};

/// The port of a server that was started for a whole run.
pub const PORT_VARIABLE: &str = "COUNTERSIGN_TEST_POSTGRES_PORT";
