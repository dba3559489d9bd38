//! The user table as staff see it: pages of users, with their groups and permissions, and every change of them.

use async_trait::async_trait;

use super::{Ending, GroupId, PermissionId, Span, StoreError};
use crate::accounts::PasswordHash;
use crate::session::SessionId;
use crate::{NewUser, ProfileChange, User, UserId};

/// Finds users, and changes everything about them.
#[async_trait]
pub trait UserDirectory {
    /// How many users are sought.
    async fn count_users(&self, sought: &SoughtUsers) -> Result<u64, StoreError>;

    /// Those users of `sought` that stand in `span` of `order`; what `order` leaves open, the key decides.
    async fn page_of_users(
        &self,
        sought: &SoughtUsers,
        order: &[UserOrder],
        span: Span,
    ) -> Result<Vec<UserEntry>, StoreError>;

    /// The user with this key.
    async fn user_entry(&self, id: UserId) -> Result<Option<UserEntry>, StoreError>;

    /// Makes an account and gives it what `change` names, at once or not at all.
    async fn add_entry(&self, user: &NewUser, change: &EntryChange) -> Result<Edited, StoreError>;

    /// Writes what `change` names. Another password, and taking the account out of use or back into it, set the user's mark and
    /// end every session. The last active superuser stays one: of two calls at once that would each spare one of two
    /// superusers, one is refused. What `reach` demands is asked in the step that writes.
    async fn change_entry(
        &self,
        id: UserId,
        change: &EntryChange,
        reach: &EditReach,
        ending: &Ending,
    ) -> Result<Edited, StoreError>;

    /// Deletes the account as [`Users::delete_user`](super::Users::delete_user) does, under the rules of
    /// [`UserDirectory::change_entry`].
    async fn remove_entry(&self, id: UserId, reach: &EditReach, ending: &Ending) -> Result<Removed, StoreError>;
}

/// Which users; by default all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoughtUsers {
    /// Texts that must each stand in the name, the address, the first or the last name; the case of ASCII letters does not count.
    pub terms: Vec<String>,
    /// Exactly this name.
    pub username: Option<String>,
    /// A name that begins so; case counts.
    pub username_prefix: Option<String>,
    /// Exactly this address.
    pub email: Option<String>,
    /// Active or not.
    pub is_active: Option<bool>,
    /// Staff or not.
    pub is_staff: Option<bool>,
    /// Superuser or not.
    pub is_superuser: Option<bool>,
    /// In this group.
    pub group: Option<GroupId>,
}

/// What a page of users is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserOrder {
    /// The column.
    pub by: UserSortKey,
    /// From the greatest to the least.
    pub descending: bool,
}

/// A column that users are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserSortKey {
    /// The key.
    Id,
    /// The name.
    Username,
    /// The address.
    Email,
    /// The first name.
    FirstName,
    /// The last name.
    LastName,
    /// When the account was made.
    DateJoined,
    /// The last login that was noted.
    LastLogin,
}

impl UserSortKey {
    /// Every one.
    pub const ALL: [Self; 7] =
        [Self::Id, Self::Username, Self::Email, Self::FirstName, Self::LastName, Self::DateJoined, Self::LastLogin];
}

/// A user with what they were given.
#[derive(Debug, Clone)]
pub struct UserEntry {
    /// The row.
    pub user: User,
    /// The user's groups, in order of their keys.
    pub groups: Vec<GroupId>,
    /// The user's own permissions, in order of their keys.
    pub permissions: Vec<PermissionId>,
}

/// What changes about a user; `None` leaves a column, or a list, as it is.
#[derive(Debug, Clone, Default)]
pub struct EntryChange {
    /// Names and address.
    pub profile: ProfileChange,
    /// The encoded hash.
    pub password: Option<PasswordHash>,
    /// Whether the account is in use.
    pub is_active: Option<bool>,
    /// Django's "can log into the admin site".
    pub is_staff: Option<bool>,
    /// Has every permission.
    pub is_superuser: Option<bool>,
    /// These groups and no others. One that is not there is left out.
    pub groups: Option<Vec<GroupId>>,
    /// These permissions and no others. One that is not there is left out.
    pub permissions: Option<Vec<PermissionId>>,
}

/// Whom a change may touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditReach {
    /// Everybody.
    Everybody,
    /// Nobody who is a superuser when it is written, or was given other groups or permissions than these, which were judged.
    Judged {
        /// The user's groups, in order of their keys.
        groups: Vec<GroupId>,
        /// The user's own permissions, in order of their keys.
        permissions: Vec<PermissionId>,
    },
}

impl EditReach {
    /// The user of this entry, for as long as nobody gives them more.
    #[must_use]
    pub fn as_judged(entry: &UserEntry) -> Self {
        Self::Judged { groups: entry.groups.clone(), permissions: entry.permissions.clone() }
    }

    /// Why `entry`, as it is when the change is written, is out of reach.
    #[must_use]
    pub fn refusal(&self, entry: &UserEntry) -> Option<EditRefusal> {
        let Self::Judged { groups, permissions } = self else { return None };
        if entry.user.is_superuser {
            return Some(EditRefusal::Superuser);
        }
        (entry.groups != *groups || entry.permissions != *permissions).then_some(EditRefusal::GivenMore)
    }
}

/// What came of making or changing a user.
#[derive(Debug)]
pub enum Edited {
    /// Done: the user as they are now, and the sessions that ended with it.
    Done(Box<UserEntry>, Vec<SessionId>),
    /// Nothing was written.
    Refused(EditRefusal),
}

/// What came of deleting a user.
#[derive(Debug, PartialEq, Eq)]
pub enum Removed {
    /// Done; these sessions ended with it.
    Done(Vec<SessionId>),
    /// Nothing was written.
    Refused(EditRefusal),
}

/// Why a user was left as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditRefusal {
    /// There is no such user.
    Gone,
    /// Somebody else has that name.
    UsernameTaken,
    /// Somebody else has that value of another field, which is named.
    FieldTaken(String),
    /// The user is a superuser, and [`EditReach::Judged`] was asked for.
    Superuser,
    /// The user's groups or permissions are not those of [`EditReach::Judged`] any more.
    GivenMore,
    /// No active superuser would be left.
    LastSuperuser,
    /// Rows of another program's table still name the user.
    Referenced,
    /// The user table has no column for this field.
    NoColumn(&'static str),
}
