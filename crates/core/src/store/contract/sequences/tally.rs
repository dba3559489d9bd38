//! How often each outcome came, so that it shows when sequences have stopped meaning something.

use std::collections::BTreeMap;

use super::call::Answer;
use super::operation::Operation;

/// What sequences have to come to, each at least once.
const MILESTONES: [&str; 28] = [
    "Open Session",
    "Open OwnerInactive",
    "Open PasswordChanged",
    "Refresh Rotated",
    "Refresh Repeated",
    "Refresh Replayed",
    "Refresh Over",
    "Refresh Unknown",
    "Refresh OwnerInactive",
    "Adopt Rotated",
    "Adopt Repeated",
    "Adopt Replayed",
    "Adopt Over",
    "Adopt OwnerInactive",
    "UseUnattached Live",
    "UseUnattached Over",
    "UseUnattached OwnerInactive",
    "Prove true",
    "Prove false",
    "End Now",
    "End Before",
    "End Unknown",
    "Deactivate Done",
    "Activate Done",
    "Delete Done",
    "Delete Gone",
    "RevokeForeign Now",
    "RevokeForeign Before",
];

/// Operations with their outcomes, counted.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<String, usize>);

impl Tally {
    pub(super) fn note(&mut self, operation: &Operation, Answer(answer): &Answer) {
        let word = |text: &str| text.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or("").to_owned();
        *self.0.entry(format!("{} {}", word(&format!("{operation:?}")), word(answer))).or_default() += 1;
    }

    /// How many operations there were, and what never came.
    pub(super) fn sum(&self) -> (usize, Vec<&'static str>) {
        (self.0.values().sum(), MILESTONES.into_iter().filter(|name| !self.0.contains_key(*name)).collect())
    }
}
