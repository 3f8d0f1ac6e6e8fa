//! Making a bundle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use rusqlite::{Connection, params};
use xuncun_domain::division::DivisionCode;
use xuncun_domain::stream::StreamId;
use xuncun_journal::bundle::write::Writer;
use xuncun_journal::bundle::{Blob, BundleError, Manifest, What};
use xuncun_journal::{Entry, Hash, Refusal, limits};

use crate::Result;
use crate::blob::is_intact;
use crate::carry::receipts_to_give;
use crate::error::StoreError;
use crate::named::named_files;
use crate::refs::stream_id;
use crate::store::Store;

/// What is to be handed over.
pub struct Giving<'a> {
    /// What of.
    pub what: What,
    /// May the stream be read? Of a village nothing else goes into the bundle.
    pub reads: &'a dyn Fn(&StreamId) -> bool,
    /// Where a file is: beside the replica, or where else the caller keeps files.
    pub find: &'a dyn Fn(&StreamId, &Hash) -> Option<PathBuf>,
    /// The clock.
    pub now_ms: i64,
}

/// What went into a bundle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Files that belong into it and are not here, or are damaged here.
    pub files_missing: u32,
}

/// Everything that goes into one, but for the bytes of files.
#[derive(Default)]
struct Load {
    entries: Vec<Entry>,
    receipts: Vec<Vec<u8>>,
    blobs: BTreeMap<(StreamId, Hash), Blob>,
    files: Vec<PathBuf>,
    missing: u32,
}

impl Store {
    /// Writes a bundle of what is here into `out` and signs it. What is pending is sealed first.
    ///
    /// Fails with `bundle_empty` where there is nothing to hand over, and `bundle_too_large`.
    pub fn give_bundle<W: Write>(&self, giving: &Giving<'_>, out: W) -> Result<(Given, W)> {
        let identity = self.identity()?.ok_or(StoreError::NotEnrolled)?;
        self.seal()?;
        let mut load = self.read(|conn| match giving.what {
            What::Unsent => unsent(conn),
            What::Receipts => Ok(Load { receipts: receipts_to_give(conn, giving.reads)?, ..Load::default() }),
            What::Village(code) => village(conn, &code, giving.reads),
        })?;
        load.keep_what_is_here(giving.find);
        if load.entries.is_empty() && load.receipts.is_empty() && load.blobs.is_empty() {
            return Err(BundleError::Empty.into());
        }
        let manifest = Manifest {
            district: identity.district.clone(),
            maker: identity.key.id(),
            made_at: giving.now_ms.max(0),
            what: giving.what,
            commits: load.entries.len() as u64,
            receipts: load.receipts.len() as u64,
            blobs: load.blobs.len() as u64,
            blob_bytes: load.blobs.values().map(|blob| blob.size).sum(),
        };
        let mut writer = Writer::begin(out, manifest.clone())?;
        writer.commits(&load.entries)?;
        for receipt in &load.receipts {
            writer.receipt(receipt)?;
        }
        for (blob, path) in load.blobs.values().zip(&load.files) {
            writer.blob(blob, &mut File::open(path)?)?;
        }
        let out = writer.finish(&identity.key)?;
        Ok((Given { manifest, files_missing: load.missing }, out))
    }
}

impl Load {
    /// Leaves out the files that are not here as they were taken: one that is damaged must not keep the others back.
    fn keep_what_is_here(&mut self, find: &dyn Fn(&StreamId, &Hash) -> Option<PathBuf>) {
        let before = self.blobs.len();
        let files = &mut self.files;
        self.blobs.retain(|(stream, sha256), blob| {
            let fits = (1..=limits::BLOB_BYTES).contains(&blob.size);
            let here = find(stream, sha256).filter(|path| fits && is_intact(path, sha256, blob.size));
            let keep = here.is_some();
            files.extend(here);
            keep
        });
        self.missing = u32::try_from(before - self.blobs.len()).unwrap_or(u32::MAX);
    }

    fn blob(&mut self, blob: Blob) {
        self.blobs.entry((blob.stream, blob.sha256)).or_insert(blob);
    }
}

/// Own commits and files that no receipt names, and those that are carried.
fn unsent(conn: &Connection) -> Result<Load> {
    let mut load = Load::default();
    let sql = "SELECT envelope, body, erased FROM commit_log WHERE state < 2 AND (body IS NOT NULL OR erased IS NOT NULL) ORDER BY ref";
    let mut statement = conn.prepare_cached(sql)?;
    let own = statement.query_map([], |row| Ok(Entry { erasure: row.get(2)?, ..Entry::new(row.get(0)?, row.get(1)?) }))?;
    load.entries = own.collect::<rusqlite::Result<_>>()?;
    let mut statement = conn.prepare_cached("SELECT envelope, body FROM carried WHERE state = 0 ORDER BY ref")?;
    for carried in statement.query_map([], |row| Ok(Entry::new(row.get(0)?, row.get(1)?)))? {
        load.entries.push(carried?);
    }
    let mut statement = conn.prepare_cached("SELECT stream, sha256, kind, mime, size FROM upload WHERE state <> 1")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let size: i64 = row.get(4)?;
        load.blob(Blob {
            stream: stream_id(conn, row.get(0)?)?,
            sha256: Hash::from_slice(&row.get::<_, Vec<u8>>(1)?)?,
            kind: row.get(2)?,
            mime: row.get(3)?,
            size: size.unsigned_abs(),
        });
    }
    Ok(load)
}

/// Commits of a village's streams with the receipts that prove them, and the pictures that its rows name.
fn village(conn: &Connection, code: &DivisionCode, reads: &dyn Fn(&StreamId) -> bool) -> Result<Load> {
    let mut load = Load::default();
    let mut statement = conn.prepare_cached("SELECT ref, stream FROM stream_ref WHERE code = ?1 ORDER BY stream")?;
    let streams = statement.query_map([code.to_string()], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let mut receipts = BTreeSet::new();
    for found in streams.collect::<rusqlite::Result<Vec<_>>>()? {
        let (number, text) = found;
        let stream: StreamId = text.parse().map_err(|_| StoreError::Corrupt(format!("stream {text}")))?;
        if !reads(&stream) {
            continue;
        }
        let mut statement = conn.prepare_cached("SELECT envelope, body, refusal, erased FROM commit_log WHERE stream = ?1 ORDER BY ref")?;
        let entries = statement.query_map([number], |row| {
            let refused: Option<String> = row.get(2)?;
            let refused = refused.map(|code| Refusal::parse(&code));
            Ok(Entry { envelope: row.get(0)?, body: row.get(1)?, refused, erasure: row.get(3)? })
        })?;
        for entry in entries {
            let entry = entry?;
            // A refused body goes to nobody, not even by hand.
            load.entries.push(Entry { body: entry.body.filter(|_| entry.refused.is_none()), ..entry });
        }
        files(conn, number, stream, &mut load)?;
        let named = "SELECT receipt FROM delivered WHERE stream = ?1 UNION SELECT receipt FROM blob_receipt WHERE stream = ?1";
        let mut statement = conn.prepare_cached(named)?;
        for receipt in statement.query_map([number], |row| row.get::<_, i64>(0))? {
            receipts.insert(receipt?);
        }
    }
    for receipt in receipts {
        load.receipts.push(conn.query_row("SELECT bytes FROM receipt WHERE ref = ?1", [receipt], |row| row.get(0))?);
    }
    Ok(load)
}

fn files(conn: &Connection, number: i64, stream: StreamId, load: &mut Load) -> Result<()> {
    let named = named_files(|file| file.is_described());
    let sql = format!("SELECT DISTINCT sha256, coalesce(kind, ''), mime, size FROM ({named}) WHERE stream = ?1 ORDER BY 1, 2");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![number])?;
    while let Some(row) = rows.next()? {
        let (sha256, kind, mime, size): (Option<String>, String, Option<String>, Option<i64>) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        // A row of a newer version may say otherwise: then the file is not ours to name.
        let (Some(Ok(sha256)), Some(mime), Some(size)) = (sha256.map(|hex| Hash::from_hex(&hex)), mime, size) else { continue };
        load.blob(Blob { stream, sha256, kind, mime, size: size.unsigned_abs() });
    }
    Ok(())
}
