//! Log out everywhere.

use super::Caller;
use crate::Ctx;
use crate::store::{Reach, StoreError};

/// Ends every session of the caller, this one included, and refuses every token without a session that was issued until now.
/// Returns how many sessions ended.
///
/// # Errors
/// The database is away.
pub async fn logout_all(ctx: &Ctx, caller: &Caller) -> Result<usize, StoreError> {
    let ending = ctx.ending(ctx.clock.now());
    let ended = ctx.store.end_sessions_of(caller.user.id, Reach::Everything, &ending).await?;
    let count = ended.len();
    ctx.note_ended(ended, caller.user.id, &ending);
    Ok(count)
}
