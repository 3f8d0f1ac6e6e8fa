//! How long there is for a finding, by the district's settings and its calendar.

use crate::AppError;
use xuncun_domain::calendar::{Calendar, DEFAULT_CALENDAR, Day};
use xuncun_domain::finding::{Term, Terms};
use xuncun_store::query::{Connection, district};

/// What deadlines are reckoned with: fixed when they are given, so that a later calendar changes none.
pub struct Reckoner {
    terms: Terms,
    pub calendar: Calendar,
}

impl Reckoner {
    /// The district's settings, and the calendar that was published last; the shipped one before any was, or where this version cannot read it.
    pub fn load(conn: &Connection) -> Result<Self, AppError> {
        let standard = Terms::default();
        let terms = Terms {
            general: district::number(conn, ("finding_general_days", standard.general))?.clamp(1, 365),
            demolition: district::number(conn, ("finding_demolition_days", standard.demolition))?.clamp(1, 365),
        };
        let published = district::latest_calendar(conn)?.and_then(|document| Calendar::load(&document).ok());
        let calendar = published.map_or_else(|| Calendar::load(DEFAULT_CALENDAR).map_err(AppError::internal), Ok)?;
        Ok(Self { terms, calendar })
    }

    /// The last day in time of what is given on a day.
    pub fn due(&self, term: Term, given: Day) -> Day {
        self.terms.due(term, given, &self.calendar)
    }
}
