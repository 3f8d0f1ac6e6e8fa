//! What must hold. Each check names the invariant of the design that it stands for.

use super::device::{Device, Life};
use super::safehouse::Server;
use super::screen::Screen;
use rusqlite::OptionalExtension;
use std::collections::{BTreeMap, BTreeSet};
use xuncun_app::{ErrorCode, Reckoning};
use xuncun_domain::grant::{Grant, ReadScope, may_commit};
use xuncun_domain::stream::StreamId;
use xuncun_domain::table::table;
use xuncun_journal::hlc::MAX_AHEAD_MS;
use xuncun_journal::{Hlc, Put, decode_body, peek};
use xuncun_store::Store;

/// What is wrong, in words.
pub type Wrong = String;

/// A dump's entries by stream: replicas may read different streams, and are compared on those that both read.
fn by_stream(store: &Store) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut streams: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let dump = store.dump().unwrap();
    let mut last: Option<(String, String)> = None;
    for line in dump.lines() {
        if line.starts_with("  ") {
            if let Some((stream, name)) = &last
                && let Some(text) = streams.get_mut(stream).and_then(|entries| entries.get_mut(name))
            {
                text.push('\n');
                text.push_str(line);
            }
            continue;
        }
        let mut parts = line.splitn(4, ' ');
        let (table, stream, id) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let name = format!("{table} {id}");
        streams.entry(stream.to_owned()).or_default().insert(name.clone(), parts.next().unwrap_or("").to_owned());
        last = Some((stream.to_owned(), name));
    }
    streams
}

/// Invariant 2: replicas with the same accepted commits hold the same rows, heads and chains.
pub fn equal(reference: &Store, devices: &[(&Device, ReadScope)]) -> Result<(), Wrong> {
    let right = by_stream(reference);
    for (device, scope) in devices {
        let here = by_stream(device.store());
        let streams: BTreeSet<&String> = right.keys().chain(here.keys()).collect();
        for stream in streams {
            let readable = stream.parse::<StreamId>().is_ok_and(|stream| scope.contains(&stream));
            if !readable {
                continue;
            }
            let none = BTreeMap::new();
            let (ours, theirs) = (here.get(stream).unwrap_or(&none), right.get(stream).unwrap_or(&none));
            let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
            for name in names {
                if ours.get(name) != theirs.get(name) {
                    return Err(format!(
                        "invariant 2: {} differs in {stream} at {name}:\nhere  {:?}\nthere {:?}",
                        device.name,
                        ours.get(name),
                        theirs.get(name)
                    ));
                }
            }
        }
    }
    Ok(())
}

/// Invariant 9: a visit's content and score are the same on every replica that holds it, term by term and in exact numbers.
pub fn scores_are_equal(reference: &Screen, devices: &[(&Device, ReadScope)]) -> Result<usize, Wrong> {
    let right = scores(reference)?;
    let mut compared = 0;
    for (device, scope) in devices {
        let here = scores(&device.screen())?;
        let readable = |(_, stream): &&(String, String)| stream.parse::<StreamId>().is_ok_and(|stream| scope.contains(&stream));
        for visit in right.keys().chain(here.keys()).filter(readable).collect::<BTreeSet<_>>() {
            let (ours, theirs) = (here.get(visit), right.get(visit));
            if ours != theirs {
                return Err(format!("invariant 9: {} scores {} otherwise:\nhere  {ours:?}\nthere {theirs:?}", device.name, visit.0));
            }
            compared += usize::from(ours.is_some_and(|ours| ours.as_ref().is_ok_and(|ours| ours.sheet.total.is_some())));
        }
    }
    Ok(compared)
}

/// By visit and stream.
type Scores = BTreeMap<(String, String), Result<Reckoning, ErrorCode>>;

/// What the app makes of each visit of a replica; or its code for why it makes nothing of it.
fn scores(screen: &Screen) -> Result<Scores, Wrong> {
    let sql = "SELECT i.id, s.stream FROM inspection i JOIN stream_ref s ON s.ref = i.stream WHERE i.deleted = 0 AND i.id NOT LIKE '%/witness'";
    let visits = screen.store().read(|conn| {
        let mut query = conn.prepare(sql)?;
        let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    });
    let app = screen.app();
    let visits = visits.map_err(|error| error.to_string())?.into_iter();
    Ok(visits.map(|visit| (visit.clone(), app.reckon(&visit.0).map_err(|error| error.code))).collect())
}

/// Conflicts are shown, with both sides: a row with heads that differ is listed, and the list has no other.
pub fn conflicts_are_shown(device: &Device) -> Result<(), Wrong> {
    let (listed, counted) = (device.store().conflicts().unwrap(), device.store().conflict_count().unwrap());
    if listed.len() != counted {
        return Err(format!("{} lists {} conflicts and counts {counted}", device.name, listed.len()));
    }
    match listed.iter().find(|conflict| conflict.others.iter().all(|other| other.columns == conflict.shown.columns)) {
        Some(alike) => Err(format!("{} lists a conflict whose sides are alike: {} {}", device.name, alike.table, alike.id)),
        None => Ok(()),
    }
}

/// "送达" is said of nothing that the server does not hold: the chains that receipts on this device name.
pub fn delivered_is_true(device: &Device, server: &Server) -> Result<(), Wrong> {
    if !server.is_up() || server.recovering {
        return Ok(());
    }
    let sql = "SELECT s.stream, r.device, d.seq, c.hash FROM delivered d JOIN stream_ref s ON s.ref = d.stream JOIN device_ref r ON r.ref = d.device \
               JOIN commit_log c ON c.stream = d.stream AND c.device = d.device AND c.seq = d.seq";
    let claims = device.store().read(|conn| {
        let mut query = conn.prepare(sql)?;
        let rows =
            query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, i64>(2)?, row.get::<_, Vec<u8>>(3)?)))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    });
    for (stream, by, seq, hash) in claims.map_err(|error| error.to_string())? {
        if server.holds(&stream, &by, seq).as_ref() != Some(&hash) {
            let by = hex::encode(by);
            return Err(format!("送达 is untrue: {} believes that the server holds {by}:{seq} of {stream}", device.name));
        }
    }
    Ok(())
}

/// A clock ahead wins no merge: the server takes nothing that was made later than ten minutes from now.
pub fn nothing_is_from_the_future(device: &Device, now: i64) -> Result<(), Wrong> {
    let limit = Hlc::from_parts(now + MAX_AHEAD_MS, u16::MAX);
    let sql = "SELECT s.stream, c.seq, c.hlc >> 16 FROM commit_log c JOIN stream_ref s ON s.ref = c.stream WHERE c.state = 2 AND c.hlc > ?1 LIMIT 1";
    let found = device.store().read(|conn| {
        let ahead = conn.query_row(sql, [limit.0.cast_signed()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)));
        Ok(ahead.optional()?)
    });
    match found.map_err(|error| error.to_string())? {
        Some((stream, seq, made)) => Err(format!("the server took {seq} of {stream}, made {} min from now ({})", (made - now) / 60_000, device.name)),
        None => Ok(()),
    }
}

/// A commit is judged by the grant that it names: what was made while that was in force, and came in time, is not refused for it.
///
/// `grants` are the person's as they were given and ended.
pub fn nothing_rightful_is_refused(device: &Device, grants: &[Grant], now: i64) -> Result<(), Wrong> {
    let sql = "SELECT envelope, body FROM draft WHERE code = 'forbidden' AND reissued = 0";
    let refused = device.store().read(|conn| {
        let mut query = conn.prepare(sql)?;
        let rows = query.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    });
    for (envelope, body) in refused.map_err(|error| error.to_string())? {
        let header = peek(&envelope).map_err(|error| error.to_string())?.header;
        let puts = decode_body(&header, &body).map_err(|error| error.to_string())?;
        let made = header.hlc.physical_ms();
        let allows = |grant: &&Grant| {
            let may_put = |put: &Put| table(&put.table).is_some_and(|table| may_commit(grant, &header.stream, table, made, now).is_ok());
            grant.id == header.grant && puts.iter().all(may_put)
        };
        if let Some(grant) = grants.iter().find(allows) {
            return Err(format!("{} was refused {} of {}, which {} allowed", device.name, header.seq, header.stream, grant.id));
        }
    }
    Ok(())
}

/// Invariants 3 and 7: every chain, signature, body and photograph on the server is whole.
pub async fn server_is_sound(server: &Server) -> Result<(), Wrong> {
    let report = xuncun_server::verify::verify(&server.endpoint()).await.map_err(|error| error.to_string())?;
    if report.faults.is_empty() { Ok(()) } else { Err(format!("the server is not sound: {:?}", report.faults)) }
}

/// Everything of a living device is on the server, but what the server cannot take yet.
pub fn delivered(device: &Device) -> Result<(), Wrong> {
    if device.life == Life::Gone {
        return Ok(());
    }
    let left = device.store().undelivered().unwrap();
    if left.commits + left.pending_rows + left.uploads > 0 {
        let held = held(device.store());
        return Err(format!("invariant 10: {} still has {left:?} {held:?}", device.name));
    }
    Ok(())
}

fn held(store: &Store) -> Vec<(String, i64, i64, Option<String>)> {
    let sql = "SELECT s.stream, c.seq, c.state, c.held FROM commit_log c JOIN stream_ref s ON s.ref = c.stream WHERE c.state < 2 LIMIT 8";
    store
        .read(|conn| {
            let mut query = conn.prepare(sql)?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap()
}

/// Invariant 6: no body of a stream that the person could never read lies in this device's file.
pub fn reads_no_more(device: &Device, ever: &[ReadScope]) -> Result<(), Wrong> {
    let own = device.store().identity().unwrap().map(|identity| identity.key.id());
    let sql = "SELECT DISTINCT s.stream, r.device FROM commit_log c JOIN stream_ref s ON s.ref = c.stream JOIN device_ref r ON r.ref = c.device \
               WHERE c.body IS NOT NULL";
    let held = device
        .store()
        .read(|conn| {
            let mut query = conn.prepare(sql)?;
            let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
        .unwrap();
    for (stream, by) in held {
        let parsed: StreamId = stream.parse().map_err(|_| format!("{stream} is no stream"))?;
        let ours = own.is_some_and(|own| own.0[..] == by[..]);
        if !ours && !ever.iter().any(|scope| scope.contains(&parsed)) {
            return Err(format!("invariant 6: {} holds commits of {stream}, which {} never could read", device.name, device.person));
        }
    }
    Ok(())
}
