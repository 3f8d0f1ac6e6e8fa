//! Findings (问题): how long there is for one, what it is called, and whose turn it is.

use crate::calendar::{Calendar, Day};
use crate::canonical::hex;
use crate::distance::distance;
use crate::grant::Role;
use crate::photo_code;
use crate::sighting::Position;
use crate::step::Status;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How long there is for a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// 当场: the same day.
    OnSpot,
    /// 一般问题: working days.
    General,
    /// 拆除: days of any kind.
    Demolition,
}

impl Term {
    /// What a kind of sighting gets unless somebody says otherwise: what is to be torn down takes longer.
    pub fn of_kind(kind: &str) -> Self {
        if kind == "illegal_structure" { Self::Demolition } else { Self::General }
    }
}

/// The district's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Working days for what is general.
    pub general: u32,
    /// Days for a demolition.
    pub demolition: u32,
}

impl Default for Terms {
    /// As `criteria` has them: 3 working days, 15 days.
    fn default() -> Self {
        Self { general: 3, demolition: 15 }
    }
}

impl Terms {
    /// The last day in time of what is given on a day.
    pub fn due(&self, term: Term, given: Day, calendar: &Calendar) -> Day {
        match term {
            Term::OnSpot => given,
            Term::General => calendar.after_working_days(given, self.general),
            Term::Demolition => given.plus(i32::try_from(self.demolition).unwrap_or(i32::MAX)),
        }
    }
}

/// How far apart two positions are, in metres, if they may be of one place: if their circles of accuracy meet.
pub fn same_place(one: Position, other: Position) -> Option<f64> {
    let metres = distance((one.lon, one.lat), (other.lon, other.lat));
    (metres <= one.accuracy + other.accuracy).then_some(metres)
}

/// 一处一码: the code of a finding by its row id, as a photograph has one.
pub fn code(id: &str) -> String {
    photo_code::code(&hex(&Sha256::digest(id.as_bytes()))).unwrap_or_default()
}

/// Who is to do the next thing; nobody where nothing is left to do. The table says who may, which is more.
pub const fn turn(status: Status) -> &'static [Role] {
    match status {
        Status::Reported | Status::OpenAsked | Status::Verified | Status::Disputed => &[Role::Supervisor],
        Status::AtTownship => &[Role::Township],
        Status::Open => &[Role::Cadre],
        Status::Replied => &[Role::Township, Role::Inspector],
        Status::Checked => &[Role::Inspector],
        Status::Closed | Status::Moved | Status::Withdrawn => &[],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::calendar::DEFAULT_CALENDAR;
    use crate::step::next;

    #[test]
    fn terms_follow_the_calendar() {
        let calendar = Calendar::load(DEFAULT_CALENDAR).unwrap();
        let friday: Day = "2026-11-20".parse().unwrap();
        let due = |term| Terms::default().due(term, friday, &calendar).to_string();
        assert_eq!((due(Term::OnSpot), due(Term::General), due(Term::Demolition)), ("2026-11-20".into(), "2026-11-25".into(), "2026-12-05".into()));
        // 国庆: 3 working days from the last one before it end after it.
        let before = "2026-09-30".parse().unwrap();
        assert_eq!(Terms::default().due(Term::General, before, &calendar).to_string(), "2026-10-10");
        assert_eq!((Term::of_kind("illegal_structure"), Term::of_kind("manure")), (Term::Demolition, Term::General));
    }

    #[test]
    fn whose_turn_it_is_may_do_something() {
        for status in Status::ALL {
            for role in turn(*status) {
                assert!(!next(*status, &[*role]).is_empty(), "{role} at {status}");
            }
        }
    }

    #[test]
    fn a_code_can_be_read_out() {
        let code = code("0198b1d0-0000-7000-8000-000000000001");
        assert_eq!(code.len(), 14);
        assert!(photo_code::beginning(&code).is_some());
        assert_ne!(code, super::code("0198b1d0-0000-7000-8000-000000000002"));
    }
}
