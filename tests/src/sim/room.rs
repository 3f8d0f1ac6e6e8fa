//! Devices run out of room, and originals leave them: invariant 5.

use super::chance::Chance;
use super::check::Wrong;
use super::safehouse::{Reference, Server};
use super::world::World;
use rusqlite::{Connection, OpenFlags};
use xuncun_journal::Hash;

impl World {
    /// A device asks the server which originals may leave, if it hears an answer, and lets go of some that may.
    pub(super) async fn room_runs_out(&mut self, dice: &mut Chance) -> Result<(), Wrong> {
        let Some(at) = self.some_device(dice) else { return Ok(()) };
        let name = self.devices[at].name.clone();
        let (store, engine) = self.devices[at].engine();
        let spare = || store.spare_originals(None, 50).map_err(|error| error.to_string());
        // Who is out of reach of the server knows what it has heard before.
        let _ = engine.ask_let_go(spare()?).await;
        let told = std::mem::take(&mut self.air().told);
        self.story.extend(told);
        let (held, enough) = (spare()?, dice.below(2_000_000) as u64);
        let (gone, _) = store.let_go(&held, enough).map_err(|error| error.to_string())?;
        if gone > 0 {
            self.tell(format!("{gone} originals leave {name}"));
            *self.air().counts.entry("originals that left a device").or_default() += u64::from(gone);
        }
        for one in held.into_iter().filter(|one| !store.blobs().has(&one.sha256)) {
            // What was erased by law is in no new backup, whether the device has heard of it or not.
            if self.server.has_backup() && !self.server.backup_has(&one.sha256) && !self.erased.contains(&one.sha256) {
                return Err(format!("invariant 5: {} left {name}, and no backup has it", one.sha256));
            }
            self.left.insert((one.stream.to_string(), one.sha256));
        }
        Ok(())
    }

    /// Whatever left a device is on the server, if a row still names it.
    pub(super) async fn what_left_is_held(&self, reference: &Reference) -> Result<(), Wrong> {
        for (stream, sha256) in &self.left {
            let sql = "SELECT EXISTS (SELECT 1 FROM photo WHERE lower(sha256) = ?1 AND deleted = 0)";
            let named = reference.store().read(|conn| Ok(conn.prepare_cached(sql)?.query_row([sha256.to_hex()], |row| row.get::<_, bool>(0))?));
            let held = self.server.endpoint().storage().holding(stream, *sha256).await.map_err(|error| error.to_string())?;
            if named.map_err(|error| error.to_string())? && held.is_none() {
                return Err(format!("invariant 5: {sha256} of {stream} left a device, and the server has it no more"));
            }
        }
        Ok(())
    }
}

impl Server {
    /// Is this file in the last backup?
    fn backup_has(&self, sha256: &Hash) -> bool {
        let Some(backup) = self.backup_folder() else { return false };
        let conn = Connection::open_with_flags(backup.join("server.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let named: bool = conn.query_row("SELECT EXISTS (SELECT 1 FROM blobs WHERE sha256 = ?1)", [&sha256.0[..]], |row| row.get(0)).unwrap();
        let name = sha256.to_hex();
        named && backup.join("blobs").join(&name[..2]).join(&name).exists()
    }
}

/// What left some device: stream and hash.
pub(super) type Left = std::collections::BTreeSet<(String, Hash)>;
