//! Reading outcomes, and asking many things at once.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::task::Poll;

use crate::session::SessionId;
use crate::store::{Rotation, Successor};

/// Runs every call at the same time, and gives their answers in the calls' order.
pub async fn all_at_once<T>(calls: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = calls.into_iter().map(Box::pin).collect();
    let mut answers: Vec<Option<T>> = waiting.iter().map(|_| None).collect();
    poll_fn(move |context| {
        for (call, answer) in waiting.iter_mut().zip(&mut answers) {
            if answer.is_none()
                && let Poll::Ready(value) = call.as_mut().poll(context)
            {
                *answer = Some(value);
            }
        }
        let done = answers.iter().all(Option::is_some);
        if done { Poll::Ready(answers.drain(..).flatten().collect()) } else { Poll::Pending }
    })
    .await
}

/// What a refresh came to, where the promise allows one outcome.
pub trait Outcome {
    /// The presented token is spent for this one.
    fn rotated(self) -> Successor;
    /// It was spent before, for this one.
    fn repeated(self) -> Successor;
    /// It was replayed, and this session ended.
    fn replayed(self) -> Option<SessionId>;
    /// Nothing is left to refresh.
    fn over(self);
    /// There is no such session.
    fn unknown(self);
    /// The user is not active.
    fn owner_inactive(self);
}

impl Outcome for Rotation {
    #[track_caller]
    fn rotated(self) -> Successor {
        let Self::Rotated(successor) = self else { panic!("{self:?}") };
        successor
    }

    #[track_caller]
    fn repeated(self) -> Successor {
        let Self::Repeated(successor) = self else { panic!("{self:?}") };
        successor
    }

    #[track_caller]
    fn replayed(self) -> Option<SessionId> {
        let Self::Replayed { ended } = self else { panic!("{self:?}") };
        ended
    }

    #[track_caller]
    fn over(self) {
        assert!(matches!(self, Self::Over), "{self:?}");
    }

    #[track_caller]
    fn unknown(self) {
        assert!(matches!(self, Self::Unknown), "{self:?}");
    }

    #[track_caller]
    fn owner_inactive(self) {
        assert!(matches!(self, Self::OwnerInactive), "{self:?}");
    }
}

/// How often each outcome came, by its name.
#[must_use]
pub fn tally(outcomes: &[Rotation]) -> BTreeMap<&'static str, usize> {
    let mut tally = BTreeMap::new();
    for outcome in outcomes {
        let name = match outcome {
            Rotation::Rotated(_) => "rotated",
            Rotation::Repeated(_) => "repeated",
            Rotation::Replayed { ended: Some(_) } => "replayed and ended",
            Rotation::Replayed { ended: None } => "replayed",
            Rotation::Over => "over",
            Rotation::Unknown => "unknown",
            Rotation::OwnerInactive => "owner inactive",
        };
        *tally.entry(name).or_default() += 1;
    }
    tally
}

/// The names of the tokens that the answered calls were given, each once.
pub(super) fn successors(outcomes: &[Rotation]) -> Vec<Successor> {
    let mut given: Vec<Successor> = Vec::new();
    for outcome in outcomes {
        if let Rotation::Rotated(next) | Rotation::Repeated(next) = outcome
            && !given.iter().any(|known| same(known, next))
        {
            given.push(next.clone());
        }
    }
    given
}

/// One token: every member is the same.
pub(super) fn same(one: &Successor, other: &Successor) -> bool {
    let members = |next: &Successor| (next.session.clone(), next.jti.clone(), next.iat, next.exp, next.session_end);
    members(one) == members(other)
}
