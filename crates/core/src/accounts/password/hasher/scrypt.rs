//! `scrypt$16384$salt$8$5$hash`: scrypt (RFC 7914) as Django's `ScryptPasswordHasher` keeps it.

use aws_lc_rs::constant_time;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use scrypt::Params;
use zeroize::Zeroizing;

use super::CostOutOfRange;
use super::algorithm::Algorithm;
use super::encoded::{Unverifiable, small_number};
#[cfg(test)]
use super::work;

/// What one scrypt hash costs: N (a power of two), r and p. The default is Django's: 16384, 8, 5, which takes 16 MiB.
///
/// Caps, for hashes that are read as for those that are made: 256 MiB, and N·r·p of 2^24, some 25 times the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScryptCost {
    work_factor: u32,
    block_size: u32,
    parallelism: u32,
}

impl ScryptCost {
    /// The most memory (bytes): 128·r·(N+p+2).
    pub const MAX_MEMORY: u64 = 256 * 1024 * 1024;
    /// The most work, as N·r·p.
    pub const MAX_WORK: u64 = 1 << 24;

    /// `work_factor` (N, a power of two from 2), `block_size` (r) and `parallelism` (p), under Django's names.
    ///
    /// # Errors
    /// [`CostOutOfRange`] for what scrypt does not have, and beyond a cap.
    pub const fn new(work_factor: u32, block_size: u32, parallelism: u32) -> Result<Self, CostOutOfRange> {
        let cost = Self { work_factor, block_size, parallelism };
        if cost.is_possible() && cost.is_granted() { Ok(cost) } else { Err(CostOutOfRange) }
    }

    const fn is_possible(self) -> bool {
        let power_of_two = self.work_factor >= 2 && self.work_factor.is_power_of_two();
        // RFC 7914 §2: N < 2^(128·r/8), which only the smallest r can break.
        let fits = self.block_size > 1 || self.work_factor < 1 << 16;
        power_of_two && self.block_size >= 1 && self.parallelism >= 1 && fits
    }

    const fn is_granted(self) -> bool {
        self.memory() <= Self::MAX_MEMORY as u128 && self.work() <= Self::MAX_WORK as u128
    }

    const fn memory(self) -> u128 {
        128 * self.block_size as u128 * (self.work_factor as u128 + self.parallelism as u128 + 2)
    }

    const fn work(self) -> u128 {
        self.work_factor as u128 * self.block_size as u128 * self.parallelism as u128
    }
}

impl Default for ScryptCost {
    fn default() -> Self {
        Self { work_factor: 1 << 14, block_size: 8, parallelism: 5 }
    }
}

/// Encodes a new hash of 64 bytes. `None`: the memory cannot be had.
pub(super) fn encode(password: &[u8], salt: &str, cost: ScryptCost) -> Option<String> {
    let output = STANDARD.encode(derive(password, salt, cost)?.as_slice());
    let ScryptCost { work_factor, block_size, parallelism } = cost;
    let name = Algorithm::Scrypt.as_str();
    Some(format!("{name}${work_factor}${salt}${block_size}${parallelism}${output}"))
}

/// A hash, taken apart.
pub(in crate::accounts::password) struct ScryptHash<'a> {
    cost: ScryptCost,
    salt: &'a str,
    output: Zeroizing<Vec<u8>>,
}

impl<'a> ScryptHash<'a> {
    /// Reads what follows `scrypt$`. The salt is any text without a `$`.
    pub(super) fn parse(rest: &'a str) -> Result<Self, Unverifiable> {
        let fields: Vec<&str> = rest.split('$').collect();
        let [work_factor, salt, block_size, parallelism, output] = *fields else { return Err(Unverifiable::Malformed) };
        let cost = ScryptCost {
            work_factor: small_number(work_factor)?,
            block_size: small_number(block_size)?,
            parallelism: small_number(parallelism)?,
        };
        let output = Zeroizing::new(STANDARD.decode(output).map_err(|_| Unverifiable::Malformed)?);
        if !cost.is_possible() || salt.is_empty() || output.len() != OUTPUT_LENGTH {
            return Err(Unverifiable::Malformed);
        }
        if cost.is_granted() { Ok(Self { cost, salt, output }) } else { Err(Unverifiable::TooCostly) }
    }

    /// Whether it is the hash of the password.
    pub(super) fn fits(&self, password: &[u8]) -> Result<bool, Unverifiable> {
        let output = derive(password, self.salt, self.cost).ok_or(Unverifiable::OutOfMemory)?;
        Ok(constant_time::verify_slices_are_equal(output.as_slice(), &self.output).is_ok())
    }

    /// Differs in cost from what [`encode`] would make now; Django's `must_update`, which does not look at the salt.
    pub(super) fn is_outdated(&self, cost: ScryptCost) -> bool {
        self.cost != cost
    }
}

impl std::fmt::Debug for ScryptHash<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScryptHash").field("cost", &self.cost).finish_non_exhaustive()
    }
}

/// `None`: the memory cannot be had.
fn derive(password: &[u8], salt: &str, cost: ScryptCost) -> Option<Zeroizing<[u8; OUTPUT_LENGTH]>> {
    can_be_had(cost.memory())?;
    #[cfg(test)]
    work::note(Algorithm::Scrypt, cost.work().try_into().unwrap());
    let log_n = u8::try_from(cost.work_factor.trailing_zeros()).ok()?;
    let params = Params::new(log_n, cost.block_size, cost.parallelism).ok()?;
    let mut output = Zeroizing::new([0_u8; OUTPUT_LENGTH]);
    scrypt::scrypt(password, salt.as_bytes(), &params, output.as_mut_slice()).ok()?;
    Some(output)
}

/// Asks for as much memory and gives it back: where there is none for scrypt, the library would end the process.
fn can_be_had(bytes: u128) -> Option<()> {
    let mut probe: Vec<u8> = Vec::new();
    probe.try_reserve_exact(usize::try_from(bytes).ok()?).ok()?;
    std::hint::black_box(&probe);
    Some(())
}

/// Bytes of a hash.
const OUTPUT_LENGTH: usize = 64;

#[cfg(test)]
impl ScryptCost {
    /// Fails as if there were no memory: more than an address space holds.
    pub(in crate::accounts) const UNPAYABLE: Self = Self { work_factor: 1 << 31, block_size: u32::MAX, parallelism: 1 };
}
