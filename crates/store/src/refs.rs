//! Small integers for streams, devices and actors: rows are many, these are few.
//!
//! The numbers are this replica's own and never leave it. They are cached beside the writing connection, and forgotten
//! when a transaction fails.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::DeviceId;

use crate::Result;
use crate::error::StoreError;

/// In whose name rows are pending.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct ActorKey {
    pub(crate) person: String,
    pub(crate) grant: String,
    pub(crate) grant_version: u64,
}

#[derive(Default)]
pub(crate) struct Refs {
    streams: HashMap<StreamId, i64>,
    stream_ids: HashMap<i64, StreamId>,
    devices: HashMap<DeviceId, i64>,
    device_ids: HashMap<i64, DeviceId>,
    actors: HashMap<ActorKey, i64>,
}

impl Refs {
    /// The number of a stream; it gets one if it has none.
    pub(crate) fn stream(&mut self, conn: &Connection, stream: &StreamId) -> Result<i64> {
        if let Some(found) = self.streams.get(stream) {
            return Ok(*found);
        }
        let text = stream.to_string();
        let found = conn.prepare_cached("SELECT ref FROM stream_ref WHERE stream = ?1")?.query_row([&text], |row| row.get(0)).optional()?;
        let number = match found {
            Some(number) => number,
            None => conn.prepare_cached("INSERT INTO stream_ref (stream, code, class) VALUES (?1, ?2, ?3)")?.insert(params![
                text,
                stream.code.to_string(),
                stream.class.as_str()
            ])?,
        };
        self.streams.insert(*stream, number);
        self.stream_ids.insert(number, *stream);
        Ok(number)
    }

    /// The stream of this number.
    pub(crate) fn stream_id(&mut self, conn: &Connection, number: i64) -> Result<StreamId> {
        if let Some(found) = self.stream_ids.get(&number) {
            return Ok(*found);
        }
        let stream = stream_id(conn, number)?;
        self.streams.insert(stream, number);
        self.stream_ids.insert(number, stream);
        Ok(stream)
    }

    /// The number of a device; it gets one if it has none.
    pub(crate) fn device(&mut self, conn: &Connection, device: &DeviceId) -> Result<i64> {
        if let Some(found) = self.devices.get(device) {
            return Ok(*found);
        }
        let found = conn.prepare_cached("SELECT ref FROM device_ref WHERE device = ?1")?.query_row([&device.0[..]], |row| row.get(0)).optional()?;
        let number = match found {
            Some(number) => number,
            None => conn.prepare_cached("INSERT INTO device_ref (device) VALUES (?1)")?.insert([&device.0[..]])?,
        };
        self.devices.insert(*device, number);
        self.device_ids.insert(number, *device);
        Ok(number)
    }

    /// The device of this number.
    pub(crate) fn device_id(&mut self, conn: &Connection, number: i64) -> Result<DeviceId> {
        if let Some(found) = self.device_ids.get(&number) {
            return Ok(*found);
        }
        let device = device_id(conn, number)?;
        self.devices.insert(device, number);
        self.device_ids.insert(number, device);
        Ok(device)
    }

    /// The number of an actor; it gets one if it has none.
    pub(crate) fn actor(&mut self, conn: &Connection, actor: &ActorKey) -> Result<i64> {
        if let Some(found) = self.actors.get(actor) {
            return Ok(*found);
        }
        let key = params![actor.person, actor.grant, actor.grant_version as i64];
        let found = conn
            .prepare_cached("SELECT ref FROM actor_ref WHERE person = ?1 AND \"grant\" = ?2 AND grant_version = ?3")?
            .query_row(key, |row| row.get(0))
            .optional()?;
        let number = match found {
            Some(number) => number,
            None => conn.prepare_cached("INSERT INTO actor_ref (person, \"grant\", grant_version) VALUES (?1, ?2, ?3)")?.insert(key)?,
        };
        self.actors.insert(actor.clone(), number);
        Ok(number)
    }
}

/// The actor of this number.
pub(crate) fn actor_key(conn: &Connection, number: i64) -> Result<ActorKey> {
    let mut statement = conn.prepare_cached("SELECT person, \"grant\", grant_version FROM actor_ref WHERE ref = ?1")?;
    Ok(statement.query_row([number], |row| {
        let version: i64 = row.get(2)?;
        Ok(ActorKey { person: row.get(0)?, grant: row.get(1)?, grant_version: version.unsigned_abs() })
    })?)
}

/// The stream of this number, read anew.
pub(crate) fn stream_id(conn: &Connection, number: i64) -> Result<StreamId> {
    let mut statement = conn.prepare_cached("SELECT stream FROM stream_ref WHERE ref = ?1")?;
    let text: String = statement.query_row([number], |row| row.get(0))?;
    text.parse().map_err(|_| StoreError::Corrupt(format!("stream {text}")))
}

/// The number of a stream, where it has one.
pub(crate) fn find_stream(conn: &Connection, stream: &StreamId) -> Result<Option<i64>> {
    let mut statement = conn.prepare_cached("SELECT ref FROM stream_ref WHERE stream = ?1")?;
    Ok(statement.query_row([stream.to_string()], |row| row.get(0)).optional()?)
}

/// The device of this number, read anew.
pub(crate) fn device_id(conn: &Connection, number: i64) -> Result<DeviceId> {
    let mut statement = conn.prepare_cached("SELECT device FROM device_ref WHERE ref = ?1")?;
    let bytes: Vec<u8> = statement.query_row([number], |row| row.get(0))?;
    Ok(DeviceId::from_slice(&bytes)?)
}

/// The number of a device, where it has one.
pub(crate) fn find_device(conn: &Connection, device: &DeviceId) -> Result<Option<i64>> {
    let mut statement = conn.prepare_cached("SELECT ref FROM device_ref WHERE device = ?1")?;
    Ok(statement.query_row([&device.0[..]], |row| row.get(0)).optional()?)
}
