//! The database, as the flows see it.
//!
//! One trait per table, and one for what expires in any of them; each method is one business step in one transaction. What a step refuses is an outcome, and is
//! committed where it writes; an error means that nothing has changed. A store keeps these promises:
//!
//! * an answer is given only after the commit is durable;
//! * whatever ends sessions writes the user's row or mark first and the sessions after, and its events into the feed
//!   (see [`Feed`]) in the same transaction;
//! * time and names are handed in.

mod announcements;
mod auth_tokens;
mod clients;
#[cfg(feature = "contract")]
pub mod contract;
mod decoys;
pub mod django_schema;
mod django_tables;
mod expired_rows;
mod feed;
mod groups;
mod known_networks;
mod memberships;
mod migration_state;
mod outstanding_tokens;
mod revoked_tokens;
mod secret_key;
mod sessions;
mod signing_keys;
mod user_directory;
mod users;
mod web_sessions;

pub use announcements::Announcements;
pub use auth_tokens::{AuthTokens, NewAuthToken};
pub use clients::{Clients, NewClient, ServiceClient};
pub use decoys::Decoys;
pub use django_tables::{DjangoTables, UseOfBlacklistTables};
pub use expired_rows::{Batch, Deleted, Expirable, ExpiredRows, Turn};
pub use feed::{Event, EventRow, Feed, FeedPage, Revoked};
pub use groups::{Group, GroupEdited, GroupId, GroupRemoved, Groups, Permission, PermissionId, Span};
pub use known_networks::{KNOWN_NETWORKS, KnownNetworks};
pub use memberships::Memberships;
pub use migration_state::MigrationState;
pub use outstanding_tokens::{Blacklisting, Exchange, NewOutstanding, Outstanding, OutstandingTokens, TokenText};
pub use revoked_tokens::{Revocation, RevokedTokens};
pub use secret_key::SealedSecret;
pub use sessions::{
    Adoption, Ended, Ending, MOST_SESSIONS, NewRefresh, NewSession, Opened, Opening, OwnerRule, Reach, Renewal,
    RotateRequest, Rotation, Session, Sessions, Successor, Unattached, UnattachedUse,
};
pub use signing_keys::{Entrance, KeyAdded, KeyEntry, KeyState, SigningKeys, StoredKey, UnknownKeyState};
pub use user_directory::{
    EditReach, EditRefusal, Edited, EntryChange, Removed, SoughtUsers, UserDirectory, UserEntry, UserOrder, UserSortKey,
};
pub use users::{Added, Change, ProfileChanged, Users};
pub use web_sessions::{NewWebSession, WebOpened, WebOpening, WebSessions};

/// Everything that a deployment keeps.
pub trait Store:
    Users
    + UserDirectory
    + Groups
    + Memberships
    + Decoys
    + AuthTokens
    + Sessions
    + RevokedTokens
    + OutstandingTokens
    + Feed
    + SigningKeys
    + ExpiredRows
    + KnownNetworks
    + WebSessions
    + SealedSecret
    + Clients
    + std::fmt::Debug
    + Send
    + Sync
{
}

impl<T> Store for T where
    T: Users
        + UserDirectory
        + Groups
        + Memberships
        + Decoys
        + AuthTokens
        + Sessions
        + RevokedTokens
        + OutstandingTokens
        + Feed
        + SigningKeys
        + ExpiredRows
        + KnownNetworks
        + WebSessions
        + SealedSecret
        + Clients
        + std::fmt::Debug
        + Send
        + Sync
{
}

/// The database did not do what it was asked; nothing has changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// It is away, locked, full or read-only: the same request may succeed later.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// The user table does not take a value that it was to hold: it is beyond the column's type, or against a rule of the
    /// table. The same request fails again. Names the rule, never the value.
    #[error("the user table does not take a value: {0}")]
    Rejected(String),
    /// A row holds what no row may hold; names table, column and row.
    #[error("the database holds an unexpected value: {0}")]
    Corrupt(String),
}
