//! `countersign token inspect`: what a token says, offline, trusting nothing of it.

mod as_json;
mod as_text;
mod claims;
mod finding;
mod header;
mod names;
mod segment;
mod strict;
mod times;
mod token;

use std::process::ExitCode;

use countersign_core::Clock;

use crate::args::Json;
use crate::platform::SystemClock;

pub(super) use finding::Finding;
pub(super) use names::Names;

pub(super) fn run(text: &str, names: Names, Json { json }: Json) -> anyhow::Result<ExitCode> {
    let token = token::Inspected::read(text, names, SystemClock.now().timestamp());
    anyhow::ensure!(
        token.is_readable(),
        "this is no token: a token is three base64url texts with dots between them (header.claims.signature), and begins \
         with eyJ"
    );
    if json { as_json::print(&token) } else { as_text::print(&token) }?;
    Ok(ExitCode::SUCCESS)
}
