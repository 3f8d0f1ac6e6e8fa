//! How much to send at once: pages and chunks that shrink where the link or a proxy cannot take them and grow back slowly.

use std::time::Duration;

/// A size that adapts, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portion {
    size: usize,
    least: usize,
    most: usize,
    /// Longer than this for one portion, and others wait too long behind it.
    slow: Duration,
    /// Portions that have to go through before it grows again.
    patience: u32,
}

/// What pulls and taps wait for behind a chunk; commits do not wait for it at all.
const SLOW_CHUNK: Duration = Duration::from_secs(3);
const SLOW_PAGE: Duration = Duration::from_secs(8);
/// Faster than this, and the overhead of each portion counts.
const FAST: Duration = Duration::from_secs(1);
/// After a portion was lost on the way, so many of the smaller size show that the line bears more.
const PATIENCE: u32 = 16;

impl Portion {
    /// Chunks of a photograph: 256 KiB at first.
    #[must_use]
    pub fn chunk() -> Self {
        Self { size: 256 << 10, least: 16 << 10, most: 1 << 20, slow: SLOW_CHUNK, patience: 0 }
    }

    /// Pages of commits, before compression: 512 KiB at first.
    #[must_use]
    pub fn page() -> Self {
        Self { size: 512 << 10, least: 1 << 10, most: 4 << 20, slow: SLOW_PAGE, patience: 0 }
    }

    /// A page of commits to ask for.
    #[must_use]
    pub fn of(size: usize) -> Self {
        Self { size, least: (16 << 10).min(size), most: size, slow: SLOW_PAGE, patience: 0 }
    }

    /// Bytes to send next.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// It was refused as too large: half of it. False if it is the least already.
    pub fn halve(&mut self) -> bool {
        let smaller = (self.size / 2).max(self.least);
        std::mem::replace(&mut self.size, smaller) != smaller
    }

    /// It was refused as too large: never grow beyond half of it again.
    pub fn cap(&mut self) -> bool {
        let halved = self.halve();
        self.most = self.size;
        halved
    }

    /// It was lost on the way, all of it: half of it, and for longer.
    pub fn lost(&mut self) {
        self.halve();
        self.patience = PATIENCE;
    }

    /// A full portion went through in this time.
    pub fn went_through(&mut self, took: Duration) {
        if took > self.slow {
            self.halve();
        } else if self.patience > 0 {
            self.patience -= 1;
        } else if took < FAST {
            self.size = (self.size * 2).min(self.most);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(missing_docs)]
    use super::*;

    #[test]
    fn it_halves_down_to_the_least_and_grows_up_to_the_most() {
        let mut chunk = Portion::chunk();
        for expected in [128, 64, 32, 16] {
            assert!(chunk.halve());
            assert_eq!(chunk.size(), expected << 10);
        }
        assert!(!chunk.halve());
        for expected in [32, 64, 128, 256, 512, 1024, 1024] {
            chunk.went_through(Duration::ZERO);
            assert_eq!(chunk.size(), expected << 10);
        }
        chunk.went_through(Duration::from_secs(2));
        assert_eq!(chunk.size(), 1 << 20);
        chunk.went_through(Duration::from_secs(4));
        assert_eq!(chunk.size(), 512 << 10);
    }

    #[test]
    fn what_was_lost_is_not_tried_again_at_once() {
        let mut chunk = Portion::chunk();
        chunk.lost();
        for _ in 0..PATIENCE {
            assert_eq!(chunk.size(), 128 << 10);
            chunk.went_through(Duration::ZERO);
        }
        chunk.went_through(Duration::ZERO);
        assert_eq!(chunk.size(), 256 << 10);
    }

    #[test]
    fn what_a_proxy_refuses_is_not_tried_again() {
        let mut page = Portion::page();
        assert!(page.cap());
        page.went_through(Duration::ZERO);
        assert_eq!(page.size(), 256 << 10);
    }
}
