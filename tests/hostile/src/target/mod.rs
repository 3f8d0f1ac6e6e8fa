//! One module a target: what must hold of what it reads.

pub mod bundle;
pub mod commit;
pub mod cose;
pub mod cursor;
pub mod enrolment;
pub mod erasure;
pub mod exif;
pub mod link;
pub mod page;
pub mod picture;
pub mod receipt;
pub mod standard;
pub mod tus;

/// The bytes as two parts: the length of the first leads, in two bytes.
pub fn two_parts(bytes: &[u8]) -> (&[u8], &[u8]) {
    let Some((length, rest)) = bytes.split_first_chunk() else { return (bytes, &[]) };
    rest.split_at(usize::from(u16::from_be_bytes(*length)).min(rest.len()))
}

/// The bytes behind a first one that says which kind they are of.
pub fn kind(bytes: &[u8]) -> (u8, &[u8]) {
    bytes.split_first().map_or((0, bytes), |(kind, rest)| (*kind, rest))
}
