//! Requests in progress: a node's memory, gone when it crashes.

use crate::setting::Revocation;
use crate::store::Refresh;

/// One request on its node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Flight {
    /// 0 or 1.
    pub(crate) node: u8,
    /// What the clock showed on arrival; 0 where the transaction reads it.
    pub(crate) read_at: u8,
    pub(crate) work: Work,
}

/// What a request does, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Work {
    Refresh {
        presented: Refresh,
        stage: RefreshStage,
    },
    Revoke {
        kind: Revocation,
        /// The logins that stood when it was asked for, and that it must therefore end.
        covers: Vec<u8>,
        stage: RevokeStage,
    },
    Open {
        /// The password column that the given password was checked against, before hashing.
        checked: u8,
        stage: OpenStage,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum RefreshStage {
    /// The signature holds; nothing was asked of the database.
    Arrived,
    /// The guarded statement changed no row.
    Lost,
    Rotated(Refresh),
    Repeated(Refresh),
    Refused,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum RevokeStage {
    Arrived,
    /// In its transaction, the user row locked and written, the sessions not yet.
    UserLocked,
    /// It has seen so many session rows and will end none that comes later: a flaw.
    Looked(usize),
    Committed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OpenStage {
    /// The user was read, the password was right; it is being hashed.
    Arrived,
    Opened,
    Refused,
}

impl Flight {
    /// Whether what remains is to give the answer.
    pub(crate) fn is_answering(&self) -> bool {
        match &self.work {
            Work::Refresh { stage, .. } => !matches!(stage, RefreshStage::Arrived | RefreshStage::Lost),
            Work::Revoke { stage, .. } => *stage == RevokeStage::Committed,
            Work::Open { stage, .. } => *stage != OpenStage::Arrived,
        }
    }

    /// Whether it holds the lock of the user row against those who open or adopt.
    pub(crate) fn locks_user(&self) -> bool {
        matches!(self.work, Work::Revoke { stage: RevokeStage::UserLocked, .. })
    }

    /// The successor that it is about to hand out.
    pub(crate) fn successor(&self) -> Option<Refresh> {
        match self.work {
            Work::Refresh { stage: RefreshStage::Rotated(next) | RefreshStage::Repeated(next), .. } => Some(next),
            Work::Refresh { .. } | Work::Revoke { .. } | Work::Open { .. } => None,
        }
    }
}
