//! The fingerprint of weak RSA keys (CVE-2017-15361, "ROCA"; Nemec et al., CCS 2017).

/// The primes for which the faulty generator leaves a trace.
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
    113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Modulo every one of the primes, such a modulus is a power of 65537; a sound one is so by chance once in 10^8 or less.
pub(super) fn is_roca(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|&prime| is_power_of_65537(remainder(modulus, prime), prime))
}

fn remainder(big_endian: &[u8], prime: u32) -> u32 {
    big_endian.iter().fold(0, |rest, &byte| (rest * 256 + u32::from(byte)) % prime)
}

fn is_power_of_65537(wanted: u32, prime: u32) -> bool {
    let generator = 65537 % prime;
    let mut power = 1;
    // The powers repeat after at most `prime - 1` steps.
    (1..prime).any(|_| {
        power = power * generator % prime;
        power == wanted
    })
}

#[cfg(test)]
mod tests {
    use super::is_roca;

    #[test]
    fn a_power_of_65537_has_the_fingerprint_and_its_neighbour_has_not() {
        // 65537^2 = 0x100020001.
        assert!(is_roca(&[1, 0, 2, 0, 1]));
        assert!(!is_roca(&[1, 0, 2, 0, 3]));
    }
}
