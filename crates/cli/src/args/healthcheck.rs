//! `healthcheck`.

use std::net::SocketAddr;

use clap::Args;
use http::Uri;
use http::uri::Scheme;

use super::{Json, Tls};
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
    pub(crate) tls: Tls,
    #[command(flatten)]
    pub(crate) json: Json,
}

fn url(text: &str) -> Result<Uri, String> {
    let uri = text.parse::<Uri>().ok().filter(|uri| uri.host().is_some_and(|host| !host.is_empty()));
    let known = [Some(&Scheme::HTTP), Some(&Scheme::HTTPS)];
    uri.filter(|uri| known.contains(&uri.scheme()))
        .ok_or_else(|| "give http://HOST:PORT or https://HOST:PORT, with a path if it is not /readyz".to_owned())
}
