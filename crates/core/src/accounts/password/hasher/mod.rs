//! Making and checking hashes in Django's formats: one file per algorithm, and what chooses between them.
//!
//! Costs that are read from a hash are capped, so that no row of a database can keep a core busy or fill the memory: a
//! hash beyond the caps is refused as if it were malformed.

mod algorithm;
mod argon2;
mod bcrypt;
mod encoded;
mod hashers;
mod md5;
mod pbkdf2;
mod scrypt;
#[cfg(test)]
pub(in crate::accounts) mod work;

pub use algorithm::{Algorithm, Algorithms};
pub use argon2::Argon2Cost;
pub use bcrypt::BcryptRounds;
pub(super) use encoded::Encoded;
pub use encoded::Unverifiable;
pub use hashers::{Checked, Hashers};
pub use pbkdf2::Pbkdf2Iterations;
pub use scrypt::ScryptCost;

/// A cost of nothing, one that the algorithm does not have, or one beyond the caps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cost of password hashing is out of range")]
pub struct CostOutOfRange;
