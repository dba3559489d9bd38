//! How far a long job is.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is done sooner needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);

/// Shows on standard error, if that is a terminal, how far a job is, from its second second on; dropped, it is gone without a
/// trace.
#[must_use = "the bar is gone when this is dropped"]
pub(crate) struct Progress {
    bar: ProgressBar,
    /// Dropped, it tells the watcher that the job is done.
    done: Option<Sender<()>>,
    watcher: Option<JoinHandle<()>>,
}

/// Begins a job: `what` is being done.
pub(crate) fn progress(what: &str) -> Progress {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    bar.set_style(look());
    bar.set_message(what.to_owned());
    if !io::stderr().is_terminal() {
        return Progress { bar, done: None, watcher: None };
    }
    let (done, is_done) = mpsc::channel::<()>();
    let shown = bar.clone();
    let watcher = thread::spawn(move || {
        if is_done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            shown.set_draw_target(ProgressDrawTarget::stderr());
            shown.enable_steady_tick(TICK);
        }
    });
    Progress { bar, done: Some(done), watcher: Some(watcher) }
}

impl Progress {
    /// What is being done now.
    pub(crate) fn say(&self, what: &str) {
        self.bar.set_message(what.to_owned());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(watcher) = self.watcher.take() {
            // A watcher that panicked has shown nothing; the job itself is done.
            drop(watcher.join());
        }
        self.bar.finish_and_clear();
    }
}

fn look() -> ProgressStyle {
    ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

const TEMPLATE: &str = "{spinner} {msg}, {elapsed} so far";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_says_what_it_does_and_its_bar_goes_with_it() {
        let job = progress("deleting");
        job.say("deleting sessions");
        let bar = job.bar.clone();
        assert_eq!((bar.message().as_str(), bar.is_finished()), ("deleting sessions", false));
        drop(job);
        assert!(bar.is_finished());
    }

    #[test]
    fn the_look_is_well_formed() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }
}
