//! The hint that a feed has something new.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use countersign_core::revocation::Channel;
use countersign_core::store::Announcements;
use fred::interfaces::PubsubInterface;
use fred::types::Message;
use tokio::sync::watch;

use crate::link::Link;
use crate::session::CHANNEL;

/// What this node listens for.
#[derive(Debug)]
pub(crate) struct Hearing {
    /// Who tells something, so that nobody hears themselves.
    node: String,
    /// Which feed is spoken of.
    feed: Mutex<String>,
    marks: watch::Sender<()>,
}

impl Hearing {
    pub(crate) fn new(node: u64) -> Self {
        Self { node: format!("{node:016x}"), feed: Mutex::default(), marks: watch::Sender::default() }
    }

    /// `None`: something may have been missed.
    pub(crate) fn take(&self, message: Option<Message>) {
        let concerns_us = message.is_none_or(|message| {
            let text = message.value.as_str().unwrap_or_default();
            text.split_once(' ').is_some_and(|(feed, node)| feed == self.feed() && node != self.node)
        });
        if concerns_us {
            self.marks.send_replace(());
        }
    }

    fn feed(&self) -> String {
        self.feed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// One channel for all, and each message says which feed it is about: deployments on one server do not wake each other.
#[async_trait]
impl Channel for Link {
    fn follow(&self, epoch: &str) {
        *self.hearing.feed.lock().unwrap_or_else(PoisonError::into_inner) = self.names.of_feed(epoch);
    }

    async fn tell(&self) {
        let message = format!("{} {}", self.hearing.feed(), self.hearing.node);
        // Who does not hear it finds the event by reading.
        let _: Option<i64> = self.ask(|client| async move { client.publish(CHANNEL, message).await }).await;
    }

    fn announcements(&self) -> Announcements {
        Announcements::new(self.hearing.marks.subscribe())
    }
}
