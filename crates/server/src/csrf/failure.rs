//! Why a request counts as forged, in Django's words.

use std::fmt;

use super::secret::BadFormat;

/// The first check that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CsrfFailure {
    /// The page that sent it is another site's.
    BadOrigin(String),
    /// Over https a request says where it comes from.
    NoReferer,
    MalformedReferer,
    InsecureReferer,
    BadReferer(String),
    /// The browser has no secret.
    NoCookie,
    Cookie(BadFormat),
    /// The secret is not repeated.
    NoToken,
    Token(Source, BadFormat),
    /// It is repeated wrongly.
    WrongToken(Source),
}

/// Where the secret was repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Form,
    Header,
}

impl CsrfFailure {
    /// In a word, without anything that was sent.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::BadOrigin(_) => "bad_origin",
            Self::NoReferer => "no_referer",
            Self::MalformedReferer => "malformed_referer",
            Self::InsecureReferer => "insecure_referer",
            Self::BadReferer(_) => "bad_referer",
            Self::NoCookie => "no_cookie",
            Self::Cookie(_) => "malformed_cookie",
            Self::NoToken => "no_token",
            Self::Token(..) => "malformed_token",
            Self::WrongToken(_) => "wrong_token",
        }
    }
}

impl fmt::Display for CsrfFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadOrigin(origin) => {
                write!(f, "Origin checking failed - {origin} does not match any trusted origins.")
            }
            Self::NoReferer => f.write_str("Referer checking failed - no Referer."),
            Self::MalformedReferer => f.write_str("Referer checking failed - Referer is malformed."),
            Self::InsecureReferer => f.write_str("Referer checking failed - Referer is insecure while host is secure."),
            Self::BadReferer(referer) => {
                write!(f, "Referer checking failed - {referer} does not match any trusted origins.")
            }
            Self::NoCookie => f.write_str("CSRF cookie not set."),
            Self::Cookie(format) => write!(f, "CSRF cookie {format}."),
            Self::NoToken => f.write_str("CSRF token missing."),
            Self::Token(source, format) => write!(f, "CSRF token from {source} {format}."),
            Self::WrongToken(source) => write!(f, "CSRF token from {source} incorrect."),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "POST",
            Self::Header => "the 'X-Csrftoken' HTTP header",
        })
    }
}

impl fmt::Display for BadFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "has incorrect length",
            Self::Characters => "has invalid characters",
        })
    }
}
