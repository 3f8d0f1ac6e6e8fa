//! Whose line an upload comes over. A phone that changed its network asks on a new line while the old one still looks alive here: whoever asks last
//! is right, and what the old line brought is kept before anything is said.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// How long an old line may take to keep what it had. Nobody is locked out: after that the next one goes on beside it, and the offset decides.
const PATIENCE: Duration = Duration::from_secs(10);

type Lines = Mutex<HashMap<String, Arc<watch::Sender<bool>>>>;

/// Uploads that something is coming in for now.
#[derive(Debug, Clone, Default)]
pub struct Underway(Arc<Lines>);

/// One line's turn; over when it is dropped.
pub(super) struct Turn {
    lines: Arc<Lines>,
    id: String,
    line: Arc<watch::Sender<bool>>,
    asked: watch::Receiver<bool>,
}

impl Underway {
    /// Ends the line that this upload comes over, if any, and waits until what it brought is kept.
    pub(super) async fn end(&self, id: &str) {
        let line = lock(&self.0).get(id).cloned();
        if let Some(line) = line {
            line.send_replace(true);
            if tokio::time::timeout(PATIENCE, line.closed()).await.is_err() {
                tracing::warn!("an upload's old line does not end");
            }
        }
    }

    /// Ends the line before, and begins another.
    pub(super) async fn begin(&self, id: &str) -> Turn {
        self.end(id).await;
        let (line, asked) = watch::channel(false);
        let line = Arc::new(line);
        lock(&self.0).insert(id.to_owned(), Arc::clone(&line));
        Turn { lines: Arc::clone(&self.0), id: id.to_owned(), line, asked }
    }
}

impl Turn {
    /// Waits until somebody else asks for this upload.
    pub(super) async fn taken(&mut self) {
        // The other end is in `line`, which lives as long as this.
        let _ = self.asked.wait_for(|taken| *taken).await;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut lines = lock(&self.lines);
        if lines.get(&self.id).is_some_and(|line| Arc::ptr_eq(line, &self.line)) {
            lines.remove(&self.id);
        }
    }
}

fn lock(lines: &Lines) -> MutexGuard<'_, HashMap<String, Arc<watch::Sender<bool>>>> {
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_asks_last_has_the_turn() {
        let underway = Underway::default();
        let mut first = underway.begin("a").await;
        let other = underway.begin("b").await;
        let asks = underway.clone();
        let second = tokio::spawn(async move { asks.begin("a").await });
        first.taken().await;
        assert!(!second.is_finished(), "what it brought is not kept yet");
        drop(first);
        let second = second.await;
        assert!(second.is_ok());
        drop((second, other));
        assert!(lock(&underway.0).is_empty());
    }
}
