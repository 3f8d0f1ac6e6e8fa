//! A damaged replica is salvaged: what can still be read of it goes into a fresh database, rows are made anew from the commits, and the
//! damaged files are kept aside with a list of what could not be saved.
//!
//! Everything that the server has accepted comes again by itself, since the cursor starts over. What only this device had is saved from
//! whichever copy is whole: the commit, or the row that it made.

mod aside;
mod commits;
mod salvage;
mod taps;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::Result;
use crate::blob::BlobDir;
use crate::check::Damage;
use crate::error::StoreError;
use crate::migrate;
use crate::store::{DATABASE, Replica, Session, Store, prepare};

pub(crate) use aside::{ASIDE, is_unfinished};

/// What a repair did.
#[derive(Debug)]
pub struct Repaired {
    /// Where the damaged files lie, with the list of what could not be saved.
    pub aside: PathBuf,
    /// Commits that were saved.
    pub commits: usize,
    /// Taps that were not in any commit, or whose commit was lost, and that will be sent with the next.
    pub taps: usize,
    /// What could not be saved here. Commits that the server has come again by themselves.
    pub lost: Vec<Damage>,
    /// Whether the device still knows whose it is. If not, it is to be enrolled again.
    pub enrolled: bool,
}

impl Store {
    /// Makes the replica in this folder anew from what can be read of it. Nobody may have it open.
    ///
    /// May be ended at any moment and begun again. Fails with `disk_full` or `io`; the damaged files are untouched then.
    pub fn repair(dir: &Path) -> Result<Repaired> {
        let aside = aside::begin(dir)?;
        let work = dir.join("repairing");
        fs::remove_dir_all(&work).or_else(|error| if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
        fs::create_dir_all(&work)?;
        let fresh = work.join(DATABASE);
        let mut conn = Connection::open(&fresh)?;
        prepare(&conn)?;
        migrate::migrate(&mut conn)?;
        let mut repaired = Repaired { aside, commits: 0, taps: 0, lost: Vec::new(), enrolled: false };
        match salvage::open(&repaired.aside, &work)? {
            Some(old) => fill(&old, &conn, &mut repaired)?,
            None => repaired.lost.push(Damage::Pages("nothing could be read".into())),
        }
        conn.close().map_err(|(_, error)| StoreError::from(error))?;
        File::open(&fresh)?.sync_all()?;
        photographs(dir, &fresh, &mut repaired)?;
        aside::finish(dir, &fresh, &repaired)?;
        Ok(repaired)
    }
}

fn fill(old: &Connection, new: &Connection, repaired: &mut Repaired) -> Result<()> {
    new.execute_batch("BEGIN IMMEDIATE")?;
    for table in salvage::LOCAL {
        if !salvage::copy(old, new, table)? {
            repaired.lost.push(Damage::Pages((*table).to_owned()));
        }
    }
    // A key that was altered is nobody's.
    if crate::identity::load(new).is_err() {
        new.execute("DELETE FROM identity", [])?;
    }
    let mut session = Session::load(new)?;
    repaired.enrolled = session.identity.is_some();
    let mut replica = Replica { conn: new, session: &mut session };
    repaired.commits = commits::save(old, &mut replica, &mut repaired.lost)?;
    replica.replay(None, |_, _| true)?;
    repaired.taps = taps::save(old, &mut replica, &mut repaired.lost)?;
    salvage::queue_again(&replica)?;
    repaired.lost.sort();
    repaired.lost.dedup();
    new.execute_batch("COMMIT")?;
    Ok(())
}

/// Files in the queue whose bytes are not theirs any more are moved aside.
fn photographs(dir: &Path, fresh: &Path, repaired: &mut Repaired) -> Result<()> {
    let conn = Connection::open(fresh)?;
    let blobs = BlobDir::open(&dir.join("blobs"))?;
    let mut statement = conn.prepare("SELECT sha256 FROM upload WHERE state <> 1")?;
    let hashes = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    for hash in hashes {
        let hash = xuncun_journal::Hash::from_slice(&hash)?;
        match blobs.read_checked(&hash) {
            Ok(_) => continue,
            Err(StoreError::BlobDamaged) => fs::rename(blobs.path(&hash), repaired.aside.join(hash.to_hex()))?,
            Err(StoreError::BlobMissing) => {}
            Err(error) => return Err(error),
        }
        repaired.lost.push(Damage::Photo { sha256: hash.to_hex() });
    }
    Ok(())
}
