//! The log: each commit proves by its signature whether it is whole.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, OptionalExtension, Row, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::chain::ChainHead;
use xuncun_journal::{Entry, Hash, Header, commit};

use super::salvage::{NUMBERS, copy, each};
use crate::Result;
use crate::check::Damage;
use crate::known_keys::KnownKeys;
use crate::refs::stream_id;
use crate::seal::{ACCEPTED, REFUSED, set_chain_head};
use crate::store::Replica;
use crate::verify::check;

/// A commit as it was found.
struct Found {
    number: i64,
    stream: i64,
    device: i64,
    state: i64,
    refusal: Option<String>,
    held: Option<String>,
    entry: Entry,
}

/// One that is whole, or whose header is.
struct Kept {
    number: i64,
    state: i64,
    refusal: Option<String>,
    held: Option<String>,
    header: Header,
    hash: Hash,
    entry: Entry,
}

/// Commits by chain and position, in this replica's numbers.
type Chains = BTreeMap<(i64, i64), BTreeMap<u64, Kept>>;
/// The numbers of positions, as the index has them: it is another part of the file than the commits.
type Slots = HashMap<(i64, i64), BTreeMap<u64, i64>>;

/// Saves every commit that is whole, in its old order. One that is lost between two others leaves its hash, which the next names as its
/// parent: it is filled in when it comes again.
pub(super) fn save(old: &Connection, replica: &mut Replica<'_>, lost: &mut Vec<Damage>) -> Result<usize> {
    let mut slots = slots(old);
    let found = read(old, &slots);
    number(old, replica, &found)?;
    let (mut chains, bodiless) = verify(found, replica)?;
    let own = match replica.session.identity.as_ref().map(|identity| identity.key.id()) {
        Some(id) => Some(replica.session.refs.device(replica.conn, &id)?),
        None => None,
    };
    for (chain, seq) in bodiless {
        lost.push(damage(replica, chain.0, seq));
    }
    let mut saved = 0;
    for (key, places) in &slots {
        chains.entry(*key).or_default();
        let known = &chains[key];
        for seq in places.keys().filter(|seq| !known.contains_key(seq)) {
            lost.push(damage(replica, key.0, *seq));
        }
    }
    for (key, mut commits) in chains {
        if own == Some(key.1) {
            void(&mut commits, slots.entry(key).or_default(), delivered(replica, key)?);
        }
        saved += commits.len();
        lay(replica, key, commits, slots.get(&key), ends(old, key))?;
    }
    Ok(saved)
}

fn damage(replica: &Replica<'_>, stream: i64, seq: u64) -> Damage {
    let stream = stream_id(replica.conn, stream).map_or_else(|_| format!("#{stream}"), |stream| stream.to_string());
    Damage::Commit { stream, seq }
}

fn slots(old: &Connection) -> Slots {
    let mut slots = Slots::new();
    for direction in ["", " DESC"] {
        let sql = format!(
            "SELECT stream, device, seq, ref FROM commit_log INDEXED BY commit_by_slot \
             ORDER BY stream{direction}, device{direction}, seq{direction}"
        );
        each(old, &sql, |row| {
            let seq: i64 = row.get(2)?;
            slots.entry((row.get(0)?, row.get(1)?)).or_default().insert(seq.unsigned_abs(), row.get(3)?);
            Ok(())
        });
    }
    slots
}

fn read(old: &Connection, slots: &Slots) -> BTreeMap<i64, Found> {
    const COLUMNS: &str = "SELECT ref, stream, device, state, refusal, held, envelope, body, erased FROM commit_log";
    let mut found = BTreeMap::new();
    let mut take = |row: &Row<'_>| {
        let one = from_row(row)?;
        found.entry(one.number).or_insert(one);
        Ok(())
    };
    let whole = each(old, &format!("{COLUMNS} NOT INDEXED ORDER BY ref"), &mut take);
    if !whole {
        each(old, &format!("{COLUMNS} NOT INDEXED ORDER BY ref DESC"), &mut take);
        // Between two damaged places: one by one.
        for number in slots.values().flat_map(BTreeMap::values) {
            each(old, &format!("{COLUMNS} NOT INDEXED WHERE ref = {number}"), &mut take);
        }
    }
    found
}

fn from_row(row: &Row<'_>) -> Result<Found> {
    Ok(Found {
        number: row.get(0)?,
        stream: row.get(1)?,
        device: row.get(2)?,
        state: row.get(3)?,
        refusal: row.get(4)?,
        held: row.get(5)?,
        entry: Entry { erasure: row.get(8)?, ..Entry::new(row.get(6)?, row.get(7)?) },
    })
}

/// A position of a chain.
type Place = ((i64, i64), u64);

/// Those whose signatures hold, with the positions of those whose bodies are not theirs any more.
fn verify(found: BTreeMap<i64, Found>, replica: &mut Replica<'_>) -> Result<(Chains, Vec<Place>)> {
    let mut keys = KnownKeys::load(replica.conn)?;
    let mut chains = Chains::new();
    let mut bodiless = Vec::new();
    for mut one in found.into_values() {
        let sound = check(&one.entry, &mut keys).is_ok_and(|commit| commit.verified);
        let had_body = one.entry.body.is_some() || one.entry.erasure.is_some();
        if !sound {
            (one.entry.body, one.entry.erasure) = (None, None);
        }
        let Ok(commit) = check(&one.entry, &mut keys) else { continue };
        if !commit.verified {
            continue;
        }
        let (header, hash) = (commit.header.clone(), commit.hash);
        if let Some(body) = &commit.body {
            replica.keep_keys(&header, body)?;
        }
        let key = (replica.session.refs.stream(replica.conn, &header.stream)?, replica.session.refs.device(replica.conn, &header.device)?);
        if had_body && !sound {
            bodiless.push((key, header.seq));
        }
        let seq = header.seq;
        let state = if (0..=REFUSED).contains(&one.state) { one.state } else { ACCEPTED };
        let Found { number, refusal, held, entry, .. } = one;
        chains.entry(key).or_default().insert(seq, Kept { number, state, refusal, held, header, hash, entry });
    }
    Ok((chains, bodiless))
}

/// Gives streams and devices the numbers that they had: by most of their commits, whose headers are signed; the rest by their own rows.
fn number(old: &Connection, replica: &mut Replica<'_>, found: &BTreeMap<i64, Found>) -> Result<()> {
    let (mut streams, mut devices) = (HashMap::new(), HashMap::new());
    for one in found.values() {
        let Ok(peeked) = commit::peek(&one.entry.envelope) else { continue };
        *streams.entry((peeked.header.stream, one.stream)).or_insert(0_u32) += 1;
        *devices.entry((peeked.header.device, one.device)).or_insert(0_u32) += 1;
    }
    let conn = replica.conn;
    for ((stream, number), _) in by_count(streams) {
        conn.prepare_cached("INSERT OR IGNORE INTO stream_ref (ref, stream, code, class) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            number,
            stream.to_string(),
            stream.code.to_string(),
            stream.class.as_str()
        ])?;
    }
    for ((device, number), _) in by_count(devices) {
        conn.prepare_cached("INSERT OR IGNORE INTO device_ref (ref, device) VALUES (?1, ?2)")?.execute(params![number, &device.0[..]])?;
    }
    for table in NUMBERS {
        copy(old, conn, table)?;
    }
    let mut statement = conn.prepare("SELECT ref, stream FROM stream_ref")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    for (number, text) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
        if text.parse::<StreamId>().is_err() {
            conn.execute("DELETE FROM stream_ref WHERE ref = ?1", [number])?;
        }
    }
    Ok(())
}

fn by_count<T>(counted: HashMap<T, u32>) -> Vec<(T, u32)> {
    let mut counted: Vec<_> = counted.into_iter().collect();
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counted
}

/// Up to where a receipt says that the server has the chain.
fn delivered(replica: &Replica<'_>, (stream, device): (i64, i64)) -> Result<u64> {
    let sql = "SELECT seq FROM delivered WHERE stream = ?1 AND device = ?2";
    let seq: Option<i64> = replica.conn.query_row(sql, [stream, device], |row| row.get(0)).optional()?;
    Ok(seq.map_or(0, i64::unsigned_abs))
}

/// From the first own commit on that is lost and that nobody else has, the chain is void: its rows are recorded again.
fn void(commits: &mut BTreeMap<u64, Kept>, slots: &mut BTreeMap<u64, i64>, delivered: u64) {
    let settled = commits.values().filter(|kept| kept.state >= ACCEPTED).map(|kept| kept.header.seq).max().unwrap_or(0).max(delivered);
    let last = commits.keys().chain(slots.keys()).max().copied().unwrap_or(0);
    let gone = (settled + 1..=last).find(|seq| commits.get(seq).is_none_or(|kept| kept.entry.body.is_none()));
    if let Some(gone) = gone {
        commits.split_off(&gone);
        slots.split_off(&gone);
    }
}

/// The noted end of a chain.
fn ends(old: &Connection, (stream, device): (i64, i64)) -> Option<(u64, Hash)> {
    let sql = "SELECT seq, hash FROM chain WHERE stream = ?1 AND device = ?2";
    let found = old.query_row(sql, [stream, device], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)));
    let (seq, hash) = found.ok()?;
    Some((seq.unsigned_abs(), Hash::from_slice(&hash).ok()?))
}

/// Writes a chain with stubs for what is lost in it.
fn lay(
    replica: &mut Replica<'_>,
    (stream, device): (i64, i64),
    commits: BTreeMap<u64, Kept>,
    slots: Option<&BTreeMap<u64, i64>>,
    end: Option<(u64, Hash)>,
) -> Result<()> {
    let Some((last, kept)) = commits.last_key_value() else { return Ok(()) };
    let mut head = ChainHead { seq: *last, hash: kept.hash };
    // A lost end is taken from its note, as long as nothing but the end is lost: else it comes again from where the chain ends now.
    if let (Some((seq, hash)), Some(_)) = (end, slots.and_then(|slots| slots.get(&(last + 1))))
        && seq == last + 1
        && kept.state >= ACCEPTED
    {
        head = ChainHead { seq, hash };
    }
    for seq in 1..=head.seq {
        if let Some(kept) = commits.get(&seq) {
            write(replica, stream, device, kept)?;
            continue;
        }
        let hash = commits.get(&(seq + 1)).map_or(Some(head.hash).filter(|_| seq == head.seq), |next| next.header.parent);
        let number = slots.and_then(|slots| slots.get(&seq));
        replica.conn.execute(
            "INSERT OR IGNORE INTO commit_log (ref, stream, device, seq, hlc, author, hash, envelope, state) VALUES (?1, ?2, ?3, ?4, 0, '', ?5, x'', ?6)",
            params![number, stream, device, seq as i64, hash.map_or(Vec::new(), |hash| hash.0.to_vec()), ACCEPTED],
        )?;
    }
    set_chain_head(replica.conn, stream, device, Some(head))
}

fn write(replica: &Replica<'_>, stream: i64, device: i64, kept: &Kept) -> Result<()> {
    replica
        .conn
        .prepare_cached(
            "INSERT INTO commit_log (ref, stream, device, seq, hlc, author, hash, envelope, body, state, refusal, held, erased) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            kept.number,
            stream,
            device,
            kept.header.seq as i64,
            kept.header.hlc.0 as i64,
            kept.header.author,
            &kept.hash.0[..],
            kept.entry.envelope,
            kept.entry.body,
            kept.state,
            kept.refusal,
            kept.held,
            kept.entry.erasure,
        ])?;
    Ok(())
}
