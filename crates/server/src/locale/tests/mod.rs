//! Promises of the translations, and of the choice among them, where Django is the judge.

mod choice;
mod translations;

use countersign_core::accounts::PersonalAttribute;

/// An argument that is easy to find in a text.
pub(super) trait Sample {
    fn sample() -> Self;
}

impl Sample for usize {
    fn sample() -> Self {
        9823
    }
}

impl Sample for u64 {
    fn sample() -> Self {
        9823
    }
}

impl Sample for String {
    fn sample() -> Self {
        "§9823§".to_owned()
    }
}

impl Sample for PersonalAttribute {
    fn sample() -> Self {
        Self::Email
    }
}
