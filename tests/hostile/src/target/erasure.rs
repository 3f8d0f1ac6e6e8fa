//! What a server signs in place of a body that was erased, and what nobody did.

use crate::keys::{DEVICE, ERASURE, RECEIPT, SERVER, envelope, key};
use xuncun_journal::{Erasure, Receipt, open};

pub fn check(bytes: &[u8]) {
    let server = key(SERVER).public();
    assert!(Erasure::open(bytes, &key(DEVICE).public()).is_err(), "an erasure that the device signed itself");
    let signed = envelope(SERVER, ERASURE, bytes);
    let Ok(erasure) = Erasure::open(&signed, &server) else { return };
    assert!(Erasure::open(&signed, &key(DEVICE).public()).is_err());
    assert!(Erasure::open(&envelope(SERVER, RECEIPT, bytes), &server).is_err());
    assert!(Erasure::open(&envelope(DEVICE, ERASURE, bytes), &server).is_err());
    assert!(Receipt::open(&signed, &server).is_err() && open(&signed, &server).is_err(), "an erasure is neither receipt nor commit");
    assert_eq!(Erasure::peek(&signed).unwrap(), erasure);
    assert_eq!(erasure.sign(&key(SERVER)).expect("what was read can be written"), signed, "one record has one form");
}
