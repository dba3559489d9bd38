//! The server that `cache.url` names.

use std::sync::Arc;
use std::time::Duration;

use countersign_cache_redis::{Address, Keeper, Link, probe};
use countersign_core::Ctx;
use countersign_core::web_session::SecretKey;

use crate::config::{CacheUrl, Config};
use crate::jwk_url::trusting_the_machines_authorities;
use crate::platform::SystemRandomness;

/// How long a start waits for it, so that the first requests are counted together, too.
const START: Duration = Duration::from_secs(1);

/// What is shared with other servers, for as long as this is kept.
pub(crate) struct Cache {
    pub(crate) link: Arc<Link>,
    _keeper: Keeper,
}

impl Cache {
    /// Opens the way to the server that the settings name, if they name one. One that is away is no reason not to start.
    pub(crate) async fn open(config: &Config, secret: &SecretKey) -> anyhow::Result<Option<Self>> {
        let Some(address) = address(config)? else { return Ok(None) };
        let link = Arc::new(Link::new(address, secret, &SystemRandomness));
        let keeper = Arc::clone(&link).keep();
        link.opened_within(START).await;
        Ok(Some(Self { link, _keeper: keeper }))
    }

    /// Failures at passwords are counted together.
    pub(crate) fn share_failures(cache: Option<&Self>, ctx: Ctx) -> Ctx {
        match cache {
            Some(cache) => ctx.with_shared_failures(Arc::clone(&cache.link) as _),
            None => ctx,
        }
    }
}

/// Whether it can be used; `None`: there is none.
pub(crate) async fn examine(config: &Config) -> anyhow::Result<Option<(Address, Result<(), String>)>> {
    let Some(address) = address(config)? else { return Ok(None) };
    let found = probe(&address).await;
    Ok(Some((address, found)))
}

fn address(config: &Config) -> anyhow::Result<Option<Address>> {
    let Some(address) = config.cache.url.as_ref().and_then(CacheUrl::address) else { return Ok(None) };
    if !address.is_tls() {
        return Ok(Some(address));
    }
    Ok(Some(address.trusting(trusting_the_machines_authorities("cache.url")?)))
}
