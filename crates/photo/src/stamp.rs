//! Time and position into a picture that our own camera has just taken, before it is hashed.
//!
//! A camera in a web view gives bare JPEGs. A file from elsewhere is never stamped: it is an original already.

use crate::{Fix, PhotoError, block};
use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use img_parts::ImageEXIF;
use img_parts::jpeg::Jpeg;
use std::io::Cursor;
use time::{OffsetDateTime, UtcOffset};

/// Writes EXIF into a JPEG: time (`taken_at` in milliseconds since 1970 UTC, shown in `offset_min` minutes east of UTC) and
/// position, if there is a plausible one. The picture data stay as they are, bit for bit; the orientation is kept, other EXIF is replaced.
///
/// # Errors
/// `Unsupported` if it is no JPEG, `Damaged` if it cannot be taken apart or the time is out of range.
pub fn stamp(jpeg: &[u8], taken_at: i64, offset_min: i32, fix: Option<&Fix>) -> Result<Vec<u8>, PhotoError> {
    if crate::Format::sniff(jpeg)? != crate::Format::Jpeg {
        return Err(PhotoError::Unsupported("non-JPEG"));
    }
    let damaged = |what: &dyn std::fmt::Display| PhotoError::Damaged(what.to_string());
    let orientation = block::orientation(block::open(jpeg).as_ref());
    let mut fields = vec![
        field(Tag::Orientation, Value::Short(vec![u16::from(orientation.to_exif())])),
        field(Tag::Software, ascii("Xuncun")),
        field(Tag::ExifVersion, Value::Undefined(b"0232".to_vec(), 0)),
    ];
    fields.extend(time_fields(taken_at, offset_min).ok_or_else(|| damaged(&"time"))?);
    if let Some(fix) = fix.filter(|f| f.is_plausible()) {
        fields.extend(position_fields(fix));
    }
    let mut writer = Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut exif = Cursor::new(Vec::new());
    writer.write(&mut exif, false).map_err(|e| damaged(&e))?;
    let mut parts = Jpeg::from_bytes(jpeg.to_vec().into()).map_err(|e| damaged(&e))?;
    parts.set_exif(Some(exif.into_inner().into()));
    Ok(parts.encoder().bytes().to_vec())
}

fn field(tag: Tag, value: Value) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value }
}

fn ascii(text: &str) -> Value {
    Value::Ascii(vec![text.as_bytes().to_vec()])
}

fn time_fields(taken_at: i64, offset_min: i32) -> Option<Vec<Field>> {
    let offset = UtcOffset::from_whole_seconds(offset_min.checked_mul(60)?).ok()?;
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(taken_at) * 1_000_000).ok()?.checked_to_offset(offset)?;
    if !(1970..=9999).contains(&at.year()) {
        return None;
    }
    let civil = format!("{:04}:{:02}:{:02} {:02}:{:02}:{:02}", at.year(), u8::from(at.month()), at.day(), at.hour(), at.minute(), at.second());
    let sign = if offset_min < 0 { '-' } else { '+' };
    let named = format!("{sign}{:02}:{:02}", offset_min.abs() / 60, offset_min.abs() % 60);
    let thousandths = format!("{:03}", at.millisecond());
    Some(vec![
        field(Tag::DateTime, ascii(&civil)),
        field(Tag::DateTimeOriginal, ascii(&civil)),
        field(Tag::DateTimeDigitized, ascii(&civil)),
        field(Tag::OffsetTime, ascii(&named)),
        field(Tag::OffsetTimeOriginal, ascii(&named)),
        field(Tag::OffsetTimeDigitized, ascii(&named)),
        field(Tag::SubSecTime, ascii(&thousandths)),
        field(Tag::SubSecTimeOriginal, ascii(&thousandths)),
        field(Tag::SubSecTimeDigitized, ascii(&thousandths)),
    ])
}

/// A fraction over `denom`, for sizes that are never negative.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn over(size: f64, denom: u32) -> Rational {
    Rational { num: (size.abs() * f64::from(denom)).round().min(f64::from(u32::MAX)) as u32, denom }
}

/// Degrees, minutes, and seconds to 1/10,000 (3 mm): rounded as one number, so that no part ever reads 60.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn sexagesimal(degrees: f64) -> Value {
    // 180° is more than 32 bits of these parts.
    let parts = (degrees.abs() * 36_000_000.0).round() as u64;
    let (whole, rest) = ((parts / 36_000_000) as u32, (parts % 36_000_000) as u32);
    Value::Rational(vec![
        Rational { num: whole, denom: 1 },
        Rational { num: rest / 600_000, denom: 1 },
        Rational { num: rest % 600_000, denom: 10_000 },
    ])
}

fn position_fields(fix: &Fix) -> Vec<Field> {
    let mut fields = vec![
        field(Tag::GPSVersionID, Value::Byte(vec![2, 3, 0, 0])),
        field(Tag::GPSLatitudeRef, ascii(if fix.lat < 0.0 { "S" } else { "N" })),
        field(Tag::GPSLatitude, sexagesimal(fix.lat)),
        field(Tag::GPSLongitudeRef, ascii(if fix.lon < 0.0 { "W" } else { "E" })),
        field(Tag::GPSLongitude, sexagesimal(fix.lon)),
        field(Tag::GPSMapDatum, ascii("WGS-84")),
    ];
    if let Some(accuracy) = fix.accuracy.filter(|a| a.is_finite()) {
        fields.push(field(Tag::GPSHPositioningError, Value::Rational(vec![over(accuracy, 100)])));
    }
    if let Some(altitude) = fix.altitude.filter(|a| a.is_finite()) {
        fields.push(field(Tag::GPSAltitudeRef, Value::Byte(vec![u8::from(altitude < 0.0)])));
        fields.push(field(Tag::GPSAltitude, Value::Rational(vec![over(altitude, 100)])));
    }
    if let Some(bearing) = fix.bearing.filter(|b| b.is_finite()) {
        let mut hundredths = over(bearing.rem_euclid(360.0), 100);
        // What rounds up to a full turn is north again.
        hundredths.num %= 36_000;
        // It is the compass of the device that says so.
        fields.push(field(Tag::GPSImgDirectionRef, ascii("M")));
        fields.push(field(Tag::GPSImgDirection, Value::Rational(vec![hundredths])));
    }
    fields.extend(fix.at.and_then(measured_fields).into_iter().flatten());
    fields
}

/// The receiver's own time; none if it is no time that has a date.
fn measured_fields(at: i64) -> Option<[Field; 2]> {
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(at) * 1_000_000).ok().filter(|at| (1970..=9999).contains(&at.year()))?;
    let whole = |part: u8| Rational { num: part.into(), denom: 1 };
    let seconds = Rational { num: u32::from(at.second()) * 1000 + u32::from(at.millisecond()), denom: 1000 };
    Some([
        field(Tag::GPSDateStamp, ascii(&format!("{:04}:{:02}:{:02}", at.year(), u8::from(at.month()), at.day()))),
        field(Tag::GPSTimeStamp, Value::Rational(vec![whole(at.hour()), whole(at.minute()), seconds])),
    ])
}
