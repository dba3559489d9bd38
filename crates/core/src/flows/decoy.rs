//! A password column for names that nobody has: that of another user, so that an attempt costs there what it costs elsewhere.

use uuid::Uuid;

use crate::accounts::PasswordHash;
use crate::store::StoreError;
use crate::web_session::salted_hmac;
use crate::{Ctx, UserId};

/// The column of the user who stands in for `username`; `None`: there are no users.
///
/// It is always the same user for a name, on every node and after a restart, until one with that or a higher key comes or goes;
/// and as likely one user as another.
pub(super) async fn password(ctx: &Ctx, username: &str) -> Result<Option<PasswordHash>, StoreError> {
    let Some((lowest, highest)) = ctx.store.key_bounds().await? else { return Ok(None) };
    let tag = salted_hmac(&["countersign.decoy"], username, ctx.web_sessions.keys.current());
    let draw = tag.as_ref().first_chunk().copied().map_or(0, u64::from_be_bytes);
    ctx.store.password_from(between(draw, lowest, highest)).await
}

/// The key that was drawn, of those from `lowest` to `highest`; of UUIDs the first half.
fn between(draw: u64, lowest: UserId, highest: UserId) -> UserId {
    match (lowest, highest) {
        (UserId::Integer(low), UserId::Integer(high)) => {
            UserId::Integer(low.saturating_add_unsigned(jump(draw, high.abs_diff(low))))
        }
        (UserId::Uuid(low), UserId::Uuid(high)) => {
            let ((low, _), (high, _)) = (low.as_u64_pair(), high.as_u64_pair());
            UserId::Uuid(Uuid::from_u64_pair(low.saturating_add(jump(draw, high.saturating_sub(low))), 0))
        }
        (UserId::Integer(_), UserId::Uuid(_)) | (UserId::Uuid(_), UserId::Integer(_)) => lowest,
    }
}

/// One of the numbers from 0 to `last`, each as likely as any other. One more at the end takes over its share, and no draw moves
/// but to that one: jump consistent hashing (Lamping, Veach 2014).
fn jump(mut draw: u64, last: u64) -> u64 {
    let mut chosen = 0;
    let mut next = 0_u128;
    while next <= u128::from(last) {
        chosen = u64::try_from(next).unwrap_or(last);
        draw = draw.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(1);
        next = ((next + 1) << 31) / (u128::from(draw >> 33) + 1);
    }
    chosen
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn every_user_stands_in_as_often_as_another() {
        let mut times = [0_u32; 10];
        for draw in 0..10_000_u64 {
            let UserId::Integer(key) = between(draw.wrapping_mul(0x9e37_79b9_7f4a_7c15), 41.into(), 50.into()) else {
                panic!("an integer")
            };
            times[usize::try_from(key - 41).unwrap()] += 1;
        }
        assert!(times.iter().all(|times| (850..1150).contains(times)), "{times:?}");
    }

    impl From<i64> for UserId {
        fn from(key: i64) -> Self {
            Self::Integer(key)
        }
    }

    proptest! {
        #[test]
        fn who_stands_in_is_among_the_users(draw: u64, one: i64, other: i64) {
            let (low, high) = (UserId::Integer(one.min(other)), UserId::Integer(one.max(other)));
            let drawn = between(draw, low, high);
            prop_assert!(low <= drawn && drawn <= high);
        }

        #[test]
        fn of_uuids_none_is_beyond_the_last(draw: u64, one: u128, other: u128) {
            let [low, high] = [one.min(other), one.max(other)].map(|key| UserId::Uuid(Uuid::from_u128(key)));
            prop_assert!(between(draw, low, high) <= high);
        }

        #[test]
        fn a_newcomer_stands_in_for_some_names_and_nobody_else_for_others(draw: u64, last in 0..1_000_000_u64) {
            let (before, after) = (jump(draw, last), jump(draw, last + 1));
            if after != last + 1 {
                prop_assert_eq!(before, after);
            }
        }
    }
}
