use std::future::{Future, poll_fn};
use std::num::NonZeroUsize;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::task::Poll;
use std::time::Duration;
use std::{panic, thread};

use countersign_token::Seconds;
use tokio::task::{self, JoinHandle};

use crate::accounts::{HashingPool, Overloaded, PoolLimits};

const EVER: Duration = Duration::from_hours(1);

fn pool(waiting: usize, patience: Duration) -> Arc<HashingPool> {
    Arc::new(HashingPool::new(PoolLimits { running: NonZeroUsize::MIN, waiting, patience }))
}

/// Occupies the pool until the sender is dropped or used.
async fn occupy(pool: &Arc<HashingPool>) -> (Sender<()>, JoinHandle<Result<(), Overloaded>>) {
    let (release, released) = mpsc::channel();
    let (started, has_started) = tokio::sync::oneshot::channel();
    let pool = Arc::clone(pool);
    let work = move || {
        started.send(()).unwrap();
        let _ = released.recv();
    };
    let job = task::spawn(async move { pool.run(work).await });
    has_started.await.unwrap();
    (release, job)
}

async fn poll_once<F: Future>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}

#[tokio::test]
async fn work_runs_beside_the_runtimes_own_threads() {
    let here = thread::current().id();
    let there = pool(0, EVER).run(|| thread::current().id()).await.unwrap();
    assert_ne!(here, there);
}

#[tokio::test]
async fn a_caller_beyond_the_queue_is_turned_away_at_once() {
    let pool = pool(1, EVER);
    let (_release, _job) = occupy(&pool).await;
    let mut queued = Box::pin(pool.run(|| ()));
    assert!(poll_once(&mut queued).await.is_pending());
    let answer = poll_once(&mut Box::pin(pool.run(|| ()))).await;
    assert_eq!(answer, Poll::Ready(Err(Overloaded { retry_after: Seconds::new(3600) })));
}

#[tokio::test]
async fn a_caller_whose_turn_does_not_come_in_time_is_turned_away() {
    let pool = pool(1, Duration::from_millis(5));
    let (_release, _job) = occupy(&pool).await;
    assert_eq!(pool.run(|| ()).await, Err(Overloaded { retry_after: Seconds::new(1) }));
}

#[tokio::test]
async fn a_caller_that_waits_gets_its_turn() {
    let pool = pool(1, EVER);
    let (release, job) = occupy(&pool).await;
    let mut queued = Box::pin(pool.run(|| 7));
    assert!(poll_once(&mut queued).await.is_pending());
    release.send(()).unwrap();
    assert_eq!(queued.await, Ok(7));
    assert_eq!(job.await.unwrap(), Ok(()));
}

#[tokio::test]
async fn a_caller_that_goes_away_while_it_waits_frees_its_place() {
    let pool = pool(1, EVER);
    let (release, _job) = occupy(&pool).await;
    let mut gone = Box::pin(pool.run(|| panic!("ran for a caller that had gone")));
    assert!(poll_once(&mut gone).await.is_pending());
    drop(gone);
    let mut next = Box::pin(pool.run(|| 7));
    assert!(poll_once(&mut next).await.is_pending());
    release.send(()).unwrap();
    assert_eq!(next.await, Ok(7));
}

#[tokio::test]
async fn work_whose_caller_went_away_still_counts_until_it_ends() {
    let pool = pool(0, EVER);
    let (_release, job) = occupy(&pool).await;
    job.abort();
    assert!(job.await.unwrap_err().is_cancelled());
    assert!(matches!(poll_once(&mut Box::pin(pool.run(|| ()))).await, Poll::Ready(Err(_))));
}

#[tokio::test]
async fn work_that_panics_harms_its_caller_only() {
    let pool = pool(0, EVER);
    let bad = Arc::clone(&pool);
    let failed = task::spawn(async move { bad.run(|| panic::resume_unwind(Box::new("expected"))).await });
    let cause = failed.await.map(|result: Result<(), Overloaded>| result).unwrap_err().into_panic();
    assert_eq!(cause.downcast_ref(), Some(&"expected"));
    assert_eq!(pool.run(|| 7).await, Ok(7));
}

#[test]
fn a_machine_gets_a_job_for_each_core_and_two_seconds_of_patience() {
    let limits = PoolLimits::for_cores(NonZeroUsize::new(4).unwrap());
    assert_eq!(limits, PoolLimits { running: limits.running, waiting: 256, patience: Duration::from_secs(2) });
    assert_eq!(limits.running.get(), 4);
}
