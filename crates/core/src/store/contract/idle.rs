//! The idle time-out: a session that nobody uses is over, and nobody is called a thief for it.

use std::collections::BTreeMap;

use countersign_token::Seconds;

use super::outcome::{Outcome, all_at_once, tally};
use super::stage::{Foreign, Held, RULE, Stage, at, ending};
use crate::Moment;
use crate::session::ReuseRule;
use crate::store::{Adoption, OwnerRule, Rotation};

const HUNDRED: Option<Seconds> = Some(Seconds::new(100));

async fn refresh(stage: &Stage<'_>, held: &Held, at: Moment) -> Rotation {
    stage.refresh_within(0, held, at, (RULE, HUNDRED)).await
}

/// It is over from the end of its time-out on, and not before; each use begins it anew.
pub async fn a_session_is_over_when_it_lay_idle(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let (idle, mut used) = (stage.login(alice).await, stage.login(alice).await);
    for turn in 1..=5 {
        let now = Moment::from_micros(at(100 * turn).micros() - i64::try_from(turn).unwrap());
        let next = refresh(stage, &used, now).await.rotated();
        used = used.next(next);
    }
    let before = stage.picture().await;
    refresh(stage, &idle, at(100)).await.over();
    refresh(stage, &used, at(600)).await.over();
    assert_eq!(stage.picture().await, before);
}

/// Without a time-out a session is used whenever its token lives, and a time-out counts for sessions that were there before.
pub async fn a_time_out_counts_for_every_session(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let next = stage.refresh(&held, at(5000)).await.rotated();
    let held = held.next(next);
    refresh(stage, &held, at(5100)).await.over();
    stage.refresh(&held, at(5200)).await.rotated();
}

/// Whatever token of an idle session comes, spent ones among them: it is refused, and nothing ends.
pub async fn no_token_of_an_idle_session_is_a_replay(stage: &Stage<'_>) {
    let first = stage.login(stage.user("alice").await).await;
    let second = first.next(refresh(stage, &first, at(1)).await.rotated());
    let third = second.next(refresh(stage, &second, at(2)).await.rotated());
    let (before, stranger) = (stage.picture().await, Held { jti: stage.jti(), ..first.clone() });
    for held in [&first, &second, &third, &stranger] {
        refresh(stage, held, at(102)).await.over();
    }
    assert_eq!(stage.picture().await, before);
}

/// A repetition is no use: the time-out counts from the rotation that it repeats.
pub async fn a_repetition_does_not_stretch_the_time_out(stage: &Stage<'_>) {
    let rule = ReuseRule { interval: Seconds::new(200), detection: true };
    let held = stage.login(stage.user("alice").await).await;
    stage.refresh_within(0, &held, at(1), (rule, HUNDRED)).await.rotated();
    stage.refresh_within(1, &held, at(100), (rule, HUNDRED)).await.repeated();
    stage.refresh_within(0, &held, at(101), (rule, HUNDRED)).await.over();
}

/// Fifty at the end of the time-out, dealt out to both nodes: nobody is answered.
pub async fn of_fifty_at_the_end_of_the_time_out_none_rotates(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let told = all_at_once((0..50).map(|node| stage.refresh_within(node, &held, at(100), (RULE, HUNDRED)))).await;
    assert_eq!(tally(&told), BTreeMap::from([("over", 50)]));
    assert_eq!(stage.last().await, 0);
}

/// A foreign token begins its session when it is taken in, however old it is, and from then on that lies idle like any other.
pub async fn a_foreign_token_is_used_when_it_is_taken_in(stage: &Stage<'_>) {
    let foreign = stage.foreign(stage.user("alice").await);
    let next = adopt(stage, &foreign, at(1000)).await.rotated();
    let (own, before) = (Held { session: next.session, user: foreign.user, jti: next.jti }, stage.picture().await);
    adopt(stage, &foreign, at(1100)).await.over();
    refresh(stage, &own, at(1100)).await.over();
    assert_eq!(stage.picture().await, before);
    refresh(stage, &own, at(1099)).await.rotated();
}

async fn adopt(stage: &Stage<'_>, foreign: &Foreign, at: Moment) -> Rotation {
    let (session, ending) = (stage.new_session(foreign.user, at), ending(at));
    let adoption = Adoption {
        session: &session,
        origin: &foreign.jti,
        iat: foreign.iat,
        exp: foreign.exp,
        rule: RULE,
        idle_timeout: HUNDRED,
        owners: OwnerRule::Active,
        ending: &ending,
        exchange: None,
        must_be_known: false,
    };
    stage.store().adopt(&adoption).await.unwrap()
}
