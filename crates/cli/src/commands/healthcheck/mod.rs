//! `countersign healthcheck`: the probe of a container.

mod pin;
mod probe;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use http::Uri;
use rustls::pki_types::CertificateDer;
use serde_json::json;

use crate::args::{Healthcheck, Trusted};
use crate::config::Config;
use crate::listening::from_here;
use crate::output;
use crate::tls::{self, Source};
use probe::{Target, Unhealthy};

/// The whole of it takes no longer.
const TIME_LIMIT: Duration = Duration::from_secs(3);

pub(crate) async fn run(config: &Config, options: &Healthcheck) -> anyhow::Result<ExitCode> {
    let (url, target) = target(config, options)?;
    let asked = tokio::time::timeout(TIME_LIMIT, probe::ready(&target)).await;
    let outcome = asked.unwrap_or(Err(Unhealthy::TimeOut(TIME_LIMIT.as_secs())));
    match (outcome, options.json.json) {
        (Ok(()), false) => output::line(&format!("{url} is ready"))?,
        (Ok(()), true) => output::json(&json!({ "healthy": true, "url": url }))?,
        (Err(cause), false) => bail!("{url}: {cause}"),
        (Err(cause), true) => {
            output::json(&json!({ "healthy": false, "url": url, "reason": cause.to_string() }))?;
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn target(config: &Config, options: &Healthcheck) -> anyhow::Result<(String, Target)> {
    let certificate = certificate(config, &options.tls);
    let url = if let Some(url) = &options.url {
        url.clone()
    } else {
        let scheme = if certificate.is_some() { "https" } else { "http" };
        let address = from_here(options.listen.unwrap_or(config.server.listen));
        format!("{scheme}://{address}").parse().context("the address that is listened on")?
    };
    let trusted = if url.scheme_str() == Some("https") { Some(trusted(certificate)?) } else { None };
    let path = if url.path() == "/" { "/readyz" } else { url.path() }.to_owned();
    let host = url.host().context("the URL names no host")?.trim_matches(['[', ']']).to_owned();
    let port = url.port_u16().unwrap_or(if trusted.is_some() { 443 } else { 80 });
    Ok((shown(&url, &path), Target { host, port, path, trusted }))
}

fn certificate(config: &Config, flags: &Trusted) -> Option<PathBuf> {
    let ours = if flags.self_signed { Source::self_signed(config) } else { Source::choose(config) };
    flags.cert.clone().or_else(|| ours.certificate())
}

fn trusted(certificate: Option<PathBuf>) -> anyhow::Result<CertificateDer<'static>> {
    let Some(path) = certificate else {
        bail!("https needs the certificate to trust: give the server's own [tls] settings or --tls-… options")
    };
    let own = tls::chain(&path)?.into_iter().next();
    own.with_context(|| format!("{} holds no certificate", path.display()))
}

fn shown(url: &Uri, path: &str) -> String {
    let host = url.authority().map_or("", |authority| authority.as_str());
    // A password in an address is not repeated.
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{}://{host}{path}", url.scheme_str().unwrap_or("http"))
}
