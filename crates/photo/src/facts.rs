//! What a photograph's EXIF says of when and where it was taken.
//!
//! A position that is not sure to be one is none: 0,0 (what a phone without a fix writes), out of range, or a fraction over
//! nothing. A time without an offset is civil time in China, UTC+08:00, and is marked as assumed by `offset_min` being absent.

use exif::{Exif, In, Rational, Reader, Tag, Value};
use std::io::Cursor;
use time::{Date, Duration, Month, PrimitiveDateTime, Time, UtcOffset};

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
        let mut reader = Reader::new();
        reader.continue_on_error(true);
        let exif = match reader.read_from_container(&mut Cursor::new(bytes)) {
            Ok(exif) => exif,
            Err(error) => match error.distill_partial_result(|_| {}) {
                Ok(exif) => exif,
                Err(_) => return Self::default(),
            },
        };
        let (taken_at, offset_min) = taken(&exif);
        Self { taken_at, offset_min, fix: fix(&exif) }
    }
}

fn ascii(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(parts) => parts.first().map(Vec::as_slice),
        _ => None,
    }
}

fn taken(exif: &Exif) -> (Option<i64>, Option<i32>) {
    let time = [
        (Tag::DateTimeOriginal, Tag::OffsetTimeOriginal, Tag::SubSecTimeOriginal),
        (Tag::DateTimeDigitized, Tag::OffsetTimeDigitized, Tag::SubSecTimeDigitized),
    ]
    .into_iter()
    .find_map(|(at, offset, part)| {
        let mut at = exif::DateTime::from_ascii(ascii(exif, at)?).ok()?;
        if let Some(offset) = ascii(exif, offset) {
            let _ = at.parse_offset(offset);
        }
        if let Some(part) = ascii(exif, part) {
            let _ = at.parse_subsec(part);
        }
        Some(at)
    });
    let Some(time) = time else { return (None, None) };
    let offset_min = time.offset.map(i32::from).filter(|m| m.abs() <= 14 * 60);
    (millis(&time, offset_min), offset_min)
}

fn millis(time: &exif::DateTime, offset_min: Option<i32>) -> Option<i64> {
    let date = Date::from_calendar_date(i32::from(time.year), Month::try_from(time.month).ok()?, time.day).ok()?;
    let clock = Time::from_hms_nano(time.hour, time.minute, time.second, time.nanosecond.unwrap_or(0)).ok()?;
    let offset = match offset_min {
        Some(minutes) => UtcOffset::from_whole_seconds(minutes * 60).ok()?,
        None => CHINA,
    };
    i64::try_from(PrimitiveDateTime::new(date, clock).assume_offset(offset).unix_timestamp_nanos() / 1_000_000).ok()
}

fn rationals(exif: &Exif, tag: Tag) -> Option<&[Rational]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Rational(parts) => Some(parts),
        _ => None,
    }
}

fn fraction(part: Rational) -> Option<f64> {
    (part.denom != 0).then(|| part.to_f64())
}

fn number(exif: &Exif, tag: Tag) -> Option<f64> {
    fraction(*rationals(exif, tag)?.first()?)
}

fn degrees(exif: &Exif, value: Tag, reference: Tag, negative: u8) -> Option<f64> {
    let [d, m, s] = rationals(exif, value)? else { return None };
    // A file may give whole minutes in the second part and 0/0 as seconds: only the degrees must be there.
    let size = fraction(*d)? + fraction(*m).unwrap_or(0.0) / 60.0 + fraction(*s).unwrap_or(0.0) / 3600.0;
    let sign = if ascii(exif, reference)?.first()?.eq_ignore_ascii_case(&negative) { -1.0 } else { 1.0 };
    Some(size * sign)
}

/// The receiver's date and time of day, both UTC.
fn fix_at(exif: &Exif) -> Option<i64> {
    let date = std::str::from_utf8(ascii(exif, Tag::GPSDateStamp)?).ok()?;
    let mut parts = date.trim_end().splitn(3, ':');
    let (year, month, day) = (parts.next()?.parse::<u16>().ok()?, parts.next()?.parse::<u8>().ok()?, parts.next()?.parse().ok()?);
    let midnight = Date::from_calendar_date(year.into(), Month::try_from(month).ok()?, day).ok()?.midnight().assume_utc();
    let [h, m, s] = rationals(exif, Tag::GPSTimeStamp)? else { return None };
    let seconds = fraction(*h)? * 3600.0 + fraction(*m)? * 60.0 + fraction(*s)?;
    // A leap second is the last of a day that has one more.
    let clock = (0.0..86_401.0).contains(&seconds).then(|| Duration::milliseconds((seconds * 1000.0).round() as i64))?;
    i64::try_from(midnight.checked_add(clock)?.unix_timestamp_nanos() / 1_000_000).ok()
}

fn fix(exif: &Exif) -> Option<Fix> {
    let below_sea = exif.get_field(Tag::GPSAltitudeRef, In::PRIMARY).and_then(|f| f.value.get_uint(0)) == Some(1);
    let found = Fix {
        lon: degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?,
        lat: degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?,
        accuracy: number(exif, Tag::GPSHPositioningError).filter(|a| *a > 0.0),
        altitude: number(exif, Tag::GPSAltitude).map(|a| if below_sea { -a } else { a }),
        bearing: number(exif, Tag::GPSImgDirection).filter(|b| (0.0..=360.0).contains(b)),
        at: fix_at(exif),
    };
    found.is_plausible().then_some(found)
}
