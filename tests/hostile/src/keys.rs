//! The keys of the golden files, and envelopes around whatever bytes: what a thief of a key could sign.

use ed25519_dalek::{Signer, SigningKey};
use minicbor::Encoder;
use xuncun_journal::DeviceKey;

/// What a signature over a commit's header is for.
pub const COMMIT: &[u8] = b"xuncun/commit/1";
/// What a signature over a receipt is for.
pub const RECEIPT: &[u8] = b"xuncun/receipt/1";

/// What a signature over a bundle is for.
pub const BUNDLE: &[u8] = b"xuncun/bundle/1";
/// What a signature over a record of an erasure is for.
pub const ERASURE: &[u8] = b"xuncun/erasure/1";

/// Secret of the device of the golden files.
pub const DEVICE: [u8; 32] = [7; 32];
/// Secret of their server.
pub const SERVER: [u8; 32] = [9; 32];
/// Secret of somebody else.
pub const OTHER: [u8; 32] = [8; 32];

/// The pair of a secret.
#[must_use]
pub fn key(secret: [u8; 32]) -> DeviceKey {
    DeviceKey::from_bytes(&secret)
}

/// A COSE_Sign1 over any payload, as RFC 9052 has it.
#[must_use]
pub fn envelope(secret: [u8; 32], purpose: &[u8], payload: &[u8]) -> Vec<u8> {
    let protected = [0xa1, 0x01, 0x27];
    let mut signed = Vec::new();
    let mut encoder = Encoder::new(&mut signed);
    encoder.array(4).unwrap().str("Signature1").unwrap().bytes(&protected).unwrap();
    encoder.bytes(purpose).unwrap().bytes(payload).unwrap();
    let signature = SigningKey::from_bytes(&secret).sign(&signed).to_bytes();
    wrapped(payload, &signature)
}

/// An envelope with whatever signature.
#[must_use]
pub fn wrapped(payload: &[u8], signature: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xd2, 0x84, 0x43, 0xa1, 0x01, 0x27, 0xa0];
    Encoder::new(&mut bytes).bytes(payload).unwrap().bytes(signature).unwrap();
    bytes
}
