//! Which hashes are made, and how a password is checked against any of them.

use super::algorithm::{Algorithm, Encoded, Unverifiable};
use super::argon2::{self, Argon2Cost};
use super::pbkdf2::{self, Pbkdf2Iterations};
use crate::Randomness;
use crate::accounts::password::{PasswordHash, PlainPassword, salt};

/// Makes hashes and checks passwords against them, as `django.contrib.auth.hashers` does.
///
/// Every method takes as long as a hash does (tens of milliseconds and more): call it in a [`HashingPool`].
///
/// [`HashingPool`]: crate::accounts::HashingPool
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hashers {
    /// What new hashes are made with (default Argon2id); Django's first of `PASSWORD_HASHERS`. The others are read.
    pub preferred: Algorithm,
    /// The cost of an Argon2 hash.
    pub argon2: Argon2Cost,
    /// The cost of a PBKDF2 hash.
    pub pbkdf2_iterations: Pbkdf2Iterations,
}

/// What came of checking a password.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Checked {
    /// It is not the password.
    Wrong,
    /// It is.
    Right {
        /// A hash to keep in place of the old one, which is of another algorithm, another cost or a weak salt.
        upgrade: Option<PasswordHash>,
    },
    /// No password can be checked against this column: answer as if wrong, and log the reason.
    ///
    /// It took as long as a wrong password does.
    Unverifiable(Unverifiable),
}

impl Hashers {
    /// Hashes a password with the preferred algorithm and a new salt; Django's `make_password`.
    ///
    /// If the memory for Argon2 cannot be had, the hash is a PBKDF2 one, which needs none: as sound, and replaced at
    /// the next login.
    #[must_use]
    pub fn hash(&self, password: &PlainPassword, randomness: &dyn Randomness) -> PasswordHash {
        PasswordHash::from_column(self.encode(password, &salt::fresh(randomness)))
    }

    /// Checks a password against the column; Django's `check_password`.
    ///
    /// A right password comes with a new hash if the stored one is not what [`Hashers::hash`] would make (Django's
    /// `must_update`; more iterations count as well as fewer). A wrong one takes as long as with a new hash, as far as
    /// the stored one is of the preferred algorithm, and a column that cannot be checked takes as long as a new hash.
    pub fn check(&self, password: &PlainPassword, stored: &PasswordHash, randomness: &dyn Randomness) -> Checked {
        match Encoded::parse(stored).and_then(|encoded| Ok((fits(&encoded, password)?, encoded))) {
            Ok((true, encoded)) => {
                Checked::Right { upgrade: self.is_outdated(&encoded).then(|| self.hash(password, randomness)) }
            }
            Ok((false, encoded)) => {
                self.even_out(&encoded, password);
                Checked::Wrong
            }
            Err(reason) => {
                self.check_nobody(password);
                Checked::Unverifiable(reason)
            }
        }
    }

    /// Does the work of a wrong password for a user who does not exist, so that time does not tell the two apart.
    pub fn check_nobody(&self, password: &PlainPassword) {
        let _ = std::hint::black_box(self.encode(password, NOBODYS_SALT));
    }

    fn encode(&self, password: &PlainPassword, salt: &str) -> String {
        let password = password.expose().as_bytes();
        let argon2 = match self.preferred {
            Algorithm::Argon2 => argon2::encode(password, salt, self.argon2),
            Algorithm::Pbkdf2Sha256 => None,
        };
        argon2.unwrap_or_else(|| pbkdf2::encode(password, salt, self.pbkdf2_iterations))
    }

    fn is_outdated(&self, encoded: &Encoded<'_>) -> bool {
        let by_cost = match encoded {
            Encoded::Argon2(hash) => hash.is_outdated(self.argon2),
            Encoded::Pbkdf2(hash) => hash.is_outdated(self.pbkdf2_iterations),
        };
        encoded.algorithm() != self.preferred || by_cost
    }

    fn even_out(&self, encoded: &Encoded<'_>, password: &PlainPassword) {
        match (encoded, self.preferred) {
            (Encoded::Pbkdf2(hash), Algorithm::Pbkdf2Sha256) => {
                hash.run_missing(password.expose().as_bytes(), self.pbkdf2_iterations);
            }
            // Django does not even out different algorithms, and Argon2's time is no simple function of its cost.
            (Encoded::Argon2(_), _) | (Encoded::Pbkdf2(_), Algorithm::Argon2) => {}
        }
    }
}

fn fits(encoded: &Encoded<'_>, password: &PlainPassword) -> Result<bool, Unverifiable> {
    let password = password.expose().as_bytes();
    match encoded {
        Encoded::Argon2(hash) => hash.fits(password),
        Encoded::Pbkdf2(hash) => Ok(hash.fits(password)),
    }
}

/// As long as a real one.
const NOBODYS_SALT: &str = "nobodynobodynobodynobo";
