//! What a Django beside us reads of the tokens that are made here, where its tables are in use.

use countersign_token::{Draft, Jti, Timestamp};

use crate::store::{NewOutstanding, TokenText};
use crate::{Ctx, Moment, UserId};

/// Django's column: characters.
const LONGEST_JTI: usize = 255;

/// What the row of a signed token holds of it; `None`: it gets no row.
pub(super) fn text(ctx: &Ctx, jti: &Jti, signed: &str) -> Option<TokenText> {
    let fits = jti.as_str().chars().count() <= LONGEST_JTI && !jti.as_str().contains('\0');
    if !fits || !ctx.store.keeps_outstanding_tokens() {
        return None;
    }
    Some(if ctx.policy.store_raw_tokens { TokenText::raw(signed) } else { TokenText::hashed(signed) })
}

/// The row of a token that is about to be given to somebody.
pub(super) fn row(ctx: &Ctx, token: &Draft, signed: &str, user: UserId, at: Moment) -> Option<NewOutstanding> {
    let (jti, exp): (Jti, Timestamp) = (token.jti().clone(), token.exp());
    let text = text(ctx, &jti, signed)?;
    Some(NewOutstanding { jti, user: Some(user), token: text, created_at: at, exp })
}
