//! Whose signatures count: the district's root, this device, and every device that a commit of the root names.

use std::collections::HashMap;

use rusqlite::{Connection, params};
use xuncun_journal::{Body, DeviceId, Erasure, Header, JournalError, Opened, PublicKey, ValueRef};

use crate::Result;
use crate::store::Replica;

/// Verified keys by device.
#[derive(Default)]
pub(crate) struct KnownKeys {
    root: Option<DeviceId>,
    district: Option<String>,
    servers: Vec<PublicKey>,
    keys: HashMap<DeviceId, PublicKey>,
    /// As stored: to read a key costs as much as hashing a commit, and a page has few devices.
    unread: HashMap<DeviceId, Vec<u8>>,
}

/// A device that a commit of the root names.
pub(crate) struct NamedDevice {
    pub(crate) key: PublicKey,
    kind: String,
    person: Option<String>,
}

impl KnownKeys {
    pub(crate) fn load(conn: &Connection) -> Result<Self> {
        let mut known = Self::default();
        if let Some(identity) = crate::identity::load(conn)? {
            known.root = Some(identity.root_key.id());
            known.district = Some(identity.district.clone());
            known.keys.insert(identity.root_key.id(), identity.root_key);
            known.keys.insert(identity.key.id(), identity.key.public());
        }
        let mut statement = conn.prepare_cached("SELECT device, key, kind = 'server' FROM device_key")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let device = DeviceId::from_slice(&row.get::<_, Vec<u8>>(0)?)?;
            let key: Vec<u8> = row.get(1)?;
            if row.get(2)? {
                known.servers.extend(PublicKey::from_bytes(&key));
            }
            known.unread.insert(device, key);
        }
        Ok(known)
    }

    pub(crate) fn of(&mut self, device: &DeviceId) -> Option<PublicKey> {
        if let Some(bytes) = self.unread.remove(device)
            && let Ok(key) = PublicKey::from_bytes(&bytes)
        {
            self.keys.insert(*device, key);
        }
        self.keys.get(device).copied()
    }

    /// Takes in the keys that this commit names, if it is the root's: those that follow in the same page are verified by
    /// them.
    pub(crate) fn learn(&mut self, header: &Header, body: &Body<'_>) {
        for device in named_devices(self.root, header, body) {
            if device.kind == "server" {
                self.servers.push(device.key);
            }
            self.keys.insert(device.key.id(), device.key);
        }
    }

    /// The record of an erasure, if a server of this district signed it about this commit.
    pub(crate) fn erasure(&self, record: &[u8], of: &Opened) -> std::result::Result<Erasure, JournalError> {
        let mut signed = self.servers.iter().filter_map(|key| Erasure::open(record, key).ok());
        signed
            .find(|erasure| erasure.is_of(&of.header, of.header_hash) && self.district.as_ref().is_none_or(|own| *own == erasure.district))
            .ok_or(JournalError::BadSignature)
    }
}

/// The `device` rows of a commit of the root. Rows of the same table by anybody else name nobody.
fn named_devices(root: Option<DeviceId>, header: &Header, body: &Body<'_>) -> Vec<NamedDevice> {
    let Some(table) = body.tables.iter().find(|table| table.name == "device") else {
        return Vec::new();
    };
    if root != Some(header.device) {
        return Vec::new();
    }
    let place = |name: &str| table.columns.iter().position(|column| *column == name);
    let (key, kind, person) = (place("key"), place("kind"), place("person"));
    let mut named = Vec::new();
    for row in &table.rows {
        let value = |place: Option<usize>| place.map_or(ValueRef::Null, |place| row.values[place]);
        let ValueRef::Bytes(bytes) = value(key) else { continue };
        let Ok(public) = PublicKey::from_bytes(bytes) else { continue };
        // The row's id is the key's: a row cannot give one device another's key.
        if public.id().to_string() != row.id {
            continue;
        }
        let text = |value| match value {
            ValueRef::Text(text) => Some(text.to_owned()),
            _ => None,
        };
        let kind = text(value(kind)).unwrap_or_default();
        named.push(NamedDevice { key: public, kind, person: text(value(person)) });
    }
    named
}

impl Replica<'_> {
    /// The devices that this commit names, if it is the root's.
    pub(crate) fn named_devices(&self, header: &Header, body: &Body<'_>) -> Vec<NamedDevice> {
        let root = self.session.identity.as_ref().map(|identity| identity.root_key.id());
        named_devices(root, header, body)
    }

    /// Keeps the keys that a commit of the root names.
    pub(crate) fn keep_keys(&self, header: &Header, body: &Body<'_>) -> Result<()> {
        for device in self.named_devices(header, body) {
            self.conn.prepare_cached("INSERT OR REPLACE INTO device_key (device, key, kind, person) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
                &device.key.id().0[..],
                &device.key.as_bytes()[..],
                device.kind,
                device.person
            ])?;
        }
        Ok(())
    }
}
