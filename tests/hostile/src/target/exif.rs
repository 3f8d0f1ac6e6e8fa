//! The EXIF of a photograph: the bytes are its TIFF, as it stands in a JPEG.

use xuncun_photo::ExifFacts;

pub fn check(bytes: &[u8]) {
    let tiff = &bytes[..bytes.len().min(0xff00)];
    let length = u16::try_from(tiff.len() + 8).unwrap_or(u16::MAX).to_be_bytes();
    let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe1];
    jpeg.extend(length);
    jpeg.extend(b"Exif\0\0");
    jpeg.extend(tiff);
    jpeg.extend([0xff, 0xd9]);
    let facts = ExifFacts::read(&jpeg);
    sound(&facts);
    assert_eq!(ExifFacts::read(&jpeg), facts);
    // As it is, it is a TIFF, which is no photograph here but is read the same way.
    sound(&ExifFacts::read(bytes));
}

/// A position that a receiver can have measured or none, a time that a calendar has or none.
pub fn sound(facts: &ExifFacts) {
    if let Some(fix) = facts.fix {
        assert!(fix.is_plausible() && (-180.0..=180.0).contains(&fix.lon) && (-90.0..=90.0).contains(&fix.lat), "{fix:?}");
        assert!(fix.accuracy.is_none_or(|accuracy| accuracy.is_finite() && accuracy > 0.0), "{fix:?}");
        assert!(fix.altitude.is_none_or(f64::is_finite), "{fix:?}");
        assert!(fix.bearing.is_none_or(|bearing| (0.0..=360.0).contains(&bearing)), "{fix:?}");
    }
    assert!(facts.offset_min.is_none_or(|offset| offset.abs() <= 14 * 60));
    // Years 0 to 9999.
    assert!(facts.taken_at.is_none_or(|at| (-62_200_000_000_000..=253_500_000_000_000).contains(&at)), "{facts:?}");
}
