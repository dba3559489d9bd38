//! Addresses that servers listen on, as people write them, and where such a server is reached.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The address by which this machine reaches a server of its own: loopback where it listens on every address.
pub(crate) fn from_here(listening: SocketAddr) -> SocketAddr {
    let ip = match listening.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        IpAddr::V4(_) | IpAddr::V6(_) => listening.ip(),
    };
    SocketAddr::new(ip, listening.port())
}

/// Reads an address and port; `localhost` is the loopback address.
///
/// # Errors
/// What it must be.
pub(crate) fn parse(text: &str) -> Result<SocketAddr, String> {
    let port = |text: &str| text.parse::<u16>().ok();
    if let Some(port) = text.strip_prefix("localhost:").and_then(port) {
        return Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    }
    text.parse().map_err(|_| {
        let port = port(text.trim_start_matches(':')).unwrap_or(8000);
        format!(
            "{text:?} is no address and port, such as 127.0.0.1:{port} (for this machine alone) or 0.0.0.0:{port} (for every \
             other, too)"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn localhost_is_the_loopback_address() {
        assert_eq!(parse("localhost:8000"), Ok("127.0.0.1:8000".parse().unwrap()));
        assert_eq!(parse("[::1]:8000"), Ok("[::1]:8000".parse().unwrap()));
        for (text, like) in [("8021", "127.0.0.1:8021"), (":8021", "127.0.0.1:8021"), ("localhost", "127.0.0.1:8000")] {
            assert!(parse(text).unwrap_err().contains(like), "{text}");
        }
    }
}
