//! Bytes that claim to be an envelope.

use crate::keys::{DEVICE, OTHER, SERVER, key, wrapped};
use xuncun_journal::commit::open_with;
use xuncun_journal::{Receipt, limits, open, peek};

pub fn check(bytes: &[u8]) {
    let keys = [DEVICE, SERVER, OTHER].map(|secret| key(secret).public());
    let opening = keys.iter().filter(|key| open(bytes, key).is_ok()).count();
    let receipts = keys.iter().filter(|key| Receipt::open(bytes, key).is_ok()).count();
    assert!(opening + receipts <= 1, "one signature of one key for one purpose");
    let claimed = peek(bytes);
    assert!(claimed.is_ok() || opening == 0);
    let Ok(claimed) = claimed else { return };
    assert!(bytes.len() <= limits::ENVELOPE_BYTES);
    // One form: the same payload and signature, wrapped again, are the same bytes.
    let (payload, signature) = (claimed.header.encode(), &bytes[bytes.len() - 64..]);
    assert_eq!(wrapped(&payload, signature), bytes, "two envelopes of one commit");
    let (_, verified) = open_with(bytes, |_| None).unwrap();
    assert!(!verified, "without a key nothing is verified");
}
