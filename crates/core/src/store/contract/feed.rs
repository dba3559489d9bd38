//! The event feed: what a follower can rely on.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use countersign_token::{Seconds, Timestamp};

use super::outcome::all_at_once;
use super::stage::{Held, Stage, at, ending};
use crate::store::{Change, FeedPage, Reach, Revoked};

async fn page(stage: &Stage<'_>, node: usize, after: u64) -> FeedPage {
    stage.node(node).feed_after(after, Timestamp::from_unix(0)).await.unwrap()
}

async fn logins(stage: &Stage<'_>, name: &str, count: usize) -> Vec<Held> {
    let alice = stage.user(name).await;
    all_at_once((0..count).map(|_| stage.login(alice))).await
}

/// A feed that nobody has written to has a name, no number and no event.
pub async fn a_new_feed_has_a_name_and_no_event(stage: &Stage<'_>) {
    let page = page(stage, 0, 0).await;
    assert!(!page.epoch.is_empty());
    assert_eq!((page.last, page.events), (0, Vec::new()));
}

/// The feed's name is the same on every node, and stays through what is written.
pub async fn the_epoch_stays(stage: &Stage<'_>) {
    let epoch = page(stage, 0, 0).await.epoch;
    let [held] = logins(stage, "alice", 1).await.try_into().unwrap();
    stage.store().end_session(&held.session, None, &ending(at(1))).await.unwrap();
    stage.store().delete_user(held.user, &ending(at(2))).await.unwrap();
    assert_eq!((page(stage, 0, 0).await.epoch, page(stage, 1, 9).await.epoch), (epoch.clone(), epoch));
}

/// Numbers go up by one in the order of the answers, whichever node wrote; a page starts after the number asked.
pub async fn events_are_numbered_in_the_order_of_commits(stage: &Stage<'_>) {
    let held = logins(stage, "alice", 4).await;
    for (node, held) in (0..).zip(&held) {
        stage.node(node).end_session(&held.session, None, &ending(at(1))).await.unwrap();
    }
    for after in 0..=4 {
        let page = page(stage, 1, after).await;
        let wanted = (after + 1..).zip(held.iter().skip(usize::try_from(after).unwrap()));
        let told: Vec<_> = page.events.into_iter().map(|event| (event.seq, event.revoked)).collect();
        assert_eq!(told, wanted.map(|(seq, held)| (seq, Revoked::Session(held.session.clone()))).collect::<Vec<_>>());
        assert_eq!(page.last, 4);
    }
}

/// A follower that reads while fifty write never meets a gap that is filled later: what it has seen is all there is.
pub async fn beside_fifty_writers_a_reader_meets_no_gap(stage: &Stage<'_>) {
    let (held, now) = (logins(stage, "alice", 50).await, ending(at(1)));
    let writers = (0..).zip(&held).map(|(turn, held)| stage.node(turn).end_session(&held.session, None, &now));
    let written = AtomicBool::new(false);
    let write = async {
        let ended = all_at_once(writers).await;
        written.store(true, Ordering::SeqCst);
        ended
    };
    let follow = async {
        let (mut seen, mut told) = (0, BTreeSet::new());
        loop {
            let last_round = written.load(Ordering::SeqCst);
            let page = page(stage, told.len(), seen).await;
            let numbers: Vec<_> = page.events.iter().map(|event| event.seq).collect();
            assert_eq!(numbers, (seen + 1..=page.last).collect::<Vec<_>>());
            seen = page.last;
            told.extend(page.events.into_iter().map(|event| format!("{:?}", event.revoked)));
            if last_round {
                return told.len();
            }
        }
    };
    let (ended, told) = tokio::join!(write, follow);
    assert!(ended.into_iter().all(|ended| ended.is_ok()));
    assert_eq!((told, page(stage, 0, 0).await.last), (50, 50));
}

/// Once a step is answered, its events are in every node's feed.
pub async fn an_answered_revocation_is_in_the_feed(stage: &Stage<'_>) {
    let (held, now) = (logins(stage, "alice", 30).await, ending(at(1)));
    all_at_once((0..).zip(&held).map(|(turn, held)| {
        let now = &now;
        async move {
            stage.node(turn).end_session(&held.session, None, now).await.unwrap();
            let told = page(stage, turn + 1, 0).await.events;
            assert!(told.iter().any(|event| event.revoked == Revoked::Session(held.session.clone())));
        }
    }))
    .await;
}

/// The events of one step stand together, the user before the sessions, however many steps run beside it.
pub async fn the_events_of_one_step_stand_together(stage: &Stage<'_>) {
    let now = ending(at(1));
    let mut users = Vec::new();
    for name in 0..10 {
        users.push(logins(stage, &format!("user{name}"), 3).await.first().unwrap().user);
    }
    let calls = (0..).zip(&users).map(|(turn, user)| stage.node(turn).deactivate_user(*user, &now));
    assert!(all_at_once(calls).await.iter().all(|told| matches!(told, Ok(Change::Done(ended)) if ended.len() == 3)));
    let events = stage.revoked_after(0).await;
    for step in events.chunks(4) {
        let [Revoked::User { user, .. }, sessions @ ..] = step else { panic!("{step:?}") };
        for event in sessions {
            let Revoked::Session(session) = event else { panic!("{step:?}") };
            assert_eq!(stage.session(session).await.user, *user);
        }
    }
    assert_eq!(events.len(), 40);
}

/// An event is shown while tokens that it speaks of may live, and no longer; its number stays given.
pub async fn an_event_is_shown_until_its_time(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let now = ending(at(1));
    stage.store().end_sessions_of(alice, Reach::Everything, &now).await.unwrap();
    let shown = async |at| {
        let page = stage.store().feed_after(0, at).await.unwrap();
        (page.events.len(), page.last)
    };
    assert_eq!(shown(now.access_until.saturating_sub(Seconds::new(1))).await, (1, 1));
    assert_eq!(shown(now.access_until).await, (0, 1));
}

/// A follower that is ahead of the feed (a restored database) gets no event, and sees that it is.
pub async fn a_reader_that_is_ahead_sees_it(stage: &Stage<'_>) {
    let [held] = logins(stage, "alice", 1).await.try_into().unwrap();
    stage.store().end_session(&held.session, None, &ending(at(1))).await.unwrap();
    for after in [2, u64::MAX] {
        let page = page(stage, 0, after).await;
        assert_eq!((page.last, page.events), (1, Vec::new()));
    }
}

/// The first events after a number and no more, whatever has expired in between; the end is told with them.
pub async fn a_page_is_the_beginning_of_what_there_is(stage: &Stage<'_>) {
    for (second, held) in (1..).zip(logins(stage, "alice", 4).await) {
        stage.store().end_session(&held.session, None, &ending(at(second))).await.unwrap();
    }
    let numbers = async |after, limit, now| {
        let page = stage.node(1).feed_page(after, limit, now).await.unwrap();
        (page.last, page.events.into_iter().map(|event| event.seq).collect::<Vec<_>>())
    };
    let beginning = Timestamp::from_unix(0);
    assert_eq!(numbers(0, 3, beginning).await, (4, vec![1, 2, 3]));
    assert_eq!(numbers(3, 3, beginning).await, (4, vec![4]));
    assert_eq!(numbers(4, 3, beginning).await, (4, vec![]));
    assert_eq!(numbers(0, 2, ending(at(1)).access_until).await, (4, vec![2, 3]));
}

/// With the session that it ends, or without any.
pub async fn an_event_of_a_user_says_the_mark(stage: &Stage<'_>) {
    let (alice, bob) = (stage.user("alice").await, stage.user("bob").await);
    stage.store().end_sessions_of(alice, Reach::Everything, &ending(at(7))).await.unwrap();
    stage.store().delete_user(bob, &ending(at(9))).await.unwrap();
    let marks: Vec<_> = stage.revoked_after(0).await.iter().map(Revoked::mark).collect();
    assert_eq!(marks, [Some(at(7).timestamp()), Some(at(9).timestamp())]);
}

/// Whoever waits on the node that writes is woken by an event, and need not wait for the next reading.
pub async fn who_waits_hears_of_an_event(stage: &Stage<'_>) {
    let held = logins(stage, "alice", 3).await;
    let mut announced = stage.store().announcements();
    for (held, last) in held.iter().zip(1..) {
        stage.store().end_session(&held.session, None, &ending(at(1))).await.unwrap();
        let heard = tokio::time::timeout(Duration::from_mins(1), announced.next()).await;
        assert!(heard.is_ok(), "nothing was announced");
        assert_eq!(page(stage, 0, 0).await.last, last);
    }
}

/// Whoever passes events on to other nodes hears of those that this one has committed, and not of what it only read.
pub async fn who_passes_events_on_hears_of_those_of_this_node(stage: &Stage<'_>) {
    let held = logins(stage, "alice", 3).await;
    let mut written = stage.store().own_events();
    for held in &held {
        stage.store().end_session(&held.session, None, &ending(at(1))).await.unwrap();
        let heard = tokio::time::timeout(Duration::from_mins(1), written.next()).await;
        assert!(heard.is_ok(), "nothing was heard");
        page(stage, 0, 0).await;
        assert!(tokio::time::timeout(Duration::ZERO, written.next()).await.is_err(), "reading is no event");
    }
}
