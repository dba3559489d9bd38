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
    let job = output::progress("Deleting what has expired");
    let mut tell = |so_far: Flushed| {
        job.say(&format!(
            "Deleting what has expired: {} rows",
            so_far.sessions + so_far.revoked_tokens + so_far.outstanding_tokens + so_far.events + so_far.web_sessions
        ));
    };
    let flushed = flows::flush_expired_tokens(&deployment.ctx, &mut tell).await;
    drop(job);
    deployment.close().await;
    let Flushed { sessions, revoked_tokens, outstanding_tokens, events, web_sessions } = flushed?;
    if json {
        output::json(&json!({
            "sessions": sessions,
            "revoked_tokens": revoked_tokens,
            "outstanding_tokens": outstanding_tokens,
            "events": events,
            "web_sessions": web_sessions,
        }))?;
    } else {
        let rows = [
            ("sessions", sessions),
            ("revoked tokens", revoked_tokens),
            ("outstanding tokens of Django", outstanding_tokens),
            ("revocation events", events),
            ("browser sessions", web_sessions),
        ];
        output::line("Deleted, because expired:")?;
        output::table(&rows.map(|(name, count)| vec![format!("  {name}").into(), count.to_string().into()]))?;
    }
    Ok(ExitCode::SUCCESS)
}
