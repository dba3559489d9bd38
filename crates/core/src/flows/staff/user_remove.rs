//! Staff delete an account.

use super::actor::{Action, Actor, Subject};
use super::refusal::StaffError;
use crate::Ctx;
use crate::flows::user_fields::field_taken;
use crate::store::{Removed, UserEntry};

/// Deletes the account `entry` and ends its sessions. Nobody deletes one that may do more than they may, nor their own, which
/// [`delete_account`](crate::flows::delete_account) does for whoever shows its password.
///
/// # Errors
/// See [`StaffError`].
pub async fn user_remove(ctx: &Ctx, actor: &Actor, entry: &UserEntry) -> Result<(), StaffError> {
    if !actor.may(&ctx.user_table, Subject::Users, Action::Delete) {
        return Err(StaffError::Denied);
    }
    if actor.id() == entry.user.id {
        return Err(StaffError::OwnAccount);
    }
    if !actor.covers(ctx, entry).await? {
        return Err(StaffError::BeyondRights);
    }
    let ending = ctx.ending(ctx.clock.now());
    match ctx.store.remove_entry(entry.user.id, &actor.reach(entry), &ending).await? {
        Removed::Done(ended) => {
            ctx.note_ended(ended, entry.user.id, &ending);
            Ok(())
        }
        Removed::Refused(refusal) => {
            let table = &ctx.user_table;
            Err(StaffError::of(refusal, |_| field_taken(table, &table.username_field)))
        }
    }
}
