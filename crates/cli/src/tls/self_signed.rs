//! A certificate for this machine alone, made once and kept beside the database.
//!
//! It is its own trust anchor: a client that is given it (`curl --cacert`) trusts this server and nothing else, since it
//! may not sign others. The key is made once; a certificate that runs out is made anew for the same key.

use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use countersign_core::{Moment, Randomness};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
    PublicKeyData, SanType, SerialNumber, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::ParsedCertificate;

use super::source::Pair;
use super::{certificate, pem};
use crate::own_file;
use crate::platform::SystemRandomness;

/// The names that the certificate is for.
pub(crate) const SELF_SIGNED_FOR: &str = "127.0.0.1, ::1 and localhost";

const DAY: u64 = 24 * 60 * 60;
/// Valid from before now, for clients whose clock is behind.
const BACKDATED: u64 = DAY;
/// Browsers take no certificate that lives longer than 398 days.
const LIFETIME: u64 = 397 * DAY - 1;
/// Made anew when less than this is left.
const RENEWED_BEFORE: u64 = 30 * DAY;

/// How the certificate came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// It was there.
    Kept,
    /// There was none.
    Made,
    /// The one that was there had expired or was about to, or was not for our key.
    Renewed,
}

/// Sees to it that there is a key, and a certificate for it that is good for a while. Processes that do this at once end
/// with the same pair.
pub(crate) fn ensure(pair: &Pair, now: Moment) -> anyhow::Result<Origin> {
    let key = key(&pair.key)?;
    // Of the processes here one at a time looks at the certificate, and replaces it.
    let lock = File::open(&pair.key).and_then(|file| file.lock().map(|()| file));
    let lock = lock.with_context(|| format!("{} cannot be locked", pair.key.display()))?;
    let origin = match pair.cert.symlink_metadata() {
        Ok(_) if is_good_for_a_while(&pair.cert, &key, now)? => return Ok(Origin::Kept),
        Ok(_) => Origin::Renewed,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Origin::Made,
        Err(cause) => return Err(cause).with_context(|| format!("{} cannot be read", pair.cert.display())),
    };
    let text = certificate(&key, now).context("a self-signed certificate")?;
    own_file::replace_public(&pair.cert, text.as_bytes())
        .with_context(|| format!("{} cannot be made", pair.cert.display()))?;
    drop(lock);
    Ok(origin)
}

/// What [`ensure`] would refuse; nothing is made.
pub(crate) fn examine(pair: &Pair) -> anyhow::Result<()> {
    match own_file::read_secret(&pair.key) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
        read => {
            let _ours = parsed(&pair.key, read)?;
        }
    }
    match pair.cert.symlink_metadata() {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(()),
        _ => own_chain(&pair.cert).map(|_| ()),
    }
}

fn key(path: &Path) -> anyhow::Result<KeyPair> {
    let text = match own_file::read_secret(path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            let made = KeyPair::generate().context("a key for a self-signed certificate")?;
            own_file::make_secret(path, made.serialize_pem().as_bytes())
        }
        read => read,
    };
    parsed(path, text)
}

fn parsed(path: &Path, text: io::Result<Vec<u8>>) -> anyhow::Result<KeyPair> {
    let text = text.map_err(|cause| own_file::unreadable(path, cause))?;
    let key = String::from_utf8(text).ok().and_then(|text| KeyPair::from_pem(&text).ok());
    let Some(key) = key else {
        bail!("{} is not the key that we made; remove it, and it is made anew", path.display())
    };
    Ok(key)
}

fn is_good_for_a_while(path: &Path, key: &KeyPair, now: Moment) -> anyhow::Result<bool> {
    let chain = own_chain(path)?;
    let Some(own) = chain.first() else { return Ok(false) };
    let is_of_key = ParsedCertificate::try_from(own)
        .is_ok_and(|parsed| *parsed.subject_public_key_info() == *key.subject_public_key_info());
    let now = certificate::unix_time(now);
    let later = UnixTime::since_unix_epoch(Duration::from_secs(now.as_secs().saturating_add(RENEWED_BEFORE)));
    Ok(is_of_key && [now, later].into_iter().all(|time| certificate::check_dates(own, time).is_ok()))
}

fn own_chain(path: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    pem::chain(path).context("remove it, and it is made anew")
}

fn certificate(key: &KeyPair, now: Moment) -> anyhow::Result<String> {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, "Countersign on this machine");
    let mut serial = [0_u8; 16];
    SystemRandomness.fill(&mut serial);
    // A positive number of full length (RFC 5280 §4.1.2.2).
    serial[0] = serial[0] & 0x7f | 0x40;
    let from = certificate::unix_time(now).as_secs().saturating_sub(BACKDATED);
    let at = |seconds| date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds);
    let mut params = CertificateParams::default();
    params.distinguished_name = name;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.not_before = at(from);
    params.not_after = at(from.saturating_add(LIFETIME));
    params.subject_alt_names = vec![
        SanType::DnsName("localhost".try_into()?),
        SanType::IpAddress(Ipv4Addr::LOCALHOST.into()),
        SanType::IpAddress(Ipv6Addr::LOCALHOST.into()),
    ];
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params.self_signed(key)?.pem())
}
