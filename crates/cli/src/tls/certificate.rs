//! What a client would say of a certificate.

use std::fmt;
use std::time::Duration;

use countersign_core::Moment;
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error, RootCertStore};

/// A certificate outside of its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UntimelyCertificate {
    /// Its time is over.
    #[error("the certificate has expired{}", At(.0))]
    Expired(Option<u64>),
    /// Its time has not come.
    #[error("the certificate is not valid yet{}", At(.0))]
    NotYetValid(Option<u64>),
}

/// Looks at the dates of a certificate as a client does; whom the client trusts is another matter.
///
/// # Errors
/// [`UntimelyCertificate`].
pub(crate) fn check_dates(certificate: &CertificateDer<'_>, now: UnixTime) -> Result<(), UntimelyCertificate> {
    let judged = ParsedCertificate::try_from(certificate).and_then(|parsed| {
        // Nobody is trusted, but dates come before trust.
        verify_server_cert_signed_by_trust_anchor(&parsed, &RootCertStore::empty(), &[], now, &[])
    });
    let Err(Error::InvalidCertificate(cause)) = judged else { return Ok(()) };
    if let CertificateError::ExpiredContext { not_after, .. } = cause {
        Err(UntimelyCertificate::Expired(Some(not_after.as_secs())))
    } else if let CertificateError::NotValidYetContext { not_before, .. } = cause {
        Err(UntimelyCertificate::NotYetValid(Some(not_before.as_secs())))
    } else if cause == CertificateError::Expired {
        Err(UntimelyCertificate::Expired(None))
    } else if cause == CertificateError::NotValidYet {
        Err(UntimelyCertificate::NotYetValid(None))
    } else {
        Ok(())
    }
}

/// The time as rustls takes it; before 1970 no certificate is valid anyway.
pub(crate) fn unix_time(now: Moment) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_micros(u64::try_from(now.micros()).unwrap_or(0)))
}

/// A date, where it is known and can be shown.
struct At<'a>(&'a Option<u64>);

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.0.and_then(|seconds| i64::try_from(seconds).ok());
        match date.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()) {
            Some(date) => write!(f, " ({date})"),
            None => Ok(()),
        }
    }
}
