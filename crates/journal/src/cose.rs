//! COSE_Sign1 (RFC 9052) with Ed25519, and no freedom in how it is written.
//!
//! The protected header is `{1: -8}` (alg: EdDSA), the unprotected one is empty, the tag 18 is there, and the encoding is
//! the deterministic one. Anything else is refused, so one payload of one key has one envelope.

use coset::{CoseSign1Builder, HeaderBuilder, ProtectedHeader, SignatureContext, TaggedCborSerializable, iana, sig_structure_data};

use crate::cbor::In;
use crate::error::JournalError;
use crate::key::{DeviceKey, PublicKey};

/// Signs `payload` for the purpose that `aad` names.
pub(crate) fn sign(key: &DeviceKey, aad: &[u8], payload: Vec<u8>) -> Result<Vec<u8>, JournalError> {
    CoseSign1Builder::new()
        .protected(protected().header)
        .payload(payload)
        .create_signature(aad, |message| key.sign(message).to_vec())
        .build()
        .to_tagged_vec()
        .map_err(|_| JournalError::Malformed("envelope"))
}

/// What every envelope begins with: tag 18, an array of four, the protected header as bytes, an unprotected header that is empty.
const LEAD: [u8; 7] = [0xd2, 0x84, 0x43, 0xa1, 0x01, 0x27, 0xa0];

/// An envelope that is well formed; whether its signature holds is not yet known.
///
/// It is read here and not by a general reader of CBOR, which would build a tree of whatever stands in place of the payload: forty
/// times the memory of what somebody without any key may send.
pub(crate) struct Envelope<'a> {
    payload: &'a [u8],
    signature: [u8; 64],
}

impl<'a> Envelope<'a> {
    pub(crate) fn parse(bytes: &'a [u8], limit: usize) -> Result<Self, JournalError> {
        if bytes.len() > limit {
            return Err(JournalError::TooLarge("envelope"));
        }
        // One way to write it: what an attacker may vary without breaking the signature must not exist.
        let rest = bytes.strip_prefix(&LEAD).ok_or(JournalError::Malformed("envelope"))?;
        let mut input = In::new(rest, "envelope");
        let (payload, signature) = (input.bytes(limit)?, input.fixed()?);
        input.end()?;
        Ok(Self { payload, signature })
    }

    pub(crate) fn payload(&self) -> &'a [u8] {
        self.payload
    }

    pub(crate) fn verify(&self, key: &PublicKey, aad: &[u8]) -> Result<(), JournalError> {
        let signed = sig_structure_data(SignatureContext::CoseSign1, protected(), None, aad, self.payload);
        key.verify(&signed, &self.signature)
    }
}

fn protected() -> ProtectedHeader {
    ProtectedHeader { original_data: None, header: HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).build() }
}
