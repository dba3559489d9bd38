//! The two DER structures that are read here (X.690); everything else is left to the cryptographic library.

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;

/// `SubjectPublicKeyInfo` of an Ed25519 key up to the key itself (RFC 8410 §4).
const ED25519_SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// Modulus and exponent of an `RSAPublicKey` (RFC 8017 §A.1.1), big-endian without leading zeros.
pub(super) fn rsa_public_key(der: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (members, []) = value(SEQUENCE, der)? else { return None };
    let (n, rest) = value(INTEGER, members)?;
    let (e, []) = value(INTEGER, rest)? else { return None };
    Some((positive(n)?.to_vec(), positive(e)?.to_vec()))
}

/// The raw key in the `SubjectPublicKeyInfo` of an Ed25519 key.
pub(super) fn ed25519_public_key(der: &[u8]) -> Option<&[u8; 32]> {
    der.strip_prefix(&ED25519_SPKI)?.try_into().ok()
}

/// Split off the value that `tag` announces; what follows it comes second.
fn value(tag: u8, input: &[u8]) -> Option<(&[u8], &[u8])> {
    let [found, length, rest @ ..] = input else { return None };
    if *found != tag {
        return None;
    }
    if *length < 0x80 {
        return rest.split_at_checked(usize::from(*length));
    }
    // Long form: the low bits count the bytes of the length. Three of them reach 16 MB.
    let (bytes, rest) = rest.split_at_checked(usize::from(length & 0x7f)).filter(|(bytes, _)| bytes.len() <= 3)?;
    let length = bytes.iter().fold(0, |length, &byte| length << 8 | usize::from(byte));
    rest.split_at_checked(length)
}

fn positive(integer: &[u8]) -> Option<&[u8]> {
    match integer {
        [0, rest @ ..] => Some(rest),
        [1..=0x7f, ..] => Some(integer),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::rsa_public_key;

    #[test]
    fn modulus_and_exponent_are_read_and_nothing_may_follow() {
        assert_eq!(rsa_public_key(&[0x30, 7, 2, 2, 0, 0xff, 2, 1, 3]), Some((vec![0xff], vec![3])));
        assert_eq!(rsa_public_key(&[0x30, 0x81, 7, 2, 2, 0, 0xff, 2, 1, 3]), Some((vec![0xff], vec![3])));
        for bad in [&[0x30, 7, 2, 2, 0, 0xff, 2, 1, 3, 0][..], &[0x30, 7, 2, 2, 0, 0xff, 2, 9, 3], &[0x30, 0xff], &[]] {
            assert_eq!(rsa_public_key(bad), None);
        }
    }
}
