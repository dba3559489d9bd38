//! The throttles' logs: a text for each key, which only scripts read and write, so that no two nodes do at once.

use async_trait::async_trait;
use countersign_core::throttle::{Admission, Counted, Known, LogName, Past, Rate, SharedLogs, ThrottleKey};
use countersign_token::Seconds;
use fred::interfaces::LuaInterface;

use crate::link::Link;

const ADMIT: &str = concat!(include_str!("scripts/log.lua"), include_str!("scripts/admit.lua"));
const TAKE_BACK: &str = concat!(include_str!("scripts/log.lua"), include_str!("scripts/take_back.lua"));
const MICROS_PER_SECOND: u64 = 1_000_000;

/// The log's name, whether the request is admitted (-1: the log that was known is lost), microseconds to wait (-1: not known), and
/// the log itself.
type Judgement = (String, i64, i64, String);

#[async_trait]
impl SharedLogs for Link {
    async fn admit(&self, key: &ThrottleKey, rate: Rate, known: Known) -> Option<Counted> {
        let period = rate.period.get().saturating_mul(MICROS_PER_SECOND);
        let (known, at_least) = match known {
            Known::Nothing => (String::new(), String::new()),
            Known::Log(LogName(name)) => (name.to_string(), String::new()),
            Known::AtLeast(requests) => (String::new(), written(&requests)),
        };
        let arguments = vec![period.to_string(), rate.requests.to_string(), known, self.fresh().to_string(), at_least];
        let name = self.names.of_log(key);
        let judged: Judgement = self.ask(|client| async move { client.eval(ADMIT, name, arguments).await }).await?;
        read(judged)
    }

    async fn take_back(&self, key: &ThrottleKey, log: LogName) {
        let (name, log) = (self.names.of_log(key), log.0.to_string());
        // Where it cannot be asked, the request counts for its period: too much rather than too little.
        let _: Option<i64> = self.ask(|client| async move { client.eval(TAKE_BACK, name, log).await }).await;
    }
}

fn written(requests: &[Past]) -> String {
    requests.iter().map(|past| format!("{}:{},", past.age, past.requests)).collect::<Vec<_>>().concat()
}

fn read((log, verdict, wait, requests): Judgement) -> Option<Counted> {
    let admission = match verdict {
        1 => Admission::Admitted,
        0 => Admission::Throttled { wait: u64::try_from(wait).ok().map(whole_seconds) },
        _ => return Some(Counted::Lost),
    };
    let requests = requests.split_terminator(',').map(|run| {
        let (age, requests) = run.split_once(':')?;
        Some(Past { age: age.parse().ok()?, requests: requests.parse().ok()? })
    });
    Some(Counted::Judged { log: LogName(log.parse().ok()?), admission, requests: requests.collect::<Option<_>>()? })
}

fn whole_seconds(micros: u64) -> Seconds {
    Seconds::new(micros.div_ceil(MICROS_PER_SECOND).max(1))
}
