//! CBOR of the small requests and replies (pages of commits are `xuncun_journal::page`'s). Deterministic arrays, by position.
//!
//! ```text
//! enroll request  [code tstr, public_key bstr32, device_name tstr, platform tstr]
//! enroll reply    [district tstr, district_name tstr, root_public_key bstr32, token tstr, person tstr,
//!                  [[envelope bstr, body bstr]..], server_device bstr16, server_ms int]
//! code request    [by tstr, person tstr, sign_in bool]
//! code reply      [code tstr, server tstr, expires_ms int]
//! return request  [claim bstr, [[envelope bstr, body bstr]..]]
//! return reply    [known bool, root_seq uint]
//! missing request [stream tstr, [hash bstr32..]]
//! missing reply   [[hash bstr32..], receipt bstr|null]
//! error (JSON)    {"code": "...", "params": {"name": "value"}}
//! ```
//! Longer arrays than these are accepted: what a newer version appends is skipped.

use crate::protocol::{
    BlobHash, EnrollReply, EnrollRequest, InviteReply, InviteRequest, MissingReply, Params, ProtocolError, ReturnReply, ReturnRequest, WireCommit,
};
use minicbor::{Decoder, Encoder};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;

type Made = Result<(), minicbor::encode::Error<Infallible>>;

/// Most hashes in one question about missing blobs.
pub const MAX_MISSING: usize = 1_000;
/// Most commits that an enrolment reply, or somebody who comes back, may carry.
const MAX_COMMITS: u64 = 100_000;

/// Body of every HTTP error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// Stable code.
    pub code: String,
    /// Parameters of the sentence.
    #[serde(default)]
    pub params: Params,
}

/// A vector cannot fail to be written; the error type only says so in Rust's terms.
fn written(make: impl FnOnce(&mut Encoder<&mut Vec<u8>>) -> Made) -> Vec<u8> {
    let mut out = Vec::new();
    match make(&mut Encoder::new(&mut out)) {
        Ok(()) => out,
        // Only a custom `Encode` implementation can refuse, and none is used here.
        Err(_) => Vec::new(),
    }
}

fn unread(error: minicbor::decode::Error) -> ProtocolError {
    ProtocolError::Decode(error.to_string())
}

fn array(d: &mut Decoder<'_>, least: u64) -> Result<u64, ProtocolError> {
    match d.array().map_err(unread)? {
        Some(n) if n >= least => Ok(n - least),
        _ => Err(ProtocolError::Decode("wrong shape".into())),
    }
}

fn skip(d: &mut Decoder<'_>, extra: u64) -> Result<(), ProtocolError> {
    for _ in 0..extra.min(64) {
        d.skip().map_err(unread)?;
    }
    Ok(())
}

/// What a newer version appended, and then nothing.
fn end(d: &mut Decoder<'_>, extra: u64) -> Result<(), ProtocolError> {
    skip(d, extra)?;
    if d.position() == d.input().len() { Ok(()) } else { Err(ProtocolError::Decode("something follows".into())) }
}

fn fixed<const N: usize>(d: &mut Decoder<'_>) -> Result<[u8; N], ProtocolError> {
    d.bytes().map_err(unread)?.try_into().map_err(|_| ProtocolError::Decode(format!("{N} bytes expected")))
}

fn text(d: &mut Decoder<'_>) -> Result<String, ProtocolError> {
    Ok(d.str().map_err(unread)?.to_owned())
}

fn count(d: &mut Decoder<'_>, most: u64) -> Result<u64, ProtocolError> {
    match d.array().map_err(unread)? {
        Some(n) if n <= most => Ok(n),
        _ => Err(ProtocolError::Decode("wrong length".into())),
    }
}

fn write_commits(e: &mut Encoder<&mut Vec<u8>>, commits: &[WireCommit]) -> Made {
    e.array(commits.len() as u64)?;
    for commit in commits {
        e.array(2)?.bytes(&commit.envelope)?.bytes(&commit.body)?;
    }
    Ok(())
}

fn read_commits(d: &mut Decoder<'_>) -> Result<Vec<WireCommit>, ProtocolError> {
    let mut commits = Vec::new();
    for _ in 0..count(d, MAX_COMMITS)? {
        let extra = array(d, 2)?;
        let (envelope, body) = (d.bytes().map_err(unread)?.to_vec(), d.bytes().map_err(unread)?.to_vec());
        skip(d, extra)?;
        commits.push(WireCommit { envelope, body });
    }
    Ok(commits)
}

impl EnrollRequest {
    /// Bytes of `POST /v1/enroll`.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        written(|e| {
            e.array(4)?.str(&self.code)?.bytes(&self.public_key)?.str(&self.device_name)?.str(&self.platform)?;
            Ok(())
        })
    }

    /// Reads them.
    ///
    /// # Errors
    /// `Decode`.
    pub fn decode(bytes: &[u8]) -> Result<Self, ProtocolError> {
        let d = &mut Decoder::new(bytes);
        let extra = array(d, 4)?;
        let made = Self { code: text(d)?, public_key: fixed(d)?, device_name: text(d)?, platform: text(d)? };
        end(d, extra)?;
        Ok(made)
    }
}

impl EnrollReply {
    /// Bytes of the reply.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        written(|e| {
            e.array(8)?.str(&self.district)?.str(&self.district_name)?.bytes(&self.root_public_key)?;
            e.str(&self.token)?.str(&self.person)?;
            write_commits(e, &self.commits)?;
            e.bytes(&self.server_device)?.i64(self.server_ms)?;
            Ok(())
        })
    }

    /// Reads them.
    ///
    /// # Errors
    /// `Decode`.
    pub fn decode(bytes: &[u8]) -> Result<Self, ProtocolError> {
        let d = &mut Decoder::new(bytes);
        let extra = array(d, 8)?;
        let (district, district_name, root_public_key) = (text(d)?, text(d)?, fixed(d)?);
        let (token, person) = (text(d)?, text(d)?);
        let commits = read_commits(d)?;
        let (server_device, server_ms) = (fixed(d)?, d.i64().map_err(unread)?);
        end(d, extra)?;
        Ok(Self { district, district_name, root_public_key, token, person, commits, server_device, server_ms })
    }
}

impl InviteRequest {
    /// Bytes of `POST /v1/codes`.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        written(|e| {
            e.array(3)?.str(&self.by)?.str(&self.person)?.bool(self.sign_in)?;
            Ok(())
        })
    }

    /// Reads them.
    ///
    /// # Errors
    /// `Decode`.
    pub fn decode(bytes: &[u8]) -> Result<Self, ProtocolError> {
        let d = &mut Decoder::new(bytes);
        let extra = array(d, 3)?;
        let made = Self { by: text(d)?, person: text(d)?, sign_in: d.bool().map_err(unread)? };
        end(d, extra)?;
        Ok(made)
    }
}

impl InviteReply {
    /// Bytes of the reply.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        written(|e| {
            e.array(3)?.str(&self.code)?.str(&self.server)?.i64(self.expires_ms)?;
            Ok(())
        })
    }

    /// Reads them.
    ///
    /// # Errors
    /// `Decode`.
    pub fn decode(bytes: &[u8]) -> Result<Self, ProtocolError> {
        let d = &mut Decoder::new(bytes);
        let extra = array(d, 3)?;
        let made = Self { code: text(d)?, server: text(d)?, expires_ms: d.i64().map_err(unread)? };
        end(d, extra)?;
        Ok(made)
    }
}

impl ReturnRequest {
    /// Bytes of `POST /v1/return`.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        written(|e| write_commits(e.array(2)?.bytes(&self.claim)?, &self.commits))
    }

    /// Reads them.
    ///
    /// # Errors
    /// `Decode`.
    pub fn decode(bytes: &[u8]) -> Result<Self, ProtocolError> {
        let d = &mut Decoder::new(bytes);
        let extra = array(d, 2)?;
        let made = Self { claim: d.bytes().map_err(unread)?.to_vec(), commits: read_commits(d)? };
        end(d, extra)?;
        Ok(made)
    }
}

impl ReturnReply {
    /// Bytes of the reply.
    #[must_use]
    pub fn encode(self) -> Vec<u8> {
        written(|e| {
            e.array(2)?.bool(self.known)?.u64(self.root_seq)?;
            Ok(())
        })
    }

    /// Reads them.
    ///
    /// # Errors
    /// `Decode`.
    pub fn decode(bytes: &[u8]) -> Result<Self, ProtocolError> {
        let d = &mut Decoder::new(bytes);
        let extra = array(d, 2)?;
        let made = Self { known: d.bool().map_err(unread)?, root_seq: d.u64().map_err(unread)? };
        end(d, extra)?;
        Ok(made)
    }
}

/// Bytes of `POST /v1/missing`.
#[must_use]
pub fn encode_missing(stream: &str, hashes: &[BlobHash]) -> Vec<u8> {
    written(|e| {
        e.array(2)?.str(stream)?.array(hashes.len() as u64)?;
        for hash in hashes {
            e.bytes(hash)?;
        }
        Ok(())
    })
}

/// Reads them: stream and hashes.
///
/// # Errors
/// `Decode`, also for more than [`MAX_MISSING`] hashes.
pub fn decode_missing(bytes: &[u8]) -> Result<(String, Vec<BlobHash>), ProtocolError> {
    let d = &mut Decoder::new(bytes);
    let extra = array(d, 2)?;
    let stream = text(d)?;
    let mut hashes = Vec::new();
    for _ in 0..count(d, MAX_MISSING as u64)? {
        hashes.push(fixed(d)?);
    }
    end(d, extra)?;
    Ok((stream, hashes))
}

impl MissingReply {
    /// Bytes of the reply.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        written(|e| {
            e.array(2)?.array(self.missing.len() as u64)?;
            for hash in &self.missing {
                e.bytes(hash)?;
            }
            match &self.receipt {
                Some(receipt) => e.bytes(receipt)?,
                None => e.null()?,
            };
            Ok(())
        })
    }

    /// Reads them.
    ///
    /// # Errors
    /// `Decode`.
    pub fn decode(bytes: &[u8]) -> Result<Self, ProtocolError> {
        let d = &mut Decoder::new(bytes);
        let extra = array(d, 2)?;
        let mut missing = Vec::new();
        for _ in 0..count(d, MAX_MISSING as u64)? {
            missing.push(fixed(d)?);
        }
        let receipt = if d.datatype().map_err(unread)? == minicbor::data::Type::Null {
            d.null().map_err(unread)?;
            None
        } else {
            Some(d.bytes().map_err(unread)?.to_vec())
        };
        end(d, extra)?;
        Ok(Self { missing, receipt })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
    use super::*;

    #[test]
    fn enrolment_round_trips_and_every_truncation_is_an_error() {
        let request =
            EnrollRequest { code: "7H2K-9Q".into(), public_key: [3; 32], device_name: "四组 2 号平板".into(), platform: "linux".into() };
        assert_eq!(EnrollRequest::decode(&request.encode()).unwrap(), request);
        let reply = EnrollReply {
            district: "629900".into(),
            district_name: "清源县".into(),
            root_public_key: [1; 32],
            token: "t".into(),
            person: "p1".into(),
            commits: vec![WireCommit { envelope: vec![1, 2], body: vec![3] }],
            server_device: [9; 16],
            server_ms: 1_795_000_000_000,
        };
        let bytes = reply.encode();
        assert_eq!(EnrollReply::decode(&bytes).unwrap(), reply);
        for cut in 0..bytes.len() {
            assert!(EnrollReply::decode(&bytes[..cut]).is_err(), "{cut}");
        }
        assert!(EnrollReply::decode(&[bytes, vec![0]].concat()).is_err(), "something behind it");
    }

    /// These bytes are the protocol: another implementation must produce and read them.
    #[test]
    fn golden_bytes() {
        let request = EnrollRequest { code: "7H2K".into(), public_key: [1; 32], device_name: "平板".into(), platform: "linux".into() };
        let ones = "01".repeat(32);
        assert_eq!(hex::encode(request.encode()), format!("84643748324b5820{ones}66e5b9b3e69dbf656c696e7578"));
        assert_eq!(hex::encode(encode_missing("6299/work", &[[1; 32]])), format!("8269363239392f776f726b815820{ones}"));
        let reply = MissingReply { missing: vec![[1; 32]], receipt: Some(vec![7, 8]) };
        assert_eq!(hex::encode(reply.encode()), format!("82815820{ones}420708"));
        let reply = EnrollReply {
            district: "629900".into(),
            district_name: "清源县".into(),
            root_public_key: [1; 32],
            token: "t".into(),
            person: "p".into(),
            commits: vec![WireCommit { envelope: vec![2], body: vec![3] }],
            server_device: [1; 16],
            server_ms: 1_000,
        };
        let half = "01".repeat(16);
        let expected = format!("886636323939303069e6b885e6ba90e58ebf5820{ones}6174617081824102410350{half}1903e8");
        assert_eq!(hex::encode(reply.encode()), expected);
    }

    #[test]
    fn coming_back_round_trips() {
        let request = ReturnRequest { claim: vec![1, 2], commits: vec![WireCommit { envelope: vec![3], body: vec![4, 5] }] };
        assert_eq!(hex::encode(request.encode()), "82420102818241034204 05".replace(' ', ""));
        assert_eq!(ReturnRequest::decode(&request.encode()).unwrap(), request);
        let reply = ReturnReply { known: true, root_seq: 300 };
        assert_eq!(hex::encode(reply.encode()), "82f519012c");
        assert_eq!(ReturnReply::decode(&reply.encode()).unwrap(), reply);
        for cut in 0..request.encode().len() {
            assert!(ReturnRequest::decode(&request.encode()[..cut]).is_err(), "{cut}");
        }
        for cut in 0..reply.encode().len() {
            assert!(ReturnReply::decode(&reply.encode()[..cut]).is_err(), "{cut}");
        }
    }

    #[test]
    fn missing_round_trips_and_is_bounded() {
        let hashes = vec![[1; 32], [2; 32]];
        assert_eq!(decode_missing(&encode_missing("629900100201/work", &hashes)).unwrap(), ("629900100201/work".into(), hashes.clone()));
        assert!(decode_missing(&encode_missing("x", &vec![[0; 32]; MAX_MISSING + 1])).is_err());
        for receipt in [None, Some(vec![7; 90])] {
            let reply = MissingReply { missing: hashes.clone(), receipt };
            assert_eq!(MissingReply::decode(&reply.encode()).unwrap(), reply);
        }
    }

    #[test]
    fn what_a_newer_version_appends_is_skipped() {
        let mut newer = Vec::new();
        Encoder::new(&mut newer).array(3).unwrap().array(0).unwrap().null().unwrap().str("later").unwrap();
        assert_eq!(MissingReply::decode(&newer).unwrap(), MissingReply::default());
    }
}
