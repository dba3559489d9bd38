//! `countersign flushexpiredtokens`

use std::process::ExitCode;

use countersign_core::flows::{self, Flushed};
use serde_json::json;

use crate::args::Json;
use crate::config::Config;
use crate::deployment::{Deployment, IfNew};
use crate::output;

pub(crate) async fn run(config: &Config, Json { json }: Json) -> anyhow::Result<ExitCode> {
    let deployment = Deployment::open(config, IfNew::Refuse).await?;
    let flushed = flows::flush_expired_tokens(&deployment.ctx, &mut |_so_far| {}).await;
    deployment.close().await;
    let Flushed { sessions, revoked_tokens, events } = flushed?;
    if json {
        output::json(&json!({ "sessions": sessions, "revoked_tokens": revoked_tokens, "events": events }))?;
    } else {
        let rows = [("sessions", sessions), ("revoked tokens", revoked_tokens), ("revocation events", events)];
        output::line("Deleted, because expired:")?;
        output::table(&rows.map(|(name, count)| vec![format!("  {name}"), count.to_string()]))?;
    }
    Ok(ExitCode::SUCCESS)
}
