//! Our keys, which must be those of the Django beside us: the same for a start as for `countersign check`.

use anyhow::bail;
use countersign_core::store::Store;
use countersign_token::{DecodeError, KeySet, SigningKey, jws};

use crate::config::{Config, Preset};
use crate::database::OpenStore;
use crate::key_source::{DEFAULT_SECRET, configured_and_fitting, examine};

/// Where `init --from-django` puts secrets.
const SECRETS_FILE: &str = "countersign.secrets.toml";

/// What [`examine`] says of the keys of a database, which must be those of the Django beside us.
pub(crate) async fn fitting(config: &Config, store: &OpenStore) -> anyhow::Result<String> {
    // What is missing comes before advice on the ring, which would lead away from it.
    demand_no_unasked_key(config, store).await?;
    let store = store.shared();
    let found = examine(config, Some(&*store)).await?;
    match objection(config, &*store).await? {
        Some(objection) => bail!(objection),
        None => Ok(found),
    }
}

/// Refuses to make a key where a Django's tokens are signed with one that is not set here: whoever is logged in would be logged
/// out, and Django would refuse ours. An algorithm that somebody has set, and that Django's tokens have not, asks for a key of ours.
pub(crate) async fn demand_no_unasked_key(config: &Config, store: &OpenStore) -> anyhow::Result<()> {
    if configured_and_fitting(config)?.is_some() {
        return Ok(());
    }
    let (found, store) = (store.django_tables(), store.shared());
    let latest = store.latest_raw_token().await?.and_then(|token| signed_elsewhere(token.expose()));
    let with_a_secret = latest.as_deref().is_some_and(|algorithm| algorithm.starts_with("HS"));
    match (config.jwt.algorithm, latest) {
        (None, Some(algorithm)) if with_a_secret => {
            bail!("the latest token of token_blacklist_outstandingtoken is signed {algorithm}, and {}", no_secret())
        }
        (Some(wanted), Some(algorithm)) if wanted.as_str() == algorithm => bail!(
            "the latest token of token_blacklist_outstandingtoken is signed {algorithm} with a key that is not set here; put \
             SIMPLE_JWT's SIGNING_KEY into jwt.signing_key ({SECRETS_FILE}), or choose another jwt.algorithm"
        ),
        (None, None) if is_for_simplejwt(config) && found.made_by_django && store.signing_keys().await?.is_empty() => {
            bail!("jwt.preset = \"simplejwt\" on the database of a Django project, and {}", no_secret())
        }
        _ => Ok(()),
    }
}

fn is_for_simplejwt(config: &Config) -> bool {
    config.jwt.preset == Some(Preset::SimpleJwt)
}

/// The algorithm of a token that is none of ours, which say in `kid` which key signed them.
fn signed_elsewhere(token: &str) -> Option<String> {
    let (header, _) = jws::inspect_unverified(token).ok()?;
    if header.get("kid").is_some() {
        return None;
    }
    header.get("alg")?.as_str().map(str::to_owned)
}

fn no_secret() -> String {
    format!(
        "no SECRET_KEY is set: whoever is logged in would be logged out, and Django would refuse the tokens of this server; set \
         the variable SECRET_KEY, or secret_key in {SECRETS_FILE}, to the project's own (or jwt.signing_key to SIMPLE_JWT's SIGNING_KEY); \
         jwt.algorithm = \"ES256\" asks for a key of Countersign's own, which Django does not know"
    )
}

/// What is wrong where a Django beside us signs with another key than the configured one: each side would refuse the other's
/// tokens. Its latest token shows it. A secret that was changed on purpose is known by `SECRET_KEY_FALLBACKS`.
async fn objection(config: &Config, store: &dyn Store) -> anyhow::Result<Option<String>> {
    let (Some((key, setting)), Some(token)) = (configured_and_fitting(config)?, store.latest_raw_token().await?) else {
        return Ok(None);
    };
    let keys = KeySet::new(vec![key.verifying_key()])?;
    Ok(match jws::verify(token.expose(), &keys) {
        // What is no token at all says nothing of keys.
        Ok(_) | Err(DecodeError::Malformed) => None,
        Err(_) if is_of_earlier_secret(config, token.expose()) || signed_elsewhere(token.expose()).is_none() => None,
        Err(_) => Some(format!(
            "the latest token of token_blacklist_outstandingtoken was not signed with {setting}: Django and Countersign would \
             refuse each other's tokens; set {setting} to what Django has (SIMPLE_JWT's SIGNING_KEY, else SECRET_KEY); where it \
             has changed there, SECRET_KEY_FALLBACKS names the earlier one"
        )),
    })
}

/// The secret before this one signed it.
fn is_of_earlier_secret(config: &Config, token: &str) -> bool {
    let algorithm = config.jwt.algorithm.filter(|algorithm| algorithm.is_hmac()).unwrap_or(DEFAULT_SECRET);
    let keys = config.secret_key_fallbacks.iter().filter_map(|secret| {
        let key = SigningKey::from_weak_secret(algorithm, secret.expose().as_bytes()).ok()?;
        KeySet::new(vec![key.verifying_key()]).ok()
    });
    keys.into_iter().any(|keys| jws::verify(token, &keys).is_ok())
}
