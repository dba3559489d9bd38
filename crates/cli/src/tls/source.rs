//! Which certificate the settings ask for.

use std::path::PathBuf;

use crate::config::Config;

const CERT_FILE: &str = "countersign-cert.pem";
const KEY_FILE: &str = "countersign-cert.key";

/// A certificate file, and the file of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) cert: PathBuf,
    pub(crate) key: PathBuf,
}

/// Where the certificate comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// There is none: http.
    Plain,
    /// The operator's files.
    Files(Pair),
    /// Ours, beside the database.
    SelfSigned(Pair),
}

impl Source {
    /// What the settings say, the flags of `serve` among them.
    pub(crate) fn choose(config: &Config) -> Self {
        match (&config.tls.cert, &config.tls.key) {
            (Some(cert), Some(key)) => Self::Files(Pair { cert: cert.clone(), key: key.clone() }),
            _ if config.tls.self_signed => Self::self_signed(config),
            _ => Self::Plain,
        }
    }

    /// A certificate of our own, beside the database.
    pub(crate) fn self_signed(config: &Config) -> Self {
        let beside = |name: &str| config.database.url.beside(name);
        Self::SelfSigned(Pair { cert: beside(CERT_FILE), key: beside(KEY_FILE) })
    }

    /// The certificate that the server shows.
    pub(crate) fn certificate(self) -> Option<PathBuf> {
        match self {
            Self::Plain => None,
            Self::Files(pair) | Self::SelfSigned(pair) => Some(pair.cert),
        }
    }
}
