//! What goes to and fro when a device joins or comes back, or a code is asked for, and the question about missing photographs. The first byte says which.

use super::kind;
use xuncun_journal::{Claim, DeviceKey};
use xuncun_sync::protocol::{EnrollReply, EnrollRequest, InviteReply, InviteRequest, MissingReply, ReturnReply, ReturnRequest};
use xuncun_sync::wire::{MAX_MISSING, decode_missing, encode_missing};

pub fn check(bytes: &[u8]) {
    let (kind, rest) = kind(bytes);
    match kind % 8 {
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
        3 => {
            let Ok(reply) = MissingReply::decode(rest) else { return };
            assert!(reply.missing.len() <= MAX_MISSING);
            assert_eq!(MissingReply::decode(&reply.encode()).unwrap(), reply);
        }
        4 => {
            let Ok(request) = ReturnRequest::decode(rest) else { return };
            assert_eq!(ReturnRequest::decode(&request.encode()).unwrap(), request);
            if let Ok(claim) = Claim::peek(&request.claim) {
                let key = DeviceKey::from_bytes(&[1; 32]);
                assert_eq!(Claim::peek(&claim.sign(&key).unwrap()).unwrap(), claim);
            }
        }
        5 => {
            let Ok(reply) = ReturnReply::decode(rest) else { return };
            assert_eq!(ReturnReply::decode(&reply.encode()).unwrap(), reply);
        }
        6 => {
            let Ok(request) = InviteRequest::decode(rest) else { return };
            assert_eq!(InviteRequest::decode(&request.encode()).unwrap(), request);
        }
        _ => {
            let Ok(reply) = InviteReply::decode(rest) else { return };
            assert_eq!(InviteReply::decode(&reply.encode()).unwrap(), reply);
        }
    }
}
