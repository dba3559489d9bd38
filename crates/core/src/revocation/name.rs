//! Names of sessions and tokens, in as little memory as they need: there may be a million.

use countersign_token::Jti;

use crate::session::SessionId;

/// A name. Each has one form, so that equal names are equal.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Name {
    /// 32 lower-case hex digits: every session's, and every token's that we or SimpleJWT issued.
    Digits([u8; 16]),
    /// What anybody else calls a token.
    Text(Box<str>),
}

impl From<&SessionId> for Name {
    fn from(session: &SessionId) -> Self {
        Self::of(session.as_str())
    }
}

impl From<&Jti> for Name {
    fn from(jti: &Jti) -> Self {
        Self::of(jti.as_str())
    }
}

impl Name {
    fn of(text: &str) -> Self {
        digits(text).map_or_else(|| Self::Text(text.into()), Self::Digits)
    }
}

fn digits(text: &str) -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != bytes.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn names_that_differ_stay_apart() {
        let hex = "00000000000040008000abcdef012345";
        let names = [hex, &hex.to_uppercase(), &hex[1..], &format!("{hex}0"), &hex.replace('a', "g"), "", "ä"];
        for (place, one) in names.iter().enumerate() {
            for (other_place, other) in names.iter().enumerate() {
                assert_eq!(Name::of(one) == Name::of(other), place == other_place, "{one} {other}");
            }
        }
        assert!(matches!(Name::of(hex), Name::Digits(_)));
    }
}
