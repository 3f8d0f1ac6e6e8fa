//! Verifying a bundle, in one pass, before anything of it is believed.

use std::io::{ErrorKind, Read};

use xuncun_domain::stream::StreamId;

use super::{Blob, BundleError, Manifest, NAME, VERSION, What, kind, seal};
use crate::error::JournalError;
use crate::ids::{DeviceId, Hash, Hasher};
use crate::key::PublicKey;
use crate::limits;
use crate::page::{Entry, decompress, read_entries};

/// What a verified bundle holds. Its blobs' bytes stay where they are: each is found by its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contents {
    /// The first record.
    pub manifest: Manifest,
    /// Commits, in their order. What they contain was not looked at.
    pub commits: Vec<Entry>,
    /// Receipts, as the server signed them. Their signatures were not looked at.
    pub receipts: Vec<Vec<u8>>,
    /// Blobs, each of the hash that it is named by.
    pub blobs: Vec<Place>,
}

/// Where a blob's bytes are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// Which blob.
    pub blob: Blob,
    /// Its first byte, from the beginning of the bundle.
    pub at: u64,
}

/// Reads a bundle of this district to its end: its form, its counts, the hash of every blob, and its seal by the maker's key,
/// which `key_of` finds or says why not.
///
/// # Errors
/// [`BundleError`], all but `bundle_empty`.
pub fn read(input: impl Read, district: &str, key_of: impl FnOnce(&DeviceId) -> Result<PublicKey, BundleError>) -> Result<Contents, BundleError> {
    let mut input = Input { input, hasher: Hasher::default(), at: 0 };
    input.first_line()?;
    let manifest = manifest(&mut input)?;
    if manifest.district != district {
        return Err(BundleError::WrongDistrict);
    }
    let mut contents = Contents { manifest, commits: Vec::new(), receipts: Vec::new(), blobs: Vec::new() };
    let (mut stage, mut commit_bytes, mut receipt_bytes) = (kind::MANIFEST, 0, 0);
    loop {
        let (hash, length) = (input.hasher.clone(), input.at);
        let fields = input.array()?;
        let found = input.uint()?;
        if found < stage || found == kind::MANIFEST {
            return Err(BundleError::Damaged("order"));
        }
        stage = found;
        match (found, fields) {
            (kind::COMMITS, 3) => page(&mut input, &mut contents, &mut commit_bytes)?,
            (kind::RECEIPT, 2) => {
                let receipt = input.bytes(limits::RECEIPT_BYTES as u64)?;
                receipt_bytes += receipt.len() as u64;
                contents.receipts.push(receipt);
                let many = contents.receipts.len() as u64 > contents.manifest.receipts.min(limits::BUNDLE_RECEIPTS);
                if many || receipt_bytes > limits::BUNDLE_COMMIT_BYTES {
                    return Err(BundleError::TooLarge("receipts"));
                }
            }
            (kind::BLOB, 6) => {
                let place = blob(&mut input)?;
                let name = |blob: &Blob| (blob.stream, blob.sha256);
                // By stream and hash, each once: one set of blobs has one order.
                if contents.blobs.last().is_some_and(|last| name(&last.blob) >= name(&place.blob)) {
                    return Err(BundleError::Damaged("order"));
                }
                contents.blobs.push(place);
                if contents.blobs.len() as u64 > contents.manifest.blobs.min(limits::BUNDLE_BLOBS) {
                    return Err(BundleError::TooLarge("blobs"));
                }
            }
            (kind::SEAL, 2) => {
                let seal = input.bytes(limits::ENVELOPE_BYTES as u64)?;
                input.end()?;
                check_counts(&contents)?;
                let key = key_of(&contents.manifest.maker)?;
                seal::verify(&seal, &key, hash.finish(), length).map_err(|_| BundleError::Damaged("seal"))?;
                return Ok(contents);
            }
            _ => return Err(BundleError::Damaged("record")),
        }
    }
}

fn manifest(input: &mut Input<impl Read>) -> Result<Manifest, BundleError> {
    let damaged = || BundleError::Damaged("manifest");
    if (input.array()?, input.uint()?) != (9, kind::MANIFEST) {
        return Err(damaged());
    }
    let district = input.text(limits::NAME_BYTES)?;
    let maker = DeviceId(input.fixed()?);
    let made_at = i64::try_from(input.uint()?).map_err(|_| damaged())?;
    let what = What::parse(&input.text(limits::NAME_BYTES)?).ok_or_else(damaged)?;
    let (commits, receipts, blobs, blob_bytes) = (input.uint()?, input.uint()?, input.uint()?, input.uint()?);
    if commits > limits::BUNDLE_COMMITS || receipts > limits::BUNDLE_RECEIPTS || blobs > limits::BUNDLE_BLOBS {
        return Err(BundleError::TooLarge("manifest"));
    }
    Ok(Manifest { district, maker, made_at, what, commits, receipts, blobs, blob_bytes })
}

fn page(input: &mut Input<impl Read>, contents: &mut Contents, bytes: &mut u64) -> Result<(), BundleError> {
    let of_page = |error| match error {
        JournalError::TooLarge(what) => BundleError::TooLarge(what),
        _ => BundleError::Damaged("page"),
    };
    let count = input.uint()?;
    let packed = input.bytes(limits::PAGE_BYTES as u64)?;
    let page = decompress(&packed).map_err(of_page)?;
    *bytes += page.len() as u64;
    let left = contents.manifest.commits.saturating_sub(contents.commits.len() as u64);
    if *bytes > limits::BUNDLE_COMMIT_BYTES || count > left {
        return Err(BundleError::TooLarge("commits"));
    }
    // More than it counts is never read: the number of commits is bounded before their memory is.
    let entries = read_entries(&page, count).map_err(of_page)?;
    if count == 0 {
        return Err(BundleError::Damaged("page"));
    }
    contents.commits.extend(entries);
    Ok(())
}

fn blob(input: &mut Input<impl Read>) -> Result<Place, BundleError> {
    let stream: StreamId = input.text(limits::NAME_BYTES)?.parse().map_err(|_| BundleError::Damaged("stream"))?;
    let sha256 = Hash(input.fixed()?);
    let (kind, mime) = (input.text(limits::NAME_BYTES)?, input.text(limits::NAME_BYTES)?);
    let size = input.head(2)?;
    if size > limits::BLOB_BYTES {
        return Err(BundleError::TooLarge("blob"));
    }
    let at = input.at;
    let found = input.pass(size)?;
    if size == 0 || found != sha256 {
        return Err(BundleError::Damaged("blob"));
    }
    Ok(Place { blob: Blob { stream, sha256, kind, mime, size }, at })
}

fn check_counts(contents: &Contents) -> Result<(), BundleError> {
    let manifest = &contents.manifest;
    let bytes: u64 = contents.blobs.iter().map(|place| place.blob.size).sum();
    let found = (contents.commits.len() as u64, contents.receipts.len() as u64, contents.blobs.len() as u64, bytes);
    if found == (manifest.commits, manifest.receipts, manifest.blobs, manifest.blob_bytes) { Ok(()) } else { Err(BundleError::Damaged("counts")) }
}

/// CBOR from a stream, in its one way to be written; every byte is hashed.
struct Input<R> {
    input: R,
    hasher: Hasher,
    at: u64,
}

impl<R: Read> Input<R> {
    fn first_line(&mut self) -> Result<(), BundleError> {
        let (mut name, mut version) = ([0; NAME.len()], [0; VERSION.len()]);
        match self.exact(&mut name) {
            Err(BundleError::Cut) => return Err(BundleError::NotOne),
            other => other?,
        }
        if name != *NAME {
            return Err(BundleError::NotOne);
        }
        self.exact(&mut version)?;
        if version == *VERSION { Ok(()) } else { Err(BundleError::Newer) }
    }

    fn exact(&mut self, buffer: &mut [u8]) -> Result<(), BundleError> {
        self.input.read_exact(buffer).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => BundleError::Cut,
            _ => error.into(),
        })?;
        self.hasher.update(buffer);
        self.at += buffer.len() as u64;
        Ok(())
    }

    /// The number in the head of an item of this major type: shortest form, definite length.
    fn head(&mut self, major: u8) -> Result<u64, BundleError> {
        let mut first = [0];
        self.exact(&mut first)?;
        if first[0] >> 5 != major {
            return Err(BundleError::Damaged("cbor"));
        }
        let (length, least) = match first[0] & 31 {
            small @ 0..24 => return Ok(small.into()),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            _ => return Err(BundleError::Damaged("cbor")),
        };
        let mut bytes = [0; 8];
        self.exact(&mut bytes[8 - length..])?;
        match u64::from_be_bytes(bytes) {
            number if number >= least => Ok(number),
            _ => Err(BundleError::Damaged("cbor")),
        }
    }

    fn array(&mut self) -> Result<u64, BundleError> {
        self.head(4)
    }

    fn uint(&mut self) -> Result<u64, BundleError> {
        self.head(0)
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], BundleError> {
        let mut bytes = [0; N];
        if self.head(2)? != N as u64 {
            return Err(BundleError::Damaged("cbor"));
        }
        self.exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Memory grows with what comes, not with what is claimed.
    fn some(&mut self, length: u64, max: u64) -> Result<Vec<u8>, BundleError> {
        if length > max {
            return Err(BundleError::TooLarge("cbor"));
        }
        let mut bytes = Vec::new();
        (&mut self.input).take(length).read_to_end(&mut bytes)?;
        self.hasher.update(&bytes);
        self.at += bytes.len() as u64;
        if bytes.len() as u64 == length { Ok(bytes) } else { Err(BundleError::Cut) }
    }

    fn bytes(&mut self, max: u64) -> Result<Vec<u8>, BundleError> {
        let length = self.head(2)?;
        self.some(length, max)
    }

    fn text(&mut self, max: usize) -> Result<String, BundleError> {
        let length = self.head(3)?;
        String::from_utf8(self.some(length, max as u64)?).map_err(|_| BundleError::Damaged("text"))
    }

    /// Passes over `length` bytes; answers their hash.
    fn pass(&mut self, length: u64) -> Result<Hash, BundleError> {
        let (mut own, mut buffer, mut left) = (Hasher::default(), vec![0; 64 * 1024], length);
        while left > 0 {
            let part = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            self.exact(&mut buffer[..part])?;
            own.update(&buffer[..part]);
            left -= part as u64;
        }
        Ok(own.finish())
    }

    /// Nothing may follow.
    fn end(&mut self) -> Result<(), BundleError> {
        match self.exact(&mut [0]) {
            Err(BundleError::Cut) => Ok(()),
            Err(error) => Err(error),
            Ok(()) => Err(BundleError::Damaged("end")),
        }
    }
}
