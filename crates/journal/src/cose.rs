//! COSE_Sign1 (RFC 9052) with Ed25519, and no freedom in how it is written.
//!
//! The protected header is `{1: -8}` (alg: EdDSA), the unprotected one is empty, the tag 18 is there, and the encoding is
//! the deterministic one. Anything else is refused, so one payload of one key has one envelope.

use coset::{CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, iana};

use crate::error::JournalError;
use crate::key::{DeviceKey, PublicKey};

/// Signs `payload` for the purpose that `aad` names.
pub(crate) fn sign(key: &DeviceKey, aad: &[u8], payload: Vec<u8>) -> Result<Vec<u8>, JournalError> {
    let protected = HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).build();
    CoseSign1Builder::new()
        .protected(protected)
        .payload(payload)
        .create_signature(aad, |message| key.sign(message).to_vec())
        .build()
        .to_tagged_vec()
        .map_err(|_| JournalError::Malformed("envelope"))
}

/// An envelope that is well formed; whether its signature holds is not yet known.
pub(crate) struct Envelope(CoseSign1);

impl Envelope {
    pub(crate) fn parse(bytes: &[u8], limit: usize) -> Result<Self, JournalError> {
        if bytes.len() > limit {
            return Err(JournalError::TooLarge("envelope"));
        }
        let cose = CoseSign1::from_tagged_slice(bytes).map_err(|_| JournalError::Malformed("envelope"))?;
        if cose.payload.is_none() {
            return Err(JournalError::Malformed("envelope"));
        }
        // One way to write it: what an attacker may vary without breaking the signature must not exist.
        let expected = CoseSign1 {
            protected: coset::ProtectedHeader { original_data: None, header: HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).build() },
            unprotected: coset::Header::default(),
            payload: cose.payload.clone(),
            signature: cose.signature.clone(),
        };
        match expected.to_tagged_vec() {
            Ok(canonical) if canonical == bytes => Ok(Self(cose)),
            _ => Err(JournalError::Malformed("envelope")),
        }
    }

    pub(crate) fn payload(&self) -> &[u8] {
        self.0.payload.as_deref().unwrap_or_default()
    }

    pub(crate) fn verify(&self, key: &PublicKey, aad: &[u8]) -> Result<(), JournalError> {
        self.0.verify_signature(aad, |signature, message| key.verify(message, signature))
    }
}
