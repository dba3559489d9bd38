//! What counting promises.

use countersign_token::Seconds;
use proptest::collection::vec;
use proptest::prelude::*;

use super::log::SlidingLog;
use super::*;

fn at(micros: i64) -> Moment {
    Moment::from_micros(micros)
}

/// DRF's `SimpleRateThrottle`, line by line, in whole microseconds; the newest request comes first.
fn drf(history: &mut Vec<i64>, rate: Rate, now: i64) -> Admission {
    let duration = i64::try_from(rate.period.get()).unwrap() * 1_000_000;
    while history.last().is_some_and(|oldest| *oldest <= now - duration) {
        history.pop();
    }
    let requests = i64::from(rate.requests);
    let counted = i64::try_from(history.len()).unwrap();
    if counted < requests {
        history.insert(0, now);
        return Admission::Admitted;
    }
    let remaining = history.last().map_or(duration, |oldest| duration - (now - oldest));
    let available = requests - counted + 1;
    let wait = (available > 0).then(|| u64::try_from(remaining / available).unwrap());
    Admission::Throttled { wait: wait.map(|micros| Seconds::new(micros.div_ceil(1_000_000))) }
}

fn rates() -> impl Strategy<Value = Rate> {
    let period = prop_oneof![Just(1), Just(60), Just(3_600), Just(86_400)];
    (0..20_u32, period).prop_map(|(requests, period)| Rate { requests, period: Seconds::new(period) })
}

proptest! {
    #[test]
    fn requests_are_counted_as_drf_counts_them(
        rate in rates(),
        gaps in vec(prop_oneof![0..10_i64, 0..1_000_000_i64, 0..90_000_000_i64], 1..200),
    ) {
        let (mut log, mut history, mut now) = (SlidingLog::default(), Vec::new(), 1_767_225_600_000_000);
        for gap in gaps {
            now += gap;
            prop_assert_eq!(log.admit(rate, at(now)), drf(&mut history, rate, now));
        }
    }

    #[test]
    fn a_large_rate_allows_no_more_than_it_says_in_bounded_memory(
        requests in 129..3_000_u32,
        gaps in vec(0..100_000_i64, 1..4_000),
    ) {
        let rate = Rate { requests, period: Seconds::new(60) };
        let (mut log, mut admitted, mut now) = (SlidingLog::default(), Vec::new(), 0);
        for gap in gaps {
            now += gap;
            if log.admit(rate, at(now)) == Admission::Admitted {
                admitted.push(now);
            }
            prop_assert!(crate::ledger::Entry::size(&log) < 64);
        }
        let most = requests as usize;
        prop_assert!(admitted.windows(most + 1).all(|some| some[most] - some[0] >= 60_000_000));
    }
}

#[test]
fn a_clock_that_is_set_back_makes_nobody_wait_for_longer_than_the_period() {
    let rate = Rate { requests: 1, period: Seconds::new(60) };
    let mut log = SlidingLog::default();
    let year = 365 * 86_400 * 1_000_000;
    assert_eq!(log.admit(rate, at(year)), Admission::Admitted);
    assert_eq!(log.admit(rate, at(0)), Admission::Throttled { wait: Some(Seconds::new(60)) });
    assert_eq!(log.admit(rate, at(60_000_000)), Admission::Admitted);
}

#[test]
fn of_a_period_the_first_letter_counts() {
    for (text, requests, period) in
        [("3/s", 3, 1), ("3/min", 3, 60), ("5/minute", 5, 60), ("0/hour", 0, 3_600), (" 10 /days", 10, 86_400)]
    {
        assert_eq!(text.parse(), Ok(Rate { requests, period: Seconds::new(period) }), "{text}");
    }
    for text in ["", "10", "10/", "/min", "10/5m", "5/x", "5/M", "-1/min", "1.5/s", "1/s/m", "99999999999/s", "ten/min"]
    {
        assert_eq!(text.parse::<Rate>(), Err(RateError), "{text}");
    }
    assert_eq!(Rate { requests: 10, period: Seconds::new(60) }.to_string(), "10/min");
}

#[test]
fn of_a_hundred_parallel_requests_exactly_as_many_pass_as_the_rate_says() {
    let cache = LocalThrottleCache::default();
    let key = ThrottleKey { scope: "login".into(), ident: Ident::Network(None) };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).build().unwrap();
    let cache = std::sync::Arc::new(cache);
    let asked = (0..100).map(|_| {
        let (cache, key) = (std::sync::Arc::clone(&cache), key.clone());
        runtime.spawn(async move { cache.admit(&key, "10/min".parse().unwrap(), at(0)).await })
    });
    let asked: Vec<_> = asked.collect();
    let admitted = runtime.block_on(async {
        let mut admitted = 0;
        for one in asked {
            admitted += usize::from(one.await.unwrap() == Admission::Admitted);
        }
        admitted
    });
    assert_eq!(admitted, 10);
}
