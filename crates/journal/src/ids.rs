//! Names of things by what they are: a device by its key, a commit by its hash, a version of a row by who wrote it when.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

use crate::error::JournalError;

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// From 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Result<Self, JournalError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| JournalError::Malformed("hash"))?;
        Ok(Self(bytes))
    }

    /// From exactly 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, JournalError> {
        bytes.try_into().map(Self).map_err(|_| JournalError::Malformed("hash"))
    }

    /// 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }
}

/// A SHA-256 made piece by piece, for files that do not fit in memory.
#[derive(Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Takes in further bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all that was taken in.
    #[must_use]
    pub fn finish(self) -> Hash {
        Hash(self.0.finalize().into())
    }
}

/// A device: the first 16 bytes of the SHA-256 of its Ed25519 public key. A key never rotates: a new key is a new device.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(pub [u8; 16]);

impl DeviceId {
    /// The device that owns this public key.
    #[must_use]
    pub fn of_key(public: &[u8; 32]) -> Self {
        let digest = Hash::of(public).0;
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        Self(id)
    }

    /// From 32 hexadecimal digits.
    pub fn from_hex(text: &str) -> Result<Self, JournalError> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| JournalError::Malformed("device"))?;
        Ok(Self(bytes))
    }

    /// From exactly 16 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, JournalError> {
        bytes.try_into().map(Self).map_err(|_| JournalError::Malformed("device"))
    }
}

/// One version of a row: the commit that put it, named by its device and its place in that device's chain of the row's
/// stream. (The stream is part of a row's identity, so it needs no naming here.)
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Version {
    /// Who wrote it.
    pub device: DeviceId,
    /// The position in the chain of (device, stream), from 1.
    pub seq: u64,
}

macro_rules! hexadecimal {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), hex::encode(self.0))
            }
        }
        impl FromStr for $name {
            type Err = JournalError;
            fn from_str(text: &str) -> Result<Self, JournalError> {
                Self::from_hex(text)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::from_hex(&text).map_err(de::Error::custom)
            }
        }
    };
}

hexadecimal!(Hash);
hexadecimal!(DeviceId);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.device, self.seq)
    }
}
