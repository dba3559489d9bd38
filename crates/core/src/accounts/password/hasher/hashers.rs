//! Which hashes are made, and how a password is checked against any of them.

use super::algorithm::{Algorithm, Algorithms};
use super::argon2::{self, Argon2Cost};
use super::bcrypt::{self, BcryptRounds, Input};
use super::encoded::{self, Encoded, Unverifiable};
use super::md5;
use super::pbkdf2::{self, Digest, Pbkdf2Iterations};
use super::scrypt::{self, ScryptCost};
use crate::Randomness;
use crate::accounts::password::{PasswordHash, PlainPassword, salt};

/// Makes hashes and checks passwords against them, as `django.contrib.auth.hashers` does.
///
/// Every method takes as long as a hash does (tens of milliseconds and more): call it in a [`HashingPool`].
///
/// [`HashingPool`]: crate::accounts::HashingPool
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hashers {
    /// What new hashes are made with (default Argon2id); Django's first of `PASSWORD_HASHERS`.
    pub preferred: Algorithm,
    /// Which others are read; Django's `PASSWORD_HASHERS`. A hash of one that is not among them is of an unknown algorithm.
    pub readable: Algorithms,
    /// The cost of an Argon2 hash.
    pub argon2: Argon2Cost,
    /// The cost of a PBKDF2 hash, of either kind.
    pub pbkdf2_iterations: Pbkdf2Iterations,
    /// The cost of a bcrypt hash, of either kind.
    pub bcrypt_rounds: BcryptRounds,
    /// The cost of a scrypt hash.
    pub scrypt: ScryptCost,
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
    /// What the preferred algorithm cannot hash, another one does, which is as sound, takes every password and needs no
    /// memory: `bcrypt_sha256` if that is listed and `pbkdf2_sha256` is not, otherwise `pbkdf2_sha256`. So it is with more
    /// than 72 bytes for plain bcrypt, where Django breaks down, and while the memory for Argon2 or scrypt cannot be had,
    /// whose hash is then replaced at the next login.
    #[must_use]
    pub fn hash(&self, password: &PlainPassword, randomness: &dyn Randomness) -> PasswordHash {
        let made = self.encode(self.fitting(password), password, randomness);
        let made = made.or_else(|| self.encode(self.stand_in(), password, randomness));
        PasswordHash::from_column(made.unwrap_or_else(|| self.pbkdf2(Digest::Sha256, password, randomness)))
    }

    /// Checks a password against the column; Django's `check_password`.
    ///
    /// A right password comes with a new hash if the stored one is not what [`Hashers::hash`] would make (Django's
    /// `must_update`; more iterations count as well as fewer). A wrong one takes as long as with a new hash, if the stored one is
    /// of the preferred algorithm and costs no more (Django's `harden_runtime`), and as long as a right one, if it is of another
    /// algorithm. A column that cannot be checked takes as long as a new hash.
    pub fn check(&self, password: &PlainPassword, stored: &PasswordHash, randomness: &dyn Randomness) -> Checked {
        match self.verify(password, stored) {
            Ok((true, encoded)) => Checked::Right { upgrade: self.upgrade(&encoded, password, randomness) },
            Ok((false, encoded)) => {
                self.even_out(&encoded, password);
                Checked::Wrong
            }
            Err(reason) => {
                self.work_in_vain(password);
                Checked::Unverifiable(reason)
            }
        }
    }

    /// Does the work of a wrong password for a user who does not exist, so that time does not tell who does.
    ///
    /// `borrowed` is the column of another user, whose work it is: what is stored may cost more than what is made now, and
    /// names that nobody has must not stand out. Whether the password fits it is not looked at. `None`: there is nobody.
    pub fn check_nobody(&self, password: &PlainPassword, borrowed: Option<&PasswordHash>) {
        match borrowed.map(|borrowed| self.verify(password, borrowed)) {
            Some(Ok((_, encoded))) => self.even_out(&encoded, password),
            Some(Err(_)) | None => self.work_in_vain(password),
        }
    }

    fn verify<'a>(
        &self,
        password: &PlainPassword,
        stored: &'a PasswordHash,
    ) -> Result<(bool, Encoded<'a>), Unverifiable> {
        let (algorithm, _) = encoded::split(stored)?;
        if !self.reads(algorithm) {
            return Err(Unverifiable::UnknownAlgorithm);
        }
        let encoded = Encoded::parse(stored)?;
        Ok((encoded.fits(password.expose().as_bytes())?, encoded))
    }

    /// What is listed, and what a new hash may be of.
    fn reads(&self, algorithm: Algorithm) -> bool {
        let may_fail = matches!(self.preferred, Algorithm::Argon2 | Algorithm::Scrypt | Algorithm::Bcrypt);
        let is_made = algorithm == self.preferred || may_fail && algorithm == self.stand_in();
        is_made || self.readable.contains(algorithm)
    }

    /// A hash to keep in place of the old one, if it is not as a new one would be and the new one can be made.
    fn upgrade(
        &self,
        encoded: &Encoded<'_>,
        password: &PlainPassword,
        randomness: &dyn Randomness,
    ) -> Option<PasswordHash> {
        let fitting = self.fitting(password);
        let outdated = encoded.algorithm() != fitting || self.is_outdated(encoded);
        let made = if outdated { self.encode(fitting, password, randomness) } else { None };
        made.map(PasswordHash::from_column)
    }

    fn is_outdated(&self, encoded: &Encoded<'_>) -> bool {
        match encoded {
            Encoded::Argon2(hash) => hash.is_outdated(self.argon2),
            Encoded::Pbkdf2(hash) => hash.is_outdated(self.pbkdf2_iterations),
            Encoded::Bcrypt(hash) => hash.is_outdated(self.bcrypt_rounds),
            Encoded::Scrypt(hash) => hash.is_outdated(self.scrypt),
            Encoded::Md5(hash) => hash.is_outdated(),
        }
    }

    /// Adds what a wrong password has cost too little.
    fn even_out(&self, encoded: &Encoded<'_>, password: &PlainPassword) {
        if encoded.algorithm() != self.fitting(password) {
            return self.work_in_vain(password);
        }
        let bytes = password.expose().as_bytes();
        match encoded {
            Encoded::Pbkdf2(hash) => hash.run_missing(bytes, self.pbkdf2_iterations),
            Encoded::Bcrypt(hash) => hash.run_missing(bytes, self.bcrypt_rounds),
            // As in Django: their time is no simple function of their cost.
            Encoded::Argon2(_) | Encoded::Scrypt(_) | Encoded::Md5(_) => {}
        }
    }

    /// As much work as a new hash.
    fn work_in_vain(&self, password: &PlainPassword) {
        let _ = std::hint::black_box(self.hash(password, &Nobodys));
    }

    /// The preferred algorithm, if it takes the password.
    fn fitting(&self, password: &PlainPassword) -> Algorithm {
        let takes = self.preferred != Algorithm::Bcrypt || bcrypt::takes(password.expose().as_bytes());
        if takes { self.preferred } else { self.stand_in() }
    }

    fn stand_in(&self) -> Algorithm {
        let bcrypt =
            self.readable.contains(Algorithm::BcryptSha256) && !self.readable.contains(Algorithm::Pbkdf2Sha256);
        if bcrypt { Algorithm::BcryptSha256 } else { Algorithm::Pbkdf2Sha256 }
    }

    /// `None`: the algorithm does not take the password, or its memory cannot be had.
    fn encode(&self, algorithm: Algorithm, password: &PlainPassword, randomness: &dyn Randomness) -> Option<String> {
        let bytes = password.expose().as_bytes();
        let salt = || salt::fresh(randomness);
        let bcrypt = |input| bcrypt::encode(input, bytes, bcrypt::fresh_salt(randomness), self.bcrypt_rounds);
        match algorithm {
            Algorithm::Argon2 => argon2::encode(bytes, &salt(), self.argon2),
            Algorithm::Pbkdf2Sha256 => Some(self.pbkdf2(Digest::Sha256, password, randomness)),
            Algorithm::Pbkdf2Sha1 => Some(self.pbkdf2(Digest::Sha1, password, randomness)),
            Algorithm::BcryptSha256 => bcrypt(Input::Sha256),
            Algorithm::Bcrypt => bcrypt(Input::Password),
            Algorithm::Scrypt => scrypt::encode(bytes, &salt(), self.scrypt),
            Algorithm::Md5 => Some(md5::encode(bytes, &salt())),
        }
    }

    fn pbkdf2(&self, digest: Digest, password: &PlainPassword, randomness: &dyn Randomness) -> String {
        let salt = salt::fresh(randomness);
        pbkdf2::encode(digest, password.expose().as_bytes(), &salt, self.pbkdf2_iterations)
    }
}

/// What the salt of a hash that nobody keeps is made of.
#[derive(Debug)]
struct Nobodys;

impl Randomness for Nobodys {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}
