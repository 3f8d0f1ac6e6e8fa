//! The seal: who made the bundle, and that not a byte is another.

use crate::cbor::{In, to_vec};
use crate::cose::{self, Envelope};
use crate::error::JournalError;
use crate::ids::Hash;
use crate::key::{DeviceKey, PublicKey};
use crate::limits;

const PURPOSE: &[u8] = b"xuncun/bundle/1";

/// Signs the hash and the number of the bytes before the seal.
pub(super) fn sign(key: &DeviceKey, hash: Hash, length: u64) -> Result<Vec<u8>, JournalError> {
    let payload = to_vec(|out| {
        out.array(2)?.bytes(&hash.0)?.u64(length)?;
        Ok(())
    });
    cose::sign(key, PURPOSE, payload)
}

/// Whether this key sealed exactly these bytes.
pub(super) fn verify(seal: &[u8], key: &PublicKey, hash: Hash, length: u64) -> Result<(), JournalError> {
    let envelope = Envelope::parse(seal, limits::ENVELOPE_BYTES)?;
    envelope.verify(key, PURPOSE)?;
    let mut input = In::new(envelope.payload(), "seal");
    input.tuple(2)?;
    let (signed, long) = (Hash(input.fixed()?), input.uint()?);
    input.end()?;
    if (signed, long) == (hash, length) { Ok(()) } else { Err(JournalError::BadSignature) }
}
