//! The bookstore's server.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use bookstore::Issuer;
use clap::Parser;
use countersign::Authenticator;
use countersign::remote::ClientCredentials;
use tokio::net::TcpListener;

/// How long the issuer is waited for at the start. Whoever comes before it answers gets a 503, or a book too many.
const PATIENCE: Duration = Duration::from_secs(5);

/// A bookstore behind Countersign
#[derive(Debug, Parser)]
struct Arguments {
    /// Address and port
    #[arg(long, default_value = "127.0.0.1:9000")]
    listen: SocketAddr,
    /// The public keys, as `countersign keys jwks` prints them
    #[arg(long, value_name = "FILE", required_unless_present = "issuer")]
    jwks: Option<PathBuf>,
    /// The server that logs people in, such as `http://127.0.0.1:8000`: its keys are fetched, and fetched again when they change
    #[arg(long, value_name = "URL", conflicts_with = "jwks")]
    issuer: Option<String>,
    /// The certificate that vouches for it (PEM), such as a self-signed one [default: the authorities of this machine]
    #[arg(long, value_name = "FILE", requires = "issuer")]
    issuer_ca: Option<PathBuf>,
    /// With --issuer: whom `countersign clients create` has made; what the server revokes is refused here too
    /// [default: the variable `BOOKSTORE_CLIENT_ID`]
    #[arg(long, value_name = "ID", requires = "issuer")]
    client_id: Option<String>,
    /// Its secret, better given in the variable `BOOKSTORE_CLIENT_SECRET`: others on this machine see options
    #[arg(long, value_name = "SECRET", requires = "issuer")]
    client_secret: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let authenticator = match (&arguments.issuer, &arguments.jwks) {
        (Some(url), _) => {
            let authority = arguments.issuer_ca.as_deref().map(read).transpose()?;
            guard(&Issuer { url: url.clone(), authority }, credentials(&arguments)?).await?
        }
        (None, Some(jwks)) => of_file(jwks)?,
        (None, None) => anyhow::bail!("give --issuer or --jwks"),
    };
    let listen = arguments.listen;
    let listener =
        TcpListener::bind(listen).await.with_context(|| format!("{listen}: choose another with --listen"))?;
    eprintln!("The bookstore is listening on http://{}/api/books/", listener.local_addr()?);
    axum::serve(listener, bookstore::router(&authenticator)).await.context("serving")
}

/// The keys of a file; what is revoked is not known.
fn of_file(jwks: &Path) -> anyhow::Result<Authenticator> {
    let keys = read(jwks).context("`countersign keys jwks > jwks.json` makes such a file")?;
    bookstore::authenticator(&keys).with_context(|| jwks.display().to_string())
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| file.display().to_string())
}

/// The keys of an issuer, and with credentials what it revokes.
async fn guard(issuer: &Issuer, credentials: Option<ClientCredentials>) -> anyhow::Result<Authenticator> {
    let keys = issuer.keys()?;
    let authenticator = Authenticator::from_remote_keys(keys.clone());
    let Some(credentials) = credentials else {
        warn_unless_in_time(keys.loaded(), issuer).await;
        return Ok(authenticator);
    };
    let revocations = issuer.revocations(credentials)?;
    warn_unless_in_time(async { tokio::join!(keys.loaded(), revocations.loaded()) }, issuer).await;
    Ok(authenticator.with_revocations(revocations))
}

async fn warn_unless_in_time<T>(loaded: impl Future<Output = T>, issuer: &Issuer) {
    if tokio::time::timeout(PATIENCE, loaded).await.is_err() {
        let url = &issuer.url;
        eprintln!("The bookstore opens without having heard of {url}; is it there, and are the credentials right?");
    }
}

/// Both of them, or none.
fn credentials(arguments: &Arguments) -> anyhow::Result<Option<ClientCredentials>> {
    let id = arguments.client_id.clone().or_else(|| variable("BOOKSTORE_CLIENT_ID"));
    let secret = arguments.client_secret.clone().or_else(|| variable("BOOKSTORE_CLIENT_SECRET"));
    match (id, secret) {
        (Some(id), Some(secret)) => Ok(Some(ClientCredentials::new(&id, &secret))),
        (None, None) => Ok(None),
        (Some(_), None) | (None, Some(_)) => {
            anyhow::bail!("id and secret go together; `countersign clients create bookstore` prints both")
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is where the bookstore reads its environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
