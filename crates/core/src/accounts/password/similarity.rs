//! How much of a user's name or address there is in a password.

use zeroize::Zeroizing;

use crate::accounts::{PersonalAttribute, python_text};

/// What a password must not resemble. Empty attributes are passed over.
#[derive(Debug, Clone, Copy, Default)]
pub struct PersonalAttributes<'a> {
    /// As it will be stored.
    pub username: &'a str,
    /// May be empty.
    pub first_name: &'a str,
    /// May be empty.
    pub last_name: &'a str,
    /// May be empty.
    pub email: &'a str,
}

impl<'a> PersonalAttributes<'a> {
    /// The attributes in the order that Django looks at them.
    pub(super) fn named(&self) -> [(PersonalAttribute, &'a str); 4] {
        [
            (PersonalAttribute::Username, self.username),
            (PersonalAttribute::FirstName, self.first_name),
            (PersonalAttribute::LastName, self.last_name),
            (PersonalAttribute::Email, self.email),
        ]
    }
}

/// From which similarity on a password is refused: 0.1 and up, where 1 is the same letters in any order.
///
/// Default 0.7, as in Django. Above 1 nothing is refused.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct MaxSimilarity(f64);

/// A similarity below 0.1, which would refuse nearly every password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the similarity must be at least 0.1")]
pub struct SimilarityOutOfRange;

impl MaxSimilarity {
    /// Takes a threshold.
    ///
    /// # Errors
    /// [`SimilarityOutOfRange`] below 0.1, as Django's validator refuses to be made, and for what is not a number.
    pub fn new(threshold: f64) -> Result<Self, SimilarityOutOfRange> {
        if threshold >= 0.1 { Ok(Self(threshold)) } else { Err(SimilarityOutOfRange) }
    }
}

impl Default for MaxSimilarity {
    fn default() -> Self {
        Self(0.7)
    }
}

/// The first attribute that the password is too similar to, as a whole or in one of its parts.
pub(super) fn too_similar(
    password: &str,
    about: &PersonalAttributes<'_>,
    max: MaxSimilarity,
) -> Option<PersonalAttribute> {
    let password = Letters::of(&Zeroizing::new(password.to_lowercase()));
    let resembles = |value: &str| {
        let value = value.to_lowercase();
        parts(&value)
            .chain([value.as_str()])
            .any(|part| password.could_resemble(part, max) && password.resembles(part, max))
    };
    about.named().into_iter().find(|(_, value)| !value.is_empty() && resembles(value)).map(|(attribute, _)| attribute)
}

/// Python's `re.split(r"\W+", value)`: the runs of word characters, and an empty text at an end that has none.
fn parts(value: &str) -> impl Iterator<Item = &str> {
    let between = |c| !python_text::is_word(c);
    let loose_end = value.starts_with(between) || value.ends_with(between);
    value.split(between).filter(|word| !word.is_empty()).chain(loose_end.then_some(""))
}

/// The characters of a text in ascending order, so that two texts are compared in one pass.
struct Letters(Zeroizing<Vec<char>>);

impl Letters {
    fn of(text: &str) -> Self {
        let mut letters: Zeroizing<Vec<char>> = Zeroizing::new(text.chars().collect());
        letters.sort_unstable();
        Self(letters)
    }

    fn length(&self) -> f64 {
        length(self.0.len())
    }

    /// Asked before anything is sorted, so that a name of thousands of parts against a long password costs nothing
    /// (CVE-2021-45115): with all of the shorter one in common, the share would still be too small.
    fn could_resemble(&self, part: &str, max: MaxSimilarity) -> bool {
        let part = length(part.chars().count());
        let both = self.length() + part;
        both == 0.0 || 2.0 * part.min(self.length()) / both >= max.0
    }

    fn resembles(&self, part: &str, max: MaxSimilarity) -> bool {
        self.quick_ratio(&Self::of(part)) >= max.0
    }

    /// The share of characters in common, in any order; `SequenceMatcher.quick_ratio` of Python's `difflib`.
    fn quick_ratio(&self, part: &Self) -> f64 {
        let length = self.length() + part.length();
        if length == 0.0 { 1.0 } else { 2.0 * f64::from(self.shared(part)) / length }
    }

    /// How many characters the two have in common, counting repetitions.
    fn shared(&self, part: &Self) -> u32 {
        let (mut ours, mut theirs) = (self.0.iter().peekable(), part.0.iter().peekable());
        let mut shared = 0_u32;
        while let (Some(here), Some(there)) = (ours.peek(), theirs.peek()) {
            let order = here.cmp(there);
            shared = shared.saturating_add(u32::from(order.is_eq()));
            if order.is_le() {
                ours.next();
            }
            if order.is_ge() {
                theirs.next();
            }
        }
        shared
    }
}

fn length(characters: usize) -> f64 {
    f64::from(u32::try_from(characters).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_name_of_many_parts_against_a_long_password_is_judged_at_once() {
        let (username, password) = ("z.".repeat(6000), "y".repeat(150_000));
        let about = PersonalAttributes { username: &username, ..PersonalAttributes::default() };
        let start = Instant::now();
        assert_eq!(too_similar(&password, &about, MaxSimilarity::default()), None);
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}
