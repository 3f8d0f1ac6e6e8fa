//! Seeded chance. Each part of the generator throws dice of its own, so that a change in one part leaves the others as they were.

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::ops::Range;

/// A reproducible source of chance for one part of the district.
#[derive(Debug, Clone)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// Dice for the part called `label`; the same seed and label throw the same numbers on every machine.
    pub fn new(seed: u64, label: &str) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(fnv1a(label.as_bytes()));
        Self(rng)
    }

    /// A whole number in `range`; its start when the range is empty.
    pub fn int(&mut self, range: Range<i64>) -> i64 {
        if range.is_empty() { range.start } else { self.0.random_range(range) }
    }

    /// An index below `len`; 0 when `len` is 0.
    pub fn index(&mut self, len: usize) -> usize {
        if len == 0 { 0 } else { self.0.random_range(0..len as u64) as usize }
    }

    /// A real number in `range`; its start when the range is empty.
    pub fn real(&mut self, range: Range<f64>) -> f64 {
        if range.is_empty() { range.start } else { self.0.random_range(range) }
    }

    /// True with probability `p`, clamped to 0–1.
    pub fn chance(&mut self, p: f64) -> bool {
        self.0.random_bool(p.clamp(0.0, 1.0))
    }

    /// One of `items`, which must not be empty.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.index(items.len())]
    }

    /// Puts `items` into a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }

    /// 32 bytes, for the keys of demo devices.
    pub fn bytes32(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.0.fill(&mut bytes);
        bytes
    }
}

/// A row id: a UUID of version 7 with that time and the dice's bytes.
pub fn uuid(at: i64, dice: &mut Dice) -> String {
    let bytes = dice.bytes32();
    let random = std::array::from_fn(|i| bytes[i]);
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(at).unwrap_or_default(), &random).into_uuid().to_string()
}

fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_label_throws_the_same_numbers_and_another_label_others() {
        let throw = |seed, label| {
            (0..8).map(|_| ()).fold((Dice::new(seed, label), Vec::new()), |(mut dice, mut all), ()| {
                all.push(dice.int(0..1_000_000));
                (dice, all)
            })
        };
        assert_eq!(throw(7, "people").1, throw(7, "people").1);
        assert_ne!(throw(7, "people").1, throw(7, "names").1);
        assert_ne!(throw(7, "people").1, throw(8, "people").1);
    }

    #[test]
    fn empty_ranges_give_their_start() {
        let mut dice = Dice::new(1, "edge");
        assert_eq!(dice.int(5..5), 5);
        assert_eq!(dice.index(0), 0);
        assert!((dice.real(2.0..2.0) - 2.0).abs() < f64::EPSILON);
    }
}
