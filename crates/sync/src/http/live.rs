//! Server-sent events: the little of them that "there is something new" needs.

use super::answer::unreachable;
use crate::protocol::{LiveEvents, ProtocolError, Reply};
use futures_util::stream;
use reqwest::Response;
use std::time::Duration;

/// The server sends a comment at least every 20 seconds; a line silent for longer than this is dead, whatever TCP believes.
const SILENCE: Duration = Duration::from_secs(60);
/// Longest line that is kept.
const LINE: usize = 4096;

struct Feed {
    response: Response,
    scanner: Scanner,
    ready: usize,
}

/// Events of an open answer. Ends when the connection does.
pub(super) fn events(response: Response) -> LiveEvents {
    let feed = Feed { response, scanner: Scanner::default(), ready: 0 };
    Box::pin(stream::unfold(Some(feed), |feed| async move {
        let mut feed = feed?;
        match next(&mut feed).await {
            Some(Ok(())) => Some((Ok(()), Some(feed))),
            Some(Err(error)) => Some((Err(error), None)),
            None => None,
        }
    }))
}

async fn next(feed: &mut Feed) -> Option<Reply<()>> {
    while feed.ready == 0 {
        match tokio::time::timeout(SILENCE, feed.response.chunk()).await {
            Err(_) => return Some(Err(ProtocolError::Unreachable("silence".into()))),
            Ok(Err(error)) => return Some(Err(unreachable(&error))),
            Ok(Ok(None)) => return None,
            Ok(Ok(Some(bytes))) => feed.ready = feed.scanner.events(&bytes),
        }
    }
    feed.ready -= 1;
    Some(Ok(()))
}

/// Counts events: a blank line after at least one `data` line.
#[derive(Default)]
struct Scanner {
    line: Vec<u8>,
    data: bool,
}

impl Scanner {
    fn events(&mut self, bytes: &[u8]) -> usize {
        let mut events = 0;
        for &byte in bytes {
            if byte != b'\n' {
                if self.line.len() < LINE {
                    self.line.push(byte);
                }
                continue;
            }
            let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
            if line.is_empty() {
                events += usize::from(std::mem::take(&mut self.data));
            } else if line == b"data" || line.starts_with(b"data:") {
                self.data = true;
            }
            self.line.clear();
        }
        events
    }
}

#[cfg(test)]
mod tests {
    #![allow(missing_docs)]
    use super::*;

    #[test]
    fn events_are_counted_however_the_bytes_are_cut() {
        let bytes = b": keep\n\nevent: new\ndata: 1\n\ndata: 2\r\ndata: 3\r\n\r\n:\n\nid: 4\n\ndata\n\ndata: unfinished\n";
        for cut in 1..bytes.len() {
            let mut scanner = Scanner::default();
            let counted: usize = bytes.chunks(cut).map(|c| scanner.events(c)).sum();
            assert_eq!(counted, 3, "{cut}");
        }
    }
}
