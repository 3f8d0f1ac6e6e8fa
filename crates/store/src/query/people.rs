//! People, their grants, teams, duties, and the devices that sign for them.

use super::{Found, text};
use rusqlite::{Connection, OptionalExtension};
use xuncun_domain::division::DivisionCode;
use xuncun_domain::grant::{Grant, Role};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Row id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Office or title, may be empty.
    pub title: String,
}

/// A grant and the version of its row that was read: a commit names both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionedGrant {
    /// The grant.
    pub grant: Grant,
    /// Hybrid clock of the row.
    pub version: u64,
}

/// The person of that id.
pub fn person(conn: &Connection, id: &str) -> Found<Option<Person>> {
    let mut statement = conn.prepare_cached("SELECT id, name, title FROM person WHERE id = ?1 AND deleted = 0")?;
    statement.query_row([id], |row| Ok(Person { id: row.get("id")?, name: text(row, "name")?, title: text(row, "title")? })).optional()
}

/// A person's grants, in force or not. A row with a role or prefix that this version does not know gives nothing.
pub fn grants(conn: &Connection, person: &str) -> Found<Vec<VersionedGrant>> {
    let mut statement = conn
        .prepare_cached(r#"SELECT id, role, prefixes, valid_from, valid_to, team, hlc FROM "grant" WHERE person = ?1 AND deleted = 0 ORDER BY id"#)?;
    let rows = statement.query_map([person], |row| {
        let prefixes: Vec<String> = serde_json::from_str(&text(row, "prefixes")?).unwrap_or_default();
        let prefixes: Option<Vec<DivisionCode>> = prefixes.iter().map(|code| code.parse().ok()).collect();
        let Some((role, prefixes)) = text(row, "role")?.parse().ok().zip(prefixes) else { return Ok(None) };
        let grant = Grant {
            id: row.get("id")?,
            person: person.to_owned(),
            role,
            prefixes,
            valid_from: row.get::<_, Option<i64>>("valid_from")?.unwrap_or_default(),
            valid_to: row.get("valid_to")?,
            team: row.get("team")?,
        };
        Ok(Some(VersionedGrant { grant, version: row.get::<_, i64>("hlc")?.cast_unsigned() >> 16 }))
    })?;
    rows.filter_map(Result::transpose).collect()
}

/// Row ids of the people who hold a grant of that role, in force or not, each once.
pub fn with_role(conn: &Connection, role: Role) -> Found<Vec<String>> {
    let mut statement = conn.prepare_cached(r#"SELECT DISTINCT person FROM "grant" WHERE role = ?1 AND deleted = 0 ORDER BY person"#)?;
    statement.query_map([role.as_str()], |row| text(row, "person"))?.collect()
}

/// The team that a person is a member of; of several the first by id.
pub fn team_of(conn: &Connection, person: &str) -> Found<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT team FROM team_member WHERE person = ?1 AND deleted = 0 ORDER BY id LIMIT 1")?;
    statement.query_row([person], |row| row.get(0)).optional()
}

/// Every team: id and name, in the order of the ids.
pub fn teams(conn: &Connection) -> Found<Vec<(String, String)>> {
    let mut statement = conn.prepare_cached("SELECT id, name FROM team WHERE deleted = 0 ORDER BY id")?;
    statement.query_map([], |row| Ok((row.get("id")?, text(row, "name")?)))?.collect()
}

/// The villages that a person answers for (包抓).
pub fn duties(conn: &Connection, person: &str) -> Found<Vec<String>> {
    let mut statement = conn.prepare_cached("SELECT village FROM duty WHERE person = ?1 AND deleted = 0 AND village IS NOT NULL")?;
    statement.query_map([person], |row| row.get(0))?.collect()
}

/// Who answers for which village (包抓): person and village.
pub fn all_duties(conn: &Connection) -> Found<Vec<(String, String)>> {
    let mut statement =
        conn.prepare_cached("SELECT person, village FROM duty WHERE deleted = 0 AND person IS NOT NULL AND village IS NOT NULL ORDER BY person")?;
    statement.query_map([], |row| Ok((row.get("person")?, row.get("village")?)))?.collect()
}

/// The people who answer for a village (包抓), in the order of the rows.
pub fn answering_for(conn: &Connection, village: &str) -> Found<Vec<String>> {
    let mut statement = conn.prepare_cached("SELECT person FROM duty WHERE village = ?1 AND deleted = 0 AND person IS NOT NULL ORDER BY id")?;
    statement.query_map([village], |row| row.get(0))?.collect()
}

/// A device as the district knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Name in the district's list.
    pub name: String,
    /// `app`, `server` or `root`.
    pub kind: String,
}

/// The device of that id (32 hex digits).
pub fn device(conn: &Connection, id: &str) -> Found<Option<Device>> {
    let mut statement = conn.prepare_cached("SELECT name, kind FROM device WHERE id = ?1 AND deleted = 0")?;
    statement.query_row([id], |row| Ok(Device { name: text(row, "name")?, kind: text(row, "kind")? })).optional()
}
