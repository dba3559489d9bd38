//! The operator's PEM files (RFC 7468), read with messages that say what is wrong. No content is ever repeated.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, bail};
use rustls::pki_types::pem::{Error, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// More bytes than a chain or a key has.
const LONGEST: u64 = 1 << 20;

/// The certificates of a file, the server's own first.
pub(crate) fn chain(path: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let shown = path.display();
    let text = read(path).with_context(|| format!("tls.cert = {shown} cannot be read; give a PEM file"))?;
    let chain = CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>();
    match chain {
        Ok(chain) if !chain.is_empty() => Ok(chain),
        Ok(_) if holds(&text, "PRIVATE KEY-----") => {
            bail!("tls.cert = {shown} holds a private key and no certificate; that is for tls.key")
        }
        Ok(_) => bail!("tls.cert = {shown} holds no certificate; give PEM, -----BEGIN CERTIFICATE-----"),
        Err(cause) => bail!("tls.cert = {shown} is no whole PEM file ({}); copy it again", reason(&cause)),
    }
}

/// The private key of a file: PKCS#8, PKCS#1 or SEC1.
pub(crate) fn key(path: &Path) -> anyhow::Result<PrivateKeyDer<'static>> {
    let shown = path.display();
    let text = read(path).with_context(|| format!("tls.key = {shown} cannot be read; give a PEM file"))?;
    if holds(&text, "BEGIN ENCRYPTED PRIVATE KEY") || holds(&text, "Proc-Type: 4,ENCRYPTED") {
        bail!(
            "tls.key = {shown} is encrypted; `openssl pkey -in FILE -out NEW` writes it in the clear, for a file that \
             only the server's user can read"
        );
    }
    match PrivateKeyDer::from_pem_slice(&text) {
        Ok(key) => Ok(key),
        Err(Error::NoItemsFound) => {
            bail!("tls.key = {shown} holds no private key; give PEM, -----BEGIN PRIVATE KEY-----")
        }
        Err(cause) => bail!("tls.key = {shown} is no whole PEM file ({}); copy it again", reason(&cause)),
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    File::open(path)?.take(LONGEST).read_to_end(&mut text)?;
    Ok(text)
}

fn holds(text: &[u8], mark: &str) -> bool {
    text.windows(mark.len()).any(|window| window == mark.as_bytes())
}

/// The parser's own words repeat the line that it stopped at.
fn reason(cause: &Error) -> &'static str {
    if matches!(cause, Error::MissingSectionEnd { .. }) {
        "a section does not end"
    } else if matches!(cause, Error::Base64Decode(_)) {
        "a section is no base64"
    } else {
        "it cannot be parsed"
    }
}
