//! Chance from a seed. Each step of a story has dice of its own, so that leaving out a step changes no other.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// Dice.
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// The dice of a step of a seed's story.
    pub fn of(seed: u64, step: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ step.wrapping_mul(0xD1B5_4A32_D192_ED03)))
    }

    /// Dice of their own, from a number that other dice gave.
    pub fn from_key(key: [u8; 32]) -> Self {
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Once in so many times.
    pub fn one_in(&mut self, times: u32) -> bool {
        self.0.random_range(0..times) == 0
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end.max(1))
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.random_range(least..=most)
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { all.get(self.below(all.len())) }
    }

    /// One of these, by weight.
    pub fn weighted<T: Copy>(&mut self, all: &[(u32, T)]) -> T {
        let sum: u32 = all.iter().map(|(weight, _)| weight).sum();
        let mut at = self.0.random_range(0..sum);
        for (weight, value) in all {
            if at < *weight {
                return *value;
            }
            at -= weight;
        }
        all[0].1
    }

    /// Bytes that do not compress.
    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        rand::Rng::fill_bytes(&mut self.0, &mut bytes);
        bytes
    }

    /// A key.
    pub fn key(&mut self) -> [u8; 32] {
        self.0.random()
    }

    /// An id in the form of a UUIDv7, made of the time and of these dice.
    pub fn id(&mut self, now_ms: i64) -> String {
        let random: [u8; 10] = self.0.random();
        let builder = uuid::Builder::from_unix_timestamp_millis(now_ms.unsigned_abs(), &random);
        builder.into_uuid().to_string()
    }
}
