//! What the first token of a session says of its user.

use serde_json::{Map, Value};

use crate::store::StoreError;
use crate::user_claims::{HookError, merge, question};
use crate::{Ctx, User};

/// Why a token cannot say what it should.
#[derive(Debug, thiserror::Error)]
pub(super) enum ClaimsError {
    /// Another program refuses the user, or did not answer as it should.
    #[error(transparent)]
    Hook(#[from] HookError),
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The claims that the settings ask for, and those of the hook, if there is one. Outside any transaction: the hook may take its
/// time. What a refresh issues copies them, and asks nobody.
pub(super) async fn login_claims(ctx: &Ctx, user: &User) -> Result<Map<String, Value>, ClaimsError> {
    let mut claims = ctx.policy.claims.of(user, &*ctx.store).await?;
    let Some(hook) = &ctx.claims_hook else { return Ok(claims) };
    let groups = ctx.store.groups_of(user.id).await?;
    let answer = hook.ask(&question(user, &groups, &claims)).await?;
    merge(&mut claims, answer, &taken_names(ctx))?;
    Ok(claims)
}

/// Claims that the settings name, beside those that are always taken.
fn taken_names(ctx: &Ctx) -> Vec<&str> {
    let policy = ctx.keys.policy();
    let optional = [&policy.token_type_claim, &policy.jti_claim, &ctx.policy.revoke_token_claim];
    let named = optional.into_iter().filter_map(|claim| claim.as_deref());
    named.chain([&*policy.user_id_claim, &*policy.sliding_refresh_exp_claim]).collect()
}
