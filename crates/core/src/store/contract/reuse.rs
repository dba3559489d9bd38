//! A spent token comes back: in time it gets the same successor, else it is theft.

use countersign_token::Seconds;

use super::outcome::{Outcome, same};
use super::stage::{Held, RULE, Stage, at};
use crate::Moment;
use crate::session::ReuseRule;
use crate::store::Revoked;

const NO_DETECTION: ReuseRule = ReuseRule { detection: false, ..RULE };

/// The last instant that is less than 30 seconds after `moment`.
fn just_in_time(moment: Moment) -> Moment {
    Moment::from_micros(moment.saturating_add(RULE.interval).micros() - 1)
}

/// A login and one refresh at second 100: the spent token, and the one that took its place.
async fn rotated_once(stage: &Stage<'_>) -> (Held, Held) {
    let spent = stage.login(stage.user("alice").await).await;
    let next = stage.refresh(&spent, at(100)).await.rotated();
    (spent.clone(), spent.next(next))
}

/// Up to the last microsecond of the interval a lost answer can be asked for again; nothing is written.
pub async fn within_the_interval_a_spent_token_gets_its_successor_again(stage: &Stage<'_>) {
    let spent = stage.login(stage.user("alice").await).await;
    let next = stage.refresh(&spent, at(100)).await.rotated();
    let before = stage.picture().await;
    for moment in [at(100), at(101), at(129), just_in_time(at(100))] {
        let again = stage.refresh(&spent, moment).await.repeated();
        assert!(same(&again, &next), "{again:?} is not {next:?}");
    }
    assert_eq!(stage.picture().await, before);
    let current = spent.next(next);
    stage.refresh(&current, at(200)).await.rotated();
    stage.refresh(&current, at(229)).await.repeated();
}

/// From the interval's end on it is theft: the session ends, the feed says so, and its current token is worth nothing.
pub async fn past_the_interval_a_replay_ends_the_session(stage: &Stage<'_>) {
    let (spent, current) = rotated_once(stage).await;
    assert_eq!(stage.refresh(&spent, at(130)).await.replayed(), Some(spent.session.clone()));
    assert_eq!(stage.revoked_after(0).await, [Revoked::Session(spent.session.clone())]);
    assert!(stage.session(&spent.session).await.chain.ended);
    stage.refresh(&current, at(131)).await.over();
    stage.refresh(&spent, at(131)).await.over();
    assert_eq!(stage.last().await, 1);
}

/// Asking again does not stretch the interval: it counts from the rotation.
pub async fn a_repetition_does_not_stretch_the_interval(stage: &Stage<'_>) {
    let (spent, _) = rotated_once(stage).await;
    stage.refresh(&spent, at(129)).await.repeated();
    assert_eq!(stage.refresh(&spent, at(131)).await.replayed(), Some(spent.session));
}

/// Where the rule does not detect, a replay is refused, writes nothing, and the session lives.
pub async fn without_detection_a_replay_ends_nothing(stage: &Stage<'_>) {
    let (spent, current) = rotated_once(stage).await;
    let before = stage.picture().await;
    assert_eq!(stage.refresh_on(0, &spent, at(130), NO_DETECTION).await.replayed(), None);
    assert_eq!(stage.refresh_on(0, &Held { jti: stage.jti(), ..spent }, at(101), NO_DETECTION).await.replayed(), None);
    assert_eq!(stage.picture().await, before);
    stage.refresh(&current, at(131)).await.rotated();
}

/// Once its successor was spent too, a token has no grace left: order goes by generation, not by the clock.
pub async fn a_token_two_turns_old_is_a_replay_at_once(stage: &Stage<'_>) {
    let (oldest, spent) = rotated_once(stage).await;
    let current = spent.next(stage.refresh(&spent, at(101)).await.rotated());
    stage.refresh(&spent, at(102)).await.repeated();
    assert_eq!(stage.refresh(&oldest, at(102)).await.replayed(), Some(oldest.session));
    stage.refresh(&current, at(103)).await.over();
}

/// A token with our `sid` that was never of this session is theft, even before the first rotation.
pub async fn a_jti_that_was_never_of_the_session_ends_it(stage: &Stage<'_>) {
    let held = stage.login(stage.user("alice").await).await;
    let forked = Held { jti: stage.jti(), ..held.clone() };
    assert_eq!(stage.refresh(&forked, at(1)).await.replayed(), Some(held.session.clone()));
    stage.refresh(&held, at(1)).await.over();
}

/// The token of another session of the same user is no token of this one; that other session lives.
pub async fn a_token_of_another_session_ends_only_the_session_it_names(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let (named, other) = (stage.login(alice).await, stage.login(alice).await);
    let mixed = Held { jti: other.jti.clone(), ..named.clone() };
    assert_eq!(stage.refresh(&mixed, at(1)).await.replayed(), Some(named.session));
    stage.refresh(&other, at(1)).await.rotated();
}

/// An interval of 0 has no instant in it: not that of the rotation, and none that a clock behind it shows.
pub async fn an_interval_of_zero_repeats_nothing(stage: &Stage<'_>) {
    let (spent, _) = rotated_once(stage).await;
    let rule = ReuseRule { interval: Seconds::new(0), detection: false };
    for now in [100, 99, 101] {
        assert_eq!(stage.refresh_on(0, &spent, at(now), rule).await.replayed(), None, "{now}");
    }
}

/// A clock that runs behind the one that rotated still finds the interval open.
pub async fn a_clock_that_is_behind_finds_the_interval_open(stage: &Stage<'_>) {
    let (spent, current) = rotated_once(stage).await;
    let again = stage.refresh(&spent, at(98)).await.repeated();
    assert_eq!(again.jti, current.jti);
}
