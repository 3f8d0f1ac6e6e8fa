//! Commits by position and by slot.

use super::{
    ChainHead, Hash, Kept, Offered, Page, RefusedCommit, StorageError, StoredCommit, Verdict, Wanted, device, erasures, hash, rows, signed, unsigned,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::HashMap;
use xuncun_journal::planted::{self, Bug};
use xuncun_journal::{DeviceId, Refusal};

/// Takes commits in order; see `Storage::append`.
pub(super) fn append(c: &Connection, district: &str, offered: &[Offered], now: i64) -> Kept<Vec<Verdict>> {
    let before = last_position(c, district)?;
    let mut position = before;
    let mut rows_changed = false;
    let mut verdicts = Vec::with_capacity(offered.len());
    for commit in offered {
        let verdict = judge(c, district, commit, position + 1)?;
        if let Verdict::Stored { position: taken, refused } = verdict {
            if refused.is_some() && planted::on(Bug::RefusalBreaksChain) {
                verdicts.push(verdict);
                continue;
            }
            position = taken;
            insert(c, district, commit, taken, now)?;
            if let Some(record) = &commit.erasure {
                erasures::keep(c, district, commit, record)?;
            }
            if refused.is_none() && !commit.rows.is_empty() {
                rows_changed = true;
                for row in &commit.rows {
                    rows::merge(c, district, commit, row)?;
                }
            }
        }
        verdicts.push(verdict);
    }
    if position > before {
        reach(c, district, position)?;
    }
    if rows_changed {
        rows::note_change(c, district)?;
    }
    Ok(verdicts)
}

/// Positions up to here are handed out.
pub(super) fn reach(c: &Connection, district: &str, position: u64) -> Kept<()> {
    let sql = "INSERT INTO positions VALUES (?1, ?2) ON CONFLICT (district) DO UPDATE SET last = excluded.last";
    c.prepare_cached(sql)?.execute(params![district, signed(position)])?;
    Ok(())
}

/// The slot, the parent and the bases: what only this transaction can know.
fn judge(c: &Connection, district: &str, commit: &Offered, position: u64) -> Kept<Verdict> {
    if let Some((there, refused)) = slot(c, district, &commit.stream, commit.device, commit.seq)? {
        return Ok(if there == commit.header_hash || planted::on(Bug::NothingOnTakenSlot) {
            Verdict::Already { refused }
        } else {
            Verdict::NotNow(Refusal::Fork)
        });
    }
    let parent = match commit.seq {
        0 => return Ok(Verdict::NotNow(Refusal::Gap)),
        1 => None,
        seq => match slot(c, district, &commit.stream, commit.device, seq - 1)? {
            Some((there, _)) => Some(there),
            None => return Ok(Verdict::NotNow(Refusal::Gap)),
        },
    };
    if parent != commit.parent {
        return Ok(Verdict::NotNow(Refusal::Fork));
    }
    if commit.refused.is_none() {
        for (device, seq) in &commit.bases {
            match slot(c, district, &commit.stream, *device, *seq)? {
                Some((_, None)) => {}
                Some((_, Some(_))) => return Ok(Verdict::NotNow(Refusal::RefusedBase)),
                None => return Ok(Verdict::NotNow(Refusal::Gap)),
            }
        }
    }
    Ok(Verdict::Stored { position, refused: commit.refused })
}

/// What a slot holds: the header's hash and the verdict on it.
fn slot(c: &Connection, district: &str, stream: &str, by: DeviceId, seq: u64) -> Kept<Option<(Hash, Option<Refusal>)>> {
    let sql = "SELECT header_hash, refused FROM commits WHERE district = ?1 AND stream = ?2 AND device = ?3 AND seq = ?4";
    let found: Option<(Vec<u8>, Option<String>)> =
        c.prepare_cached(sql)?.query_row(params![district, stream, by.0, signed(seq)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    found.map(|(bytes, refused)| Ok((hash(bytes)?, refused.as_deref().map(Refusal::parse)))).transpose()
}

fn insert(c: &Connection, district: &str, commit: &Offered, position: u64, now: i64) -> Kept<()> {
    let body = (commit.refused.is_none() && commit.erasure.is_none()).then_some(&commit.body);
    let size = commit.envelope.len() + body.or(commit.erasure.as_ref()).map_or(0, Vec::len);
    let sql = "INSERT INTO commits (district, position, stream, device, seq, header_hash, refused, received_at, size, envelope, body)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    c.prepare_cached(sql)?.execute(params![
        district,
        signed(position),
        commit.stream,
        commit.device.0,
        signed(commit.seq),
        commit.header_hash.0,
        commit.refused.map(Refusal::as_str),
        now,
        size as i64,
        commit.envelope,
        body,
    ])?;
    Ok(())
}

/// The last position handed out.
pub(super) fn last_position(c: &Connection, district: &str) -> Kept<u64> {
    let sql = "SELECT last FROM positions WHERE district = ?1";
    let last: Option<i64> = c.prepare_cached(sql)?.query_row([district], |row| row.get(0)).optional()?;
    Ok(unsigned(last.unwrap_or(0)))
}

/// A page; see `Storage::page`. The scan reads an index alone, and only the page's own commits are fetched.
pub(super) fn page(c: &Connection, district: &str, after: u64, until: Option<u64>, wanted: &Wanted, max_bytes: usize) -> Kept<Page> {
    let last = last_position(c, district)?;
    let end = until.map_or(last, |until| until.min(last));
    let sql = "SELECT position, stream, size FROM commits INDEXED BY commit_scan
               WHERE district = ?1 AND position > ?2 AND position <= ?3
               UNION ALL SELECT position, stream, size FROM erasures INDEXED BY erasure_scan
               WHERE district = ?1 AND position > ?2 AND position <= ?3 ORDER BY 1";
    let mut scan = c.prepare_cached(sql)?;
    let mut rows = scan.query(params![district, signed(after), signed(end)])?;
    let mut known: HashMap<String, bool> = HashMap::new();
    let (mut positions, mut bytes, mut left, mut full) = (Vec::new(), 0, 0, false);
    while let Some(row) = rows.next()? {
        let stream = row.get_ref(1)?.as_str().map_err(|error| StorageError::Damaged(error.to_string()))?;
        let want = match known.get(stream) {
            Some(want) => *want,
            None => *known.entry(stream.to_owned()).or_insert_with_key(|stream| wanted(stream)),
        };
        if !want {
            continue;
        }
        let size = usize::try_from(row.get::<_, i64>(2)?).unwrap_or(usize::MAX);
        full = full || (!positions.is_empty() && bytes + size > max_bytes);
        if full {
            left += 1;
        } else {
            bytes += size;
            positions.push(row.get::<_, i64>(0)?);
        }
    }
    let mut reached = if full { positions.last().map_or(after, |position| unsigned(*position)) } else { end.max(after) };
    if full && planted::on(Bug::PageOffByOne) {
        reached += 1;
    }
    // A position is a commit's, or that of an erasure, which hands its commit out once more.
    let (of_commit, of_erasure) =
        (format!("{STORED} WHERE c.district = ?1 AND c.position = ?2"), format!("{STORED} WHERE e.district = ?1 AND e.position = ?2"));
    let (mut fetch, mut fetch_erased) = (c.prepare_cached(&of_commit)?, c.prepare_cached(&of_erasure)?);
    let mut commits = Vec::with_capacity(positions.len());
    for position in positions {
        let found = fetch.query_row(params![district, position], |row| Ok(stored(row))).optional()?;
        commits.push(match found {
            Some(commit) => commit?,
            None => fetch_erased.query_row(params![district, position], |row| Ok(stored(row)))??,
        });
    }
    Ok(Page { commits, reached, left })
}

/// How many wanted commits lie in a range of positions.
pub(super) fn count(c: &Connection, district: &str, after: u64, until: Option<u64>, wanted: &Wanted) -> Kept<u64> {
    let sql = "SELECT stream, count(*) FROM commits INDEXED BY commit_scan WHERE district = ?1 AND position > ?2 AND position <= ?3 GROUP BY stream
               UNION ALL SELECT stream, count(*) FROM erasures INDEXED BY erasure_scan
               WHERE district = ?1 AND position > ?2 AND position <= ?3 GROUP BY stream";
    let mut statement = c.prepare_cached(sql)?;
    let mut rows = statement.query(params![district, signed(after), signed(until.unwrap_or(u64::MAX))])?;
    let mut all = 0;
    while let Some(row) = rows.next()? {
        if wanted(&row.get::<_, String>(0)?) {
            all += unsigned(row.get(1)?);
        }
    }
    Ok(all)
}

const STORED: &str = "SELECT c.position, c.stream, c.device, c.seq, c.header_hash, c.envelope, c.body, c.refused, c.received_at, c.size, e.record
                      FROM commits AS c LEFT JOIN erasures AS e
                      ON e.district = c.district AND e.stream = c.stream AND e.device = c.device AND e.seq = c.seq";

fn stored(row: &Row<'_>) -> Kept<StoredCommit> {
    Ok(StoredCommit {
        position: unsigned(row.get(0)?),
        stream: row.get(1)?,
        device: device(row.get(2)?)?,
        seq: unsigned(row.get(3)?),
        header_hash: hash(row.get(4)?)?,
        envelope: row.get(5)?,
        body: row.get(6)?,
        refused: row.get::<_, Option<String>>(7)?.as_deref().map(Refusal::parse),
        received_at: row.get(8)?,
        size: unsigned(row.get(9)?),
        erasure: row.get(10)?,
    })
}

/// Commits whose erasure is told in a range of positions; of those that came erased, their own position counts.
pub(super) fn erased_between(c: &Connection, district: &str, after: u64, until: u64) -> Kept<Vec<StoredCommit>> {
    let sql = format!("{STORED} WHERE e.district = ?1 AND coalesce(e.position, c.position) BETWEEN ?2 + 1 AND ?3 ORDER BY c.position");
    let mut statement = c.prepare_cached(&sql)?;
    let mut rows = statement.query(params![district, signed(after), signed(until)])?;
    let mut commits = Vec::new();
    while let Some(row) = rows.next()? {
        commits.push(stored(row)?);
    }
    Ok(commits)
}

/// Commits of one chain from `from` on.
pub(super) fn chain(c: &Connection, district: &str, stream: &str, by: DeviceId, from: u64, limit: usize) -> Kept<Vec<StoredCommit>> {
    let sql = format!("{STORED} WHERE c.district = ?1 AND c.stream = ?2 AND c.device = ?3 AND c.seq >= ?4 ORDER BY c.seq LIMIT ?5");
    let mut statement = c.prepare_cached(&sql)?;
    let mut rows = statement.query(params![district, stream, by.0, signed(from), limit as i64])?;
    let mut commits = Vec::new();
    while let Some(row) = rows.next()? {
        commits.push(stored(row)?);
    }
    Ok(commits)
}

/// What of each chain was refused, up to the head that is given: the last `most` of it.
pub(super) fn refusals(c: &Connection, district: &str, heads: &[ChainHead], most: usize) -> Kept<Vec<RefusedCommit>> {
    let sql = "SELECT seq, header_hash, refused FROM commits INDEXED BY commit_refused \
               WHERE district = ?1 AND stream = ?2 AND device = ?3 AND seq <= ?4 AND refused IS NOT NULL ORDER BY seq DESC LIMIT ?5";
    let mut statement = c.prepare_cached(sql)?;
    let mut refused = Vec::new();
    for head in heads {
        let mut rows = statement.query(params![district, head.stream, head.device.0, signed(head.seq), most as i64])?;
        while let Some(row) = rows.next()? {
            refused.push(RefusedCommit {
                stream: head.stream.clone(),
                device: head.device,
                seq: unsigned(row.get(0)?),
                header_hash: hash(row.get(1)?)?,
                refusal: Refusal::parse(&row.get::<_, String>(2)?),
            });
        }
    }
    refused.sort_by(|a, b| (&a.stream, a.device, a.seq).cmp(&(&b.stream, b.device, b.seq)));
    Ok(refused)
}

/// The last commit of a chain.
pub(super) fn chain_head(c: &Connection, district: &str, stream: &str, by: DeviceId) -> Kept<Option<ChainHead>> {
    let sql = "SELECT seq, header_hash FROM commits WHERE district = ?1 AND stream = ?2 AND device = ?3 ORDER BY seq DESC LIMIT 1";
    let found: Option<(i64, Vec<u8>)> =
        c.prepare_cached(sql)?.query_row(params![district, stream, by.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    found.map(|(seq, bytes)| Ok(ChainHead { stream: stream.to_owned(), device: by, seq: unsigned(seq), header_hash: hash(bytes)? })).transpose()
}

/// Heads of all chains.
pub(super) fn chain_heads(c: &Connection, district: &str) -> Kept<Vec<ChainHead>> {
    // SQLite takes the other columns of a max() group from the row that has the maximum.
    let sql = "SELECT stream, device, max(seq), header_hash FROM commits WHERE district = ?1 GROUP BY stream, device ORDER BY stream, device";
    let mut statement = c.prepare_cached(sql)?;
    let mut rows = statement.query([district])?;
    let mut heads = Vec::new();
    while let Some(row) = rows.next()? {
        let (seq, bytes) = (unsigned(row.get(2)?), row.get(3)?);
        heads.push(ChainHead { stream: row.get(0)?, device: device(row.get(1)?)?, seq, header_hash: hash(bytes)? });
    }
    Ok(heads)
}
