//! The user table as staff see it.

mod change;
mod page;

use async_trait::async_trait;
use countersign_core::store::{
    Added, EditReach, EditRefusal, Edited, Ending, EntryChange, Removed, SoughtUsers, Span, StoreError, UserDirectory,
    UserEntry, UserOrder,
};
use countersign_core::{NewUser, UserId};
use sqlx::SqliteConnection;

use crate::SqliteStore;
use crate::users::{add_user, delete_user};

#[async_trait]
impl UserDirectory for SqliteStore {
    async fn count_users(&self, sought: &SoughtUsers) -> Result<u64, StoreError> {
        page::count(self, sought).await
    }

    async fn page_of_users(
        &self,
        sought: &SoughtUsers,
        order: &[UserOrder],
        span: Span,
    ) -> Result<Vec<UserEntry>, StoreError> {
        page::page(self, sought, order, span).await
    }

    async fn user_entry(&self, id: UserId) -> Result<Option<UserEntry>, StoreError> {
        let mut connection = self.readers.acquire().await.map_err(crate::error::store_error)?;
        page::entry(&mut connection, id).await
    }

    async fn add_entry(&self, user: &NewUser, change: &EntryChange) -> Result<Edited, StoreError> {
        let (user, change) = (user.clone(), change.clone());
        self.writer.write(move |connection| Box::pin(add(connection, user, change))).await
    }

    async fn change_entry(
        &self,
        id: UserId,
        change: &EntryChange,
        reach: EditReach,
        ending: &Ending,
    ) -> Result<Edited, StoreError> {
        let (change, tables) = (change.clone(), self.blacklist_tables);
        let work = self.write_in_turn(ending, move |connection, ending| {
            let edit = change::Edit { change, reach, ending };
            Box::pin(async move { change::change(connection, tables, id, &edit).await })
        });
        work.await
    }

    async fn remove_entry(&self, id: UserId, reach: EditReach, ending: &Ending) -> Result<Removed, StoreError> {
        let tables = self.blacklist_tables;
        let work = self.write_in_turn(ending, move |connection, ending| {
            Box::pin(async move {
                if let Some(refusal) = change::refusal(connection, id, reach, change::Leaves::Table).await? {
                    return Ok(Removed::Refused(refusal));
                }
                delete_user(connection, tables, id, &ending).await.map(change::removed)
            })
        });
        work.await
    }
}

async fn add(connection: &mut SqliteConnection, user: NewUser, change: EntryChange) -> Result<Edited, StoreError> {
    match add_user(connection, user).await? {
        Added::User(user) => change::fill(connection, user.id, &change).await,
        Added::UsernameTaken => Ok(Edited::Refused(EditRefusal::UsernameTaken)),
        Added::FieldTaken(field) => Ok(Edited::Refused(EditRefusal::FieldTaken(field))),
    }
}
