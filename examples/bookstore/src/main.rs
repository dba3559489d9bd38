//! The bookstore's server.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use tokio::net::TcpListener;

/// A bookstore behind Countersign
#[derive(Debug, Parser)]
struct Arguments {
    /// Address and port
    #[arg(long, default_value = "127.0.0.1:9000")]
    listen: SocketAddr,
    /// The public keys, as `countersign keys jwks` prints them
    #[arg(long, value_name = "FILE")]
    jwks: PathBuf,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { listen, jwks } = Arguments::parse();
    let keys = std::fs::read_to_string(&jwks)
        .with_context(|| format!("{}: `countersign keys jwks > jwks.json` makes it", jwks.display()))?;
    let authenticator = bookstore::authenticator(&keys).with_context(|| jwks.display().to_string())?;
    let listener =
        TcpListener::bind(listen).await.with_context(|| format!("{listen}: choose another with --listen"))?;
    eprintln!("The bookstore is listening on http://{}/api/books/", listener.local_addr()?);
    axum::serve(listener, bookstore::router(&authenticator)).await.context("serving")
}
