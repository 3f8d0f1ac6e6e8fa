//! What was tapped and never sealed, or sealed into a commit that is lost and that nobody else has: it is saved from the rows.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};
use xuncun_journal::commit;

use super::salvage::each;
use crate::Result;
use crate::check::Damage;
use crate::refs::ActorKey;
use crate::row::{self, Rivalry, RowKey, Stamp, StoredHead};
use crate::schema;
use crate::store::Replica;
use crate::write::{decode_stamps, encode_stamps};

/// What was noted of a tap.
struct Note {
    actor: i64,
    bases: Vec<Stamp>,
}

/// A row of the damaged database.
struct Tapped {
    table: String,
    id: String,
    stream: i64,
    head: StoredHead,
}

/// What the saved log says of a row's version.
enum Version {
    /// It has it, of this time; a commit of which only the hash is left has none.
    Known(i64),
    /// It was this device's own, and is lost.
    Own,
    /// It comes again.
    Foreign,
}

/// Records those rows again. Answers how many.
pub(super) fn save(old: &Connection, replica: &mut Replica<'_>, lost: &mut Vec<Damage>) -> Result<usize> {
    let mut notes = notes(old);
    let mut saved = 0;
    for tapped in rows(old) {
        let name = (tapped.table.clone(), tapped.id.clone(), tapped.stream);
        let note = notes.remove(&name);
        let wanted = match version(replica, &tapped)? {
            Version::Known(0) if note.is_none() => {
                keep_shown(replica, &tapped)?;
                false
            }
            Version::Known(hlc) => note.is_some() || (tapped.head.hlc.0 as i64) > hlc,
            Version::Own => true,
            Version::Foreign => false,
        };
        if wanted {
            match record(old, replica, &tapped, note)? {
                true => saved += 1,
                false => lost.push(Damage::Row { table: tapped.table, id: tapped.id }),
            }
        }
    }
    lost.extend(notes.into_keys().map(|(table, id, _)| Damage::Row { table, id }));
    Ok(saved)
}

fn notes(old: &Connection) -> HashMap<(String, String, i64), Note> {
    let mut notes = HashMap::new();
    for direction in ["", " DESC"] {
        let sql = format!("SELECT tbl, id, stream, actor, bases FROM pending ORDER BY tbl{direction}, id{direction}, stream{direction}");
        each(old, &sql, |row| {
            let bases: Vec<u8> = row.get(4)?;
            notes.insert((row.get(0)?, row.get(1)?, row.get(2)?), Note { actor: row.get(3)?, bases: decode_stamps(&bases) });
            Ok(())
        });
    }
    notes
}

fn rows(old: &Connection) -> Vec<Tapped> {
    let mut all: HashMap<(String, String, i64), Tapped> = HashMap::new();
    for shape in schema::all() {
        for direction in ["", " DESC"] {
            each(old, &format!("{} ORDER BY id{direction}, stream{direction}", shape.select_all), |found| {
                let (sql_id, stream): (String, i64) = (found.get(0)?, found.get(1)?);
                let (head, _) = row::from_row(shape, found, 2)?;
                let (table, id) = match sql_id.split_once('\u{1f}') {
                    Some(parts) if shape.is_unknown() => parts,
                    _ => (shape.name, sql_id.as_str()),
                };
                let tapped = Tapped { table: table.to_owned(), id: id.to_owned(), stream, head };
                all.insert((tapped.table.clone(), tapped.id.clone(), stream), tapped);
                Ok(())
            });
        }
    }
    let mut all: Vec<Tapped> = all.into_values().collect();
    all.sort_by(|a, b| (&a.table, &a.id, a.stream).cmp(&(&b.table, &b.id, b.stream)));
    all
}

fn version(replica: &mut Replica<'_>, tapped: &Tapped) -> Result<Version> {
    let Some(stamp) = tapped.head.stamp else { return Ok(Version::Own) };
    let sql = "SELECT hlc FROM commit_log WHERE stream = ?1 AND device = ?2 AND seq = ?3";
    let found = replica.conn.prepare_cached(sql)?.query_row([tapped.stream, stamp.device, stamp.seq], |row| row.get(0)).optional()?;
    if let Some(hlc) = found {
        return Ok(Version::Known(hlc));
    }
    let own = replica.session.identity.as_ref().map(|identity| identity.key.id());
    let device = crate::refs::device_id(replica.conn, stamp.device).ok();
    Ok(if own.is_some() && own == device { Version::Own } else { Version::Foreign })
}

/// A row whose commit is to come again is shown as it was until then.
fn keep_shown(replica: &Replica<'_>, tapped: &Tapped) -> Result<()> {
    let key = RowKey::new(&tapped.table, &tapped.id, tapped.stream);
    row::write(replica.conn, &key, &tapped.head, Rivalry::Alone)
}

/// Writes the row as it was tapped, pending; `false` where nobody is known who could have.
fn record(old: &Connection, replica: &mut Replica<'_>, tapped: &Tapped, note: Option<Note>) -> Result<bool> {
    let conn = replica.conn;
    let key = RowKey::new(&tapped.table, &tapped.id, tapped.stream);
    let shown = row::read(conn, &key)?;
    let known = |stamp: &Stamp| -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM commit_log WHERE stream = ?1 AND device = ?2 AND seq = ?3)";
        Ok(conn.prepare_cached(sql)?.query_row([tapped.stream, stamp.device, stamp.seq], |row| row.get(0))?)
    };
    let mut bases = Vec::new();
    for stamp in note.iter().flat_map(|note| &note.bases) {
        if known(stamp)? {
            bases.push(*stamp);
        }
    }
    let stamp = shown.as_ref().and_then(|(shown, _)| shown.stamp);
    if bases.is_empty() {
        bases.extend(stamp);
    }
    let actor = actor(replica, note.as_ref(), &tapped.head.author)?;
    let Some(actor) = actor else { return Ok(false) };
    let others = row::read_others(old, &key).or_else(|_| row::read_others(conn, &key))?;
    let mut staying = Vec::new();
    for other in others {
        if let Some(stamp) = other.stamp
            && known(&stamp)?
            && !bases.contains(&stamp)
        {
            staying.push(other);
        }
    }
    let head = StoredHead { stamp, ..tapped.head.clone() };
    row::write(conn, &key, &head, Rivalry::between(&head.content, &staying))?;
    row::write_others(conn, &key, &staying)?;
    conn.execute(
        "INSERT OR REPLACE INTO pending (tbl, id, stream, actor, bases, hlc) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![tapped.table, tapped.id, tapped.stream, actor, encode_stamps(&bases), head.hlc.0 as i64],
    )?;
    Ok(true)
}

/// In whose name: as noted; else as the same person did before, by what is left of the list or by their last commit.
fn actor(replica: &mut Replica<'_>, note: Option<&Note>, person: &str) -> Result<Option<i64>> {
    let conn = replica.conn;
    let sql = "SELECT max(ref) FROM actor_ref WHERE (ref = ?1 OR ?1 IS NULL) AND person = ?2";
    for number in [note.map(|note| note.actor), None] {
        let found: Option<i64> = conn.query_row(sql, params![number, person], |row| row.get(0))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    let sql = "SELECT envelope FROM commit_log WHERE author = ?1 AND length(envelope) > 0 ORDER BY ref DESC LIMIT 1";
    let envelope: Option<Vec<u8>> = conn.query_row(sql, [person], |row| row.get(0)).optional()?;
    let Some(envelope) = envelope else { return Ok(None) };
    let header = commit::peek(&envelope)?.header;
    let key = ActorKey { person: header.author, grant: header.grant, grant_version: header.grant_version };
    Ok(Some(replica.session.refs.actor(conn, &key)?))
}
