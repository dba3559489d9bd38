//! Nodes that know of revocations by the feed: late, by clocks of their own, from a database that may fall back.
//!
//! A request is one step here; what may happen within one is the business of the other worlds. The chain is judged by the
//! product's own [`countersign_core::session::Chain::judge`], while a ledger says what is due. A node has a view of its own, as
//! `Follower` keeps it: it reads the feed some time later, loads all when the feed's epoch is another, and forgets what is over
//! by its own clock.

mod actions;
mod cluster;
mod database;
mod flaws;
mod milestones;
mod node;
mod properties;
mod runs;
mod setting;
mod worlds;
