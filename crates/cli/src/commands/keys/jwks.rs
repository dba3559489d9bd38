//! `countersign keys jwks`: what `/.well-known/jwks.json` answers.

use crate::config::Config;
use crate::deployment::{Deployment, IfNew};
use crate::output;

/// Needs no running server. A ring that is empty gets its first key here, as at the first start: what is printed is published.
pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    let deployment = Deployment::open(config, IfNew::Refuse).await?;
    let keys = &deployment.ctx.keys;
    let (published, signing) = (keys.verifier().keys().to_jwks(), keys.signing().algorithm());
    deployment.close().await;
    if signing.is_hmac() {
        eprintln!("The servers sign with {signing}, whose key is a secret and is not published.");
    }
    output::line(&serde_json::to_string(&published)?)
}
