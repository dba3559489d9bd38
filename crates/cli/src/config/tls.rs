//! `[tls]`: how the server speaks https.

use std::path::PathBuf;

use serde::Deserialize;

/// `[tls]` (default: none, http)
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Tls {
    /// File of the certificate chain, the server's own first, PEM.
    pub(crate) cert: Option<PathBuf>,
    /// File of the certificate's private key, PEM, not encrypted.
    pub(crate) key: Option<PathBuf>,
    /// Make and keep a certificate for this machine alone (default false).
    pub(crate) self_signed: bool,
}

impl Tls {
    /// A setting that does not go with the others: its key, its value, and the mend.
    pub(super) fn contradiction(&self) -> Option<(&'static str, String, &'static str)> {
        let shown = |path: &PathBuf| path.display().to_string();
        match (&self.cert, &self.key) {
            (Some(_), _) | (_, Some(_)) if self.self_signed => {
                Some(("tls.self_signed", "true".to_owned(), "remove it, or remove tls.cert and tls.key"))
            }
            (Some(cert), None) => Some(("tls.cert", shown(cert), "set tls.key too, the file of its private key")),
            (None, Some(key)) => Some(("tls.key", shown(key), "set tls.cert too, the file of its certificate chain")),
            (None, None) | (Some(_), Some(_)) => None,
        }
    }
}
