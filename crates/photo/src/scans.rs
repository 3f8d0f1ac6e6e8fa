//! How much a JPEG makes its decoder hold beside the pixels.
//!
//! One that comes in several passes over the whole picture (a progressive one, or one colour after another) has no pixel before its last pass:
//! until then two bytes for every sample lie in memory, as much again as the pixels and up to twice that.

/// Bytes of coefficients; 0 for a picture that comes in one pass, and for what is no whole header.
pub fn held(bytes: &[u8]) -> u64 {
    let mut frame = None;
    let mut at = 2;
    while let (Some(0xFF), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) {
        match marker {
            0xFF => {
                at += 1;
                continue;
            }
            0x01 | 0xD0..=0xD8 => {
                at += 2;
                continue;
            }
            _ => {}
        }
        let Some(length) = bytes.get(at + 2..at + 4) else { break };
        let end = at + 2 + usize::from(u16::from_be_bytes([length[0], length[1]])).max(2);
        let body = bytes.get(at + 4..end).unwrap_or_default();
        match marker {
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => frame = Frame::of(marker, body),
            0xDA => {
                let one_pass = |frame: &Frame| !frame.progressive && body.first().is_none_or(|count| usize::from(*count) >= frame.components);
                return frame.filter(|frame| !one_pass(frame)).map_or(0, |frame| frame.bytes);
            }
            _ => {}
        }
        at = end;
    }
    0
}

/// A frame's header.
struct Frame {
    progressive: bool,
    components: usize,
    bytes: u64,
}

impl Frame {
    fn of(marker: u8, body: &[u8]) -> Option<Self> {
        let number = |at: usize| body.get(at..at + 2).map(|two| u64::from(u16::from_be_bytes([two[0], two[1]])));
        let (height, width) = (number(1)?, number(3)?);
        let components = usize::from(*body.get(5)?);
        // How many blocks of a component are in a unit of the picture, across and down.
        let blocks = body.get(6..6 + 3 * components)?.chunks_exact(3).map(|one| (u64::from(one[1] >> 4), u64::from(one[1] & 15))).collect::<Vec<_>>();
        let most = |side: fn(&(u64, u64)) -> u64| blocks.iter().map(side).max().unwrap_or(1).max(1);
        let units = width.div_ceil(8 * most(|one| one.0)) * height.div_ceil(8 * most(|one| one.1));
        let in_a_unit: u64 = blocks.iter().map(|(across, down)| across * down).sum();
        Some(Self { progressive: marker == 0xC2, components, bytes: units * in_a_unit * 64 * 2 })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, missing_docs)]
    use super::*;
    use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

    fn jpeg(sampling: SamplingFactor, progressive: bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 80);
        encoder.set_sampling_factor(sampling);
        encoder.set_progressive(progressive);
        encoder.encode(&[90; 64 * 32 * 3], 64, 32, ColorType::Rgb).unwrap();
        bytes
    }

    #[test]
    fn one_pass_holds_nothing_and_several_two_bytes_a_sample() {
        for (sampling, samples) in [(SamplingFactor::F_1_1, 3 * 64 * 32), (SamplingFactor::F_2_2, 64 * 32 * 3 / 2)] {
            assert_eq!(held(&jpeg(sampling, false)), 0);
            assert_eq!(held(&jpeg(sampling, true)), samples * 2);
        }
    }

    #[test]
    fn one_colour_after_another_is_held_as_well() {
        let mut bytes = jpeg(SamplingFactor::F_1_1, false);
        let scan = bytes.windows(2).position(|two| two == [0xFF, 0xDA]).unwrap();
        bytes[scan + 4] = 1;
        assert_eq!(held(&bytes), 3 * 64 * 32 * 2);
    }

    #[test]
    fn what_is_cut_off_or_none_holds_nothing() {
        let whole = jpeg(SamplingFactor::F_2_2, true);
        let scan = whole.windows(2).position(|two| two == [0xFF, 0xDA]).unwrap();
        assert!((0..scan).all(|length| held(&whole[..length]) == 0));
        assert_eq!(held(b"no picture at all"), 0);
    }
}
