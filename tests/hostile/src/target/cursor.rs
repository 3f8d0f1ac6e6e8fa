//! A cursor that comes back from a device. The first byte says whether it is the server's own, altered, or made up.

use super::kind;
use crate::keys::{DEVICE, OTHER, key};
use xuncun_server::endpoint::cursor::Cursor;

const KEY: [u8; 32] = [5; 32];

pub fn check(bytes: &[u8]) {
    let (kind, rest) = kind(bytes);
    let device = key(DEVICE).id();
    if kind % 2 == 0 {
        // Nobody has the key, so whatever it is, it is not the server's.
        assert_eq!(Cursor::open(rest, &KEY, device), None, "a cursor of nobody's making was taken");
        return;
    }
    let field = |at: usize| -> [u8; 8] { std::array::from_fn(|i| rest.get(at * 8 + i).copied().unwrap_or_default()) };
    let backfill = (kind & 2 != 0).then(|| (field(3), u64::from_be_bytes(field(4))));
    let cursor = Cursor { epoch: field(0), position: u64::from_be_bytes(field(1)), scope: field(2), backfill };
    let sealed = cursor.seal(&KEY, device);
    assert_eq!(Cursor::open(&sealed, &KEY, device), Some(cursor));
    assert_eq!(Cursor::open(&sealed, &KEY, key(OTHER).id()), None, "another device's");
    assert_eq!(Cursor::open(&sealed, &[6; 32], device), None, "another server's");
    // What is left of the input alters it, byte by byte.
    let alter = rest.get(40..).unwrap_or_default();
    let mut altered = sealed.clone();
    for (byte, other) in altered.iter_mut().zip(alter) {
        *byte ^= other;
    }
    altered.truncate(sealed.len() - usize::from(kind >> 2) % sealed.len());
    assert!(altered == sealed || Cursor::open(&altered, &KEY, device).is_none(), "an altered cursor was taken");
}
