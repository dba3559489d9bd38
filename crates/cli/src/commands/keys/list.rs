//! `countersign keys list`

use countersign_core::Moment;
use countersign_core::store::{KeyState, StoredKey};
use countersign_token::SigningKey;
use serde::Serialize;

use crate::args::Json;
use crate::config::Config;
use crate::deployment::{IfNew, open_store};
use crate::key_source::{configured, ring_algorithm};
use crate::output::{self, Cell};

/// A key as it is shown; what is secret of it is not.
#[derive(Serialize)]
struct Shown {
    kid: Option<String>,
    algorithm: &'static str,
    state: &'static str,
    created_at: Option<String>,
    /// `ring`, or the setting that it stands in.
    source: &'static str,
    signs: bool,
}

/// Opens no key: a ring whose sealing key is lost is listed too.
pub(super) async fn run(config: &Config, Json { json }: Json) -> anyhow::Result<()> {
    let configured = configured(config)?;
    let store = open_store(config, IfNew::Refuse).await?;
    let ring = store.shared().signing_keys().await;
    store.close().await;
    let shown = all(config, configured.as_ref(), &ring?);
    if json {
        return output::json(&shown);
    }
    if shown.is_empty() {
        let algorithm = ring_algorithm(config);
        return output::line(&format!("There is no key yet; the first start makes one for {algorithm}."));
    }
    let head = ["kid", "algorithm", "state", "made", "from", "signs"];
    output::table_with_head(&head, shown.into_iter().map(row).collect())
}

fn all(config: &Config, configured: Option<&(SigningKey, &'static str)>, ring: &[StoredKey]) -> Vec<Shown> {
    let active = |key: &&StoredKey| key.state == KeyState::Active && key.algorithm == ring_algorithm(config);
    let signer = match configured {
        Some(_) => None,
        None => ring.iter().rev().find(active).map(|key| &key.kid),
    };
    let of_the_ring = ring.iter().map(|key| Shown {
        kid: Some(key.kid.clone()),
        algorithm: key.algorithm.as_str(),
        state: key.state.as_str(),
        created_at: date(key.created_at),
        source: "ring",
        signs: signer == Some(&key.kid),
    });
    let of_the_settings = configured.into_iter().map(|(key, source)| Shown {
        kid: key.kid().map(str::to_owned),
        algorithm: key.algorithm().as_str(),
        state: KeyState::Active.as_str(),
        created_at: None,
        source,
        signs: true,
    });
    of_the_settings.chain(of_the_ring).collect()
}

fn row(key: Shown) -> Vec<Cell> {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let signs = if key.signs { "yes" } else { "no" };
    let (kid, made) = (or_dash(key.kid).into(), or_dash(key.created_at).into());
    vec![kid, key.algorithm.into(), key.state.into(), made, key.source.into(), signs.into()]
}

fn date(moment: Moment) -> Option<String> {
    jiff::Timestamp::from_microsecond(moment.micros()).ok().map(|at| at.to_string())
}
