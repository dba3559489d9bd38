//! `argon2$argon2id$v=19$m=19456,t=2,p=1$salt$hash`: Argon2 (RFC 9106) as Django's `Argon2PasswordHasher` keeps it.

use argon2::{Algorithm as Variety, Argon2, Params, Version};
use aws_lc_rs::constant_time;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use super::CostOutOfRange;
use super::algorithm::Algorithm;
use super::encoded::{Unverifiable, canonical_number};
#[cfg(test)]
use super::work;
use crate::accounts::password::salt;

/// What one Argon2 hash costs. The default is 19 MiB, two passes, one lane (OWASP's first choice).
///
/// Caps, for hashes that are read as for those that are made: 256 MiB, 16 passes, 16 lanes. Django 5.2 itself makes
/// hashes of 100 MiB, two passes and eight lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argon2Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Argon2Cost {
    /// The most memory (KiB).
    pub const MAX_MEMORY_KIB: u32 = 256 * 1024;
    /// The most passes over the memory.
    pub const MAX_PASSES: u32 = 16;
    /// The most lanes.
    pub const MAX_LANES: u32 = 16;

    /// Memory in KiB (at least 8 for each lane), passes over it, and lanes that it is divided in.
    ///
    /// # Errors
    /// [`CostOutOfRange`] below the minimum or beyond a cap.
    pub const fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, CostOutOfRange> {
        let enough = lanes >= 1 && passes >= 1 && memory_kib / 8 >= lanes;
        let capped = memory_kib <= Self::MAX_MEMORY_KIB && passes <= Self::MAX_PASSES && lanes <= Self::MAX_LANES;
        if enough && capped { Ok(Self { memory_kib, passes, lanes }) } else { Err(CostOutOfRange) }
    }

    /// The memory that one hash takes while it is computed (KiB).
    #[must_use]
    pub const fn memory_kib(self) -> u32 {
        self.memory_kib
    }
}

impl Default for Argon2Cost {
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, lanes: 1 }
    }
}

/// Encodes a new hash: Argon2id, version 19, 32 bytes. `None`: the memory cannot be had.
pub(super) fn encode(password: &[u8], salt: &str, cost: Argon2Cost) -> Option<String> {
    let mut output = Zeroizing::new([0_u8; OUTPUT_LENGTH]);
    derive((Variety::Argon2id, Version::V0x13), cost, (password, salt.as_bytes()), output.as_mut_slice())?;
    let Argon2Cost { memory_kib, passes, lanes } = cost;
    let salt = STANDARD_NO_PAD.encode(salt);
    let hash = STANDARD_NO_PAD.encode(output.as_slice());
    let name = Algorithm::Argon2.as_str();
    Some(format!("{name}$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${hash}"))
}

/// A hash, taken apart.
#[derive(Debug)]
pub(in crate::accounts::password) struct Argon2Hash {
    kind: (Variety, Version),
    cost: Argon2Cost,
    salt: Vec<u8>,
    output: Zeroizing<Vec<u8>>,
}

impl Argon2Hash {
    /// Reads what follows `argon2$`, as strictly as the reference library; all three varieties, and the version from
    /// before versions were written.
    pub(super) fn parse(rest: &str) -> Result<Self, Unverifiable> {
        let fields: Vec<&str> = rest.split('$').collect();
        let (variety, version, cost, salt, output) = match *fields {
            [variety, version, cost, salt, output] => (variety, parse_version(version)?, cost, salt, output),
            [variety, cost, salt, output] => (variety, Version::V0x10, cost, salt, output),
            _ => return Err(Unverifiable::Malformed),
        };
        let kind = (parse_variety(variety)?, version);
        let cost = parse_cost(cost)?;
        let salt = decode(salt, argon2::MIN_SALT_LEN)?;
        Ok(Self { kind, cost, salt, output: Zeroizing::new(decode(output, Params::MIN_OUTPUT_LEN)?) })
    }

    /// Whether it is the hash of the password.
    pub(super) fn fits(&self, password: &[u8]) -> Result<bool, Unverifiable> {
        let mut output = Zeroizing::new(vec![0_u8; self.output.len()]);
        derive(self.kind, self.cost, (password, &self.salt), &mut output).ok_or(Unverifiable::OutOfMemory)?;
        Ok(constant_time::verify_slices_are_equal(&output, &self.output).is_ok())
    }

    /// Differs in any parameter from what [`encode`] would make now, or has a weak salt; Django's `must_update`.
    pub(super) fn is_outdated(&self, cost: Argon2Cost) -> bool {
        let same =
            self.kind == (Variety::Argon2id, Version::V0x13) && self.cost == cost && self.output.len() == OUTPUT_LENGTH;
        !same || salt::is_weak(self.salt.len())
    }
}

fn derive(
    (variety, version): (Variety, Version),
    cost: Argon2Cost,
    (password, salt): (&[u8], &[u8]),
    output: &mut [u8],
) -> Option<()> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(output.len())).ok()?;
    #[cfg(test)]
    work::note(Algorithm::Argon2, u64::from(cost.memory_kib) * u64::from(cost.passes));
    Argon2::new(variety, version, params).hash_password_into(password, salt, output).ok()
}

fn parse_variety(name: &str) -> Result<Variety, Unverifiable> {
    match name {
        "argon2id" => Ok(Variety::Argon2id),
        "argon2i" => Ok(Variety::Argon2i),
        "argon2d" => Ok(Variety::Argon2d),
        _ => Err(Unverifiable::Malformed),
    }
}

fn parse_version(field: &str) -> Result<Version, Unverifiable> {
    match field {
        "v=19" => Ok(Version::V0x13),
        "v=16" => Ok(Version::V0x10),
        _ => Err(Unverifiable::Malformed),
    }
}

fn parse_cost(field: &str) -> Result<Argon2Cost, Unverifiable> {
    let values: Vec<&str> = field.split(',').collect();
    let [memory, passes, lanes] = *values else { return Err(Unverifiable::Malformed) };
    let capped = |field: &str, prefix: &str, cap: u32| {
        let value = canonical_number(field.strip_prefix(prefix).ok_or(Unverifiable::Malformed)?)?;
        u32::try_from(value).ok().filter(|&value| value <= cap).ok_or(Unverifiable::TooCostly)
    };
    let memory = capped(memory, "m=", Argon2Cost::MAX_MEMORY_KIB)?;
    let passes = capped(passes, "t=", Argon2Cost::MAX_PASSES)?;
    let lanes = capped(lanes, "p=", Argon2Cost::MAX_LANES)?;
    Argon2Cost::new(memory, passes, lanes).map_err(|_| Unverifiable::Malformed)
}

fn decode(field: &str, min_length: usize) -> Result<Vec<u8>, Unverifiable> {
    let bytes = STANDARD_NO_PAD.decode(field).map_err(|_| Unverifiable::Malformed)?;
    if (min_length..=MAX_FIELD_LENGTH).contains(&bytes.len()) { Ok(bytes) } else { Err(Unverifiable::Malformed) }
}

/// Bytes of a hash; the default of `argon2-cffi`, which Django takes.
const OUTPUT_LENGTH: usize = 32;
/// Bytes of a salt or a hash that are read at most; Django's column holds 128 characters in all.
const MAX_FIELD_LENGTH: usize = 128;

#[cfg(test)]
impl Argon2Cost {
    /// Fails as if there were no memory: two lanes in the memory of one.
    pub(in crate::accounts) const UNPAYABLE: Self = Self { memory_kib: 8, passes: 1, lanes: 2 };
}
