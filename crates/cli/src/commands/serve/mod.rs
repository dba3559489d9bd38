//! `countersign serve`

mod greeting;

use std::io::{IsTerminal, stderr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use countersign_core::throttle::SharedThrottleCache;
use countersign_core::{Clock, Ctx, flows};
use countersign_server::{App, Settings, route_problems, router, serve};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::args::Serve;
use crate::cache::Cache;
use crate::config::{Config, LogFormat, warnings};
use crate::deployment::{Deployment, IfNew, http_settings, served_settings};
use crate::platform::SystemClock;
use crate::{missing_tables, tls};

pub(crate) async fn run(mut config: Config, options: Serve) -> anyhow::Result<ExitCode> {
    config.take_flags(options);
    log(&config)?;
    let certificate = tls::Source::choose(&config);
    let listener = first_what_can_fail(&config, &certificate).await?;
    let deployment = Deployment::open_to_serve(&config).await?;
    let (store, found) = (deployment.store(), deployment.django_tables());
    if let Some(refusal) = missing_tables::refusal(&config, found) {
        store.close().await;
        bail!(refusal);
    }
    missing_tables::leave_out(&mut config, found);
    let served = until_stopped(&config, &certificate, deployment, listener).await;
    store.close().await;
    served?;
    eprintln!("countersign: stopped");
    Ok(ExitCode::SUCCESS)
}

/// Whatever can be refused is refused here, before anything is made. Clients that come to the listener wait.
async fn first_what_can_fail(config: &Config, certificate: &tls::Source) -> anyhow::Result<TcpListener> {
    tls::examine(certificate, SystemClock.now())?;
    Deployment::examine(config, IfNew::Create).await?;
    if let Some(problem) = route_problems(&http_settings(config)).into_iter().next() {
        return Err(problem).context("[routes]");
    }
    let wanted = config.server.listen;
    TcpListener::bind(wanted)
        .await
        .with_context(|| format!("{wanted} cannot be listened on; choose another with --listen or server.listen"))
}

async fn until_stopped(
    config: &Config,
    certificate: &tls::Source,
    deployment: Deployment,
    listener: TcpListener,
) -> anyhow::Result<()> {
    let tls = tls::load(certificate, SystemClock.now())?;
    let follower = Arc::clone(&deployment.ctx.follower);
    follower.catch_up().await.context("the revocations cannot be read")?;
    let cache = Cache::open(config, deployment.ctx.web_sessions.keys.current()).await?;
    let ctx = Cache::share_failures(cache.as_ref(), deployment.ctx);
    let app = app(cache.as_ref(), ctx, served_settings(config)?);
    let router = router(app.clone()).context("[routes]")?;
    let stop = stop_signal()?;
    for warning in warnings(config) {
        eprintln!("countersign: warning: {warning}");
    }
    greeting::print(config, &tls, listener.local_addr()?);

    // Whoever waits for a revocation is let go, so that the end is not waited for.
    let released = Arc::clone(&follower);
    let stop = async move {
        stop.await;
        released.release();
    };
    let following = match &cache {
        Some(cache) => tokio::spawn(follower.follow_with(Arc::clone(&cache.link) as _)),
        None => tokio::spawn(follower.follow()),
    };
    let interval = Duration::from_secs(config.database.flush_interval.0.get());
    let flushing = tokio::spawn(async move { flows::keep_flushing(app.ctx(), interval).await });
    let served = serve(listener, tls.transport, router, stop).await;
    following.abort();
    flushing.abort();
    Ok(served?)
}

/// Requests are counted together with other servers, where there is a cache.
fn app(cache: Option<&Cache>, ctx: Ctx, settings: Settings) -> App {
    match cache {
        Some(cache) => {
            App::counting_in(Box::new(SharedThrottleCache::new(Arc::clone(&cache.link) as _)), ctx, settings)
        }
        None => App::new(ctx, settings),
    }
}

/// Completes at SIGTERM or Ctrl-C.
pub(in crate::commands) fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

fn log(config: &Config) -> anyhow::Result<()> {
    let filter = log_filter(config)?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(stderr().is_terminal()).with_writer(stderr);
    let set = match config.log.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    set.map_err(|cause| anyhow::anyhow!("the log cannot be set up: {cause}"))
}

/// What is logged.
pub(super) fn log_filter(config: &Config) -> anyhow::Result<EnvFilter> {
    filter(&config.log.level)
        .with_context(|| format!("log.level = {:?}: expected error, warn, info, debug or trace", config.log.level))
}

/// `None` for what is no filter. A bare word that is no level would be taken for the name of a module, and silence all else.
fn filter(text: &str) -> Option<EnvFilter> {
    let is_level = |word: &str| word.contains(['=', '[']) || word.trim().parse::<LevelFilter>().is_ok();
    EnvFilter::try_new(text).ok().filter(|_| text.split(',').all(is_level))
}
