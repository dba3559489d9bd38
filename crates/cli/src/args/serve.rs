//! `serve` and `migrate`.

use std::net::SocketAddr;

use clap::Args;

use super::{Json, Tls};
use crate::listening;

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address and port to listen on; port 0 takes a free one [default: 127.0.0.1:8000]
    #[arg(long, value_name = "ADDR:PORT", value_parser = listening::parse)]
    pub(crate) listen: Option<SocketAddr>,
    #[command(flatten)]
    pub(crate) tls: Tls,
}

#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// Change nothing; exit 1 if there is something to do
    #[arg(long)]
    pub(crate) check: bool,
    #[command(flatten)]
    pub(crate) json: Json,
}
