//! Rounds and who inspects which villages in them.

use super::{Found, text};
use rusqlite::{Connection, OptionalExtension, Row};

/// A round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Row id.
    pub id: String,
    /// Name.
    pub name: String,
    /// `regular`, `special` or `random`.
    pub kind: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Standard's row id.
    pub standard: String,
    /// Item ids of a 专项 round; `None` for all.
    pub items: Option<Vec<String>>,
}

impl Round {
    fn read(row: &Row<'_>) -> Found<Self> {
        let items: Option<String> = row.get("items")?;
        Ok(Self {
            id: row.get("id")?,
            name: text(row, "name")?,
            kind: text(row, "kind")?,
            from: text(row, "from_day")?,
            to: text(row, "to_day")?,
            standard: text(row, "standard")?,
            items: items.and_then(|json| serde_json::from_str(&json).ok()),
        })
    }
}

const COLUMNS: &str = "SELECT id, name, kind, from_day, to_day, standard, items FROM round WHERE deleted = 0";

/// The rounds that run on `day`: the regular one first, then by id.
pub fn running(conn: &Connection, day: &str) -> Found<Vec<Round>> {
    conn.prepare_cached(&format!("{COLUMNS} AND from_day <= ?1 AND to_day >= ?1 ORDER BY kind <> 'regular', id"))?
        .query_map([day], Round::read)?
        .collect()
}

/// The rounds that ended from `since` on and before `day`, newest first: their visits may still be open or sent back.
pub fn recent(conn: &Connection, since: &str, day: &str) -> Found<Vec<Round>> {
    conn.prepare_cached(&format!("{COLUMNS} AND to_day >= ?1 AND to_day < ?2 ORDER BY to_day DESC, id"))?
        .query_map([since, day], Round::read)?
        .collect()
}

/// The round of that id.
pub fn round(conn: &Connection, id: &str) -> Found<Option<Round>> {
    conn.prepare_cached(&format!("{COLUMNS} AND id = ?1"))?.query_row([id], Round::read).optional()
}

/// Which team inspects which village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Village code.
    pub village: String,
    /// Team's row id.
    pub team: String,
    /// Day, if one is fixed.
    pub day: Option<String>,
}

/// A round's assignments, of one team or of all, by village.
pub fn assignments(conn: &Connection, round: &str, team: Option<&str>) -> Found<Vec<Assignment>> {
    let read = |row: &Row<'_>| Ok(Assignment { village: text(row, "village")?, team: text(row, "team")?, day: row.get("day")? });
    let columns = "SELECT village, team, day FROM assignment WHERE deleted = 0 AND round = ?1";
    match team {
        Some(team) => conn.prepare_cached(&format!("{columns} AND team = ?2 ORDER BY village"))?.query_map([round, team], read)?.collect(),
        None => conn.prepare_cached(&format!("{columns} ORDER BY village"))?.query_map([round], read)?.collect(),
    }
}
