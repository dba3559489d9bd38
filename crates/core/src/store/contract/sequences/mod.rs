//! Sequences of operations, made up at random, on two nodes of a real store: after each step the answer, the rows, the feed and
//! what a follower knows are those of a reference, which is a few plain maps and the rules as sentences.
//!
//! The same sequences are played in every run and to every store, whose answers are therefore also each other's. A sequence that
//! fails is shortened, and told with everything that came of it.

#![expect(clippy::indexing_slicing, reason = "there are two nodes, and an order is of the calls that there are")]
#![expect(clippy::wildcard_enum_match_arm, reason = "operations are dealt with by kinds, each in a function")]

mod call;
mod cast;
mod node;
mod operation;
mod picture;
mod play;
mod reference;
mod refresh;
mod tally;

use std::cell::RefCell;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use tokio::runtime::Handle;

pub use node::Database;

use node::Node;
use operation::sequences;
use tally::Tally;

/// How many sequences are played, and of what.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Sequences.
    pub sequences: u32,
    /// Steps of the longest.
    pub steps: usize,
    /// Operations that are asked at the same time, three at most.
    pub at_once: usize,
}

impl Size {
    /// Up to forty operations, one after the other.
    #[must_use]
    pub const fn one_by_one(sequences: u32) -> Self {
        Self { sequences, steps: 40, at_once: 1 }
    }

    /// Two or three at a time, of which each is answered as if they had come in some order.
    #[must_use]
    pub const fn at_once(sequences: u32) -> Self {
        Self { sequences, steps: 12, at_once: 3 }
    }
}

/// Plays sequences to two nodes on a database, which nobody else writes to, and prints how many operations that were.
///
/// A sequence that the reference does not explain is a panic that tells it; and so is, where operations come one by one, an
/// outcome that never came.
pub fn hold(runtime: &Handle, database: &dyn Database, size: Size) {
    let (start, cases) = (|| runtime.block_on(Node::start(database)), size.sequences);
    let under_way = RefCell::new(([start(), start()], Tally::default()));
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let result = runner.run(&sequences(1..=size.steps, size.at_once), |sequence| {
        let (nodes, tally) = &mut *under_way.borrow_mut();
        runtime.block_on(play::play(database, (nodes, tally), &sequence)).map_err(TestCaseError::fail)
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, _)) => panic!("a sequence that is not as the rules say:\n{reason}"),
        Err(abort @ TestError::Abort(_)) => panic!("{abort}"),
    }
    let (operations, never) = under_way.into_inner().1.sum();
    println!("{cases} sequences of {operations} operations, at most {} at once", size.at_once);
    assert!(size.at_once > 1 || never.is_empty(), "never came: {never:?}");
}
