//! A new key for a replica that keeps its data: the device becomes another one, and what the server had not taken of the old
//! one is recorded again under the new.

use rusqlite::params;
use xuncun_domain::stream::StreamId;
use xuncun_journal::Refusal;

use crate::error::StoreError;
use crate::heal::Healed;
use crate::identity::Identity;
use crate::store::{Replica, Store};
use crate::{Result, fork, revocation};

impl Store {
    /// Gives the replica another identity of the same person in the same district, and records again under it what was
    /// pending and what the server had not accepted, and what it contradicts ([`crate::CatchUp::contradicted`]).
    ///
    /// Fails with `another_person` or `another_district`; nothing is changed then.
    pub fn renew(&self, identity: &Identity, server_ms: i64) -> Result<Vec<Healed>> {
        self.transact(|replica| {
            let old = replica.identity()?.clone();
            if old.district != identity.district || old.root_key != identity.root_key {
                return Err(StoreError::AnotherDistrict);
            }
            if old.person != identity.person {
                return Err(StoreError::AnotherPerson);
            }
            if old.key.id() == identity.key.id() {
                replica.keep_identity(identity)?;
                return Ok(Vec::new());
            }
            // By the old key, so that all of it is void in one way.
            replica.seal_all()?;
            let mut healed = Vec::new();
            let mut voids = Vec::new();
            let contradicted = fork::contradicted(replica.conn)?;
            for (stream, from) in &contradicted {
                replica.take_back(stream, *from)?;
            }
            for stream in replica.unaccepted_streams()? {
                if let Some(void) = replica.void(&stream, 1, Refusal::UnknownDevice)? {
                    healed.push(Healed::Reissued { stream, from: void.from, code: Refusal::UnknownDevice });
                    voids.push(void);
                }
            }
            replica.keep_identity(identity)?;
            fork::forget(replica.conn)?;
            revocation::reinstate(replica.conn)?;
            replica.session.retired = false;
            replica.conn.execute("DELETE FROM cursor", [])?;
            // Uploads that were begun are the old device's.
            replica.conn.execute("UPDATE upload SET url = NULL, sent = 0 WHERE state = 0", [])?;
            replica.record_again(voids, server_ms)?;
            Ok(healed)
        })
    }
}

impl Replica<'_> {
    /// Own commits from here on count as not accepted: the server, restored, has taken others in their places.
    fn take_back(&mut self, stream: &StreamId, from: u64) -> Result<()> {
        let own = self.identity()?.key.id();
        let device = self.session.refs.device(self.conn, &own)?;
        let stream = self.session.refs.stream(self.conn, stream)?;
        let place = params![stream, device, from as i64];
        // What was refused among them is a draft already, and must not come back as rows.
        let sql = "UPDATE commit_log SET body = iif(state = 3, NULL, body), state = 0, held = NULL WHERE stream = ?1 AND device = ?2 AND seq >= ?3";
        self.conn.execute(sql, place)?;
        self.conn.execute("DELETE FROM delivered WHERE stream = ?1 AND device = ?2 AND seq >= ?3", place)?;
        Ok(())
    }
}
