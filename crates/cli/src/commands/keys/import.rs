//! `countersign keys import`

use anyhow::anyhow;
use countersign_token::{Algorithm, Jwk, KeyError, SigningKey};

use super::{private_file, ring};
use crate::args::ImportKey;
use crate::config::Config;
use crate::output;

/// The algorithms of keys that say what they are for; RSA keys fit six.
const TELLING: [Algorithm; 4] = [Algorithm::Es256, Algorithm::Es384, Algorithm::Es512, Algorithm::EdDsa];

pub(super) async fn run(config: &Config, options: ImportKey) -> anyhow::Result<()> {
    let text = private_file::read(&options.file)?;
    let refused = |cause| refused(cause, &options);
    let jwk = if text.trim_start().starts_with('{') { Some(Jwk::parse(&text).map_err(refused)?) } else { None };
    let key = match &jwk {
        Some(jwk) => from_jwk(jwk, options.algorithm),
        None => from_pem(&text, options.algorithm),
    };
    let key = key.map_err(refused)?;
    if key.algorithm().is_hmac() {
        return Err(secrets_are_set(&options));
    }
    let former = jwk.as_ref().and_then(Jwk::kid).map(str::to_owned);
    let entered = ring::enter(config, key, options.sign).await?;
    entered.print(config, options.json)?;
    match former {
        Some(former) if former != entered.kid && !options.json.json => output::line(&format!(
            "The file names the key {former:?}; here every key is named by its thumbprint (RFC 7638), and tokens that say \
             {former:?} in their header are refused."
        )),
        _ => Ok(()),
    }
}

fn from_jwk(jwk: &Jwk, algorithm: Option<Algorithm>) -> Result<SigningKey, KeyError> {
    match algorithm {
        Some(algorithm) => SigningKey::from_jwk_for(algorithm, jwk),
        None => SigningKey::from_jwk(jwk),
    }
}

fn from_pem(pem: &str, algorithm: Option<Algorithm>) -> Result<SigningKey, KeyError> {
    if let Some(algorithm) = algorithm {
        return SigningKey::from_pem(algorithm, pem);
    }
    for algorithm in TELLING {
        match SigningKey::from_pem(algorithm, pem) {
            Err(KeyError::WrongKind) => {}
            told => return told,
        }
    }
    SigningKey::from_pem(Algorithm::Rs256, pem).and(Err(KeyError::MissingAlgorithm))
}

fn refused(cause: KeyError, options: &ImportKey) -> anyhow::Error {
    let file = options.file.display();
    let wanted = options.algorithm.map_or_else(String::new, |algorithm| format!(" for {algorithm}"));
    match cause {
        KeyError::MissingAlgorithm => {
            anyhow!("{file}: the key does not say its algorithm; give --algorithm, such as RS256")
        }
        KeyError::Encrypted => anyhow!("{file}: the key is encrypted; `openssl pkey -in {file}` decrypts it"),
        KeyError::NotPrivate => anyhow!("{file}: this is a public key; the ring signs, and needs the private one"),
        KeyError::EmptySecret | KeyError::WeakSecret(_) | KeyError::KeyFileAsSecret => secrets_are_set(options),
        KeyError::WrongKind
        | KeyError::Malformed
        | KeyError::RsaModulus
        | KeyError::RsaExponent
        | KeyError::Roca
        | KeyError::Invalid
        | KeyError::Unsupported
        | KeyError::NotForSignatures
        | KeyError::DuplicateKid
        | KeyError::MixedSet
        | KeyError::Library => anyhow::Error::new(cause).context(format!(
            "{file} is no private key{wanted} (PEM or JWK of an RSA key of at least 2048 bits, of a P-256, P-384 or P-521 \
             key, or of an Ed25519 key)"
        )),
    }
}

fn secrets_are_set(options: &ImportKey) -> anyhow::Error {
    anyhow!("{}: a secret is set (SECRET_KEY), not kept in the ring", options.file.display())
}
