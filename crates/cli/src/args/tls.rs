//! How the server is reached over TLS; before `[tls]` of the settings.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Default, Args)]
pub(crate) struct Tls {
    /// https with this certificate chain, the server's own first (PEM)
    #[arg(long = "tls-cert", value_name = "FILE", requires = "key")]
    pub(crate) cert: Option<PathBuf>,
    /// The certificate's private key (PEM, not encrypted)
    #[arg(long = "tls-key", value_name = "FILE", requires = "cert")]
    pub(crate) key: Option<PathBuf>,
    /// https for this machine alone, with a certificate that is made and kept beside the database
    #[arg(long = "tls-self-signed", conflicts_with_all = ["cert", "key"])]
    pub(crate) self_signed: bool,
}
