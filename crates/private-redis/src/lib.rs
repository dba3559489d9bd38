//! A real Valkey or Redis of their own for tests: in a temporary folder, on a free port of the loopback address, keeping nothing on
//! disk, and gone with the process that wanted it, however that ends.

#![expect(clippy::unwrap_used, clippy::panic, clippy::missing_panics_doc, reason = "a test that gets no server fails")]

mod reply;
mod server;

pub use server::Server;
