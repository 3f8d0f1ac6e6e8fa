//! The headers of tus 1.0 that carry more than a word: written by the client, read by the server.
//!
//! Reading is strict: a number is digits alone, a key of `Upload-Metadata` stands once, and base64 has its one form. What is
//! read is written again byte for byte.

use crate::protocol::UploadCreate;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// `Upload-Metadata` of an upload: `stream` (`code/class`), `sha256` (hex) of the whole, and `filetype`.
#[must_use]
pub fn write_metadata(upload: &UploadCreate) -> String {
    let pair = |key: &str, value: &str| format!("{key} {}", BASE64_STANDARD.encode(value));
    [pair("stream", &upload.stream), pair("sha256", &hex::encode(upload.sha256)), pair("filetype", &upload.mime)].join(",")
}

/// Reads it, in whatever order; keys of other clients are passed over. `filetype` may be missing. `None` for anything malformed.
#[must_use]
pub fn read_metadata(text: &str, size: u64) -> Option<UploadCreate> {
    let (mut stream, mut sha256, mut mime) = (None, None, None);
    for pair in text.split(',') {
        let (key, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
        let field = match key {
            "stream" => &mut stream,
            "sha256" => &mut sha256,
            "filetype" => &mut mime,
            _ => continue,
        };
        let value = String::from_utf8(BASE64_STANDARD.decode(value.trim()).ok()?).ok()?;
        if field.replace(value).is_some() {
            return None;
        }
    }
    let mut hash = [0; 32];
    hex::decode_to_slice(sha256?, &mut hash).ok()?;
    Some(UploadCreate { stream: stream?, sha256: hash, size, mime: mime.unwrap_or_default() })
}

/// `Upload-Checksum` of a chunk.
#[must_use]
pub fn write_checksum(sha256: &[u8; 32]) -> String {
    format!("sha256 {}", BASE64_STANDARD.encode(sha256))
}

/// Reads it; `None` for another algorithm or anything malformed.
#[must_use]
pub fn read_checksum(text: &str) -> Option<[u8; 32]> {
    BASE64_STANDARD.decode(text.strip_prefix("sha256 ")?.trim()).ok()?.try_into().ok()
}

/// `Upload-Length` and `Upload-Offset`: digits and nothing else, as tus has it.
#[must_use]
pub fn read_number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_looser() {
        let upload = UploadCreate { stream: "629900100201/work".into(), sha256: [7; 32], size: 12, mime: "image/jpeg".into() };
        let written = write_metadata(&upload);
        assert_eq!(read_metadata(&written, 12), Some(upload.clone()));
        assert_eq!(read_metadata(&format!("other, {written},name eA=="), 12), Some(upload), "a tus client may say more");
        assert_eq!(read_metadata(&format!("{written},stream eA=="), 12), None, "a key said twice");
        assert_eq!(read_metadata("stream eA==", 12), None);
        assert_eq!(read_checksum(&write_checksum(&[9; 32])), Some([9; 32]));
        for bad in ["sha1 AAAA", "sha256", "sha256 AAAA", ""] {
            assert_eq!(read_checksum(bad), None, "{bad}");
        }
        assert_eq!((read_number("0"), read_number("18446744073709551615")), (Some(0), Some(u64::MAX)));
        for bad in ["", "+5", "-1", " 5", "5 ", "1e3", "0x5", "18446744073709551616", "５"] {
            assert_eq!(read_number(bad), None, "{bad}");
        }
    }
}
