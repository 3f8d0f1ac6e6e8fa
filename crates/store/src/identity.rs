//! Who this device is: made at enrolment, kept for its life.

use rusqlite::{Connection, OptionalExtension, Row, params};
use xuncun_journal::{DeviceId, DeviceKey, PublicKey};

use crate::Result;
use crate::error::StoreError;
use crate::store::{Replica, Store};
use crate::wipe;

/// The device's key and whom it trusts.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The key pair; the private half never leaves the replica.
    pub key: DeviceKey,
    /// The district's code.
    pub district: String,
    /// The district's name.
    pub district_name: String,
    /// The key that signs who is who; its fingerprint was in the enrolment link.
    pub root_key: PublicKey,
    /// The server's address, without a slash at its end.
    pub server_url: String,
    /// What opens the server's doors for this device.
    pub token: String,
    /// The person whose device it is.
    pub person: String,
    /// The server's own device.
    pub server_device: DeviceId,
}

impl Store {
    /// Who this device is; none before it is enrolled.
    pub fn identity(&self) -> Result<Option<Identity>> {
        self.read(load)
    }

    /// Makes the device somebody, or changes how it reaches its server. A key is never replaced: a new key is a new device,
    /// and a new replica.
    pub fn set_identity(&self, identity: &Identity) -> Result<()> {
        self.transact(|replica| {
            if let Some(known) = &replica.session.identity
                && known.key.id() != identity.key.id()
            {
                return Err(StoreError::BadColumn("identity.key".into()));
            }
            if replica.session.identity.is_none() {
                wipe::forget(self.dir())?;
            }
            replica.keep_identity(identity)
        })
    }
}

impl Replica<'_> {
    pub(crate) fn keep_identity(&mut self, identity: &Identity) -> Result<()> {
        self.conn.execute(
            "INSERT OR REPLACE INTO identity (one, secret_key, district, district_name, root_key, server_url, \
             token, person, server_device) VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                &identity.key.to_bytes()[..],
                identity.district,
                identity.district_name,
                &identity.root_key.as_bytes()[..],
                identity.server_url,
                identity.token,
                identity.person,
                &identity.server_device.0[..],
            ],
        )?;
        self.session.identity = Some(identity.clone());
        Ok(())
    }
}

pub(crate) fn load(conn: &Connection) -> Result<Option<Identity>> {
    let sql = "SELECT secret_key, district, district_name, root_key, server_url, token, person, server_device FROM identity";
    let found = conn.prepare_cached(sql)?.query_row([], |row| Ok(from_row(row))).optional()?;
    found.transpose()
}

fn from_row(row: &Row<'_>) -> Result<Identity> {
    let secret: Vec<u8> = row.get(0)?;
    let secret: [u8; 32] = secret.try_into().map_err(|_| StoreError::Corrupt("identity".into()))?;
    let root: Vec<u8> = row.get(3)?;
    let server: Vec<u8> = row.get(7)?;
    Ok(Identity {
        key: DeviceKey::from_bytes(&secret),
        district: row.get(1)?,
        district_name: row.get(2)?,
        root_key: PublicKey::from_bytes(&root)?,
        server_url: row.get(4)?,
        token: row.get(5)?,
        person: row.get(6)?,
        server_device: DeviceId::from_slice(&server)?,
    })
}
