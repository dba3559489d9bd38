//! The network that a client comes from.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// What counts as one client: an IPv4 address, or the /64 that an IPv6 address is in, because whoever has one address of it
/// has all of them (RFC 6177).
///
/// An IPv4 address that is written as IPv6 (`::ffff:192.0.2.7`) is the IPv4 address.
///
/// ```
/// use countersign_core::Network;
///
/// let of = |address: &str| Network::of(address.parse().unwrap());
/// assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
/// assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
/// assert_eq!(of("::ffff:192.0.2.7").to_string(), "192.0.2.7");
/// assert_eq!(of("2001:db8::1").to_string(), "2001:db8::/64");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network(IpAddr);

/// The part of an IPv6 address that names the network.
const FIRST_64_BITS: u128 = !(u64::MAX as u128);

impl Network {
    /// The network of an address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & FIRST_64_BITS)),
            address @ IpAddr::V4(_) => address,
        })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => address.fmt(f),
            IpAddr::V6(network) => write!(f, "{network}/64"),
        }
    }
}
