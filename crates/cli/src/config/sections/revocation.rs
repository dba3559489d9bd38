//! `[revocation]`

use countersign_core::revocation::{self, StalenessPolicy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::duration::Duration;

/// What a server does while it cannot read from the database what other processes have revoked. Within its reach it knows
/// in a second at most.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Revocation {
    /// How old the server's knowledge may be before `when_stale` says what happens. `/readyz` says no as soon as the database does
    /// not answer.
    pub(crate) max_staleness: Duration,
    /// `serve` goes on taking access tokens of users who were seen, some of which may have been revoked elsewhere. `refuse` answers
    /// whoever comes with an access token with 503 and `Retry-After`, until the database is there again.
    pub(crate) when_stale: WhenStale,
}

/// What happens then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum WhenStale {
    Serve,
    Refuse,
}

impl Default for Revocation {
    fn default() -> Self {
        let StalenessPolicy { max_staleness, when_stale } = StalenessPolicy::default();
        let when_stale = match when_stale {
            revocation::WhenStale::Serve => WhenStale::Serve,
            revocation::WhenStale::Refuse => WhenStale::Refuse,
        };
        Self { max_staleness: Duration(max_staleness), when_stale }
    }
}

impl From<&Revocation> for StalenessPolicy {
    fn from(settings: &Revocation) -> Self {
        let when_stale = match settings.when_stale {
            WhenStale::Serve => revocation::WhenStale::Serve,
            WhenStale::Refuse => revocation::WhenStale::Refuse,
        };
        Self { max_staleness: settings.max_staleness.0, when_stale }
    }
}
