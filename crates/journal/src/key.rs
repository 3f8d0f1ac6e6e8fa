//! Ed25519 keys. A device's private key is made on the device and never leaves it.

use std::fmt;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::error::JournalError;
use crate::ids::{DeviceId, Hash};

/// A device's key pair.
#[derive(Clone)]
pub struct DeviceKey(SigningKey);

impl DeviceKey {
    /// A new key from the system's randomness.
    #[must_use]
    pub fn generate() -> Self {
        Self(SigningKey::generate(&mut rand::rng()))
    }

    /// From the 32 secret bytes.
    #[must_use]
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// The 32 secret bytes, for the device's own store.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// The device's name, derived from the public half.
    #[must_use]
    pub fn id(&self) -> DeviceId {
        self.public().id()
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for DeviceKey {
    /// Never the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({})", self.id())
    }
}

/// The public half of a device's key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// From 32 bytes that are a point of the curve and not a weak one.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, JournalError> {
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| JournalError::Malformed("key"))?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| JournalError::Malformed("key"))?;
        if key.is_weak() {
            return Err(JournalError::Malformed("key"));
        }
        Ok(Self(key))
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The device that owns this key.
    #[must_use]
    pub fn id(&self) -> DeviceId {
        DeviceId::of_key(self.0.as_bytes())
    }

    /// What an enrolment link carries of the district's root key: the first 16 bytes of its SHA-256.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 16] {
        self.id().0
    }

    /// The whole SHA-256 of the key.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(self.0.as_bytes())
    }

    /// Strict: a signature that any second verifier might read otherwise is refused.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), JournalError> {
        let signature = Signature::from_slice(signature).map_err(|_| JournalError::BadSignature)?;
        self.0.verify_strict(message, &signature).map_err(|_| JournalError::BadSignature)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", hex::encode(self.0.as_bytes()))
    }
}
