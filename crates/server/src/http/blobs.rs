//! Blobs, whole or by range. A blob never changes, so whoever has it need not ask again.

use super::{Answer, Site, session};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use futures_util::stream;
use xuncun_journal::Hash;
use xuncun_sync::protocol::{Protocol, ProtocolError};
use xuncun_sync::tus::read_number;

/// Bytes read at a time.
const PIECE: u64 = 512 * 1024;

pub(super) async fn blob(State(site): State<Site>, Path((code, class, sha256)): Path<(String, String, String)>, headers: HeaderMap) -> Answer {
    let (session, stream) = (session(&headers), format!("{code}/{class}"));
    let hash = Hash::from_hex(&sha256).map_err(|_| ProtocolError::refused("blob_unknown"))?;
    let total = site.endpoint.get_blob(&session, &stream, hash.0, 0, 0).await?.total;
    let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let (status, from, to) = match asked.map(|text| range(text, total)) {
        None | Some(Asked::All) => (StatusCode::OK, 0, total),
        Some(Asked::Part(from, to)) => (StatusCode::PARTIAL_CONTENT, from, to),
        Some(Asked::Beyond) => {
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, format!("bytes */{total}"))]).into_response());
        }
    };
    let endpoint = site.endpoint.clone();
    let pieces = stream::unfold(from, move |at| {
        let (endpoint, session, stream) = (endpoint.clone(), session.clone(), stream.clone());
        async move {
            if at >= to {
                return None;
            }
            let read = endpoint.get_blob(&session, &stream, hash.0, at, PIECE.min(to - at)).await;
            // A piece that cannot be read ends the body short: the client sees that from its length.
            let piece = read.map(|part| part.bytes).map_err(|error| std::io::Error::other(error.to_string()));
            let next = match &piece {
                Ok(bytes) if !bytes.is_empty() => at + bytes.len() as u64,
                _ => to,
            };
            Some((piece, next))
        }
    });
    let mut response = (status, Body::from_stream(pieces)).into_response();
    let names = [
        (header::CONTENT_LENGTH, (to - from).to_string()),
        (header::CONTENT_TYPE, "application/octet-stream".into()),
        (header::ACCEPT_RANGES, "bytes".into()),
        (header::ETAG, format!("\"{sha256}\"")),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable".into()),
    ];
    for (name, value) in names {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(value) = format!("bytes {from}-{}/{total}", to - 1).parse()
    {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    Ok(response)
}

/// What a `Range` header asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The whole.
    All,
    /// From, and behind the last byte.
    Part(u64, u64),
    /// Nothing that is there.
    Beyond,
}

/// One range; what is not understood is as if it had not been asked (RFC 9110).
pub fn range(text: &str, total: u64) -> Asked {
    let Some((first, last)) = text.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else { return Asked::All };
    let (first, last) = (first.trim(), last.trim());
    match (read_number(first), read_number(last)) {
        (Some(from), Some(to)) if to < from => Asked::All,
        (Some(from), to) if to.is_some() || last.is_empty() => {
            if from < total {
                Asked::Part(from, to.map_or(total, |to| total.min(to.saturating_add(1))))
            } else {
                Asked::Beyond
            }
        }
        (None, Some(tail)) if first.is_empty() && tail > 0 && total > 0 => Asked::Part(total.saturating_sub(tail), total),
        (None, Some(_)) if first.is_empty() => Asked::Beyond,
        _ => Asked::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_at_their_boundaries() {
        for (text, asked) in [
            ("bytes=0-", Asked::Part(0, 10)),
            ("bytes=0-0", Asked::Part(0, 1)),
            ("bytes=9-9", Asked::Part(9, 10)),
            ("bytes=3-99", Asked::Part(3, 10)),
            ("bytes=-4", Asked::Part(6, 10)),
            ("bytes=-40", Asked::Part(0, 10)),
            ("bytes=10-", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=5-4", Asked::All),
            ("bytes=99-4", Asked::All),
            ("bytes=x-0", Asked::All),
            ("bytes=+3-4", Asked::All),
            ("bytes=10-x", Asked::All),
            ("bytes=0-1,3-4", Asked::All),
            ("lines=0-1", Asked::All),
            ("bytes=", Asked::All),
        ] {
            assert_eq!(range(text, 10), asked, "{text}");
        }
    }
}
