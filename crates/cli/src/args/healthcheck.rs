//! `healthcheck`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use http::Uri;
use http::uri::Scheme;

use super::Json;
use crate::listening;

#[derive(Debug, Args)]
pub(crate) struct Healthcheck {
    /// Ask here [default: /readyz at the address that is listened on]
    #[arg(long, value_name = "URL", value_parser = url, conflicts_with = "listen")]
    pub(crate) url: Option<Uri>,
    /// The address and port that the server was given
    #[arg(long, value_name = "ADDR:PORT", value_parser = listening::parse)]
    pub(crate) listen: Option<SocketAddr>,
    #[command(flatten)]
    pub(crate) tls: Trusted,
    #[command(flatten)]
    pub(crate) json: Json,
}

/// The server's certificate; before `[tls]` of the settings.
#[derive(Debug, Args)]
pub(crate) struct Trusted {
    /// https, and trust this certificate alone (PEM, the server's own first)
    #[arg(long = "tls-cert", value_name = "FILE")]
    pub(crate) cert: Option<PathBuf>,
    /// Taken as `serve` takes it, and not read
    #[arg(long = "tls-key", value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// https, and trust the certificate that `serve --tls-self-signed` keeps beside the database
    #[arg(long = "tls-self-signed", conflicts_with_all = ["cert", "key"])]
    pub(crate) self_signed: bool,
}

fn url(text: &str) -> Result<Uri, String> {
    let uri = text.parse::<Uri>().ok().filter(|uri| uri.host().is_some_and(|host| !host.is_empty()));
    let known = [Some(&Scheme::HTTP), Some(&Scheme::HTTPS)];
    uri.filter(|uri| known.contains(&uri.scheme()))
        .ok_or_else(|| "give http://HOST:PORT or https://HOST:PORT, with a path if it is not /readyz".to_owned())
}
