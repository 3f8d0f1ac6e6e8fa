//! The live line: the server says on it that there is something to pull. It is never needed, and asking now and then does as well.

use crate::backoff::Backoff;
use crate::link::Link;
use crate::protocol::{LiveEvents, ProtocolError, Reply};
use futures_util::{FutureExt, StreamExt};
use tokio::time::Instant;

/// Open, or to be opened again later.
pub(super) struct Line {
    events: Option<LiveEvents>,
    again: Instant,
    backoff: Backoff,
}

/// What was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// There is something to pull.
    News,
    /// The line is gone, and what was said meanwhile was missed.
    Lost,
}

impl Line {
    pub(super) fn closed() -> Self {
        Self { events: None, again: Instant::now(), backoff: Backoff::default() }
    }

    pub(super) fn is_open(&self) -> bool {
        self.events.is_some()
    }

    pub(super) fn close(&mut self) {
        self.events = None;
    }

    /// When to try to open it, if it is closed.
    pub(super) fn next_try(&self) -> Option<Instant> {
        self.events.is_none().then_some(self.again)
    }

    /// Opens it if it is closed and its time has come. Not every proxy lets such a line through: each failure makes the next try later.
    pub(super) async fn open(&mut self, link: &Link, roll: f64) {
        if self.next_try().is_none_or(|at| at > Instant::now()) {
            return;
        }
        match link.protocol.live(&link.session).await {
            Ok(events) => {
                self.events = Some(events);
                self.backoff.reset();
            }
            Err(error) => {
                tracing::debug!(%error, "no live line");
                // All else has just gone through: where only this does not, it is no matter of a moment.
                let error = if matches!(error, ProtocolError::Busy { .. }) { error } else { ProtocolError::Status(0) };
                self.again = Instant::now() + self.backoff.after(&error, roll);
            }
        }
    }

    /// What was said already, without waiting.
    pub(super) fn heard(&mut self) -> Option<Heard> {
        self.events.as_mut()?.next().now_or_never().map(|event| self.take(event))
    }

    /// Waits for the next word; forever while it is closed.
    pub(super) async fn hear(&mut self) -> Heard {
        let event = match &mut self.events {
            Some(events) => events.next().await,
            None => std::future::pending().await,
        };
        self.take(event)
    }

    fn take(&mut self, event: Option<Reply<()>>) -> Heard {
        match event {
            Some(Ok(())) => Heard::News,
            Some(Err(_)) | None => {
                self.close();
                Heard::Lost
            }
        }
    }
}
