//! `countersign keys rotate`

use anyhow::{Context, bail};

use super::ring::Entered;
use crate::args::RotateKey;
use crate::config::Config;
use crate::deployment::{IfNew, open_store};
use crate::key_source::{configured, ring_algorithm};

pub(super) async fn run(config: &Config, options: RotateKey) -> anyhow::Result<()> {
    if let Some((_, setting)) = configured(config)? {
        bail!("{setting} signs: give it another key, or remove it, so that the ring signs");
    }
    let algorithm = options.algorithm.unwrap_or_else(|| ring_algorithm(config));
    let store = open_store(config, IfNew::Refuse).await?;
    let rotated = store.shared().rotate_signing_key(algorithm).await;
    store.close().await;
    let entry = rotated?.with_context(|| {
        format!("no {algorithm} key waits for its turn; `countersign keys generate --algorithm {algorithm}` makes one")
    })?;
    Entered::new(entry, algorithm).print(config, options.json)
}
