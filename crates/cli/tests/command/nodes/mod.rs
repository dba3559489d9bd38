//! Several servers on one PostgreSQL.

mod clocks;
mod exactly_once;
mod propagation;
mod races;
