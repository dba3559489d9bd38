//! `pbkdf2_sha256$1000000$salt$hash`, and the same with `pbkdf2_sha1`: PBKDF2 (RFC 8018) as Django's
//! `PBKDF2PasswordHasher` and `PBKDF2SHA1PasswordHasher` keep it.

use std::num::NonZeroU32;

use aws_lc_rs::{constant_time, pbkdf2};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::CostOutOfRange;
use super::algorithm::Algorithm;
use super::encoded::{Unverifiable, small_number};
#[cfg(test)]
use super::work;
use crate::accounts::password::salt;

/// How often PBKDF2 iterates: 1 to 10,000,000, for hashes that are read as for those that are made.
///
/// The default is 1,000,000, that of Django 5.2; Django 6.0 has 1,200,000. Two servers on one database should agree, or
/// each rewrites the other's hashes at every login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pbkdf2Iterations(NonZeroU32);

impl Pbkdf2Iterations {
    /// The most iterations.
    pub const MAX: u32 = 10_000_000;

    /// Takes a number of iterations.
    ///
    /// # Errors
    /// [`CostOutOfRange`] for zero or beyond the cap.
    pub const fn new(iterations: u32) -> Result<Self, CostOutOfRange> {
        match NonZeroU32::new(iterations) {
            Some(nonzero) if iterations <= Self::MAX => Ok(Self(nonzero)),
            Some(_) | None => Err(CostOutOfRange),
        }
    }
}

impl Default for Pbkdf2Iterations {
    fn default() -> Self {
        Self(const { NonZeroU32::new(1_000_000).expect("a million is not zero") })
    }
}

/// Under which HMAC it iterates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::accounts::password) enum Digest {
    Sha256,
    Sha1,
}

impl Digest {
    const fn algorithm(self) -> Algorithm {
        match self {
            Self::Sha256 => Algorithm::Pbkdf2Sha256,
            Self::Sha1 => Algorithm::Pbkdf2Sha1,
        }
    }

    /// Bytes of a hash.
    const fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha1 => 20,
        }
    }

    const fn pseudorandom_function(self) -> pbkdf2::Algorithm {
        match self {
            Self::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Self::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
        }
    }
}

/// Encodes a new hash.
pub(super) fn encode(digest: Digest, password: &[u8], salt: &str, iterations: Pbkdf2Iterations) -> String {
    let hash = STANDARD.encode(derive(digest, password, salt, iterations.0).as_slice());
    format!("{}${}${salt}${hash}", digest.algorithm().as_str(), iterations.0)
}

/// A hash, taken apart.
pub(in crate::accounts::password) struct Pbkdf2Hash<'a> {
    digest: Digest,
    iterations: Pbkdf2Iterations,
    salt: &'a str,
    output: Zeroizing<Vec<u8>>,
}

impl<'a> Pbkdf2Hash<'a> {
    /// Reads what follows the algorithm's name. The salt is any text without a `$`.
    pub(super) fn parse(digest: Digest, rest: &'a str) -> Result<Self, Unverifiable> {
        let fields: Vec<&str> = rest.split('$').collect();
        let [iterations, salt, output] = *fields else { return Err(Unverifiable::Malformed) };
        let iterations = parse_iterations(iterations)?;
        let output = Zeroizing::new(STANDARD.decode(output).map_err(|_| Unverifiable::Malformed)?);
        let whole = !salt.is_empty() && output.len() == digest.length();
        if whole { Ok(Self { digest, iterations, salt, output }) } else { Err(Unverifiable::Malformed) }
    }

    pub(super) const fn algorithm(&self) -> Algorithm {
        self.digest.algorithm()
    }

    /// Whether it is the hash of the password.
    pub(super) fn fits(&self, password: &[u8]) -> bool {
        let output = derive(self.digest, password, self.salt, self.iterations.0);
        constant_time::verify_slices_are_equal(&output, &self.output).is_ok()
    }

    /// Has more or fewer iterations than [`encode`] would make now, or a weak salt; Django's `must_update`.
    pub(super) fn is_outdated(&self, iterations: Pbkdf2Iterations) -> bool {
        self.iterations != iterations || salt::is_weak(self.salt.chars().count())
    }

    /// Runs the iterations that this hash lacks, so that a wrong password takes as long as with a current hash;
    /// Django's `harden_runtime`.
    pub(super) fn run_missing(&self, password: &[u8], iterations: Pbkdf2Iterations) {
        let missing = iterations.0.get().saturating_sub(self.iterations.0.get());
        if let Some(missing) = NonZeroU32::new(missing) {
            let _ = std::hint::black_box(derive(self.digest, password, self.salt, missing));
        }
    }
}

impl std::fmt::Debug for Pbkdf2Hash<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pbkdf2Hash").field("iterations", &self.iterations).finish_non_exhaustive()
    }
}

fn derive(digest: Digest, password: &[u8], salt: &str, iterations: NonZeroU32) -> Zeroizing<Vec<u8>> {
    #[cfg(test)]
    work::note(digest.algorithm(), iterations.get().into());
    let mut output = Zeroizing::new(vec![0_u8; digest.length()]);
    pbkdf2::derive(digest.pseudorandom_function(), iterations, salt.as_bytes(), password, &mut output);
    output
}

fn parse_iterations(field: &str) -> Result<Pbkdf2Iterations, Unverifiable> {
    match small_number(field)? {
        0 => Err(Unverifiable::Malformed),
        iterations => Pbkdf2Iterations::new(iterations).map_err(|_| Unverifiable::TooCostly),
    }
}
