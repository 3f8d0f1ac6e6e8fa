//! The pull's cursor: where a replica is, in words that only this server can write.
//!
//! It says: of the streams in `scope`, everything up to `position` has been handed out. While the caller's rights have
//! grown, it says as well how far the newly readable streams have been caught up, from their beginning. The bytes are
//! authenticated and bound to the device, so nobody can skip commits by writing a cursor of his own or using another's.

use sha2::{Digest, Sha256};
use xuncun_domain::grant::ReadScope;
use xuncun_journal::DeviceId;

/// A scope's short name: the first bytes of its text's hash.
pub type ScopeId = [u8; 8];

/// Where a replica is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The server's epoch (its first bytes); another one starts over.
    pub epoch: [u8; 8],
    /// Everything in `scope` up to here has been handed out.
    pub position: u64,
    /// What could be read then.
    pub scope: ScopeId,
    /// What can be read now, and how far of what is new in it has been handed out (at most to `position`).
    pub backfill: Option<(ScopeId, u64)>,
}

const FORMAT: u8 = 1;
const TAG: usize = 12;

impl Cursor {
    /// The opaque bytes.
    #[must_use]
    pub fn seal(&self, key: &[u8], device: DeviceId) -> Vec<u8> {
        let mut bytes = vec![FORMAT];
        bytes.extend(self.epoch);
        bytes.extend(self.position.to_be_bytes());
        bytes.extend(self.scope);
        if let Some((scope, reached)) = self.backfill {
            bytes.extend(scope);
            bytes.extend(reached.to_be_bytes());
        }
        let tag = tag(key, device, &bytes);
        bytes.extend(tag);
        bytes
    }

    /// Reads what [`Cursor::seal`] wrote with the same key for the same device; `None` for anything else.
    #[must_use]
    pub fn open(bytes: &[u8], key: &[u8], device: DeviceId) -> Option<Self> {
        let (said, given) = bytes.split_at_checked(bytes.len().checked_sub(TAG)?)?;
        let right = tag(key, device, said);
        // Every byte is looked at, so the time taken says nothing about where they differ.
        if right.iter().zip(given).fold(0, |differ, (a, b)| differ | (a ^ b)) != 0 {
            return None;
        }
        let (&format, rest) = said.split_first()?;
        let (epoch, rest) = rest.split_first_chunk()?;
        let (position, rest) = rest.split_first_chunk()?;
        let (scope, rest) = rest.split_first_chunk()?;
        let backfill = if rest.is_empty() {
            None
        } else {
            let (scope, rest) = rest.split_first_chunk()?;
            Some((*scope, u64::from_be_bytes(rest.try_into().ok()?)))
        };
        (format == FORMAT).then_some(Self { epoch: *epoch, position: u64::from_be_bytes(*position), scope: *scope, backfill })
    }
}

/// A scope's short name.
#[must_use]
pub fn scope_id(scope: &ReadScope) -> ScopeId {
    let digest: [u8; 32] = Sha256::digest(scope.to_string()).into();
    let mut id = [0; 8];
    id.copy_from_slice(&digest[..8]);
    id
}

/// HMAC-SHA256 (RFC 2104), cut to twelve bytes. `key` is at most a block long.
fn tag(key: &[u8], device: DeviceId, message: &[u8]) -> [u8; TAG] {
    let mut block = [0u8; 64];
    block[..key.len().min(64)].copy_from_slice(&key[..key.len().min(64)]);
    let inner = Sha256::new().chain_update(block.map(|b| b ^ 0x36)).chain_update(device.0).chain_update(message).finalize();
    let outer: [u8; 32] = Sha256::new().chain_update(block.map(|b| b ^ 0x5c)).chain_update(inner).finalize().into();
    let mut tag = [0; TAG];
    tag.copy_from_slice(&outer[..TAG]);
    tag
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_cursor_is_read_by_whom_it_was_written_for_and_unaltered_only() {
        let (key, device) = ([7; 32], DeviceId([1; 16]));
        for backfill in [None, Some(([4; 8], 17))] {
            let cursor = Cursor { epoch: [2; 8], position: 900, scope: [3; 8], backfill };
            let bytes = cursor.seal(&key, device);
            assert_eq!(Cursor::open(&bytes, &key, device), Some(cursor));
            assert_eq!(Cursor::open(&bytes, &key, DeviceId([9; 16])), None, "another device's");
            assert_eq!(Cursor::open(&bytes, &[8; 32], device), None, "another server's");
            for at in 0..bytes.len() {
                let mut altered = bytes.clone();
                altered[at] ^= 1;
                assert_eq!(Cursor::open(&altered, &key, device), None, "byte {at}");
                assert_eq!(Cursor::open(&bytes[..at], &key, device), None, "cut at {at}");
            }
        }
    }
}
