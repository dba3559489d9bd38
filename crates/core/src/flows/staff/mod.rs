//! What staff do to users and groups, and how far each of them may go.
//!
//! Every step asks who the actor is *now*, not who a token or a cache says they are; see `docs/decisions/0015`.

mod actor;
mod groups;
mod refusal;
mod user_create;
mod user_remove;
mod user_update;
mod users;
mod wanted;

pub use actor::{Action, Actor, Subject, actor};
pub use groups::{
    GroupChange, group_create, group_problems, group_remove, group_update, groups_page, permissions_page,
};
pub use refusal::StaffError;
pub use user_create::user_create;
pub use user_remove::user_remove;
pub use user_update::user_update;
pub use users::{Page, PageNumber, PageOf, users_page};
pub use wanted::{EntryWanted, entry_problems};
