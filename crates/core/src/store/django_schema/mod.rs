//! Whether the tables of a Django are as they are needed. A store reads which columns there are; here they are compared with what
//! the settings say of them, and with what Django makes. No table of a Django is ever made or altered by it.

mod column;
mod compare;
mod misfit;
mod wanted;

pub use column::{Column, ColumnKind, FoundColumns};
pub use compare::{compare, fits_users, lacks_of_blacklist, tables};
pub use misfit::Misfit;
pub use wanted::{BLACKLISTED_TOKENS, OUTSTANDING_TOKENS};
