//! The endpoints, one file per use case.

pub(crate) mod groups;
pub(crate) mod health;
pub(crate) mod jwks;
pub(crate) mod logout;
pub(crate) mod logout_all;
pub(crate) mod metrics;
pub(crate) mod obtain_auth_token;
pub(crate) mod permissions;
pub(crate) mod reauthenticate;
pub(crate) mod register;
mod response_fields;
pub(crate) mod revocations;
pub(crate) mod root;
pub(crate) mod schema;
pub(crate) mod sessions;
pub(crate) mod token_blacklist;
pub(crate) mod token_obtain;
pub(crate) mod token_obtain_sliding;
pub(crate) mod token_refresh;
pub(crate) mod token_refresh_sliding;
pub(crate) mod token_session;
pub(crate) mod token_verify;
pub(crate) mod user_fields;
pub(crate) mod users;
pub(crate) mod users_detail;
pub(crate) mod users_me;

mod schemas;
mod staff;

pub use response_fields::ResponseField;
pub(crate) use schemas::{Detail, FieldMessages, Nothing};
pub use user_fields::extra_fields_of;
