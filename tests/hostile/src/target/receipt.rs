//! What a server may sign, and what nobody did.

use crate::keys::{COMMIT, DEVICE, RECEIPT, SERVER, envelope, key};
use xuncun_journal::{Receipt, Refusal, open};

pub fn check(bytes: &[u8]) {
    let server = key(SERVER).public();
    assert!(Receipt::open(bytes, &key(DEVICE).public()).is_err(), "a receipt that the device signed itself");
    let signed = envelope(SERVER, RECEIPT, bytes);
    let Ok(receipt) = Receipt::open(&signed, &server) else { return };
    assert!(Receipt::open(&signed, &key(DEVICE).public()).is_err());
    assert!(Receipt::open(&envelope(SERVER, COMMIT, bytes), &server).is_err());
    assert!(Receipt::open(&envelope(DEVICE, RECEIPT, bytes), &server).is_err());
    assert!(open(&signed, &server).is_err(), "a receipt is no commit");
    let again = receipt.sign(&key(SERVER)).expect("what was read can be written");
    // A code of a newer server reads as `unsupported`, one of the format before (of seven fields) is written in this one: only then
    // are the bytes others.
    let of_this_format = bytes.first() == Some(&0x88);
    if of_this_format && receipt.refused.iter().all(|refused| refused.refusal != Refusal::Unsupported) {
        assert_eq!(again, signed, "one receipt has one form");
    }
    assert_eq!(Receipt::open(&again, &server).unwrap(), receipt);
}
