//! Bringing a key into the ring, and saying what comes of it.

use anyhow::bail;
use countersign_core::Clock;
use countersign_core::keys::{NewKey, add_to_ring};
use countersign_core::store::{Entrance, KeyAdded, KeyEntry, KeyState, Store};
use countersign_token::{Algorithm, SigningKey};
use serde_json::json;

use crate::args::Json;
use crate::config::Config;
use crate::deployment::{IfNew, open_store};
use crate::key_source::{configured, ring_algorithm, ring_sealing_key};
use crate::output;
use crate::platform::{SystemClock, SystemRandomness};

/// Running servers read the ring at their start.
const ORDER: &str =
    "It verifies and is published from each server's next start on, and does not sign yet. To let it sign:
  1. restart every server, so that all of them know it
  2. wait 5 minutes: others may hold on to the published keys for that long
  3. countersign keys rotate
  4. restart every server
Whoever keeps a copy of the published keys (jwks.json) must fetch it again after step 1.";

/// A key of the ring whose place has changed.
pub(super) struct Entered {
    pub(super) kid: String,
    algorithm: Algorithm,
    state: KeyState,
    retired: Vec<String>,
}

/// Puts a key into the ring of a database that is there; at once it signs only if `sign` says so, or where none does.
pub(super) async fn enter(config: &Config, key: SigningKey, sign: bool) -> anyhow::Result<Entered> {
    configured(config)?;
    let store = open_store(config, IfNew::Refuse).await?;
    let entered = enter_store(config, &*store.shared(), key, sign).await;
    store.close().await;
    entered
}

async fn enter_store(config: &Config, store: &dyn Store, key: SigningKey, sign: bool) -> anyhow::Result<Entered> {
    let sealing = ring_sealing_key(config, store).await?;
    let algorithm = key.algorithm();
    let entrance = if sign { Entrance::Signing } else { Entrance::Waiting };
    let new = NewKey { key, entrance, at: SystemClock.now() };
    match add_to_ring(store, &sealing, new, &SystemRandomness).await? {
        KeyAdded::Added(entry) => Ok(Entered::new(entry, algorithm)),
        KeyAdded::KidTaken => bail!("that key is in the ring already; `countersign keys list` shows it"),
    }
}

impl Entered {
    pub(super) fn new(entry: KeyEntry, algorithm: Algorithm) -> Self {
        let KeyEntry { kid, state, retired } = entry;
        Self { kid, algorithm, state, retired }
    }

    pub(super) fn print(&self, config: &Config, Json { json }: Json) -> anyhow::Result<()> {
        let Self { kid, algorithm, state, retired } = self;
        let (algorithm, state) = (algorithm.as_str(), state.as_str());
        if json {
            return output::json(&json!({ "kid": kid, "algorithm": algorithm, "state": state, "retired": retired }));
        }
        output::line(&format!("Key {kid} ({algorithm}) is in the ring: {state}.\n{}", self.consequence(config)?))
    }

    fn consequence(&self, config: &Config) -> anyhow::Result<String> {
        let (mine, theirs) = (self.algorithm, ring_algorithm(config));
        if let Some((_, setting)) = configured(config)? {
            return Ok(format!("{setting} goes on signing; this key verifies from each server's next start on."));
        }
        if mine != theirs {
            return Ok(format!(
                "The servers sign with {theirs}; this key verifies from each server's next start on. To let {mine} sign: \
                 restart every server, then set jwt.algorithm = \"{mine}\" and restart them again."
            ));
        }
        Ok(match (self.state, self.retired.is_empty()) {
            (KeyState::Next | KeyState::Retired, _) => ORDER.to_owned(),
            (KeyState::Active, true) => {
                "It is the first of its algorithm: it signs from each server's next start on.".into()
            }
            (KeyState::Active, false) => format!(
                "It signs from each server's next start on; {} is retired, and goes on verifying.\n\
                 A server that did not know it when it started refuses its tokens: restart every server.\n\
                 So does whoever keeps an older copy of the published keys (jwks.json), who must fetch it again.",
                self.retired.join(", ")
            ),
        })
    }
}
