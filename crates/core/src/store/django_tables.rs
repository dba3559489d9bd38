//! What of Django's a database has.

use crate::UserKeyKind;

/// Which of Django's tables a database has beside that of its users, as a store found them when it opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each table is there or not")]
pub struct DjangoTables {
    /// A Django made the database: none of its tables is ours to make or to alter.
    pub made_by_django: bool,
    /// What the users' keys are.
    pub key: UserKeyKind,
    /// Users may be in groups.
    pub groups: bool,
    /// Users may have permissions of their own.
    pub permissions: bool,
    /// `authtoken_token`, of `rest_framework.authtoken`.
    pub auth_tokens: bool,
    /// `django_session`, of `django.contrib.sessions`.
    pub web_sessions: bool,
}

/// Whether the tables of SimpleJWT's `token_blacklist` are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UseOfBlacklistTables {
    /// Where they are there.
    #[default]
    Auto,
    /// They must be there.
    On,
    /// They are left alone.
    Off,
}
