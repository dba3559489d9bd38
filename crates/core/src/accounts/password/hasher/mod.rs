//! Making and checking hashes in Django's formats: one file per algorithm, and what chooses between them.
//!
//! Costs that are read from a hash are capped, so that no row of a database can keep a core busy or fill the memory: a
//! hash beyond the caps is refused as if it were malformed.

mod algorithm;
mod argon2;
mod hashers;
mod pbkdf2;

pub(super) use algorithm::Encoded;
pub use algorithm::{Algorithm, Unverifiable};
pub use argon2::{Argon2Cost, CostOutOfRange};
pub use hashers::{Checked, Hashers};
pub use pbkdf2::Pbkdf2Iterations;
