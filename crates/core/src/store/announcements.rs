//! Hints that the feed may have something new.

use tokio::sync::watch;

/// What a store tells of its feed before anybody asks (see [`Feed::announcements`](super::Feed::announcements)).
///
/// Nothing is in it but that it is time to read: however many came since the last call are one.
#[derive(Debug)]
pub struct Announcements(watch::Receiver<()>);

impl Announcements {
    /// What the other end marks. It sees that nobody waits any more by [`watch::Sender::closed`].
    #[must_use]
    pub fn new(marks: watch::Receiver<()>) -> Self {
        Self(marks)
    }

    /// Completes when something may be new since the last call; where the store has gone, never.
    pub async fn next(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
