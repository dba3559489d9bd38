//! TLS to the server, as the address asks for it.

use std::io::Write;

use countersign_core::UserTable;
use countersign_store_postgres::{Limits, OpenError, PostgresStore};
use private_postgres::{Cluster, Settings, Tls};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::NamedTempFile;

use crate::support::server;

/// A server that takes nobody without TLS, and the file of the authority that its certificate comes from. The certificate is for
/// `localhost` alone.
fn secured() -> (Cluster, NamedTempFile) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names = vec!["localhost".to_owned()];
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &authority).unwrap();
    let tls = Some(Tls { certificate: certificate.pem(), key: key.serialize_pem() });
    let hba = "hostssl all all 127.0.0.1/32 trust".to_owned();
    let cluster = Cluster::start(&Settings { tls, hba, ..Settings::default() });
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(authority.as_ref().pem().as_bytes()).unwrap();
    (cluster, file)
}

async fn state(url: &str) -> Result<(), OpenError> {
    PostgresStore::migration_state(&server(url), &UserTable::default(), &Limits::default()).await.map(drop)
}

#[tokio::test]
async fn a_certificate_is_checked_as_the_address_asks() {
    let (cluster, authority) = secured();
    let (_elsewhere, another) = secured();
    let by_address = format!("{}?sslrootcert={}", cluster.url("postgres"), authority.path().display());
    let by_name = by_address.replace("127.0.0.1", "localhost");
    state(&format!("{by_name}&sslmode=verify-full")).await.unwrap();
    state(&format!("{by_address}&sslmode=verify-ca")).await.unwrap();
    state(&format!("{by_address}&sslmode=require")).await.unwrap();
    state(&format!("{}?sslmode=require", cluster.url("postgres"))).await.unwrap();
    for refused in [
        format!("{by_address}&sslmode=verify-full"),
        format!("{by_address}&sslmode=disable"),
        format!("{}?sslrootcert={}&sslmode=require", cluster.url("postgres"), another.path().display()),
        format!("{}?sslmode=verify-ca", cluster.url("postgres")),
    ] {
        let cause = state(&refused).await.unwrap_err();
        assert!(matches!(cause, OpenError::Tls { .. }), "{refused}: {cause:?}");
    }
}
