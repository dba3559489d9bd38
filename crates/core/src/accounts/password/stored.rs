//! The password column.

use std::fmt;

use aws_lc_rs::constant_time;
use zeroize::Zeroizing;

use super::hasher::{Algorithm, Encoded, Unverifiable};
use super::salt;
use crate::Randomness;

/// What every unusable column begins with; Django's `UNUSABLE_PASSWORD_PREFIX`.
const UNUSABLE_PREFIX: char = '!';
const UNUSABLE_SUFFIX_LENGTH: usize = 40;

/// The password column as Django writes it, such as `argon2$argon2id$v=19$…`: never shown, wiped when dropped.
///
/// Any text may stand in the column; whether a password can be checked against it is for [`PasswordHash::algorithm`].
#[derive(Clone)]
pub struct PasswordHash(Zeroizing<String>);

impl PasswordHash {
    /// Takes the column as it was read.
    #[must_use]
    pub fn from_column(encoded: impl Into<String>) -> Self {
        Self(Zeroizing::new(encoded.into()))
    }

    /// A column that no password fits: `!` and 40 random characters, Django's `set_unusable_password`.
    ///
    /// The random part makes password-reset links that were issued earlier stop working.
    #[must_use]
    pub fn unusable(randomness: &dyn Randomness) -> Self {
        let suffix = salt::random_string(randomness, UNUSABLE_SUFFIX_LENGTH);
        Self::from_column(format!("{UNUSABLE_PREFIX}{suffix}"))
    }

    /// The column itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// False for a column that was made unusable on purpose; Django's `has_usable_password`.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        !self.0.starts_with(UNUSABLE_PREFIX)
    }

    /// The algorithm of a hash that a password can be checked against, so that an import refuses the others by name.
    ///
    /// # Errors
    /// Why every login with this column would be refused.
    pub fn algorithm(&self) -> Result<Algorithm, Unverifiable> {
        Encoded::parse(self).map(|encoded| encoded.algorithm())
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

/// In constant time for columns of equal length.
impl PartialEq for PasswordHash {
    fn eq(&self, other: &Self) -> bool {
        constant_time::verify_slices_are_equal(self.0.as_bytes(), other.0.as_bytes()).is_ok()
    }
}

impl Eq for PasswordHash {}
