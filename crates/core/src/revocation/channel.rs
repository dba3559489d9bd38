//! A way beside the database by which nodes tell each other that there is something to read.

use std::fmt;

use async_trait::async_trait;

use crate::store::Announcements;

/// Passes on hints between the nodes of a deployment, where the database does not: Valkey or Redis. A hint that is lost costs the time
/// until the feed is read in any case.
#[async_trait]
pub trait Channel: fmt::Debug + Send + Sync {
    /// Tells and hears of the feed with this name from now on.
    fn follow(&self, epoch: &str);

    /// Tells the other nodes that the feed has something new.
    async fn tell(&self);

    /// Hears what other nodes tell. Whatever was missed while nothing could be heard is announced once it can be again.
    fn announcements(&self) -> Announcements;
}
