//! The user table as staff see it.

mod change;
mod page;

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::store::{
    Added, EditReach, EditRefusal, Edited, Ending, EntryChange, Removed, SoughtUsers, Span, StoreError, UserDirectory,
    UserEntry, UserOrder,
};
use countersign_core::{NewUser, UserId};
use sqlx::SqliteConnection;

pub(crate) use change::{Leaves, OTHER_SUPERUSER, OWN_GROUPS, OWN_PERMISSIONS, refusal};

use crate::SqliteStore;
use crate::tables::Tables;
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
        page::entry(&mut connection, &self.tables, id).await
    }

    async fn add_entry(&self, user: &NewUser, change: &EntryChange) -> Result<Edited, StoreError> {
        let (tables, user, change) = (Arc::clone(&self.tables), user.clone(), change.clone());
        self.writer.write(move |connection| Box::pin(async move { add(connection, &tables, user, change).await })).await
    }

    async fn change_entry(
        &self,
        id: UserId,
        change: &EntryChange,
        reach: &EditReach,
        ending: &Ending,
    ) -> Result<Edited, StoreError> {
        let (change, reach, tables) = (change.clone(), reach.clone(), Arc::clone(&self.tables));
        let work = self.write_in_turn(ending, move |connection, ending| {
            let edit = change::Edit { change, reach, ending };
            Box::pin(async move { change::change(connection, &tables, id, &edit).await })
        });
        work.await
    }

    async fn remove_entry(&self, id: UserId, reach: &EditReach, ending: &Ending) -> Result<Removed, StoreError> {
        let (reach, tables) = (reach.clone(), Arc::clone(&self.tables));
        let work = self.write_in_turn(ending, move |connection, ending| {
            Box::pin(async move {
                if let Some(refusal) = refusal(connection, &tables, id, &reach, Leaves::Table).await? {
                    return Ok(Removed::Refused(refusal));
                }
                delete_user(connection, &tables, id, &ending).await.map(change::removed)
            })
        });
        work.await
    }
}

async fn add(
    connection: &mut SqliteConnection,
    tables: &Tables,
    user: NewUser,
    change: EntryChange,
) -> Result<Edited, StoreError> {
    // What is refused here has written nothing yet.
    if let Some(field) = change::without_column(tables, &change) {
        return Ok(Edited::Refused(EditRefusal::NoColumn(field)));
    }
    match add_user(connection, tables, user).await? {
        Added::User(user) => change::fill(connection, tables, user.id, &change).await,
        Added::UsernameTaken => Ok(Edited::Refused(EditRefusal::UsernameTaken)),
        Added::FieldTaken(field) => Ok(Edited::Refused(EditRefusal::FieldTaken(field))),
    }
}
