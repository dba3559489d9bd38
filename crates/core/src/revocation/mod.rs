//! Revocation, known without a query: a view in memory, kept up to date by the event feed.

mod channel;
mod follower;
mod name;
mod staleness;
mod view;

pub use channel::Channel;
pub use follower::{FollowError, Follower, Progress};
pub use staleness::{StalenessPolicy, WhenStale};
pub use view::RevocationView;
