//! Counts by key, in memory of bounded size.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::Moment;

/// Locks, so that requests seldom wait for one another.
const SHARDS: usize = 16;
/// How many entries are looked at when room is needed, one of which goes. Were nine of ten entries heavy, one of thirty that go
/// would be heavy; were it half of them, one of four billion.
const LOOKED_AT: usize = 32;
/// The golden ratio as a fraction of 2⁶⁴: its multiples are spread evenly, wherever one begins.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// What is kept under a key; the default is that of a key which nobody has used yet.
pub(crate) trait Entry: Default {
    /// Nothing is lost with it.
    fn is_over(&self, now: Moment) -> bool;

    /// When room is needed the lightest goes first; what has no weight stays.
    fn weight(&self) -> Option<u64>;

    /// Its share of the room.
    fn size(&self) -> usize;
}

/// Entries by key. Each use of an entry is alone with it.
///
/// When there is no room left, the lightest of some entries from all over goes: whoever floods the ledger with keys pushes out
/// the keys of the flood, and an entry that is heavy goes only when most of them are as heavy. A new key is always taken in.
pub(crate) struct Ledger<K, E> {
    shards: [Mutex<Shard<K, E>>; SHARDS],
    hasher: RandomState,
    room: usize,
}

impl<K: Hash + Eq + Clone, E: Entry> Ledger<K, E> {
    /// Entries whose sizes sum up to `room` at most.
    pub(crate) fn new(room: usize) -> Self {
        let shards = std::array::from_fn(|_| Mutex::new(Shard::default()));
        Self { shards, hasher: RandomState::new(), room: room / SHARDS }
    }

    /// Uses the entry of `key`, which is made where there is none.
    pub(crate) fn with<R>(&self, key: &K, now: Moment, work: impl FnOnce(&mut E) -> R) -> R {
        let mut shard = self.shard(key);
        let at = shard.place(key, now, self.room);
        shard.work(at, work)
    }

    fn shard(&self, key: &K) -> MutexGuard<'_, Shard<K, E>> {
        let hash = self.hasher.hash_one(key);
        let [first, ..] = &self.shards;
        let index = usize::try_from(hash % (SHARDS as u64)).unwrap_or_default();
        self.shards.get(index).unwrap_or(first).lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock().unwrap().slots.len()).sum()
    }
}

impl<K, E> fmt::Debug for Ledger<K, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").field("room", &self.room).finish_non_exhaustive()
    }
}

struct Shard<K, E> {
    slots: Vec<(K, E)>,
    places: HashMap<K, usize>,
    /// The sum of the sizes.
    size: usize,
    /// Where room is looked for next, as a fraction of the slots.
    hand: u64,
}

impl<K, E> Default for Shard<K, E> {
    fn default() -> Self {
        Self { slots: Vec::new(), places: HashMap::new(), size: 0, hand: 0 }
    }
}

impl<K: Hash + Eq + Clone, E: Entry> Shard<K, E> {
    /// Where the entry of `key` is; there is room for a new one.
    fn place(&mut self, key: &K, now: Moment, room: usize) -> usize {
        let known = self.places.contains_key(key);
        if !known || self.size > room {
            self.make_room(key, now, room);
        }
        if let Some(at) = self.places.get(key) {
            return *at;
        }
        let entry = E::default();
        self.size += entry.size();
        self.slots.push((key.clone(), entry));
        self.places.insert(key.clone(), self.slots.len() - 1);
        self.slots.len() - 1
    }

    fn work<R>(&mut self, at: usize, work: impl FnOnce(&mut E) -> R) -> R {
        let mut unplaced = E::default();
        let entry = self.slots.get_mut(at).map_or(&mut unplaced, |(_, entry)| entry);
        let before = entry.size();
        let done = work(entry);
        self.size = (self.size + entry.size()).saturating_sub(before);
        done
    }

    /// Drops what is over of the next few entries and, while there is no room, the lightest of them; never that of `key`.
    fn make_room(&mut self, key: &K, now: Moment, room: usize) {
        for _ in 0..=self.slots.len() / LOOKED_AT {
            let mut lightest: Option<(u64, K)> = None;
            for _ in 0..LOOKED_AT.min(self.slots.len()) {
                let at = self.look_on();
                let Some((held, entry)) = self.slots.get(at).filter(|(held, _)| held != key) else { continue };
                let held = held.clone();
                if entry.is_over(now) {
                    self.remove(&held);
                } else if let Some(weight) = entry.weight()
                    && lightest.as_ref().is_none_or(|(least, _)| weight < *least)
                {
                    lightest = Some((weight, held));
                }
            }
            if self.size < room {
                return;
            }
            if let Some((_, held)) = lightest {
                self.remove(&held);
            }
        }
    }

    /// A slot far from the last ones.
    fn look_on(&mut self) -> usize {
        self.hand = self.hand.wrapping_add(STEP);
        let slots = self.slots.len() as u128;
        usize::try_from((u128::from(self.hand) * slots) >> u64::BITS).unwrap_or_default()
    }

    fn remove(&mut self, key: &K) {
        let Some(at) = self.places.remove(key) else { return };
        let (_, entry) = self.slots.swap_remove(at);
        self.size = self.size.saturating_sub(entry.size());
        if let Some((moved, _)) = self.slots.get(at) {
            self.places.insert(moved.clone(), at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default)]
    struct Count(u64);

    impl Entry for Count {
        fn is_over(&self, now: Moment) -> bool {
            now.micros() > 1_000
        }

        fn weight(&self) -> Option<u64> {
            Some(self.0)
        }

        fn size(&self) -> usize {
            1
        }
    }

    const NOW: Moment = Moment::from_micros(0);
    const ROOM: usize = 16_000;

    fn add(ledger: &Ledger<u32, Count>, key: u32, now: Moment) -> u64 {
        ledger.with(&key, now, |count| {
            count.0 += 1;
            count.0
        })
    }

    #[test]
    fn a_flood_of_keys_stays_within_the_room_and_forgets_no_heavy_entry() {
        let ledger = Ledger::new(ROOM);
        for key in 0..1_000 {
            for _ in 0..10 {
                add(&ledger, key, NOW);
            }
        }
        for key in 1_000..100_000 {
            add(&ledger, key, NOW);
            assert!(ledger.len() <= ROOM);
        }
        assert!((0..1_000).all(|key| add(&ledger, key, NOW) == 11));
    }

    #[test]
    fn what_is_over_makes_room_before_anything_else_does() {
        let ledger = Ledger::new(ROOM);
        for key in 0..10_000 {
            add(&ledger, key, NOW);
        }
        let later = Moment::from_micros(2_000);
        for key in 10_000..20_000 {
            add(&ledger, key, later);
        }
        assert!(ledger.len() < ROOM);
    }
}
