//! The failures of the lockout: a text for each subject.

use async_trait::async_trait;
use countersign_core::lockout::{Failures, SharedFailures, SubjectName};
use countersign_token::Seconds;
use fred::interfaces::LuaInterface;

use crate::link::Link;

const READ: &str = concat!(include_str!("scripts/failures.lua"), include_str!("scripts/failures_read.lua"));
const ADD: &str = concat!(include_str!("scripts/failures.lua"), include_str!("scripts/failures_add.lua"));
const CLEAR: &str = concat!(include_str!("scripts/failures.lua"), include_str!("scripts/failures_clear.lua"));

#[async_trait]
impl SharedFailures for Link {
    async fn of(&self, subject: &SubjectName) -> Option<Failures> {
        let name = self.names.of_failures(&subject.0);
        let (count, failed, cleared): (u32, i64, i64) =
            self.ask(|client| async move { client.eval(READ, name, ()).await }).await?;
        let age = |micros: i64| u64::try_from(micros).ok();
        Some(Failures { count, last: age(failed), cleared: age(cleared) })
    }

    async fn add(&self, subject: &SubjectName, at_least: u32, remembered: Seconds) {
        let name = self.names.of_failures(&subject.0);
        let arguments = vec![at_least.to_string(), remembered.get().to_string()];
        // Where it cannot be asked, this node remembers, and brings it with its next failure.
        let _: Option<i64> = self.ask(|client| async move { client.eval(ADD, name, arguments).await }).await;
    }

    async fn clear(&self, subject: &SubjectName, remembered: Seconds) {
        let (name, remembered) = (self.names.of_failures(&subject.0), remembered.get().to_string());
        // Where it cannot be asked, other nodes go on remembering: too much rather than too little.
        let _: Option<i64> = self.ask(|client| async move { client.eval(CLEAR, name, remembered).await }).await;
    }
}
