//! Bodies, taken in once whoever sends them is known: for anybody else nothing is held in memory.

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use std::time::Duration;

/// Largest body of somebody who is not known yet: a one-time code with a key and two names.
pub(crate) const STRANGERS: usize = 4 * 1024;
/// What a refused sender may still send, and how long: enough to end its page or its photograph and hear why, dropped as it comes.
const LINGER: (u64, Duration) = (96 * 1024 * 1024, Duration::from_secs(5));

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// Longer than it may be.
    TooLong,
    /// It broke off.
    Broken,
}

/// A body of at most so many bytes.
pub(crate) async fn gather(body: Body, most: usize) -> Result<Bytes, Unread> {
    let mut pieces = body.into_data_stream();
    let mut gathered = BytesMut::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Unread::Broken)?;
        if gathered.len() + piece.len() > most {
            return Err(Unread::TooLong);
        }
        gathered.extend_from_slice(&piece);
    }
    Ok(gathered.freeze())
}

/// Lets a refused sender finish. A connection that is closed in the middle of a body often takes the answer with it, and a device that is lost must hear so.
pub(crate) async fn let_go(body: Body) {
    let mut pieces = body.into_data_stream();
    let rest = async {
        let mut dropped = 0;
        while let Some(Ok(piece)) = pieces.next().await {
            dropped += piece.len() as u64;
            if dropped > LINGER.0 {
                return;
            }
        }
    };
    // However it ends, the answer goes out now.
    let _ = tokio::time::timeout(LINGER.1, rest).await;
}
