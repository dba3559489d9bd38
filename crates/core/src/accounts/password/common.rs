//! The passwords that attackers try first.

use std::collections::HashSet;
use std::sync::LazyLock;

use zeroize::Zeroizing;

use crate::accounts::python_text;

/// Django's list, most frequent first; `data/NOTICE` tells where it comes from.
const LIST: &str = include_str!("../../../data/common-passwords.txt");

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| LIST.lines().map(python_text::strip).collect());

/// Whether the password is on the list, whatever its case and the white space around it.
pub(super) fn is_common(password: &str) -> bool {
    let lower = Zeroizing::new(password.to_lowercase());
    COMMON.contains(python_text::strip(&lower))
}
