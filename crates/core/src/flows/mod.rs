//! The use cases, one file each. JSON, HTML and the command line call the same ones.

mod authenticate;
mod fresh_proof;
mod login;
mod logout;
mod logout_all;
mod manage_users;
mod mint;
mod presented;
mod reauthenticate;
mod register;
mod sessions;
mod standing;
mod token_blacklist;
mod token_obtain;
mod token_refresh;
mod token_verify;
mod users_me;

pub use authenticate::{AuthenticateError, Caller, authenticate};
pub use fresh_proof::{Proof, ProofError};
pub use login::{Client, Login, LoginError};
pub use logout::{LogoutError, LogoutRequest, logout};
pub use logout_all::logout_all;
pub use manage_users::{Account, ManageError, create_user, log_user_out, set_password, set_user_active};
pub use mint::{ClaimsTooLarge, Lifetimes, Pair};
pub use presented::Presented;
pub use reauthenticate::{ReauthenticateError, reauthenticate};
pub use register::{FieldProblem, RegisterError, Registration, register};
pub use sessions::{SessionsError, end_other_sessions, end_session, sessions};
pub use token_blacklist::{BlacklistError, token_blacklist};
pub use token_obtain::token_obtain;
pub use token_refresh::{RefreshError, Refreshed, Reuse, token_refresh};
pub use token_verify::{VerifyError, token_verify};
pub use users_me::{DeleteError, ProfileError, delete_account, profile_problems, update_profile};
