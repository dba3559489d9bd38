//! The machine's clock and randomness.

use std::time::{SystemTime, UNIX_EPOCH};

use countersign_core::{Clock, Moment, Randomness};

/// The machine's clock.
#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
        let now = SystemTime::now();
        let micros = match now.duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |micros| -micros),
        };
        Moment::from_micros(micros)
    }
}

/// The operating system's randomness, through the cryptographic provider.
#[derive(Debug)]
pub(crate) struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&self, bytes: &mut [u8]) {
        #[expect(clippy::disallowed_methods, reason = "the one place that draws randomness")]
        let filled = aws_lc_rs::rand::fill(bytes);
        if filled.is_err() {
            // Without randomness no name and no key is safe; nothing that goes on from here is.
            eprintln!("countersign: the operating system gives no randomness");
            std::process::abort();
        }
    }
}
