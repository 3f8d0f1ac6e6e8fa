//! A voice note: what an inspector said instead of typing it, and which bytes are one.

use serde::{Deserialize, Serialize};

/// Most bytes of one: three minutes of speech at four times what a phone takes for it.
pub const MAX_BYTES: u64 = 8 << 20;
/// Longest, in milliseconds.
pub const MAX_MS: i64 = 180_000;
/// A recorder that is stopped at the limit stops a moment later.
pub const GRACE_MS: i64 = 2_000;

/// What a voice note says and of what, as far as the content's hash needs it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VoiceFact {
    /// `inspection` or `sighting`.
    pub owner_table: String,
    /// Row id of the owner.
    pub owner_id: String,
    /// Item id, for a note of the inspection that belongs to an item; empty for none.
    pub item: String,
    /// SHA-256 of the sound, hex.
    pub sha256: String,
}

impl VoiceFact {
    /// Whether it says something of that sighting.
    pub fn is_of_sighting(&self, id: &str) -> bool {
        self.owner_table == "sighting" && self.owner_id == id
    }
}

/// A file that sound is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// `WebM` or Matroska: what Chromium and Firefox record.
    WebM,
    /// Ogg.
    Ogg,
    /// MP4, M4A, 3GP: what `WebKit` and phones' recorders make.
    Mp4,
    /// WAV.
    Wav,
}

/// What the first box of an MP4 calls itself that may hold sound alone. Pictures (HEIC, AVIF) begin with such a box, too.
const BRANDS: [&[u8]; 17] = [
    b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"dash", b"3gp4", b"3gp5", b"3gp6", b"3gp7", b"3g2a", b"MSNV",
    b"qt  ",
];

impl Container {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::WebM, Self::Ogg, Self::Mp4, Self::Wav];

    /// What the bytes are, by how they begin. What they are called, and by whom, says nothing.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        let head = &bytes[..bytes.len().min(64)];
        let at = |from: usize, word: &[u8]| head.get(from..from + word.len()) == Some(word);
        if at(0, b"\x1a\x45\xdf\xa3") {
            let names = |word: &[u8]| head.windows(word.len()).any(|part| part == word);
            return (names(b"webm") || names(b"matroska")).then_some(Self::WebM);
        }
        if at(4, b"ftyp") {
            return BRANDS.iter().any(|brand| at(8, brand)).then_some(Self::Mp4);
        }
        if at(0, b"RIFF") && at(8, b"WAVE") {
            return Some(Self::Wav);
        }
        at(0, b"OggS").then_some(Self::Ogg)
    }

    /// Its type.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::WebM => "audio/webm",
            Self::Ogg => "audio/ogg",
            Self::Mp4 => "audio/mp4",
            Self::Wav => "audio/wav",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_bytes_are_is_told_by_how_they_begin() {
        let webm = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm\x42\x87\x81\x04";
        let table: [(&[u8], Option<Container>); 13] = [
            (webm, Some(Container::WebM)),
            (b"\x1a\x45\xdf\xa3\xa3\x42\x82\x88matroska", Some(Container::WebM)),
            (b"\x1a\x45\xdf\xa3\xa3\x42\x82\x88something", None),
            (b"OggS\0\x02", Some(Container::Ogg)),
            (b"\0\0\0\x1cftypM4A \0\0\0\0", Some(Container::Mp4)),
            (b"\0\0\0\x1cftypiso5\0\0\0\0", Some(Container::Mp4)),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", None),
            (b"\0\0\0\x18ftypavif", None),
            (b"RIFF\x24\0\0\0WAVEfmt ", Some(Container::Wav)),
            (b"RIFF\x24\0\0\0WEBPVP8 ", None),
            (b"\xff\xd8\xff\xe0", None),
            (b"<html>", None),
            (b"", None),
        ];
        for (bytes, expected) in table {
            assert_eq!(Container::sniff(bytes), expected, "{bytes:?}");
        }
        for end in 0..24 {
            assert_eq!(Container::sniff(&webm[..end]), None, "cut after {end} bytes");
        }
    }
}
