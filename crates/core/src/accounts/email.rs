//! E-mail addresses, by the rules of `auth_user.email` and Django's `EmailValidator`.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::complaint::Complaint;
use super::{char_field, python_text};

/// Characters (code points) that the column takes.
pub const EMAIL_MAX_LENGTH: usize = 254;
/// Characters beyond which no address is valid (RFC 3696 §3).
const MAX_ADDRESS_LENGTH: usize = 320;
/// Characters in one label of a host name (RFC 1034 §3.1).
const MAX_LABEL_LENGTH: usize = 63;
/// Characters in an IPv6 address that Django will read.
const MAX_IPV6_LENGTH: usize = 39;

/// Everything that is wrong with an address, in the order of a `ModelSerializer` for Django's `User`.
///
/// Nothing is wrong with the empty string, for the address is optional. `raw` is what was sent, trimmed.
#[must_use]
pub fn email_errors(raw: &str) -> Vec<Complaint> {
    if raw.is_empty() {
        return Vec::new();
    }
    let invalid = (!is_valid_email(raw)).then_some(Complaint::EmailInvalid);
    [char_field::too_long(raw, EMAIL_MAX_LENGTH), char_field::holds_null(raw), invalid].into_iter().flatten().collect()
}

/// Whether Django's `EmailValidator` takes the address.
///
/// Any local part of RFC 5322, quoted ones too, at a host name with at least one dot, at `localhost` or at an IP
/// address in brackets. Host names may hold any letters from U+00A1 to U+FFFF. At most 320 characters.
#[must_use]
pub fn is_valid_email(address: &str) -> bool {
    if python_text::length(address) > MAX_ADDRESS_LENGTH {
        return false;
    }
    let Some((user, domain)) = address.rsplit_once('@') else { return false };
    is_user(user) && (domain == "localhost" || is_host_name(domain) || is_address_literal(domain))
}

/// The address with its domain in lower case, as `BaseUserManager.normalize_email`; surrounding white space goes.
///
/// The local part stays as it is, for only the host that owns it knows what its letters mean.
#[must_use]
pub fn normalize_email(raw: &str) -> String {
    match python_text::strip(raw).rsplit_once('@') {
        Some((user, domain)) => format!("{user}@{}", domain.to_lowercase()),
        None => raw.to_owned(),
    }
}

/// A dot-atom or a quoted string (RFC 5322 §3.4.1).
fn is_user(user: &str) -> bool {
    is_dot_atom(user) || user.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).is_some_and(is_quotable)
}

fn is_dot_atom(user: &str) -> bool {
    let in_atom = |c| c != '.' && (is_letter(c) || c.is_ascii_digit() || "-!#$%&'*+/=?^_`{}|~".contains(c));
    user.split('.').all(|atom| !atom.is_empty() && atom.chars().all(in_atom))
}

/// What may stand between quotes: text without quotes, backslashes and line ends, and anything after a backslash.
fn is_quotable(content: &str) -> bool {
    let mut characters = content.chars();
    while let Some(c) = characters.next() {
        let fine = match c {
            '\\' => characters.next().is_some_and(|escaped| escaped == '\t' || is_ascii_text(escaped)),
            '"' | ' ' => false,
            _ => is_ascii_text(c),
        };
        if !fine {
            return false;
        }
    }
    true
}

/// ASCII but NUL, tab, line feed and carriage return.
fn is_ascii_text(c: char) -> bool {
    is_letter(c) || matches!(c, '\u{01}'..='\u{08}' | '\u{0b}' | '\u{0c}' | '\u{0e}'..='\u{7f}')
}

/// Two labels or more, of which the last is a top-level domain.
fn is_host_name(domain: &str) -> bool {
    let Some((host, top)) = domain.rsplit_once('.') else { return false };
    host.split('.').all(is_label) && is_top_level(top)
}

fn is_label(label: &str) -> bool {
    let in_label = |c: char| c == '-' || c.is_ascii_digit() || is_host_letter(c);
    (1..=MAX_LABEL_LENGTH).contains(&python_text::length(label)) && no_outer_dash(label) && label.chars().all(in_label)
}

/// Letters and dashes, or the encoded form of an international name.
fn is_top_level(label: &str) -> bool {
    let long_enough = (2..=MAX_LABEL_LENGTH).contains(&python_text::length(label));
    let plain = long_enough && label.chars().all(|c| c == '-' || is_host_letter(c));
    no_outer_dash(label) && (plain || is_encoded_top_level(label))
}

fn is_encoded_top_level(label: &str) -> bool {
    let Some((prefix, encoded)) = label.split_at_checked(4) else { return false };
    prefix.eq_ignore_ascii_case("xn--")
        && (1..=59).contains(&python_text::length(encoded))
        && encoded.chars().all(|c| c.is_ascii_digit() || is_letter(c))
}

fn no_outer_dash(label: &str) -> bool {
    !label.starts_with('-') && !label.ends_with('-')
}

fn is_host_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || ('\u{a1}'..='\u{ffff}').contains(&c)
}

/// An IPv4 or IPv6 address in brackets (RFC 5321 §4.1.3).
fn is_address_literal(domain: &str) -> bool {
    let Some(address) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return false };
    address.parse::<Ipv4Addr>().is_ok() || (address.len() <= MAX_IPV6_LENGTH && address.parse::<Ipv6Addr>().is_ok())
}

/// `[a-z]` of Python's `re` with `IGNORECASE`: also the four characters whose other case is an ASCII letter.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{130}' | '\u{131}' | '\u{17f}' | '\u{212a}')
}
