//! What a session knows of the uploads. None of it needs to survive: the queue itself is rows in the store.

use super::Key;
use crate::chunk::Portion;
use std::collections::{HashMap, HashSet};
use tokio::time::Instant;

pub(super) struct Known {
    pub(super) chunk: Portion,
    /// Uploads whose offset the server has told us since we last lost touch.
    pub(super) agreed: HashSet<Key>,
    pub(super) deferred: HashMap<Key, (Instant, u32)>,
    /// Those that the server was asked whether it has them.
    pub(super) asked: HashSet<Key>,
    /// Those that came to the server as something else than they are here.
    pub(super) careful: HashSet<Key>,
    /// The chunk that was under way when the line broke, and where it began.
    pub(super) broke: Option<(Key, u64)>,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            chunk: Portion::chunk(),
            agreed: HashSet::new(),
            deferred: HashMap::new(),
            asked: HashSet::new(),
            careful: HashSet::new(),
            broke: None,
        }
    }
}

impl Known {
    /// The line broke in the middle of a chunk. Where the server kept what had come, the chunk's size cost nothing; where not (a proxy that gathers
    /// whole requests before it passes them on), smaller ones lose less.
    pub(super) fn after_break(&mut self, key: &Key, offset: u64) {
        if let Some((_, from)) = self.broke.take_if(|(broke, _)| broke == key)
            && offset <= from
        {
            self.chunk.lost();
        }
    }

    pub(super) fn forget(&mut self, key: &Key) {
        self.deferred.remove(key);
        self.asked.remove(key);
        self.careful.remove(key);
    }
}
