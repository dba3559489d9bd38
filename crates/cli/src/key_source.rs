//! Which key signs: a configured secret, a configured key pair, or the ring that we make and keep.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countersign_core::keys::{Keys, Ring, SealingKey, load_ring, load_secret_key, open_ring, open_secret_key};
use countersign_core::store::Store;
use countersign_core::web_session::{SecretKey, SecretKeys};
use countersign_core::{Clock, Randomness};
use countersign_token::{Algorithm, KeyError, SigningKey, TokenPolicy, VerifyingKey};

use crate::config::Config;
use crate::deployment::Purpose;
use crate::own_file;
use crate::platform::{SystemClock, SystemRandomness};

/// What a secret signs with where no algorithm is set.
pub(crate) const DEFAULT_SECRET: Algorithm = Algorithm::Hs256;
const DEFAULT_RING: Algorithm = Algorithm::Es256;

/// The keys that the settings ask for.
pub(crate) async fn keys(config: &Config, store: &dyn Store, policy: TokenPolicy) -> anyhow::Result<Keys> {
    let configured = configured_and_fitting(config)?.map(|(key, _)| key);
    let sealing = sealing_key(config, store, configured.is_none()).await?;
    let (signing, ring) = match (configured, sealing) {
        (Some(signing), None) => (signing, Ring::default()),
        (Some(signing), Some(sealing)) => (signing, load_ring(store, &sealing).await?),
        (None, Some(sealing)) => {
            let algorithm = ring_algorithm(config);
            let ring = open_ring(store, &sealing, algorithm, SystemClock.now(), &SystemRandomness).await?;
            (ring.signer(algorithm).cloned().context("the key ring is empty")?, ring)
        }
        (None, None) => bail!("there is no key to sign with"),
    };
    let further = ring.verifying_keys().into_iter().filter(|key| key.kid() != signing.kid()).collect();
    Keys::new(signing, further, policy).context("the signing keys do not go together")
}

/// What signs sessions of browsers: `SECRET_KEY`, or where none is set and browsers are served, a key that is made and kept.
pub(crate) async fn secret_keys(config: &Config, store: &dyn Store, purpose: Purpose) -> anyhow::Result<SecretKeys> {
    let current = match (&config.secret_key, purpose) {
        (Some(secret), _) => SecretKey::new(secret.expose()).context("SECRET_KEY")?,
        (None, Purpose::Serve) => {
            let sealing = ring_sealing_key(config, store).await?;
            open_secret_key(store, &sealing, SystemClock.now(), &SystemRandomness).await?
        }
        // Signs nothing, and ends with the process.
        (None, Purpose::Command) => SecretKey::random(&SystemRandomness),
    };
    let fallbacks = config.secret_key_fallbacks.iter().map(|secret| SecretKey::new(secret.expose()));
    Ok(SecretKeys::new(current, fallbacks.collect::<Result<_, _>>().context("SECRET_KEY_FALLBACKS")?))
}

/// The algorithm that the ring signs with, where no configured key does.
pub(crate) fn ring_algorithm(config: &Config) -> Algorithm {
    config.jwt.algorithm.unwrap_or(DEFAULT_RING)
}

/// What opens the ring; made where there is no ring yet.
pub(crate) async fn ring_sealing_key(config: &Config, store: &dyn Store) -> anyhow::Result<SealingKey> {
    sealing_key(config, store, true).await?.context("there is nothing to seal the key ring with")
}

/// What [`keys`] would find and do; nothing is made. Without a store the database is not there yet.
pub(crate) async fn examine(config: &Config, store: Option<&dyn Store>) -> anyhow::Result<String> {
    let configured = configured_and_fitting(config)?;
    let has_ring = match store {
        Some(store) => !store.signing_keys().await?.is_empty(),
        None => false,
    };
    let is_sealed = match store {
        Some(store) => has_sealed(config, store).await?,
        None => false,
    };
    let wanted = is_sealed || configured.is_none() || config.secret_key.is_none();
    let sealing = if wanted { existing_sealing_key(config, is_sealed)? } else { None };
    if let (Some(store), Some(sealing), true) = (store, &sealing, is_sealed) {
        load_ring(store, sealing).await?;
        if config.secret_key.is_none() {
            load_secret_key(store, sealing).await?;
        }
    }
    Ok(match configured {
        Some((key, setting)) => format!("{} with {setting}", key.algorithm()),
        None if has_ring => "those in the database, which open".to_owned(),
        None => format!("the first start makes one for {}", ring_algorithm(config)),
    })
}

/// The configured key, and no other key beside it that contradicts it.
pub(crate) fn configured_and_fitting(config: &Config) -> anyhow::Result<Option<(SigningKey, &'static str)>> {
    let configured = configured(config)?;
    let verifying_key = configured.as_ref().map(|(key, _)| verifying_key(config, key)).transpose()?.flatten();
    if config.jwt.verifying_key.is_some() && verifying_key.is_none() {
        bail!("jwt.verifying_key is set without a jwt.signing_key that it could belong to; remove it");
    }
    Ok(configured)
}

/// The key that signs if it is configured, and the setting that it stands in: `jwt.signing_key` or `SECRET_KEY`.
pub(crate) fn configured(config: &Config) -> anyhow::Result<Option<(SigningKey, &'static str)>> {
    let jwt = &config.jwt;
    match (jwt.algorithm, &jwt.signing_key, &config.secret_key) {
        (None, None, None) => Ok(None),
        (Some(algorithm), Some(pem), _) if !algorithm.is_hmac() => {
            let key = SigningKey::from_pem(algorithm, pem.expose());
            let wanted = "PEM of an RSA key of at least 2048 bits, or of a key on the algorithm's own curve";
            let key = key
                .with_context(|| format!("jwt.signing_key is no private key for {} ({wanted})", algorithm.as_str()))?;
            Ok(Some((key.with_thumbprint_kid(), "jwt.signing_key")))
        }
        (Some(algorithm), None, _) if !algorithm.is_hmac() => Ok(None),
        (algorithm, signing_key, secret_key) => {
            let algorithm = algorithm.unwrap_or(DEFAULT_SECRET);
            let (name, secret) = match (signing_key, secret_key) {
                (Some(key), _) => ("jwt.signing_key", key),
                (None, Some(key)) => ("SECRET_KEY", key),
                (None, None) => {
                    bail!("jwt.algorithm = {} needs a secret: set SECRET_KEY or jwt.signing_key", algorithm.as_str())
                }
            };
            match hmac(algorithm, secret.expose().as_bytes(), jwt.allow_weak_key) {
                Ok(key) => Ok(Some((key, name))),
                Err(KeyError::WeakSecret(least)) => bail!("{}", too_short(name, algorithm, least)),
                Err(cause) => Err(cause).with_context(|| format!("{name}: {}", mend(algorithm))),
            }
        }
    }
}

fn hmac(algorithm: Algorithm, secret: &[u8], allow_weak: bool) -> Result<SigningKey, KeyError> {
    if allow_weak {
        SigningKey::from_weak_secret(algorithm, secret)
    } else {
        SigningKey::from_secret(algorithm, secret)
    }
}

fn too_short(name: &str, algorithm: Algorithm, least: usize) -> String {
    let algorithm = algorithm.as_str();
    format!(
        "{name} is too short: {algorithm} needs at least {least} bytes (RFC 7518 §3.2). \
         `countersign keys generate --algorithm {algorithm}` prints a secret that is long enough. \
         To keep a short one that is in use already, set jwt.allow_weak_key = true."
    )
}

fn mend(algorithm: Algorithm) -> String {
    format!("{} needs random text; a PEM key needs jwt.algorithm set to its own algorithm", algorithm.as_str())
}

/// `jwt.verifying_key` adds nothing, but must not contradict.
fn verifying_key(config: &Config, signing: &SigningKey) -> anyhow::Result<Option<VerifyingKey>> {
    let Some(pem) = &config.jwt.verifying_key else { return Ok(None) };
    if signing.algorithm().is_hmac() {
        // SimpleJWT ignores it there, too.
        return Ok(Some(signing.verifying_key()));
    }
    let key = VerifyingKey::from_pem(signing.algorithm(), pem)
        .with_context(|| format!("jwt.verifying_key is no PEM public key for {}", signing.algorithm().as_str()))?;
    if !key.matches(signing) {
        bail!("jwt.verifying_key does not belong to jwt.signing_key; remove it, the public half is derived");
    }
    Ok(Some(key))
}

/// What opens the ring and the secret key; `None` where there is neither and none is wanted.
async fn sealing_key(config: &Config, store: &dyn Store, wanted: bool) -> anyhow::Result<Option<SealingKey>> {
    let is_sealed = has_sealed(config, store).await?;
    if !is_sealed && !wanted {
        return Ok(None);
    }
    match existing_sealing_key(config, is_sealed)? {
        Some(key) => Ok(Some(key)),
        None => Ok(Some(SealingKey::new(&make_file(&key_file(config))?)?)),
    }
}

/// Whether the database holds something that a sealing key must open.
async fn has_sealed(config: &Config, store: &dyn Store) -> anyhow::Result<bool> {
    let has_ring = !store.signing_keys().await?.is_empty();
    Ok(has_ring || (config.secret_key.is_none() && store.sealed_secret().await?.is_some()))
}

fn key_file(config: &Config) -> PathBuf {
    config.database.url.beside("countersign.key")
}

/// `None` where there is neither setting nor file, and nothing that they would open.
fn existing_sealing_key(config: &Config, is_sealed: bool) -> anyhow::Result<Option<SealingKey>> {
    if let Some(text) = &config.keys.encryption_key {
        let bytes = STANDARD.decode(text.expose().trim()).ok();
        let bytes = bytes
            .context("keys.encryption_key must be 32 random bytes in base64; `openssl rand -base64 32` makes one")?;
        let key = SealingKey::new(&bytes).context("keys.encryption_key: `openssl rand -base64 32` makes one")?;
        return Ok(Some(key));
    }
    if config.database.url.file().is_none() {
        // A file on one machine would be missing on the next one.
        bail!(
            "keys.encryption_key is not set: it seals the keys that are kept in a database on a server; \
             `openssl rand -base64 32` makes one (or set SECRET_KEY or jwt.signing_key, and no key is kept there)"
        );
    }
    let path = key_file(config);
    match own_file::read_secret(&path) {
        Ok(text) => Ok(Some(SealingKey::new(&decode_file(&path, &text)?)?)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound && !is_sealed => Ok(None),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            let hint = "it opens the keys in the database; bring it back, or set keys.encryption_key";
            Err(cause).with_context(|| format!("{}: {hint}", path.display()))
        }
        Err(cause) => Err(own_file::unreadable(&path, cause)),
    }
}

fn decode_file(path: &Path, text: &[u8]) -> anyhow::Result<Vec<u8>> {
    let bytes = STANDARD.decode(text.trim_ascii()).with_context(|| format!("{} is no key file", path.display()))?;
    anyhow::ensure!(bytes.len() == SealingKey::LEN, "{} is no key file", path.display());
    Ok(bytes)
}

/// Makes the key file. Of several processes that start at once one makes it, and all read that one.
fn make_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = [0_u8; SealingKey::LEN];
    SystemRandomness.fill(&mut bytes);
    let made = own_file::make_secret(path, format!("{}\n", STANDARD.encode(bytes)).as_bytes());
    decode_file(path, &made.with_context(|| format!("{} cannot be made", path.display()))?)
}
