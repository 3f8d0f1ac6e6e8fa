//! How much memory a piece of code holds at once, on its own thread: a bomb is found without a clock.
//!
//! A program that wants figures installs [`Counting`] as its global allocator; in all others every peak is 0.
#![expect(unsafe_code, reason = "an allocator is the one place where the standard library asks for it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static HELD: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// The system's allocator, counting.
#[derive(Debug, Clone, Copy)]
pub struct Counting;

fn count(more: usize, less: usize) {
    // A thread that is ending has no counters left; nobody asks for its peak.
    let _ = HELD.try_with(|held| {
        let (now, peak) = held.get();
        // What another thread allocated may be freed here.
        let now = (now + more).saturating_sub(less);
        held.set((now, peak.max(now)));
    });
}

// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: the caller's promise about the layout is handed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Both may be held while it is copied.
        count(size, 0);
        count(0, layout.size());
        // SAFETY: as above.
        unsafe { System.realloc(at, layout, size) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(0, layout.size());
        // SAFETY: as above.
        unsafe { System.dealloc(at, layout) }
    }
}

/// Runs `work` and answers with the most bytes that it held at once.
pub fn peak(work: impl FnOnce()) -> usize {
    let before = HELD.with(|held| {
        let (now, _) = held.get();
        held.set((now, now));
        now
    });
    work();
    HELD.with(|held| held.get().1.saturating_sub(before))
}
