//! What travels beside bytes, at both doors.

use crate::{AppError, ErrorCode};
use serde::de::DeserializeOwned;

/// Reads the particulars that travel beside the bytes of a photograph or a voice note: percent-encoded JSON, in a header.
///
/// # Errors
/// `bad_request`.
pub fn meta<T: DeserializeOwned>(header: &str) -> Result<T, AppError> {
    let malformed = |detail: String| AppError::new(ErrorCode::BadRequest).with("detail", detail);
    let json = percent_decoded(header).ok_or_else(|| malformed("meta".to_owned()))?;
    serde_json::from_slice(&json).map_err(|error| malformed(error.to_string()))
}

fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            out.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            out.push(byte);
        }
    }
    Some(out)
}
