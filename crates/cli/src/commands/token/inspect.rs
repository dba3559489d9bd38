//! `countersign token inspect`: what a token says, offline, trusting nothing of it.

use std::process::ExitCode;

use anyhow::Context;
use countersign_core::Clock;
use countersign_token::{Claims, Timestamp, jws};
use serde_json::{Map, Value, json};

use crate::args::Json;
use crate::output;
use crate::platform::SystemClock;

const TIMES: [&str; 4] = ["exp", "iat", "nbf", "refresh_exp"];

pub(super) fn run(token: &str, Json { json }: Json) -> anyhow::Result<ExitCode> {
    let (header, payload) = jws::inspect_unverified(token).context("this is no token")?;
    let claims = Claims::parse(&payload).context("the token's payload is no JSON object")?;
    let now = SystemClock.now().timestamp();
    if json { as_json(&header, &claims, now) } else { as_text(&header, &claims, now) }?;
    Ok(ExitCode::SUCCESS)
}

fn as_json(header: &Value, claims: &Claims, now: Timestamp) -> anyhow::Result<()> {
    let all: Map<String, Value> = claims.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
    let times: Map<String, Value> = TIMES
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), Value::String(date(claims.timestamp(name)?)?))))
        .collect();
    output::json(&json!({
        "verified": false,
        "header": header,
        "claims": all,
        "times": times,
        "expired": claims.exp().map(|exp| exp <= now),
        "expires_in": claims.exp().map(|exp| exp.unix().saturating_sub(now.unix())),
    }))
}

fn as_text(header: &Value, claims: &Claims, now: Timestamp) -> anyhow::Result<()> {
    output::line("Decoded, not verified: anybody can write such a token.\n")?;
    output::line("header")?;
    let members = header.as_object().into_iter().flatten();
    output::table(&members.map(|(name, value)| vec![format!("  {name}"), plain(value)]).collect::<Vec<_>>())?;
    output::line("\nclaims")?;
    let rows = claims.iter().map(|(name, value)| vec![format!("  {name}"), plain(value), remark(claims, name, now)]);
    output::table(&rows.collect::<Vec<_>>())
}

/// A time in words.
fn remark(claims: &Claims, name: &str, now: Timestamp) -> String {
    let at = if TIMES.contains(&name) { claims.timestamp(name) } else { None };
    let Some((at, date)) = at.and_then(|at| Some((at, date(at)?))) else { return String::new() };
    let distance = in_words(at.unix().abs_diff(now.unix()));
    match (name, at <= now) {
        ("exp" | "refresh_exp", true) => format!("{date}, expired {distance} ago"),
        ("exp" | "refresh_exp", false) => format!("{date}, {distance} left"),
        (_, true) => format!("{date}, {distance} ago"),
        (_, false) => format!("{date}, {distance} ahead"),
    }
}

fn date(at: Timestamp) -> Option<String> {
    jiff::Timestamp::from_second(at.unix()).ok().map(|at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

fn in_words(seconds: u64) -> String {
    let units = [("year", 31_557_600), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)];
    let (unit, length) = units.into_iter().find(|(_, length)| seconds >= *length).unwrap_or(("second", 1));
    let count = seconds / length;
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

/// A value as it is shown: text without its quotes.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
