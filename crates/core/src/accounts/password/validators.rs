//! What a new password must be.

use super::common;
use super::plain::PlainPassword;
use super::similarity::{self, MaxSimilarity, PersonalAttributes};
use crate::accounts::{Complaint, char_field, python_text};

/// Characters (code points) that Django's `password` field takes.
pub const PASSWORD_MAX_LENGTH: usize = 128;
/// Characters, as Django's `MinimumLengthValidator`.
const DEFAULT_MIN_LENGTH: usize = 8;

/// One of Django's password validators.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// Not too similar to the user's name or address (`UserAttributeSimilarityValidator`).
    NotPersonal {
        /// Similarity from which a password is refused; default 0.7.
        max_similarity: MaxSimilarity,
    },
    /// Long enough (`MinimumLengthValidator`).
    MinLength {
        /// In characters (code points); default 8.
        min_length: usize,
    },
    /// Not on the list of common passwords (`CommonPasswordValidator`).
    NotCommon,
    /// Not made of digits alone, of whichever script (`NumericPasswordValidator`).
    NotNumeric,
}

/// The rules for new passwords, in the order that their complaints come in; Django's `AUTH_PASSWORD_VALIDATORS`.
///
/// The default is the four of a new Django project, in their order there. An empty list allows every password.
#[derive(Debug, Clone, PartialEq)]
pub struct PasswordValidators {
    rules: Vec<Rule>,
}

impl Default for PasswordValidators {
    fn default() -> Self {
        Self::new(vec![
            Rule::NotPersonal { max_similarity: MaxSimilarity::default() },
            Rule::MinLength { min_length: DEFAULT_MIN_LENGTH },
            Rule::NotCommon,
            Rule::NotNumeric,
        ])
    }
}

impl PasswordValidators {
    /// These rules, in this order.
    #[must_use]
    pub const fn new(rules: Vec<Rule>) -> Self {
        Self { rules }
    }

    /// Everything that is wrong with a new password; empty when it is fine.
    #[must_use]
    pub fn validate(&self, password: &PlainPassword, about: &PersonalAttributes<'_>) -> Vec<Complaint> {
        self.rules.iter().filter_map(|rule| rule.complaint(password.expose(), about)).collect()
    }
}

impl Rule {
    fn complaint(&self, password: &str, about: &PersonalAttributes<'_>) -> Option<Complaint> {
        match *self {
            Self::NotPersonal { max_similarity } => {
                similarity::too_similar(password, about, max_similarity).map(Complaint::PasswordTooSimilar)
            }
            Self::MinLength { min_length } => {
                (python_text::length(password) < min_length).then_some(Complaint::PasswordTooShort { min: min_length })
            }
            Self::NotCommon => common::is_common(password).then_some(Complaint::PasswordTooCommon),
            Self::NotNumeric => is_numeric(password).then_some(Complaint::PasswordNumeric),
        }
    }
}

/// What is wrong with a password as a form field, before any rule: more than 128 characters, or U+0000 in it.
///
/// In the order of a `ModelSerializer` for Django's `User`.
#[must_use]
pub fn password_field_errors(password: &PlainPassword) -> Vec<Complaint> {
    let raw = password.expose();
    [char_field::too_long(raw, PASSWORD_MAX_LENGTH), char_field::holds_null(raw)].into_iter().flatten().collect()
}

fn is_numeric(password: &str) -> bool {
    !password.is_empty() && password.chars().all(python_text::is_digit)
}
