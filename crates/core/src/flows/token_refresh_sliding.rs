//! Begin a sliding token's life anew (SimpleJWT's `TokenRefreshSlidingView`).

use countersign_token::{SlidingToken, TokenType};

use super::RefreshError;
use super::mint;
use super::mint_sliding::{Sliding, sign_sliding};
use super::presented::Checked;
use super::refresh_rules::{demand_current_password, note_use, owner_of, use_unattached};
use super::standing::{self, Standing, Worth};
use crate::Ctx;

/// Trades `presented`, which has not expired, for itself with a new expiry. Its name and the end of its refreshing stay.
///
/// # Errors
/// See [`RefreshError`]. As SimpleJWT's newest source does, it asks whether the user is active.
pub async fn token_refresh_sliding(ctx: &Ctx, presented: &str) -> Result<Sliding, RefreshError> {
    let now = ctx.clock.now();
    let token = Checked::of_kind(ctx, presented, TokenType::Sliding, now).await?.with_owner(ctx).await?;
    demand_current_password(ctx, &token, owner_of(&token)?, now).await?;
    let Standing { session, owner, worth } = standing::standing(ctx, &token, now).await?;
    if owner.is_none() {
        return Err(RefreshError::OwnerInactive);
    }
    if worth != Worth::Live {
        return Err(RefreshError::Revoked);
    }
    token.token.check_refresh_exp()?;
    let now = match &session {
        Some(session) => {
            note_use(ctx, session, None, None, now).await?;
            now
        }
        None => use_unattached(ctx, &token, None, now).await?,
    };
    let mut next = SlidingToken::from_verified(token.token)?.slide(ctx.keys.policy(), now.timestamp());
    mint::name_session(&mut next, session.as_ref().map(|session| &session.id));
    let session_end = session.and_then(|session| session.chain.expires_at);
    Ok(sign_sliding(ctx, next, session_end, now)?)
}
