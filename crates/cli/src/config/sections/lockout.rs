//! `[lockout]`

use countersign_core::lockout::LockoutPolicy;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::duration::Duration;

/// How guessing the password of one account is slowed down, beside `default_throttle_rates`. Failures are forgotten by a login
/// from the same address, or after a day without one.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LockoutSettings {
    /// After so many failures of one account from one address every further attempt must wait. After ten times as many from
    /// anywhere it must wait wherever the account has not logged in from before. `0` is never.
    pub(crate) failures: u32,
    /// The longest wait: it is a second at first, and doubles with every further failure.
    pub(crate) cooloff: Duration,
}

impl Default for LockoutSettings {
    fn default() -> Self {
        let LockoutPolicy { failures, cooloff } = LockoutPolicy::default();
        Self { failures, cooloff: Duration(cooloff) }
    }
}

impl From<&LockoutSettings> for LockoutPolicy {
    fn from(settings: &LockoutSettings) -> Self {
        Self { failures: settings.failures, cooloff: settings.cooloff.0 }
    }
}
