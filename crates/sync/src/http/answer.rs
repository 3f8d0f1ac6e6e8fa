//! Reading answers: statuses to errors, bodies within bounds.

use crate::paths;
use crate::protocol::{ProtocolError, Reply};
use crate::wire::ErrorBody;
use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_RANGE, RETRY_AFTER};
use reqwest::{Response, StatusCode};

/// Most bytes of an error that are read.
const ERROR_BODY: usize = 16 << 10;

/// What was asked: the same status means different things in different places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// Anything else.
    Call,
    /// An existing upload.
    Upload,
    /// A blob.
    Blob,
}

pub(super) fn unreachable(error: &reqwest::Error) -> ProtocolError {
    // Without the address: it may hold a cursor, and logs are read by others.
    let mut text = if error.is_timeout() { String::from("timeout") } else { String::new() };
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(error) = cause {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&error.to_string());
        cause = error.source();
    }
    ProtocolError::Unreachable(text)
}

/// The answer, if it is one; else its error.
pub(super) async fn expect(at: At, response: Response) -> Reply<Response> {
    if response.status().is_success() {
        return Ok(response);
    }
    let status = response.status();
    let retry_after = text_header(&response, RETRY_AFTER.as_str()).and_then(|t| t.parse().ok());
    let body = bounded(response, ERROR_BODY).await.unwrap_or_default();
    Err(error(at, status, retry_after, &body))
}

fn error(at: At, status: StatusCode, retry_after: Option<u64>, body: &[u8]) -> ProtocolError {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => return ProtocolError::TooLarge,
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => return ProtocolError::Busy { retry_after },
        _ => {}
    }
    if let Ok(ErrorBody { code, params }) = serde_json::from_slice(body)
        && !code.is_empty()
    {
        return if code == "unauthorized" { ProtocolError::Unauthorized } else { ProtocolError::Refused { code, params } };
    }
    match (at, status) {
        (_, StatusCode::UNAUTHORIZED) => ProtocolError::Unauthorized,
        (_, StatusCode::TOO_MANY_REQUESTS) => ProtocolError::Busy { retry_after },
        // A HEAD has no body to hold a code, and any tus server may be behind a proxy that drops bodies.
        (At::Upload, StatusCode::CONFLICT) => ProtocolError::refused("offset_mismatch"),
        (At::Upload, StatusCode::NOT_FOUND | StatusCode::GONE) => ProtocolError::refused("upload_gone"),
        (At::Upload, s) if s.as_u16() == paths::CHECKSUM_MISMATCH => ProtocolError::refused("checksum_mismatch"),
        (At::Blob, StatusCode::NOT_FOUND) => ProtocolError::refused("blob_unknown"),
        (_, s) => ProtocolError::Status(s.as_u16()),
    }
}

pub(super) fn text_header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

/// A body of at most `most` bytes, whatever its declared length.
pub(super) async fn bounded(mut response: Response, most: usize) -> Reply<Bytes> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| unreachable(&e))? {
        if body.len() + chunk.len() > most {
            return Err(ProtocolError::Decode("the answer is too long".into()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// The answer's `ETag`, without its quotation marks.
pub(super) fn tag(response: &Response) -> Option<String> {
    let text = text_header(response, "etag")?;
    let tag = text.strip_prefix('"')?.strip_suffix('"')?;
    (!tag.is_empty()).then(|| tag.to_owned())
}

/// Bytes in the whole blob, by `Content-Range` or (whole answers) `Content-Length`; `None` if it begins elsewhere than asked.
pub(super) fn total_bytes(response: &Response, from: u64) -> Option<u64> {
    if response.status() != StatusCode::PARTIAL_CONTENT {
        return if from == 0 { response.content_length() } else { None };
    }
    let (range, total) = text_header(response, CONTENT_RANGE.as_str())?.strip_prefix("bytes ")?.split_once('/')?;
    let first: u64 = range.split_once('-')?.0.parse().ok()?;
    (first == from).then_some(total.parse().ok()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, missing_docs)]
    use super::*;

    #[test]
    fn statuses_and_codes() {
        let coded = br#"{"code":"code_used","params":{"at":"3"}}"#;
        for (at, status, body, expected) in [
            (At::Call, 413, &coded[..], "too_large"),
            (At::Call, 503, b"", "server_busy"),
            (At::Call, 502, b"<html>", "server_busy"),
            (At::Call, 429, b"", "server_busy"),
            (At::Call, 429, coded, "code_used"),
            (At::Call, 401, b"", "unauthorized"),
            (At::Call, 401, br#"{"code":"unauthorized"}"#, "unauthorized"),
            (At::Call, 403, br#"{"code":"lost"}"#, "lost"),
            (At::Call, 404, b"", "server_error"),
            (At::Call, 302, b"<html>", "server_error"),
            (At::Upload, 404, b"", "upload_gone"),
            (At::Upload, 409, b"", "offset_mismatch"),
            (At::Upload, 460, b"", "checksum_mismatch"),
            (At::Blob, 404, b"not json", "blob_unknown"),
        ] {
            let error = error(at, StatusCode::from_u16(status).unwrap(), Some(7), body);
            assert_eq!(error.code(), expected, "{at:?} {status}");
        }
    }
}
