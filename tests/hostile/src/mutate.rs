//! Seeded changes that know what bytes are made of: bits, lengths, items of CBOR, words of text.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Longest input that a mutation makes.
const LONGEST: usize = 64 * 1024;

/// Pieces with which readers have trouble: heads of CBOR with lengths that are not there or not shortest, indefinite lengths,
/// numbers at the ends of their ranges, NaN and infinity, text that is no UTF-8, words of JSON, markers of pictures.
const PIECES: &[&[u8]] = &[
    b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x7a\xff\xff\xff\xff",
    b"\x98\x00",
    b"\x18\x01",
    b"\x19\x00\x17",
    b"\x1b\x00\x00\x00\x00\x00\x00\x00\x01",
    b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x1b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x1b\x00\x20\x00\x00\x00\x00\x00\x00",
    b"\x3b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x9f\xff",
    b"\x5f\x41\x00\xff",
    b"\x7f\x61\x61\xff",
    b"\xbf\xff",
    b"\xf9\x7e\x00",
    b"\xfb\x7f\xf8\x00\x00\x00\x00\x00\x00",
    b"\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00",
    b"\xfb\x80\x00\x00\x00\x00\x00\x00\x00",
    b"\xf6",
    b"\xf7",
    b"\xd2\x84",
    b"\x63\xed\xa0\x80",
    b"\xef\xbf\xbf",
    b"\x00",
    b"\xff\xff\xff\xff",
    b"\x80\x00\x00\x00",
    b"\xff\xd8",
    b"\xff\xd9",
    b"\xff\xe1\xff\xff",
    b"\xff\xda\x00\x08",
    b"IDAT",
    b"\"-0\"",
    b"\"1e9\"",
    b"null",
    b"99999999999999999999",
    b"%00",
    b"%ZZ",
    b"&c=",
    b"//",
    b"..",
    b", ",
    b"=",
    b"+1",
];

/// A changed copy of `seed`; `other` is a second one to take pieces from.
#[must_use]
pub fn mutated(rng: &mut ChaCha8Rng, seed: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..rng.random_range(1..=4) {
        change(rng, &mut bytes, other);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn change(rng: &mut ChaCha8Rng, bytes: &mut Vec<u8>, other: &[u8]) {
    let at = rng.random_range(0..=bytes.len());
    let end = (at + rng.random_range(0..=16)).min(bytes.len());
    match rng.random_range(0..10) {
        0 | 1 if at < bytes.len() => bytes[at] ^= 1 << rng.random_range(0..8),
        2 if at < bytes.len() => bytes[at] = [0, 1, 0x17, 0x18, 0x7f, 0x80, 0xf6, 0xfe, 0xff][rng.random_range(0..9)],
        // A length or a small number, one up or down.
        3 if at < bytes.len() => bytes[at] = if rng.random() { bytes[at].wrapping_add(1) } else { bytes[at].wrapping_sub(1) },
        4 => bytes.truncate(at),
        5 => drop(bytes.drain(at..end)),
        6 => {
            let piece = bytes[at..end].to_vec();
            bytes.splice(at..at, piece);
        }
        7 if !other.is_empty() => {
            let from = rng.random_range(0..other.len());
            let to = (from + rng.random_range(1..=64)).min(other.len());
            bytes.splice(at..end, other[from..to].iter().copied());
        }
        8 => {
            let piece = PIECES[rng.random_range(0..PIECES.len())];
            bytes.splice(at..at, piece.iter().copied());
        }
        _ => {
            let piece = PIECES[rng.random_range(0..PIECES.len())];
            bytes.splice(at..end, piece.iter().copied());
        }
    }
}
