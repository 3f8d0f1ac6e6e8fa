//! Headers of uploads and downloads. The first byte says which.

use super::kind;
use xuncun_server::http::{Asked, range};
use xuncun_sync::tus::{read_checksum, read_metadata, read_number, write_checksum, write_metadata};

/// Size of the blob that ranges are of.
const TOTAL: u64 = 1_000;

pub fn check(bytes: &[u8]) {
    let (kind, rest) = kind(bytes);
    // A header that is no text is answered before it comes here.
    let Ok(text) = std::str::from_utf8(rest) else { return };
    match kind % 4 {
        0 => {
            let Some(upload) = read_metadata(text, TOTAL) else { return };
            let written = write_metadata(&upload);
            assert_eq!(read_metadata(&written, TOTAL), Some(upload), "what was read is written, and read again");
        }
        1 => {
            let Some(checksum) = read_checksum(text) else { return };
            assert_eq!(read_checksum(&write_checksum(&checksum)), Some(checksum));
        }
        2 => {
            let Some(number) = read_number(text) else { return };
            assert_eq!(number.to_string(), text.trim_start_matches('0').to_owned() + if number == 0 { "0" } else { "" });
        }
        _ => {
            for total in [0, 1, TOTAL, u64::MAX] {
                if let Asked::Part(from, to) = range(text, total) {
                    assert!(from < to && to <= total, "{from}-{to} of {total}");
                }
            }
        }
    }
}
