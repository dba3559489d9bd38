//! Addresses of databases, `postgres://USER:PASSWORD@HOST:PORT/NAME?…`, and what is wrong with one that is none.

use std::net::{IpAddr, Ipv6Addr};
use std::os::unix::fs::MetadataExt;
use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// Why an address is none. Nothing that may be a part of a password is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is for something else.
    #[error("an address of PostgreSQL begins with postgres://")]
    Scheme,
    /// A character of the user or the password ends it, or begins something else.
    #[error(
        "a character in its user or password has a meaning of its own there; write it percent-encoded: `#` is %23, `%` is %25, \
         `/` is %2F, `?` is %3F, `@` is %40"
    )]
    Unescaped,
    /// Nobody is named, and this process's user has no name.
    #[error("it names no user; write postgres://USER@HOST:5432/NAME")]
    User,
    /// The host.
    #[error("the host {0}")]
    Host(String),
    /// The port.
    #[error("the port{} is no number from 1 to 65535", shown(.0.as_deref()))]
    Port(Option<String>),
    /// The name of the database is not percent-encoded as it should be.
    #[error("the name of the database has a `%` that begins no percent-encoding; write it as %25")]
    Name,
    /// There is no such parameter behind the `?`.
    #[error("there is no parameter {0}; there are {list}", list = PARAMETERS.join(", "))]
    UnknownParameter(String),
    /// A parameter behind the `?` cannot have this value.
    #[error("{name} cannot be {value:?}; it is {allowed}")]
    Parameter {
        /// Which.
        name: String,
        /// What it was given.
        value: String,
        /// What it may be given.
        allowed: &'static str,
    },
}

fn shown(value: Option<&str>) -> String {
    value.map(|value| format!(" {value:?}")).unwrap_or_default()
}

/// As libpq calls them.
const PARAMETERS: [&str; 12] = [
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "application_name",
    "options",
];
/// What the driver takes, too.
const OTHER_NAMES: [&str; 6] =
    ["ssl-mode", "ssl-root-cert", "ssl-ca", "ssl-cert", "ssl-key", "statement-cache-capacity"];

/// Whether `url` is the address of a database, which nobody is asked about.
///
/// # Errors
/// What is wrong with it.
pub fn check_address(url: &str) -> Result<(), AddressError> {
    Parts::of(url).and_then(|parts| parts.check())
}

/// Reads an address.
pub(crate) fn parse(url: &str) -> Result<PgConnectOptions, AddressError> {
    let parts = Parts::of(url)?;
    parts.check()?;
    let read = |url: &str| {
        let unread = |_| AddressError::Host("or another part of it cannot be read".to_owned());
        PgConnectOptions::from_str(url).map_err(unread)
    };
    let url = parts.for_the_driver();
    let options = checking_authority(read(&url)?, &parts);
    if parts.has_user() || options.get_username() != NOBODY {
        return Ok(options);
    }
    let user = process_user().ok_or(AddressError::User)?;
    Ok(checking_authority(read(&format!("{url}&user={}", encoded(&user)))?, &parts))
}

/// As libpq has it, who says which authority to trust wants the certificate checked, though `require` alone asks for TLS and no more.
fn checking_authority(options: PgConnectOptions, parts: &Parts<'_>) -> PgConnectOptions {
    let names_authority =
        parameters(parts.query).any(|(name, _)| ["sslrootcert", "ssl-root-cert", "ssl-ca"].contains(&name));
    let asks_for_tls = matches!(options.get_ssl_mode(), PgSslMode::Require);
    if asks_for_tls && names_authority { options.ssl_mode(PgSslMode::VerifyCa) } else { options }
}

/// Whom the driver takes where nobody is named: it does not ask the operating system, as libpq does.
const NOBODY: &str = "anonymous";

/// The name of the user that this process runs as.
fn process_user() -> Option<String> {
    let id = std::fs::metadata("/proc/self").ok()?.uid().to_string();
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let name = |line: &str| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1) == Some(id.as_str())).then(|| name.to_owned())
    };
    users.lines().find_map(name)
}

fn encoded(text: &str) -> String {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    text.bytes().map(|b| if is_plain(&b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// An address in its parts, none of them decoded.
struct Parts<'u> {
    /// `USER:PASSWORD`
    login: Option<&'u str>,
    /// An IPv6 address in its brackets.
    host: &'u str,
    port: Option<&'u str>,
    name: &'u str,
    query: &'u str,
}

impl<'u> Parts<'u> {
    fn of(url: &'u str) -> Result<Self, AddressError> {
        let rest = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://"));
        let rest = rest.ok_or(AddressError::Scheme)?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (server, name) = place.split_once('/').unwrap_or((place, ""));
        let is_torn = rest.contains('#') || name.contains('@') || parameters(query).any(is_torn);
        if is_torn {
            return Err(AddressError::Unescaped);
        }
        let (login, server) = server.rsplit_once('@').map_or((None, server), |(login, server)| (Some(login), server));
        let (host, port) = host_and_port(server)?;
        Ok(Self { login, host, port, name, query })
    }

    fn check(&self) -> Result<(), AddressError> {
        if self.login.is_some_and(|login| decoded(login).is_none()) {
            return Err(AddressError::Unescaped);
        }
        self.check_host()?;
        let port = self.port.filter(|port| !port.is_empty());
        if port.is_some_and(|port| !is_port(port)) {
            // Without a host, what stands behind the `:` may be a password.
            return Err(AddressError::Port(port.filter(|_| self.login.is_some()).map(str::to_owned)));
        }
        decoded(self.name).ok_or(AddressError::Name)?;
        parameters(self.query).try_for_each(|(name, value)| check_parameter(name, value))
    }

    fn check_host(&self) -> Result<(), AddressError> {
        let wrong = |what: &str| Err(AddressError::Host(what.to_owned()));
        if let Some(inside) = self.host.strip_prefix('[') {
            let is_ipv6 = inside.strip_suffix(']').is_some_and(|inside| inside.parse::<Ipv6Addr>().is_ok());
            return if is_ipv6 { Ok(()) } else { wrong("in brackets is no IPv6 address, such as [::1]") };
        }
        if self.host.contains(',') {
            return wrong("is several; name the primary alone, or an address that is always the primary's");
        }
        if self.host.is_empty() && (self.login.is_some() || self.port.is_some()) && !self.has_host_parameter() {
            return wrong(
                "is missing; name it behind the `@`, or the folder of the server's socket as ?host=/var/run/postgresql",
            );
        }
        let is_forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>[\\]^|".contains(c);
        match decoded(self.host) {
            Some(_) if !self.host.contains(is_forbidden) => Ok(()),
            Some(_) | None => wrong("has a character that no host has, such as a space"),
        }
    }

    fn has_user(&self) -> bool {
        self.login.is_some_and(|login| !login.is_empty() && !login.starts_with(':'))
            || parameters(self.query).any(|(name, _)| name == "user")
    }

    fn has_host_parameter(&self) -> bool {
        parameters(self.query).any(|(name, _)| ["host", "hostaddr"].contains(&name))
    }

    /// The driver leaves an IPv6 address in its brackets, and wants a host where there is a user; a parameter wins over both.
    fn for_the_driver(&self) -> String {
        let login = self.login.map(|login| format!("{login}@")).unwrap_or_default();
        let port = self.port.filter(|port| !port.is_empty()).map(|port| format!(":{port}")).unwrap_or_default();
        let is_alone = self.host.is_empty() && (self.login.is_some() || self.port.is_some());
        let host = if is_alone { "localhost" } else { self.host };
        let ipv6 = host.strip_prefix('[').and_then(|inside| inside.strip_suffix(']'));
        let ipv6 = ipv6.filter(|_| !self.has_host_parameter()).map(|host| format!("&host={host}")).unwrap_or_default();
        format!("postgres://{login}{host}{port}/{}?{}{ipv6}", self.name, self.query)
    }
}

fn host_and_port(server: &str) -> Result<(&str, Option<&str>), AddressError> {
    if let Some(end) = server.find(']').filter(|_| server.starts_with('[')) {
        let (host, rest) = server.split_at(end + 1);
        let port = rest.strip_prefix(':');
        if port.is_none() && !rest.is_empty() {
            return Err(AddressError::Host("in brackets is followed by something that is no `:PORT`".to_owned()));
        }
        return Ok((host, port));
    }
    match server.split_once(':') {
        Some((_, rest)) if rest.contains(':') => {
            Err(AddressError::Host("has a `:`; an IPv6 address stands in brackets, such as [::1]".to_owned()))
        }
        Some((host, port)) => Ok((host, Some(port))),
        None => Ok((server, None)),
    }
}

/// Names and values; a parameter without `=` has no value.
fn parameters(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
    parameters.map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")))
}

/// It is the end of a password that has a `?`, with the host behind it.
fn is_torn((name, value): (&str, &str)) -> bool {
    name.contains('@') || !is_known(name) && value.contains('@')
}

fn is_known(name: &str) -> bool {
    let is_option = name.starts_with("options[") && name.ends_with(']');
    is_option || PARAMETERS.contains(&name) || OTHER_NAMES.contains(&name)
}

fn check_parameter(name: &str, value: &str) -> Result<(), AddressError> {
    if !is_known(name) {
        return Err(AddressError::UnknownParameter(name.to_owned()));
    }
    let decoded = decoded(value);
    let (is_good, allowed) = match (name, &decoded) {
        ("password", None) => return Err(AddressError::Unescaped),
        (_, None) => (false, "text in UTF-8, in which a `%` is written as %25"),
        ("sslmode" | "ssl-mode", Some(mode)) => {
            (PgSslMode::from_str(mode).is_ok(), "disable, allow, prefer, require, verify-ca or verify-full")
        }
        ("port", Some(port)) => (is_port(port), "a number from 1 to 65535"),
        ("hostaddr", Some(address)) => (address.parse::<IpAddr>().is_ok(), "an IP address"),
        ("statement-cache-capacity", Some(number)) => (number.parse::<usize>().is_ok(), "a whole number"),
        (_, Some(_)) => (true, ""),
    };
    let refusal = || AddressError::Parameter { name: name.to_owned(), value: value.to_owned(), allowed };
    if is_good { Ok(()) } else { Err(refusal()) }
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// RFC 3986 §2.1; `None` where a `%` begins nothing, and where it comes to no UTF-8 or to the end of a text of C.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut pieces = text.split('%');
    bytes.extend(pieces.next()?.bytes());
    for piece in pieces {
        let (digits, rest) = piece.split_at_checked(2)?;
        let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        bytes.push(u8::from_str_radix(digits, 16).ok().filter(|_| is_hexadecimal)?);
        bytes.extend(rest.bytes());
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str) -> String {
        check_address(url).unwrap_err().to_string()
    }

    #[test]
    fn an_ipv6_host_is_read_without_its_brackets() {
        for (url, port) in [
            ("postgres://u:p@[::1]:5433/x?sslmode=disable", 5433),
            ("postgres://u@/x?host=::1&port=5433", 5433),
            ("postgres://[::1]/x?port=5433", 5433),
        ] {
            let options = parse(url).unwrap();
            assert_eq!((options.get_host(), options.get_port(), options.get_database()), ("::1", port, Some("x")));
        }
        assert!(told("postgres://u@::1/x").contains("stands in brackets"));
        assert!(told("postgres://u@[::g]/x").contains("no IPv6 address"));
    }

    #[test]
    fn the_folder_of_a_socket_is_a_host() {
        for url in ["postgres://u:p@/x?host=/tmp", "postgres:///x?host=/tmp", "postgres://u@%2Ftmp:5432/x"] {
            assert_eq!(parse(url).unwrap().get_socket().unwrap().to_str(), Some("/tmp"), "{url}");
        }
    }

    #[test]
    fn where_nobody_is_named_it_is_the_user_of_the_process() {
        assert_ne!(parse("postgres://localhost/x").unwrap().get_username(), NOBODY);
        assert_eq!(parse("postgres://anonymous@localhost/x").unwrap().get_username(), "anonymous");
    }

    #[test]
    fn a_special_character_of_a_password_is_told_without_the_password() {
        for secret in
            ["ge/heim", "ge?heim", "ge#heim", "geheim%", "ge%zzheim", "ge?a=heim", "%ffgeheim", "ge/h@eim", "geheim%00"]
        {
            let cause = check_address(&format!("postgres://crm:{secret}@127.0.0.1:5432/crm"));
            assert_eq!(cause, Err(AddressError::Unescaped), "{secret}");
        }
        assert!(!told("postgres://crm:geheim/x").contains("geheim"));
        assert_eq!(check_address("postgres://crm:p@ss w:rd@127.0.0.1:5432/crm"), Ok(()));
    }

    #[test]
    fn the_wrong_part_is_named_with_what_is_allowed() {
        for (url, part) in [
            ("postgres://u@h:54x/d", "the port \"54x\" is no number from 1 to 65535"),
            ("postgres://u@h:65536/d", "the port \"65536\""),
            ("postgres://u@h/d?port=0", "port cannot be \"0\"; it is a number"),
            ("postgres://u@h/d?sslmode=on", "sslmode cannot be \"on\"; it is disable, allow, prefer"),
            ("postgres://u@h/d?sslmod=on", "no parameter sslmod; there are host, hostaddr, port"),
            ("postgres://u@h,i/d", "name the primary alone"),
            ("postgres://u@h/50%", "%25"),
            ("mysql://u@h/d", "begins with postgres://"),
        ] {
            assert!(told(url).contains(part), "{url}: {}", told(url));
        }
    }
}
