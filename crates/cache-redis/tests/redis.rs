//! The way to a real server, and what is counted there.

#![cfg(test)]

use std::sync::Arc;
use std::time::Duration;

use countersign_cache_redis::{Address, Keeper, Link};
use countersign_core::lockout::{SharedFailures, SubjectName};
use countersign_core::revocation::Channel;
use countersign_core::throttle::{
    Admission, Counted, Ident, Known, LogName, Past, Rate, SharedLogs, SharedThrottleCache, ThrottleCache, ThrottleKey,
};
use countersign_core::web_session::SecretKey;
use countersign_core::{Moment, Randomness};
use countersign_token::Seconds;
use private_redis::Server;
use tokio::time::timeout;

const NOW: Moment = Moment::from_micros(1_767_225_600_000_000);

#[derive(Debug)]
struct Bytes(u8);

impl Randomness for Bytes {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

/// A node of the deployment with this secret.
async fn node(server: &Server, secret: &str, number: u8) -> (Arc<Link>, Keeper) {
    let address = Address::parse(&server.url()).unwrap();
    let link = Arc::new(Link::new(address, &SecretKey::new(secret).unwrap(), &Bytes(number)));
    let keeper = Arc::clone(&link).keep();
    link.opened_within(Duration::from_secs(30)).await;
    (link, keeper)
}

fn key() -> ThrottleKey {
    ThrottleKey { scope: "login".into(), ident: Ident::Network(None) }
}

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn judged(counted: Option<Counted>) -> (LogName, Admission, Vec<Past>) {
    match counted {
        Some(Counted::Judged { log, admission, requests }) => (log, admission, requests),
        other => panic!("{other:?}"),
    }
}

/// Large rates are counted in parts, as on one node: a little less may pass, and never more.
#[tokio::test]
async fn nodes_together_admit_as_many_as_the_rate_says() {
    let server = Server::start(&[]);
    let (one, _kept) = node(&server, "secret", 1).await;
    let (other, _kept_too) = node(&server, "secret", 2).await;
    for (text, most) in [("1/day", 1), ("128/day", 128), ("129/day", 129), ("1000/day", 1_000)] {
        let key = ThrottleKey { scope: text.into(), ident: Ident::Network(None) };
        let nodes = [&one, &other].map(|link| SharedThrottleCache::new(Arc::clone(link) as _));
        let mut admitted = 0;
        for turn in 0..most + 20 {
            let admission = nodes[turn % 2].admit(&key, rate(text), NOW).await;
            admitted += usize::from(admission == Admission::Admitted);
        }
        assert_eq!(admitted, most, "{text}");
        let name = server.run(&["KEYS", "countersign:throttle:*"]);
        assert!(name.lines().all(|name| server.run(&["STRLEN", name]).parse::<usize>().unwrap() < 8_192));
    }
}

#[tokio::test]
async fn what_has_passed_its_period_is_counted_no_longer() {
    let server = Server::start(&[]);
    let (link, _kept) = node(&server, "secret", 1).await;
    let past = |age, requests| Past { age, requests };
    let at_least = Known::AtLeast(vec![past(60_000_001, 5), past(59_000_000, 1), past(0, 1)]);
    let (_, admission, requests) = judged(link.admit(&key(), rate("3/min"), at_least).await);
    assert_eq!((admission, requests.len()), (Admission::Admitted, 3));
    let (log, admission, _) = judged(link.admit(&key(), rate("3/min"), Known::Nothing).await);
    assert_eq!(admission, Admission::Throttled { wait: Some(Seconds::new(1)) });
    link.take_back(&key(), LogName(log.0 + 1)).await;
    assert_ne!(judged(link.admit(&key(), rate("3/min"), Known::Nothing).await).1, Admission::Admitted, "another log's");
    link.take_back(&key(), log).await;
    assert_eq!(judged(link.admit(&key(), rate("3/min"), Known::Log(log)).await).1, Admission::Admitted);
    assert_eq!(
        judged(link.admit(&key(), rate("2/min"), Known::Log(log)).await).1,
        Admission::Throttled { wait: None },
        "as DRF where the rate has become smaller"
    );
    let nobody = ThrottleKey { scope: "nobody".into(), ..key() };
    let (_, admission, _) = judged(link.admit(&nobody, rate("0/hour"), Known::Nothing).await);
    assert_eq!(admission, Admission::Throttled { wait: Some(Seconds::new(3_600)) });
}

#[tokio::test]
async fn a_lost_log_is_noticed_and_brought_back() {
    let server = Server::start(&[]);
    let (link, _kept) = node(&server, "secret", 1).await;
    let (log, _, requests) = judged(link.admit(&key(), rate("5/min"), Known::Nothing).await);
    assert_eq!(server.run(&["FLUSHALL"]), "OK");
    assert_eq!(link.admit(&key(), rate("5/min"), Known::Log(log)).await, Some(Counted::Lost));
    let (again, _, requests) = judged(link.admit(&key(), rate("5/min"), Known::AtLeast(requests)).await);
    assert!(again != log && requests.len() == 2, "{requests:?}");
    assert_eq!(
        link.admit(&key(), rate("5/min"), Known::Log(log)).await,
        Some(Counted::Lost),
        "for every node that knew it"
    );
    // Of what nodes bring the larger counts, not the sum.
    let (_, _, requests) = judged(link.admit(&key(), rate("5/min"), Known::AtLeast(requests)).await);
    assert_eq!(requests.len(), 3);
}

#[tokio::test]
async fn failures_are_counted_and_forgiven_for_all() {
    let server = Server::start(&[]);
    let (one, _kept) = node(&server, "secret", 1).await;
    let (other, _kept_too) = node(&server, "secret", 2).await;
    let (subject, day) = (SubjectName([7; 32]), Seconds::new(86_400));
    assert_eq!(one.of(&subject).await.map(|known| (known.count, known.last, known.cleared)), Some((0, None, None)));
    one.add(&subject, 1, day).await;
    other.add(&subject, 1, day).await;
    assert_eq!(one.of(&subject).await.unwrap().count, 2);
    one.add(&subject, 9, day).await;
    let known = other.of(&subject).await.unwrap();
    assert!(known.count == 9 && known.last.is_some_and(|age| age < 60_000_000) && known.cleared.is_none(), "{known:?}");
    other.clear(&subject, day).await;
    let known = one.of(&subject).await.unwrap();
    assert!(known.count == 0 && known.last.is_none() && known.cleared.is_some(), "{known:?}");
    let forever = SubjectName([8; 32]);
    one.add(&forever, 1, Seconds::new(u64::MAX)).await;
    assert_eq!(one.of(&forever).await.unwrap().count, 1, "no cooloff is too long");
}

#[tokio::test]
async fn a_hint_reaches_the_other_nodes_of_the_same_feed_and_nobody_else() {
    let server = Server::start(&[]);
    let (one, _kept) = node(&server, "secret", 1).await;
    let (other, _kept_too) = node(&server, "secret", 2).await;
    let (stranger, _kept_as_well) = node(&server, "another secret", 3).await;
    for link in [&one, &other, &stranger] {
        link.follow("epoch");
    }
    let mut heard = [&one, &other, &stranger].map(|link| link.announcements());
    one.tell().await;
    timeout(Duration::from_secs(30), heard[1].next()).await.unwrap();
    other.follow("another epoch");
    one.tell().await;
    // Whatever comes comes in order: once the last is heard, nothing before it was.
    other.follow("epoch");
    one.tell().await;
    timeout(Duration::from_secs(30), heard[1].next()).await.unwrap();
    for nothing in [0, 2] {
        assert!(timeout(Duration::ZERO, heard[nothing].next()).await.is_err(), "{nothing}");
    }
}

#[tokio::test]
async fn whatever_was_missed_is_announced_once_there_is_a_connection_again() {
    let server = Server::start(&[]);
    let (link, _kept) = node(&server, "secret", 1).await;
    let mut heard = link.announcements();
    server.kill();
    server.start_again();
    timeout(Duration::from_secs(30), heard.next()).await.unwrap();
    link.opened_within(Duration::from_secs(30)).await;
    judged(link.admit(&key(), rate("5/min"), Known::Nothing).await);
}
