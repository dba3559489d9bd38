//! What `serve` says when it listens.

use std::net::SocketAddr;
use std::path::Path;

use countersign_server::Transport;

use crate::config::{Config, DatabaseUrl};
use crate::listening::from_here;
use crate::output;
use crate::tls::{Loaded, Origin, SELF_SIGNED_FOR};

/// Prints where the server is, and how to trust it.
pub(super) fn print(config: &Config, tls: &Loaded, address: SocketAddr) {
    let scheme = match tls.transport {
        Transport::Plain => "http",
        Transport::Tls(_) => "https",
    };
    let mut said = format!(
        "Countersign {} is listening on {scheme}://{address}/\n\
         \x20 database   {}\n\
         \x20 endpoints  {scheme}://{address}/api/\n",
        env!("CARGO_PKG_VERSION"),
        shown(&config.database.url),
    );
    if let Some((path, origin)) = &tls.self_signed {
        said.push_str(&self_signed(path, *origin, address));
    }
    said.push_str("  Ctrl-C stops it.");
    // A path may hold what a terminal would act upon.
    eprintln!("{}", output::plain_lines(&said));
}

/// A path as it is, an address without the password.
fn shown(url: &DatabaseUrl) -> String {
    url.file().map_or_else(|| url.clone().into(), |path| path.display().to_string())
}

fn self_signed(path: &Path, how: Origin, address: SocketAddr) -> String {
    let how = match how {
        Origin::Kept => "self-signed",
        Origin::Made => "self-signed, made now",
        Origin::Renewed => "self-signed, made anew: the old one was running out or not for this key",
    };
    let here = from_here(address);
    let text = path.display().to_string();
    let certificate = format!("  trust      {text} ({how}), for {SELF_SIGNED_FOR}\n");
    if here.ip().is_loopback() {
        certificate + &format!("  try        curl --cacert {} https://{here}/readyz\n", shell_word(&text))
    } else {
        certificate + "  clients that come by another name or address refuse it; give them one with --tls-cert\n"
    }
}

/// A path as a shell takes it for one word.
fn shell_word(text: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "/._-+@%".contains(letter);
    if text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
