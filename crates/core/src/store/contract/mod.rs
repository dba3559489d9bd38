//! The contract of a store, as code: one function per promise of the traits in [`store`](super).
//!
//! A promise takes a [`Stage`], two nodes on one new database, and panics when it is not kept. [`each_promise!`] names
//! every one, so that no store can leave one out; a store's test makes a test of each:
//!
//! ```ignore
//! macro_rules! tests {
//!     ($($table:ident { $($promise:ident)+ })+) => {
//!         $(mod $table {
//!             $(#[tokio::test]
//!             async fn $promise() {
//!                 let (one, other) = two_nodes_on_a_new_database().await;
//!                 contract::$table::$promise(&Stage::new(&one, &other)).await;
//!             })+
//!         })+
//!     };
//! }
//! each_promise!(tests);
//! ```
//!
//! Races are races: many calls at once, dealt out to both nodes, and the winners counted.
//!
//! [`each_promise!`]: crate::each_promise

#![expect(
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a promise that is not kept panics, as a test does"
)]

mod outcome;
mod stage;

pub mod account_changes;
pub mod adoption;
pub mod ending;
pub mod feed;
pub mod opening;
pub mod renewal;
pub mod reuse;
pub mod revoked_tokens;
pub mod rotation;
pub mod signing_keys;
pub mod users;

pub use outcome::all_at_once;
pub use stage::{Foreign, Held, Stage};

/// Hands the whole contract to the macro `$then`, as `table { promise promise … } table { … } …`.
#[macro_export]
macro_rules! each_promise {
    ($then:ident) => {
        $then! {
            LIST
        }
    };
}

#[cfg(test)]
mod tests {
    macro_rules! every_promise_is_listed {
        ($($table:ident { $($promise:ident)+ })+) => {
            $(assert_eq!(written(include_str!(concat!(stringify!($table), ".rs"))), [$(stringify!($promise)),+]);)+
        };
    }

    fn written(source: &str) -> Vec<&str> {
        source.lines().filter_map(|line| line.strip_prefix("pub async fn ")?.split('(').next()).collect()
    }

    #[test]
    fn a_promise_that_is_written_is_listed() {
        each_promise!(every_promise_is_listed);
    }
}
