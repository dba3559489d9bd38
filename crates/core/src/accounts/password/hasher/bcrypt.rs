//! `bcrypt_sha256$$2b$12$…`, and the same with `bcrypt`: bcrypt as Django's `BCryptSHA256PasswordHasher` and
//! `BCryptPasswordHasher` keep it.

use aws_lc_rs::{constant_time, digest};
use base64::Engine as _;
use bcrypt::BASE_64;
use zeroize::Zeroizing;

use super::CostOutOfRange;
use super::algorithm::Algorithm;
use super::encoded::{Unverifiable, hexadecimal};
#[cfg(test)]
use super::work;
use crate::Randomness;

/// The rounds of bcrypt: 4 to 16, each of which doubles the time, for hashes that are read as for those that are made.
///
/// The default is 12, as in Django. 16 takes some seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BcryptRounds(u32);

impl BcryptRounds {
    /// The fewest rounds that bcrypt has.
    pub const MIN: u32 = 4;
    /// The most rounds.
    pub const MAX: u32 = 16;

    /// Takes a number of rounds.
    ///
    /// # Errors
    /// [`CostOutOfRange`] below the minimum or beyond the cap.
    pub const fn new(rounds: u32) -> Result<Self, CostOutOfRange> {
        if rounds >= Self::MIN && rounds <= Self::MAX { Ok(Self(rounds)) } else { Err(CostOutOfRange) }
    }
}

impl Default for BcryptRounds {
    fn default() -> Self {
        Self(12)
    }
}

/// What bcrypt is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// The SHA-256 of the password in hexadecimal digits, so that every byte counts.
    Sha256,
    /// The password itself.
    Password,
}

impl Input {
    const fn algorithm(self) -> Algorithm {
        match self {
            Self::Sha256 => Algorithm::BcryptSha256,
            Self::Password => Algorithm::Bcrypt,
        }
    }
}

/// Whether plain bcrypt takes all of the password.
pub(super) const fn takes(password: &[u8]) -> bool {
    password.len() <= MAX_PASSWORD
}

/// Encodes a new hash, as the version `2b`. `None`: the password is longer than bcrypt takes.
pub(super) fn encode(
    input: Input,
    password: &[u8],
    salt: [u8; SALT_LENGTH],
    BcryptRounds(rounds): BcryptRounds,
) -> Option<String> {
    let output = BASE_64.encode(derive(input, password, salt, rounds)?.as_slice());
    Some(format!("{}$$2b${rounds:02}${}{output}", input.algorithm().as_str(), BASE_64.encode(salt)))
}

/// A new salt; `bcrypt.gensalt`.
pub(super) fn fresh_salt(randomness: &dyn Randomness) -> [u8; SALT_LENGTH] {
    let mut salt = [0_u8; SALT_LENGTH];
    randomness.fill(&mut salt);
    salt
}

/// A hash, taken apart.
pub(in crate::accounts::password) struct BcryptHash<'a> {
    input: Input,
    rounds: BcryptRounds,
    salt: [u8; SALT_LENGTH],
    output: &'a str,
}

impl<'a> BcryptHash<'a> {
    /// Reads what follows the algorithm's name. The versions 2a, 2b, 2x and 2y are computed alike, as by Python's `bcrypt`.
    pub(super) fn parse(algorithm: Algorithm, rest: &'a str) -> Result<Self, Unverifiable> {
        let input = if algorithm == Algorithm::Bcrypt { Input::Password } else { Input::Sha256 };
        let fields: Vec<&str> = rest.split('$').collect();
        let ["", "2a" | "2b" | "2x" | "2y", rounds, salt_and_output] = *fields else {
            return Err(Unverifiable::Malformed);
        };
        let rounds = parse_rounds(rounds)?;
        let (salt, output) = salt_and_output.split_at_checked(SALT_CHARACTERS).ok_or(Unverifiable::Malformed)?;
        let salt = BASE_64.decode(salt).ok().and_then(|salt| salt.try_into().ok()).ok_or(Unverifiable::Malformed)?;
        let whole = output.len() == OUTPUT_CHARACTERS && BASE_64.decode(output).is_ok();
        if whole { Ok(Self { input, rounds, salt, output }) } else { Err(Unverifiable::Malformed) }
    }

    pub(super) const fn algorithm(&self) -> Algorithm {
        self.input.algorithm()
    }

    /// Whether it is the hash of the password.
    pub(super) fn fits(&self, password: &[u8]) -> Result<bool, Unverifiable> {
        let output = derive(self.input, password, self.salt, self.rounds.0).ok_or(Unverifiable::PasswordTooLong)?;
        let output = Zeroizing::new(BASE_64.encode(output.as_slice()));
        Ok(constant_time::verify_slices_are_equal(output.as_bytes(), self.output.as_bytes()).is_ok())
    }

    /// Has more or fewer rounds than [`encode`] would make now; Django's `must_update`.
    pub(super) fn is_outdated(&self, rounds: BcryptRounds) -> bool {
        self.rounds != rounds
    }

    /// Does the work that this hash lacks, so that a wrong password takes as long as with a current hash; Django's
    /// `harden_runtime`. From 2^a to 2^b it is 2^a + … + 2^(b-1).
    pub(super) fn run_missing(&self, password: &[u8], rounds: BcryptRounds) {
        for missing in self.rounds.0..rounds.0 {
            let _ = std::hint::black_box(derive(self.input, password, self.salt, missing));
        }
    }
}

impl std::fmt::Debug for BcryptHash<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BcryptHash").field("input", &self.input).field("rounds", &self.rounds).finish_non_exhaustive()
    }
}

/// `None`: the password is longer than bcrypt takes.
fn derive(
    input: Input,
    password: &[u8],
    salt: [u8; SALT_LENGTH],
    rounds: u32,
) -> Option<Zeroizing<[u8; OUTPUT_LENGTH]>> {
    let mut key = Zeroizing::new(Vec::with_capacity(MAX_PASSWORD + 1));
    match input {
        Input::Sha256 => {
            key.extend_from_slice(hexadecimal(digest::digest(&digest::SHA256, password).as_ref()).as_bytes());
        }
        Input::Password if takes(password) => key.extend_from_slice(password),
        Input::Password => return None,
    }
    #[cfg(test)]
    work::note(input.algorithm(), 1 << rounds);
    // A null ends the password (version 2b), where there is room for it.
    key.push(0);
    key.truncate(MAX_PASSWORD);
    let whole = Zeroizing::new(bcrypt::bcrypt(rounds, salt, &key));
    let mut output = Zeroizing::new([0_u8; OUTPUT_LENGTH]);
    output.iter_mut().zip(whole.iter()).for_each(|(kept, byte)| *kept = *byte);
    Some(output)
}

/// Two digits, of which the first may be a zero.
fn parse_rounds(field: &str) -> Result<BcryptRounds, Unverifiable> {
    let digits = field.len() == 2 && field.bytes().all(|b| b.is_ascii_digit());
    match field.parse() {
        Ok(rounds) if digits && (BcryptRounds::MIN..=LAST_ROUNDS).contains(&rounds) => {
            BcryptRounds::new(rounds).map_err(|_| Unverifiable::TooCostly)
        }
        Ok(_) | Err(_) => Err(Unverifiable::Malformed),
    }
}

/// Bytes of a password that bcrypt takes.
const MAX_PASSWORD: usize = 72;
/// Bytes of a salt.
pub(super) const SALT_LENGTH: usize = 16;
const SALT_CHARACTERS: usize = 22;
/// Bytes of a hash: bcrypt drops the last of its 24.
const OUTPUT_LENGTH: usize = 23;
const OUTPUT_CHARACTERS: usize = 31;
/// The most rounds that there are, granted or not.
const LAST_ROUNDS: u32 = 31;
