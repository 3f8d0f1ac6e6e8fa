//! A point in time as it is written: the district's civil time, UTC+08:00, whatever the device's zone.

use time::{Date, OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// Milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Moment {
    /// UTC; none beyond the years 1900 to 9999, which tables cannot hold.
    fn utc(self) -> Option<OffsetDateTime> {
        let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000).ok()?;
        (1901..=9998).contains(&at.year()).then_some(at)
    }

    /// On the district's clocks.
    pub(crate) fn civil(self) -> Option<PrimitiveDateTime> {
        let at = self.utc()?.to_offset(UtcOffset::from_hms(8, 0, 0).ok()?);
        Some(PrimitiveDateTime::new(at.date(), at.time()))
    }

    /// `2026-11-08 09:41:07`, on the district's clocks.
    pub(crate) fn written(self) -> Option<String> {
        let at = self.civil()?;
        Some(format!("{} {}", day(at.date()), clock(at)))
    }

    /// RFC 3339 with the district's offset.
    pub(crate) fn rfc3339(self) -> Option<String> {
        let at = self.civil()?;
        Some(format!("{}T{}+08:00", day(at.date()), clock(at)))
    }

    /// As a GeoPackage wants it: UTC, to a thousandth of a second.
    pub(crate) fn geopackage(self) -> Option<String> {
        let at = self.utc()?;
        let at = PrimitiveDateTime::new(at.date(), at.time());
        Some(format!("{}T{}.{:03}Z", day(at.date()), clock(at), at.millisecond()))
    }
}

/// `2026-11-08`.
pub(crate) fn day(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

fn clock(at: PrimitiveDateTime) -> String {
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}
