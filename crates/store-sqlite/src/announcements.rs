//! Tells who follows the feed in this process of what it has committed. Other processes on the file find it by reading.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use countersign_core::store::Announcements;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteOperation;
use tokio::sync::watch;

/// Notices rows of the feed as they are written, and announces them once they are committed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Announcer {
    written: Arc<AtomicBool>,
    marks: watch::Sender<()>,
}

impl Announcer {
    /// Notices what is written on `connection` from now on.
    pub(crate) async fn attend(&self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let written = Arc::clone(&self.written);
        connection.lock_handle().await?.set_update_hook(move |change| {
            if change.operation == SqliteOperation::Insert && change.table == "countersign_feed" {
                written.store(true, Ordering::Relaxed);
            }
        });
        Ok(())
    }

    /// What was written is there for everybody. (Events that were taken back are announced with the next commit.)
    pub(crate) fn committed(&self) {
        if self.written.swap(false, Ordering::Relaxed) {
            self.marks.send_replace(());
        }
    }

    pub(crate) fn announcements(&self) -> Announcements {
        Announcements::new(self.marks.subscribe())
    }
}
