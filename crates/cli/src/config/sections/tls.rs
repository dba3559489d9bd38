//! `[tls]`: how the server speaks https.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the server speaks HTTPS. Without these settings it speaks HTTP.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Tls {
    /// The file of the certificate chain in PEM, the server's own certificate first.
    #[schemars(example = &"/etc/countersign/fullchain.pem")]
    pub(crate) cert: Option<PathBuf>,
    /// The file of the certificate's private key in PEM, not encrypted.
    #[schemars(example = &"/etc/countersign/privkey.pem")]
    pub(crate) key: Option<PathBuf>,
    /// Make a certificate for `127.0.0.1`, `::1` and `localhost`, and keep it beside the database: for development.
    pub(crate) self_signed: bool,
}

impl Tls {
    /// A setting that does not go with the others: its key, its value, and the mend.
    pub(crate) fn contradiction(&self) -> Option<(&'static str, String, &'static str)> {
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
