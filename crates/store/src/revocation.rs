//! The root's word that this device is no more. Nobody else's makes a device wipe itself: neither the server nor whoever
//! stands in between can take a district's work by saying so.

use rusqlite::{Connection, OptionalExtension};
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::{Header, check_body, decode_body, open};

use crate::Result;
use crate::error::StoreError;
use crate::identity::Identity;
use crate::store::Store;
use crate::wipe::WipeReason;

/// Name in `meta`: the root says that the device was handed in.
const RETIRED: &str = "retired";

impl Store {
    /// What the commit that a refusal carries says of this device, if the district's root signed it.
    ///
    /// Fails with `revocation_unverified` for anything else: another key, another device's row, a row that revokes nothing,
    /// or one that the root has replaced since.
    pub fn revocation(&self, envelope: &[u8], body: &[u8]) -> Result<WipeReason> {
        let identity = self.identity()?.ok_or(StoreError::NotEnrolled)?;
        let found = read(&identity, envelope, body).ok_or(StoreError::RevocationUnverified)?;
        let (header, why) = found;
        match self.read(|conn| newer_word(conn, &identity, &header))? {
            true => Err(StoreError::RevocationUnverified),
            false => Ok(why),
        }
    }

    /// The device was handed in: nothing is written any more, what is pending becomes commits to be delivered.
    pub fn retire(&self) -> Result<()> {
        self.transact(|replica| {
            if replica.session.retired {
                return Ok(());
            }
            replica.seal_all()?;
            replica.conn.execute("INSERT OR REPLACE INTO meta VALUES (?1, 1)", [RETIRED])?;
            replica.session.retired = true;
            Ok(())
        })
    }

    /// Whether the device was handed in.
    pub fn is_retired(&self) -> Result<bool> {
        self.read(is_retired)
    }
}

/// Whether the device was handed in, as a reader of the replica sees it.
pub fn is_retired(conn: &Connection) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM meta WHERE name = ?1)")?.query_row([RETIRED], |row| row.get(0))?)
}

/// A new key is a new device, which nobody has handed in.
pub(crate) fn reinstate(conn: &Connection) -> Result<()> {
    conn.execute("DELETE FROM meta WHERE name = ?1", [RETIRED])?;
    Ok(())
}

fn read(identity: &Identity, envelope: &[u8], body: &[u8]) -> Option<(Header, WipeReason)> {
    let header = open(envelope, &identity.root_key).ok()?.header;
    if header.stream != county(identity)? {
        return None;
    }
    check_body(&header, body).ok()?;
    let own = identity.key.id().to_string();
    let row = decode_body(&header, body).ok()?.into_iter().find(|put| put.table == "device" && put.id == own && !put.deleted)?;
    let column = |name: &str| row.columns.iter().find(|(column, _)| column == name).map(|(_, value)| value);
    if column("key")?.as_bytes()? != identity.key.public().as_bytes() || column("revoked_at")?.is_null() {
        return None;
    }
    // As on the server: what is not said to be handed in is lost.
    let retired = column("revoke_kind").and_then(|kind| kind.as_text()) == Some("retired");
    Some((header, if retired { WipeReason::Retired } else { WipeReason::Lost }))
}

/// Whether a later commit of the root says that the device is in force: then the one in hand was replayed.
fn newer_word(conn: &Connection, identity: &Identity, header: &Header) -> Result<bool> {
    let Some(stream) = county(identity) else { return Ok(false) };
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM device AS r JOIN stream_ref AS s ON s.ref = r.stream JOIN device_ref AS d ON d.ref = r.v_device \
         WHERE r.id = ?1 AND s.stream = ?2 AND d.device = ?3 AND r.v_seq > ?4 AND r.revoked_at IS NULL AND r.deleted = 0)",
    )?;
    let found = statement
        .query_row((identity.key.id().to_string(), stream.to_string(), &identity.root_key.id().0[..], header.seq as i64), |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or(false))
}

/// The stream that says who is who.
fn county(identity: &Identity) -> Option<StreamId> {
    Some(StreamId::new(identity.district.parse().ok()?, Class::Open))
}
