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

/// Begins a job: `what` is being done, and how many steps it has, if that is known.
pub(crate) fn progress(what: &str, steps: Option<u64>) -> Progress {
    let bar = ProgressBar::with_draw_target(steps, ProgressDrawTarget::hidden());
    bar.set_style(look(steps.is_some()));
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
    /// Further steps are done.
    #[cfg_attr(not(test), allow(dead_code, reason = "for jobs of many steps"))]
    pub(crate) fn advance(&self, steps: u64) {
        self.bar.inc(steps);
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

fn look(is_counted: bool) -> ProgressStyle {
    let known = ProgressStyle::with_template(template(is_counted));
    known.unwrap_or_else(|_| ProgressStyle::default_spinner()).progress_chars("=> ")
}

const fn template(is_counted: bool) -> &'static str {
    if is_counted {
        "{spinner} {msg} [{bar:30}] {human_pos}/{human_len}, {eta} to go"
    } else {
        "{spinner} {msg}, {elapsed} so far"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_counted_and_its_bar_goes_with_it() {
        let job = progress("deleting", Some(10));
        job.advance(3);
        let bar = job.bar.clone();
        assert_eq!((bar.position(), bar.is_finished()), (3, false));
        drop(job);
        assert!(bar.is_finished());
    }

    #[test]
    fn every_look_is_well_formed() {
        assert!([true, false].into_iter().all(|is_counted| ProgressStyle::with_template(template(is_counted)).is_ok()));
    }
}
