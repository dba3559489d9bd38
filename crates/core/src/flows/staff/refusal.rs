//! Why staff did not get their way.

use crate::accounts::Overloaded;
use crate::flows::{FieldProblem, ProofError};
use crate::store::{EditRefusal, StoreError};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// Every problem of every field.
    #[error("the change is not valid")]
    Invalid(Vec<FieldProblem>),
    /// Django's permission is missing.
    #[error("the actor lacks the permission")]
    Denied,
    /// It would give, or touch, rights that the actor does not have.
    #[error("the change goes beyond the actor's own rights")]
    BeyondRights,
    /// Nobody deletes, or takes out of use, the account that they are acting with.
    #[error("the actor is the account")]
    OwnAccount,
    /// No active superuser would be left.
    #[error("the account is the last active superuser")]
    LastSuperuser,
    /// There is no such row.
    #[error("the row is gone")]
    Gone,
    /// Rows of another program still name it.
    #[error("rows of another program still name the row")]
    Referenced,
    /// A new password or address of one's own wants fresh proof.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The hashing pool is full.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StaffError {
    /// What a store's refusal comes to, where `taken` tells of a field that somebody else has.
    pub(super) fn of(refusal: EditRefusal, taken: impl FnOnce(Option<String>) -> FieldProblem) -> Self {
        match refusal {
            EditRefusal::Gone => Self::Gone,
            EditRefusal::UsernameTaken => Self::Invalid(vec![taken(None)]),
            EditRefusal::FieldTaken(field) => Self::Invalid(vec![taken(Some(field))]),
            EditRefusal::Superuser | EditRefusal::GivenMore => Self::BeyondRights,
            EditRefusal::LastSuperuser => Self::LastSuperuser,
            EditRefusal::Referenced => Self::Referenced,
            EditRefusal::NoColumn(field) => Self::Invalid(vec![FieldProblem {
                field: field.to_owned(),
                complaints: vec![crate::accounts::Complaint::NoColumn],
            }]),
        }
    }
}
