//! A task that ends with its handle.

use tokio::task::AbortHandle;

/// Aborts its task when it is dropped.
#[derive(Debug)]
pub(super) struct Task(AbortHandle);

impl Task {
    /// Starts a task.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub(super) fn start(work: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(tokio::spawn(work).abort_handle())
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}
