//! The user table as staff see it.

mod change;
mod page;

use async_trait::async_trait;
use countersign_core::store::{
    Added, EditReach, EditRefusal, Edited, Ending, EntryChange, Removed, SoughtUsers, Span, StoreError, UserDirectory,
    UserEntry, UserOrder,
};
use countersign_core::{NewUser, UserId};
use sqlx::PgConnection;

pub(crate) use change::{LOCK, LOCK_SUPERUSERS, Leaves, OTHER_SUPERUSER, OWN_GROUPS, OWN_PERMISSIONS, refusal};
pub(crate) use page::{GROUPS, PERMISSIONS};

use crate::error::Failure;
use crate::open::PostgresStore;
use crate::tables::Tables;
use crate::users::{add_user, delete_user};

#[async_trait]
impl UserDirectory for PostgresStore {
    async fn count_users(&self, sought: &SoughtUsers) -> Result<u64, StoreError> {
        self.count("{users} u", page::conditions(&self.tables, sought)).await
    }

    async fn page_of_users(
        &self,
        sought: &SoughtUsers,
        order: &[UserOrder],
        span: Span,
    ) -> Result<Vec<UserEntry>, StoreError> {
        let query = (&*self.tables, page::query(&self.tables, sought, order, span));
        self.run(query, |connection, (tables, query)| Box::pin(page::page(connection, tables, query))).await
    }

    async fn user_entry(&self, id: UserId) -> Result<Option<UserEntry>, StoreError> {
        self.run((&*self.tables, id), |connection, (tables, id)| Box::pin(page::entry(connection, tables, *id))).await
    }

    async fn add_entry(&self, user: &NewUser, change: &EntryChange) -> Result<Edited, StoreError> {
        let work = self.write((&*self.tables, user, change), |connection, (tables, user, change)| {
            Box::pin(add(connection, tables, user, change))
        });
        work.await
    }

    async fn change_entry(
        &self,
        id: UserId,
        change: &EntryChange,
        reach: &EditReach,
        ending: &Ending,
    ) -> Result<Edited, StoreError> {
        let edit = change::Edit { change, reach, told: self.told(ending) };
        self.write((id, edit), |connection, (id, edit)| Box::pin(change::change(connection, *id, edit))).await
    }

    async fn remove_entry(&self, id: UserId, reach: &EditReach, ending: &Ending) -> Result<Removed, StoreError> {
        let work = self.write((id, reach, self.told(ending)), |connection, (id, reach, told)| {
            Box::pin(async move {
                if let Some(refusal) = refusal(connection, told.tables, *id, reach, Leaves::Table).await? {
                    return Ok(Removed::Refused(refusal));
                }
                delete_user(connection, *id, told).await.map(change::removed)
            })
        });
        work.await
    }
}

/// What is refused after the first row ends the transaction: its commit takes everything back.
async fn add(
    connection: &mut PgConnection,
    tables: &Tables,
    user: &NewUser,
    change: &EntryChange,
) -> Result<Edited, Failure> {
    // What is refused here has written nothing yet.
    if let Some(field) = change::without_column(tables, change) {
        return Ok(Edited::Refused(EditRefusal::NoColumn(field)));
    }
    match add_user(connection, tables, user).await? {
        Added::User(user) => change::fill(connection, tables, user.id, change).await,
        Added::UsernameTaken => Ok(Edited::Refused(EditRefusal::UsernameTaken)),
        Added::FieldTaken(field) => Ok(Edited::Refused(EditRefusal::FieldTaken(field))),
    }
}
