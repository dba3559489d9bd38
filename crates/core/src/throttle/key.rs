//! Whose requests are counted together.

use std::sync::Arc;

use crate::{Network, UserId};

/// Whose requests are counted together: DRF's `throttle_{scope}_{ident}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ThrottleKey {
    /// What is limited, such as `login`.
    pub scope: Arc<str>,
    /// Who asks.
    pub ident: Ident,
}

/// Who asks (DRF's `get_ident`, or the user's primary key).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ident {
    /// A user, from wherever.
    User(UserId),
    /// Whoever comes from a network; all whose address is not known are one.
    Network(Option<Network>),
}
