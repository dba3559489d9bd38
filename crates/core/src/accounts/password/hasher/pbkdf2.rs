//! `pbkdf2_sha256$1000000$salt$hash`: PBKDF2 (RFC 8018) as Django's `PBKDF2PasswordHasher` keeps it.

use std::num::NonZeroU32;

use aws_lc_rs::{constant_time, pbkdf2};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::algorithm::{Algorithm, Unverifiable, canonical_number};
use super::argon2::CostOutOfRange;
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

/// Encodes a new hash.
pub(super) fn encode(password: &[u8], salt: &str, iterations: Pbkdf2Iterations) -> String {
    let hash = STANDARD.encode(derive(password, salt, iterations.0).as_slice());
    format!("{}${}${salt}${hash}", Algorithm::Pbkdf2Sha256.as_str(), iterations.0)
}

/// A hash, taken apart.
pub(in crate::accounts::password) struct Pbkdf2Hash<'a> {
    iterations: Pbkdf2Iterations,
    salt: &'a str,
    output: Zeroizing<Vec<u8>>,
}

impl<'a> Pbkdf2Hash<'a> {
    /// Reads what follows `pbkdf2_sha256$`. The salt is any text without a `$`.
    pub(super) fn parse(rest: &'a str) -> Result<Self, Unverifiable> {
        let fields: Vec<&str> = rest.split('$').collect();
        let [iterations, salt, output] = *fields else { return Err(Unverifiable::Malformed) };
        let iterations = parse_iterations(iterations)?;
        let output = Zeroizing::new(STANDARD.decode(output).map_err(|_| Unverifiable::Malformed)?);
        let whole = !salt.is_empty() && output.len() == OUTPUT_LENGTH;
        if whole { Ok(Self { iterations, salt, output }) } else { Err(Unverifiable::Malformed) }
    }

    /// Whether it is the hash of the password.
    pub(super) fn fits(&self, password: &[u8]) -> bool {
        let output = derive(password, self.salt, self.iterations.0);
        constant_time::verify_slices_are_equal(output.as_slice(), &self.output).is_ok()
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
            let _ = std::hint::black_box(derive(password, self.salt, missing));
        }
    }
}

impl std::fmt::Debug for Pbkdf2Hash<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pbkdf2Hash").field("iterations", &self.iterations).finish_non_exhaustive()
    }
}

fn derive(password: &[u8], salt: &str, iterations: NonZeroU32) -> Zeroizing<[u8; OUTPUT_LENGTH]> {
    let mut output = Zeroizing::new([0_u8; OUTPUT_LENGTH]);
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, iterations, salt.as_bytes(), password, output.as_mut_slice());
    output
}

fn parse_iterations(field: &str) -> Result<Pbkdf2Iterations, Unverifiable> {
    match canonical_number(field)? {
        0 => Err(Unverifiable::Malformed),
        iterations => u32::try_from(iterations)
            .ok()
            .and_then(|iterations| Pbkdf2Iterations::new(iterations).ok())
            .ok_or(Unverifiable::TooCostly),
    }
}

/// Bytes of a hash.
const OUTPUT_LENGTH: usize = 32;
