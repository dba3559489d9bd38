//! Where passwords are hashed: beside the network, a few at a time, and with an end to the queue.

use std::num::NonZeroUsize;
use std::panic;
use std::sync::Arc;
use std::time::Duration;

use countersign_token::Seconds;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};
use tokio::{task, time};

/// How much work a [`HashingPool`] takes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolLimits {
    /// Jobs that run at a time. Memory is bounded by this many times the memory of one hash.
    pub running: NonZeroUsize,
    /// Callers that wait for their turn; further ones are turned away at once.
    pub waiting: usize,
    /// How long a caller waits for its turn before it is turned away. The time of its own job does not count.
    pub patience: Duration,
}

impl PoolLimits {
    /// Callers that wait, for each job that runs: about as many as Argon2's default cost lets through within the
    /// patience.
    const WAITING_PER_JOB: usize = 64;
    /// A login that takes longer than this is better tried again.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// The limits for a machine: a job on every core, 64 callers waiting for each, two seconds of patience.
    #[must_use]
    pub const fn for_cores(cores: NonZeroUsize) -> Self {
        let waiting = cores.get().saturating_mul(Self::WAITING_PER_JOB);
        Self { running: cores, waiting, patience: Self::PATIENCE }
    }
}

/// Runs slow work on threads of its own, so that a storm of logins neither stalls other requests nor fills the memory.
#[derive(Debug)]
pub struct HashingPool {
    running: Arc<Semaphore>,
    waiting: Semaphore,
    patience: Duration,
}

/// There is more work than is worth waiting for: answer 503 with `Retry-After`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being hashed")]
pub struct Overloaded {
    /// When the queue that there was will be gone: the pool's patience in whole seconds, at least one.
    pub retry_after: Seconds,
}

impl HashingPool {
    /// An idle pool.
    #[must_use]
    pub fn new(limits: PoolLimits) -> Self {
        let permits = |wanted: usize| wanted.min(Semaphore::MAX_PERMITS);
        Self {
            running: Arc::new(Semaphore::new(permits(limits.running.get()))),
            waiting: Semaphore::new(permits(limits.waiting)),
            patience: limits.patience,
        }
    }

    /// Runs `work` on a blocking thread of the runtime and gives its result.
    ///
    /// A caller that is dropped while it waits frees its place at once. One that is dropped later leaves the work to
    /// end by itself; until then it counts as running.
    ///
    /// # Errors
    /// [`Overloaded`] if the queue is full, if the turn does not come in time, or if the runtime is shutting down. The
    /// work was not begun.
    ///
    /// # Panics
    /// If `work` panics, with the same panic. The pool is none the worse for it.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Overloaded> {
        let turn = self.turn().await?;
        let job = task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        match job.await {
            Ok(result) => Ok(result),
            Err(failure) => match failure.try_into_panic() {
                Ok(cause) => panic::resume_unwind(cause),
                Err(_cancelled) => Err(self.overloaded()),
            },
        }
    }

    /// Turns come in the order of asking: nobody finds a free one while others wait.
    async fn turn(&self) -> Result<OwnedSemaphorePermit, Overloaded> {
        match Arc::clone(&self.running).try_acquire_owned() {
            Ok(turn) => return Ok(turn),
            Err(TryAcquireError::NoPermits | TryAcquireError::Closed) => {}
        }
        let _place = self.waiting.try_acquire().map_err(|_| self.overloaded())?;
        match time::timeout(self.patience, Arc::clone(&self.running).acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(self.overloaded()),
        }
    }

    fn overloaded(&self) -> Overloaded {
        let part = u64::from(self.patience.subsec_nanos() > 0);
        Overloaded { retry_after: Seconds::new(self.patience.as_secs().saturating_add(part).max(1)) }
    }
}
