//! Usernames, by the rules of `auth_user.username`.

use unicode_normalization::UnicodeNormalization;

use super::complaint::Complaint;
use super::{char_field, python_text};

/// Characters (code points) that the column takes.
pub const USERNAME_MAX_LENGTH: usize = 150;

/// Everything that is wrong with a username, in the order of a `ModelSerializer` for Django's `User`.
///
/// Letters and numbers of every script are fine (`UnicodeUsernameValidator`), combining marks are not. `raw` is what
/// was sent, trimmed, before [`normalize_username`]: Django, too, judges first. In Django's list the message about a
/// name that is taken comes second, after the one about its characters.
///
/// At most 150 characters (code points). A few letters become longer when they are normalised, so that form must fit,
/// too; Django would send it to the database, which refuses it.
#[must_use]
pub fn username_errors(raw: &str) -> Vec<Complaint> {
    let too_long = char_field::too_long(raw, USERNAME_MAX_LENGTH).or_else(|| {
        // Most names are ASCII, which is its own normal form.
        (!raw.is_ascii()).then(|| char_field::too_long(&normalize_username(raw), USERNAME_MAX_LENGTH)).flatten()
    });
    [invalid(raw), too_long, char_field::holds_null(raw)].into_iter().flatten().collect()
}

/// The form that a username is stored and unique in: NFKC, as `AbstractBaseUser.normalize_username`.
///
/// For registration only. A login is matched as it was typed, as in Django.
#[must_use]
pub fn normalize_username(raw: &str) -> String {
    raw.nfkc().collect()
}

fn invalid(raw: &str) -> Option<Complaint> {
    let allowed = |c| python_text::is_word(c) || matches!(c, '.' | '@' | '+' | '-');
    let valid = !raw.is_empty() && raw.chars().all(allowed);
    (!valid).then_some(Complaint::UsernameInvalid)
}
