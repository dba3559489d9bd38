//! TLS on this machine: which certificate, from which files, and how far it can be trusted.

mod certificate;
mod pem;
mod self_signed;
mod source;

#[cfg(test)]
mod tests;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use countersign_core::Moment;
use countersign_server::{TlsConfig, TlsError, Transport};

use crate::platform::SystemClock;

pub(crate) use certificate::{UntimelyCertificate, check_dates, unix_time};
pub(crate) use pem::chain;
pub(crate) use self_signed::{Origin, SELF_SIGNED_FOR};
pub(crate) use source::{Pair, Source};

/// What the server speaks over, and the certificate of ours that clients must be told of.
pub(crate) struct Loaded {
    pub(crate) transport: Transport,
    pub(crate) self_signed: Option<(PathBuf, Origin)>,
}

/// Reads certificate and key, or makes them where they are ours to make.
pub(crate) fn load(source: &Source, now: Moment) -> anyhow::Result<Loaded> {
    match source {
        Source::Plain => Ok(Loaded { transport: Transport::Plain, self_signed: None }),
        Source::Files(pair) => {
            let loaded = Loaded { transport: transport(pair)?, self_signed: None };
            for objection in objections(pair, now)? {
                tracing::warn!("{objection}");
            }
            Ok(loaded)
        }
        Source::SelfSigned(pair) => {
            let origin = self_signed::ensure(pair, now)?;
            let mend = || format!("remove {} and {}, and they are made anew", pair.cert.display(), pair.key.display());
            Ok(Loaded {
                transport: transport(pair).with_context(mend)?,
                self_signed: Some((pair.cert.clone(), origin)),
            })
        }
    }
}

/// What [`load`] would find, and what there is to object; nothing is made.
pub(crate) fn examine(source: &Source, now: Moment) -> anyhow::Result<(String, Vec<String>)> {
    match source {
        Source::Plain => Ok(("http".to_owned(), Vec::new())),
        Source::Files(pair) => {
            transport(pair)?;
            Ok((format!("https with {}", pair.cert.display()), objections(pair, now)?))
        }
        Source::SelfSigned(pair) => {
            self_signed::examine(pair)?;
            let made = if pair.cert.exists() { "is there" } else { "is made by the first start" };
            Ok((format!("https for this machine alone: {} {made}", pair.cert.display()), Vec::new()))
        }
    }
}

fn transport(pair: &Pair) -> anyhow::Result<Transport> {
    let config = TlsConfig::new(chain(&pair.cert)?, pem::key(&pair.key)?, Arc::new(SystemClock));
    config.map(Transport::Tls).map_err(|cause| refusal(pair, &cause))
}

fn refusal(pair: &Pair, cause: &TlsError) -> anyhow::Error {
    let (cert, key) = (pair.cert.display(), pair.key.display());
    match cause {
        TlsError::KeyMismatch => anyhow::anyhow!(
            "tls.key = {key} does not belong to tls.cert = {cert}; give the key that the first certificate of the file \
             was made for"
        ),
        TlsError::Certificate(why) => anyhow::anyhow!("tls.cert = {cert}: {cause} ({why}); give an X.509 certificate"),
        TlsError::Key(_) => anyhow::anyhow!("tls.key = {key}: {cause}; give such a key and its certificate"),
    }
}

/// What clients or an auditor will object to, and does not keep the server from starting.
fn objections(pair: &Pair, now: Moment) -> anyhow::Result<Vec<String>> {
    let mut objections = Vec::new();
    if let Some(own) = chain(&pair.cert)?.first()
        && let Err(cause) = check_dates(own, unix_time(now))
    {
        objections.push(format!("{}: {cause}; clients refuse it until it is replaced", pair.cert.display()));
    }
    if readable_by_others(&pair.key) {
        let key = pair.key.display();
        objections.push(format!("{key}: other users of this machine can read the private key; chmod 600 it"));
    }
    Ok(objections)
}

fn readable_by_others(path: &Path) -> bool {
    path.metadata().is_ok_and(|about| about.permissions().mode() & 0o007 != 0)
}
