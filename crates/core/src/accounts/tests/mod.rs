//! The promises of this module; where Django is the judge, against what it answered.

mod characters;
mod fields;
mod hashes;
mod passwords;
mod pool;
mod work;

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use crate::Randomness;
use crate::accounts::Complaint;

/// The cases of one file in `judged/`.
fn cases(json: &str) -> Vec<Vec<Value>> {
    let Value::Array(cases) = serde_json::from_str(json).unwrap() else { panic!("not a list") };
    assert!(!cases.is_empty());
    cases.iter().map(|case| case.as_array().unwrap().clone()).collect()
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

/// In Django's words.
fn told(complaints: &[Complaint]) -> Vec<String> {
    complaints.iter().map(Complaint::to_string).collect()
}

/// The same bytes in every run (splitmix64).
#[derive(Debug, Default)]
struct Seeded(AtomicU64);

impl Randomness for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let state = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
