//! Where a request comes from.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{Extensions, HeaderMap, HeaderName};
use ipnet::IpNet;

use crate::app::App;
use crate::origin::Scheme;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed (`server.trusted_proxies`); default none.
///
/// ```
/// use countersign_server::TrustedProxies;
///
/// let proxies = TrustedProxies::new(vec!["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()]);
/// assert_eq!(proxies.to_string(), "10.0.0.0/8, ::1/128");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<ProxyNetwork>);

/// The address of a proxy, or a network of them in CIDR notation (RFC 4632).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProxyNetwork(IpNet);

/// No address, and no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected an address or a network, such as \"10.0.0.7\", \"10.0.0.0/8\" or \"fd00::/8\"")]
pub struct ProxyNetworkError;

impl FromStr for ProxyNetwork {
    type Err = ProxyNetworkError;

    fn from_str(text: &str) -> Result<Self, ProxyNetworkError> {
        let address = || text.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
        text.parse().or_else(|_| address()).map(|network: IpNet| Self(network.trunc())).map_err(|_| ProxyNetworkError)
    }
}

impl fmt::Display for ProxyNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ProxyNetwork {
    /// Every address there is: anybody may say to be anybody.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        self.0.prefix_len() == 0
    }
}

impl TrustedProxies {
    /// These, and no others.
    #[must_use]
    pub fn new(networks: Vec<ProxyNetwork>) -> Self {
        Self(networks)
    }

    /// There is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|ProxyNetwork(network)| network.contains(&address))
    }

    /// The client behind the proxies: from the right, the first address in `X-Forwarded-For` that is no trusted proxy's. Each
    /// proxy appends who has come to it, so that what stands further left is anybody's word. What is no address ends
    /// the search at the proxy that has passed it on.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines = headers.get_all(X_FORWARDED_FOR).iter().rev();
        let entries = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
        for entry in entries {
            if !self.trust(client) {
                break;
            }
            let Some(address) = read(entry) else { break };
            client = address;
        }
        client
    }

    /// What the client speaks to the proxy that has passed its request on, by the last value of `X-Forwarded-Proto`. `None`: the
    /// peer is no trusted proxy, or does not say.
    fn scheme(&self, peer: IpAddr, headers: &HeaderMap) -> Option<Scheme> {
        let line = headers.get_all(X_FORWARDED_PROTO).iter().next_back().filter(|_| self.trust(peer.to_canonical()))?;
        let last = line.as_bytes().rsplit(|byte| *byte == b',').next()?.trim_ascii();
        [Scheme::Http, Scheme::Https].into_iter().find(|known| last.eq_ignore_ascii_case(known.as_str().as_bytes()))
    }
}

impl fmt::Display for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&shown.join(", "))
    }
}

/// An address; some proxies write the port, too.
fn read(entry: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(entry).ok()?.trim_matches([' ', '\t']);
    let address = text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    address.or_else(bracketed).map(|address: IpAddr| address.to_canonical())
}

/// Where a request comes from: the socket's other end, or whom trusted proxies name. `None`: there is no socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub(crate) Option<IpAddr>);

impl ClientAddress {
    pub(crate) fn of(app: &App, extensions: &Extensions, headers: &HeaderMap) -> Self {
        if let Some(known) = extensions.get() {
            return *known;
        }
        let peer = extensions.get::<ConnectInfo<SocketAddr>>();
        Self(peer.map(|ConnectInfo(peer)| app.settings().trusted_proxies.client(peer.ip(), headers)))
    }
}

/// Where a trusted proxy says what the client speaks to it, links, cookies and checks go by that.
pub(crate) async fn believe_proxies(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let proxies = &app.settings().trusted_proxies;
    if let Some(scheme) = peer.and_then(|ConnectInfo(peer)| proxies.scheme(peer.ip(), request.headers())) {
        request.extensions_mut().insert(scheme);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn client(peer: &str, lines: &[&str]) -> String {
        let proxies = ["10.0.0.0/8", "192.0.2.1", "fd00::/8"].map(|text| text.parse().unwrap());
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(X_FORWARDED_FOR, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        TrustedProxies::new(proxies.to_vec()).client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn whoever_is_no_trusted_proxy_names_nobody() {
        assert_eq!(client("203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
        assert_eq!(client("192.0.2.2", &["198.51.100.1"]), "192.0.2.2");
    }

    #[test]
    fn the_client_is_the_last_address_that_no_trusted_proxy_has() {
        assert_eq!(client("10.1.2.3", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("10.1.2.3", &["6.6.6.6, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("10.1.2.3", &["6.6.6.6, 198.51.100.1,10.9.9.9 , fd00::1"]), "198.51.100.1");
        assert_eq!(
            client("10.1.2.3", &["6.6.6.6", "198.51.100.1", "10.9.9.9"]),
            "198.51.100.1",
            "several lines are one"
        );
        assert_eq!(client("::ffff:10.1.2.3", &["::ffff:198.51.100.1"]), "198.51.100.1");
        assert_eq!(client("10.1.2.3", &["198.51.100.1:4711"]), "198.51.100.1");
        assert_eq!(client("10.1.2.3", &["[2001:db8::1]:4711"]), "2001:db8::1");
        assert_eq!(client("10.1.2.3", &["[2001:db8::1]"]), "2001:db8::1");
    }

    #[test]
    fn what_is_no_address_ends_the_search() {
        for garbage in ["unknown", "", "1.2.3.4.5", "_hidden", "198.51.100.1;", "\u{e9}", "for=198.51.100.1", "0x7f.1"]
        {
            assert_eq!(client("10.1.2.3", &[garbage]), "10.1.2.3", "{garbage}");
            assert_eq!(client("10.1.2.3", &[&format!("198.51.100.1, {garbage}, 10.9.9.9")]), "10.9.9.9", "{garbage}");
        }
        assert_eq!(client("10.1.2.3", &[]), "10.1.2.3");
        assert_eq!(client("10.1.2.3", &["10.9.9.9, 192.0.2.1"]), "10.9.9.9", "none but proxies");
    }

    #[test]
    fn a_network_is_an_address_or_in_cidr_notation() {
        for (text, shown) in
            [("10.1.2.3/8", "10.0.0.0/8"), ("::ffff:10.0.0.1", "10.0.0.1/32"), ("fd00::/8", "fd00::/8")]
        {
            assert_eq!(text.parse::<ProxyNetwork>().unwrap().to_string(), shown);
        }
        for text in ["", "10.0.0.0/33", "proxy.example.com", "10.0.0.1:80", "*"] {
            assert_eq!(text.parse::<ProxyNetwork>(), Err(ProxyNetworkError), "{text}");
        }
        assert!("0.0.0.0/0".parse::<ProxyNetwork>().unwrap().is_everybody());
    }
}
