//! Refresh tokens that no session has taken in.

use countersign_token::{Jti, Timestamp};

use super::OwnerRule;
use crate::store::NewOutstanding;
use crate::{Moment, UserId};

/// What [`Sessions::use_unattached`](super::Sessions::use_unattached) is asked.
#[derive(Debug, Clone)]
pub struct UnattachedUse {
    /// The presented token's user.
    pub user: UserId,
    /// The presented token's `jti`; one without a name cannot have been revoked by itself.
    pub jti: Option<Jti>,
    /// The presented token's `iat`, if it has one.
    pub iat: Option<Timestamp>,
    /// Whose tokens may be used.
    pub owners: OwnerRule,
    /// When it was presented.
    pub at: Moment,
    /// The token that is minted from it, where outstanding tokens are kept; its row is made if the presented one is good.
    pub next: Option<NewOutstanding>,
}

/// What came of [`Sessions::use_unattached`](super::Sessions::use_unattached).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unattached {
    /// It is good; what is minted from it is issued at this moment.
    Live(Moment),
    /// It was revoked by itself, or with its user's mark.
    Over,
    /// The user is not active, or gone.
    OwnerInactive,
}
