//! Several servers on one PostgreSQL.

mod exactly_once;
mod propagation;
mod races;
