//! What a photograph's EXIF says of when and where it was taken.
//!
//! A position that is not sure to be one is none: 0,0 (what a phone without a fix writes), out of range, or a fraction over
//! nothing. A time without an offset is civil time in China, UTC+08:00, and is marked as assumed by `offset_min` being absent.

use crate::{block, clock};
use exif::{Exif, In, Tag, Value};
use time::{Date, Duration, Month, UtcOffset};

/// A position as measured.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Fix {
    /// Longitude, degrees, WGS-84.
    pub lon: f64,
    /// Latitude, degrees, WGS-84.
    pub lat: f64,
    /// Accuracy radius, metres; absent if the camera did not say.
    pub accuracy: Option<f64>,
    /// Altitude, metres.
    pub altitude: Option<f64>,
    /// Direction of view, degrees from true or magnetic north.
    pub bearing: Option<f64>,
    /// When the receiver measured it, milliseconds since 1970 UTC: often before the shutter.
    pub at: Option<i64>,
}

impl Fix {
    /// A position that a receiver can have measured: finite, in range, and not exactly 0,0.
    #[must_use]
    pub fn is_plausible(&self) -> bool {
        let place = self.lon.is_finite() && self.lat.is_finite() && self.lon.abs() <= 180.0 && self.lat.abs() <= 90.0;
        place && (self.lon, self.lat) != (0.0, 0.0)
    }
}

/// Time and position in a file.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ExifFacts {
    /// When it was taken, milliseconds since 1970 UTC.
    pub taken_at: Option<i64>,
    /// The offset that the file names, minutes east of UTC.
    pub offset_min: Option<i32>,
    /// Where.
    pub fix: Option<Fix>,
}

const CHINA: UtcOffset = match UtcOffset::from_hms(8, 0, 0) {
    Ok(offset) => offset,
    Err(_) => UtcOffset::UTC,
};

impl ExifFacts {
    /// Reads what there is; a picture without EXIF, or with a damaged one, simply says nothing.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        block::open(bytes).as_ref().map(Self::of).unwrap_or_default()
    }

    pub(crate) fn of(exif: &Exif) -> Self {
        let (taken_at, offset_min) = taken(exif).unzip();
        Self { taken_at, offset_min: offset_min.flatten(), fix: fix(exif) }
    }
}

fn ascii(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(parts) => parts.first().map(Vec::as_slice),
        _ => None,
    }
}

/// Milliseconds since 1970 UTC, and the offset if one is named.
fn taken(exif: &Exif) -> Option<(i64, Option<i32>)> {
    let tags = [
        (Tag::DateTimeOriginal, Tag::OffsetTimeOriginal, Tag::SubSecTimeOriginal),
        (Tag::DateTimeDigitized, Tag::OffsetTimeDigitized, Tag::SubSecTimeDigitized),
    ];
    tags.into_iter().find_map(|(at, offset, part)| {
        let civil = clock::civil(ascii(exif, at)?)?;
        let offset_min = ascii(exif, offset).and_then(clock::offset);
        let offset = match offset_min {
            Some(minutes) => UtcOffset::from_whole_seconds(minutes * 60).ok()?,
            None => CHINA,
        };
        let part = ascii(exif, part).map_or(0, clock::thousandths);
        Some((civil.assume_offset(offset).unix_timestamp() * 1000 + part, offset_min))
    })
}

/// Fractions as numbers, none where it is one over nothing.
fn fractions(exif: &Exif, tag: Tag) -> Option<Vec<Option<f64>>> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Rational(parts) => Some(parts.iter().map(|part| (part.denom != 0).then(|| part.to_f64())).collect()),
        // Not as it should be, but what it says is clear.
        Value::SRational(parts) => Some(parts.iter().map(|part| (part.denom != 0).then(|| part.to_f64()).filter(|n| *n >= 0.0)).collect()),
        _ => None,
    }
}

fn number(exif: &Exif, tag: Tag) -> Option<f64> {
    *fractions(exif, tag)?.first()?
}

/// Degrees with the sign that the reference gives; a reference of the other axis leaves open what was meant.
fn degrees(exif: &Exif, value: Tag, reference: Tag, (positive, negative): (u8, u8)) -> Option<f64> {
    let parts = fractions(exif, value)?;
    let [d, m, s] = parts.as_slice() else { return None };
    // A file may give whole minutes in the second part and 0/0 as seconds: only the degrees must be there.
    let size = (*d)? + m.unwrap_or(0.0) / 60.0 + s.unwrap_or(0.0) / 3600.0;
    match ascii(exif, reference)?.first()?.to_ascii_uppercase() {
        letter if letter == positive => Some(size),
        letter if letter == negative => Some(-size),
        _ => None,
    }
}

/// The receiver's date and time of day, both UTC.
fn fix_at(exif: &Exif) -> Option<i64> {
    let date = std::str::from_utf8(ascii(exif, Tag::GPSDateStamp)?).ok()?;
    let mut parts = date.trim_end().splitn(3, ':');
    let (year, month, day) = (parts.next()?.parse::<u16>().ok()?, parts.next()?.parse::<u8>().ok()?, parts.next()?.parse().ok()?);
    let midnight = Date::from_calendar_date(year.into(), Month::try_from(month).ok()?, day).ok()?.midnight().assume_utc();
    let parts = fractions(exif, Tag::GPSTimeStamp)?;
    let [h, m, s] = parts.as_slice() else { return None };
    let seconds = (*h)? * 3600.0 + (*m)? * 60.0 + (*s)?;
    // A leap second is the last of a day that has one more.
    let clock = (0.0..86_401.0).contains(&seconds).then(|| Duration::milliseconds((seconds * 1000.0).round() as i64))?;
    i64::try_from(midnight.checked_add(clock)?.unix_timestamp_nanos() / 1_000_000).ok()
}

fn fix(exif: &Exif) -> Option<Fix> {
    let below_sea = exif.get_field(Tag::GPSAltitudeRef, In::PRIMARY).and_then(|f| f.value.get_uint(0)) == Some(1);
    let found = Fix {
        lon: degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, (b'E', b'W'))?,
        lat: degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, (b'N', b'S'))?,
        accuracy: number(exif, Tag::GPSHPositioningError).filter(|a| *a > 0.0),
        altitude: number(exif, Tag::GPSAltitude).map(|a| if below_sea { -a } else { a }),
        bearing: number(exif, Tag::GPSImgDirection).filter(|b| (0.0..=360.0).contains(b)),
        at: fix_at(exif),
    };
    found.is_plausible().then_some(found)
}
