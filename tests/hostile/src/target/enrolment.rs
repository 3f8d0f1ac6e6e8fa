//! What goes to and fro when a device joins, and the question about missing photographs. The first byte says which.

use super::kind;
use xuncun_sync::protocol::{EnrollReply, EnrollRequest, MissingReply};
use xuncun_sync::wire::{MAX_MISSING, decode_missing, encode_missing};

pub fn check(bytes: &[u8]) {
    let (kind, rest) = kind(bytes);
    match kind % 4 {
        0 => {
            let Ok(request) = EnrollRequest::decode(rest) else { return };
            assert_eq!(EnrollRequest::decode(&request.encode()).unwrap(), request);
        }
        1 => {
            let Ok(reply) = EnrollReply::decode(rest) else { return };
            assert_eq!(EnrollReply::decode(&reply.encode()).unwrap(), reply);
        }
        2 => {
            let Ok((stream, hashes)) = decode_missing(rest) else { return };
            assert!(hashes.len() <= MAX_MISSING);
            assert_eq!(decode_missing(&encode_missing(&stream, &hashes)).unwrap(), (stream, hashes));
        }
        _ => {
            let Ok(reply) = MissingReply::decode(rest) else { return };
            assert!(reply.missing.len() <= MAX_MISSING);
            assert_eq!(MissingReply::decode(&reply.encode()).unwrap(), reply);
        }
    }
}
