//! Claims: a device's signed word that a token is its own.
//!
//! A server that was restored from a backup knows neither the token nor the row of a device that was enrolled since. The row is
//! signed by the root and proves itself, whoever brings it; the claim proves who brings it. It names the token by its hash and asks
//! for nothing new: whoever repeats it gains only what he would have to have already.

use crate::cbor::{In, to_vec};
use crate::cose::{self, Envelope};
use crate::error::JournalError;
use crate::ids::{DeviceId, Hash};
use crate::key::{DeviceKey, PublicKey};
use crate::limits;

const PURPOSE: &[u8] = b"xuncun/claim/1";
const FORMAT: u64 = 1;

/// What a device signs to be known again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// The district's code.
    pub district: String,
    /// The device.
    pub device: DeviceId,
    /// SHA-256 of the token's text.
    pub token: Hash,
}

impl Claim {
    /// The signed bytes.
    ///
    /// # Errors
    /// The signature's.
    pub fn sign(&self, key: &DeviceKey) -> Result<Vec<u8>, JournalError> {
        let payload = to_vec(|out| {
            out.array(4)?.u64(FORMAT)?.str(&self.district)?.bytes(&self.device.0)?.bytes(&self.token.0)?;
            Ok(())
        });
        cose::sign(key, PURPOSE, payload)
    }

    /// Verifies and reads a claim.
    ///
    /// # Errors
    /// `BadSignature`, `Malformed`, `TooLarge`, `Unsupported`.
    pub fn open(bytes: &[u8], key: &PublicKey) -> Result<Self, JournalError> {
        let envelope = Envelope::parse(bytes, limits::CLAIM_BYTES)?;
        envelope.verify(key, PURPOSE)?;
        Self::decode(envelope.payload())
    }

    /// What a claim says, UNVERIFIED: whose key it is to be verified with.
    ///
    /// # Errors
    /// `Malformed`, `TooLarge`, `Unsupported`.
    pub fn peek(bytes: &[u8]) -> Result<Self, JournalError> {
        Self::decode(Envelope::parse(bytes, limits::CLAIM_BYTES)?.payload())
    }

    fn decode(bytes: &[u8]) -> Result<Self, JournalError> {
        let mut input = In::new(bytes, "claim");
        let fields = input.array(64)?;
        if input.uint()? != FORMAT {
            return Err(JournalError::Unsupported("claim"));
        }
        if fields != 4 {
            return Err(JournalError::Malformed("claim"));
        }
        let made = Self { district: input.text(limits::NAME_BYTES)?.to_owned(), device: DeviceId(input.fixed()?), token: Hash(input.fixed()?) };
        input.end()?;
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn claim(key: &DeviceKey) -> Claim {
        Claim { district: "629900".into(), device: key.id(), token: Hash::of(b"token") }
    }

    #[test]
    fn it_opens_under_the_key_that_signed_it_and_no_other() {
        let (key, other) = (DeviceKey::from_bytes(&[1; 32]), DeviceKey::from_bytes(&[2; 32]));
        let bytes = claim(&key).sign(&key).unwrap();
        assert_eq!(Claim::open(&bytes, &key.public()).unwrap(), claim(&key));
        assert_eq!(Claim::peek(&bytes).unwrap(), claim(&key));
        assert!(Claim::open(&bytes, &other.public()).is_err());
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert!(Claim::open(&altered, &key.public()).is_err(), "byte {at}");
            assert!(Claim::open(&bytes[..at], &key.public()).is_err(), "cut at {at}");
        }
    }
}
