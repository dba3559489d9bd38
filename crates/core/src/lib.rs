//! What Countersign does, without transport and without a database: accounts, sessions, rotation, revocation.
//!
//! The [`flows`] are the use cases, one file each; HTTP and the command line call the same ones. They reach the database
//! through the traits of [`store`], and take time and randomness from the [`Ctx`] that they are handed.

pub mod accounts;
mod clock;
mod ctx;
pub mod flows;
pub mod keys;
mod ledger;
pub mod lockout;
mod network;
mod policy;
mod randomness;
pub mod revocation;
mod service_client;
pub mod session;
pub mod store;
pub mod throttle;
mod token_class;
mod user;
mod user_cache;
mod user_claims;
mod user_id;
mod user_id_field;
mod user_table;
pub mod web_session;

pub use clock::{Clock, Moment, SharedClock};
pub use ctx::{Ctx, Parts, Passwords};
pub use network::Network;
pub use policy::SessionPolicy;
pub use randomness::{LETTERS_AND_DIGITS, Randomness, random_text};
pub use service_client::{ClientId, ClientSecret, SecretHash};
pub use token_class::TokenClass;
pub use user::{NewUser, ProfileChange, User, random_uuid};
pub use user_cache::UserCache;
pub use user_claims::{ClaimError, ClaimSource, ClaimsHook, HookError, RESERVED_CLAIMS, UserAttribute, UserClaims};
pub use user_id::{UserId, UserKeyKind};
pub use user_id_field::UserIdField;
pub use user_table::{
    DecimalError, DecimalSize, ExtraField, FieldDefault, FieldKind, Identifier, IdentifierError, MembershipTable,
    UserColumns, UserModel, UserTable, canonical_uuid,
};
