//! Certificates for 127.0.0.1 and localhost.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};

/// The years in which a certificate is valid, from their first day.
pub(crate) struct Years(i32, i32);
pub(crate) const VALID: Years = Years(2020, 2100);
pub(crate) const EXPIRED: Years = Years(2020, 2021);
pub(crate) const FUTURE: Years = Years(2100, 2101);

/// A new key, PKCS#8 in PEM.
pub(crate) fn key_pair() -> String {
    KeyPair::generate().unwrap().serialize_pem()
}

/// A certificate that signs itself, for a key in PEM.
pub(crate) fn certificate(key: &str, years: &Years) -> String {
    params(years).self_signed(&KeyPair::from_pem(key).unwrap()).unwrap().pem()
}

/// A certificate for a key, with that of its intermediate authority behind it; and the root authority's.
pub(crate) fn issued(key: &str) -> (String, String) {
    let (root_key, between_key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let root = authority("root").self_signed(&root_key).unwrap();
    let root_issuer = Issuer::new(authority("root"), root_key);
    let between = authority("between").signed_by(&between_key, &root_issuer).unwrap();
    let between_issuer = Issuer::new(authority("between"), between_key);
    let own = params(&VALID).signed_by(&KeyPair::from_pem(key).unwrap(), &between_issuer).unwrap();
    (own.pem() + &between.pem(), root.pem())
}

fn params(years: &Years) -> CertificateParams {
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned(), "localhost".to_owned()]).unwrap();
    params.not_before = date_time_ymd(years.0, 1, 1);
    params.not_after = date_time_ymd(years.1, 1, 1);
    params
}

fn authority(name: &str) -> CertificateParams {
    let mut params = params(&VALID);
    params.subject_alt_names.clear();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}
