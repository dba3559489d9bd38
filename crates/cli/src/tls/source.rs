//! Which certificate the flags and the settings ask for.

use std::path::PathBuf;

use crate::args;
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
    /// What the flags say, and where they say nothing the settings.
    pub(crate) fn choose(flags: &args::Tls, config: &Config) -> Self {
        let settings = &config.tls;
        let files = [(&flags.cert, &flags.key), (&settings.cert, &settings.key)].map(|files| match files {
            (Some(cert), Some(key)) => Some(Self::Files(Pair { cert: cert.clone(), key: key.clone() })),
            _ => None,
        });
        let [flagged, set] = files;
        if flags.self_signed {
            Self::self_signed(config)
        } else if let Some(files) = flagged.or(set) {
            files
        } else if settings.self_signed {
            Self::self_signed(config)
        } else {
            Self::Plain
        }
    }

    fn self_signed(config: &Config) -> Self {
        let beside = |name: &str| config.database.url.path().with_file_name(name);
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
