//! Token identifiers.

use std::fmt;

/// The identifier of one token: its `jti` claim (RFC 7519 §4.1.7).
///
/// Ours are 32 lower-case hex digits, as SimpleJWT's `uuid4().hex`; any string is allowed, since tokens issued elsewhere
/// keep theirs. An identifier is no secret: without the key it opens nothing.
///
/// ```
/// use countersign_token::Jti;
///
/// let foreign = Jti::new("order-7/1");
/// assert_eq!((foreign.as_str(), foreign.to_string()), ("order-7/1", "order-7/1".to_owned()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Jti(String);

impl Jti {
    /// Take an identifier as it is.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// Make an identifier of sixteen random bytes: a version 4 UUID (RFC 9562 §5.4) in hex.
    ///
    /// ```
    /// use countersign_token::Jti;
    ///
    /// assert_eq!(Jti::from_random([0xff; 16]).as_str(), "ffffffffffff4fffbfffffffffffffff");
    /// ```
    #[must_use]
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let version = 0x4_u128 << 76;
        let variant = 0b10_u128 << 62;
        let free = !((0xf_u128 << 76) | (0b11_u128 << 62));
        Self(format!("{:032x}", (u128::from_be_bytes(bytes) & free) | version | variant))
    }

    /// The identifier as it stands in the token.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Jti {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Jti;

    #[test]
    fn an_identifier_of_zeros_still_carries_version_and_variant() {
        assert_eq!(Jti::from_random([0; 16]).as_str(), "00000000000040008000000000000000");
    }
}
