//! For those who draw curves of the server.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;

use crate::app::App;

/// Prometheus's text format.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /metrics`: how far this server follows what is revoked (`metrics.enabled`).
pub(crate) async fn metrics(State(app): State<App>) -> Response {
    let ctx = app.ctx();
    // Infinite, as long as nothing was read.
    let lag = ctx.follower.lag().map_or(f64::INFINITY, |lag| lag.as_secs_f64());
    let gauges = [
        gauge(
            "countersign_revocation_lag_seconds",
            "Time since the revocations were read from the database.",
            &seconds(lag),
        ),
        gauge(
            "countersign_revocation_entries",
            "Sessions and tokens known as revoked.",
            &ctx.revocations.len().to_string(),
        ),
        gauge(
            "countersign_feed_position",
            "Number of the newest revocation that was read.",
            &ctx.follower.reached().to_string(),
        ),
        gauge(
            "countersign_clock_difference_seconds",
            "How far the database's clock, which counts, is ahead of this machine's.",
            &signed(ctx.follower.clock_difference()),
        ),
    ];
    ([(CONTENT_TYPE, TEXT)], gauges.concat()).into_response()
}

fn gauge(name: &str, help: &str, value: &str) -> String {
    format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n")
}

/// Microseconds, as seconds.
fn signed(micros: i64) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    format!("{sign}{}", seconds(Duration::from_micros(micros.unsigned_abs()).as_secs_f64()))
}

fn seconds(value: f64) -> String {
    if value.is_infinite() { "+Inf".to_owned() } else { format!("{value:.3}") }
}
