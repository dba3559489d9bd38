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

use crate::error::Failure;
use crate::open::PostgresStore;
use crate::users::{add_user, delete_user};

#[async_trait]
impl UserDirectory for PostgresStore {
    async fn count_users(&self, sought: &SoughtUsers) -> Result<u64, StoreError> {
        self.count("auth_user u", page::conditions(sought)).await
    }

    async fn page_of_users(
        &self,
        sought: &SoughtUsers,
        order: &[UserOrder],
        span: Span,
    ) -> Result<Vec<UserEntry>, StoreError> {
        let query = page::query(sought, order, span);
        self.run(query, |connection, query| Box::pin(page::page(connection, query))).await
    }

    async fn user_entry(&self, id: UserId) -> Result<Option<UserEntry>, StoreError> {
        self.run(id, |connection, id| Box::pin(page::entry(connection, *id))).await
    }

    async fn add_entry(&self, user: &NewUser, change: &EntryChange) -> Result<Edited, StoreError> {
        self.write((user, change), |connection, (user, change)| Box::pin(add(connection, user, change))).await
    }

    async fn change_entry(
        &self,
        id: UserId,
        change: &EntryChange,
        reach: EditReach,
        ending: &Ending,
    ) -> Result<Edited, StoreError> {
        let edit = change::Edit { change, reach, told: self.told(ending) };
        self.write((id, edit), |connection, (id, edit)| Box::pin(change::change(connection, *id, edit))).await
    }

    async fn remove_entry(&self, id: UserId, reach: EditReach, ending: &Ending) -> Result<Removed, StoreError> {
        let work = self.write((id, reach, self.told(ending)), |connection, (id, reach, told)| {
            Box::pin(async move {
                if let Some(refusal) = change::refusal(connection, *id, *reach, change::Leaves::Table).await? {
                    return Ok(Removed::Refused(refusal));
                }
                delete_user(connection, *id, told).await.map(change::removed)
            })
        });
        work.await
    }
}

/// What is refused after the first row ends the transaction: its commit takes everything back.
async fn add(connection: &mut PgConnection, user: &NewUser, change: &EntryChange) -> Result<Edited, Failure> {
    match add_user(connection, user).await? {
        Added::User(user) => change::fill(connection, user.id, change).await,
        Added::UsernameTaken => Ok(Edited::Refused(EditRefusal::UsernameTaken)),
        Added::FieldTaken(field) => Ok(Edited::Refused(EditRefusal::FieldTaken(field))),
    }
}
