//! One app that is newer than all others: it writes a column that they do not know, and a table that nobody takes yet.

use super::chance::Chance;
use super::safehouse::Server;
use std::collections::BTreeMap;
use xuncun_journal::{Commit, DeviceKey, Hash, HeaderFields, Hlc, PushReply, PushRequest, Put, Refusal, Value, seal};
use xuncun_store::Store;
use xuncun_sync::protocol::{EnrollRequest, Protocol, Session};

/// The column from the future.
const COLUMN: &str = "smell";

/// The newer app.
pub struct Newcomer {
    key: DeviceKey,
    person: String,
    session: Session,
    chains: BTreeMap<String, (u64, Hash)>,
    rows: Vec<(String, String)>,
    counter: u16,
}

impl Newcomer {
    /// It enrols like any other.
    pub async fn join(server: &Server, person: &str, dice: &mut Chance) -> Self {
        let key = DeviceKey::from_bytes(&dice.key());
        let link = server.endpoint().invite(person, 3_600_000).await.unwrap();
        let request = EnrollRequest { code: link.code, public_key: *key.public().as_bytes(), device_name: "newer".into(), platform: "sim".into() };
        let reply = server.endpoint().enroll(request).await.unwrap();
        Self { key, person: person.into(), session: Session { token: reply.token }, chains: BTreeMap::new(), rows: Vec::new(), counter: 0 }
    }

    /// A finding with the new column in the village's open stream; or a row of the new table in its work stream, which the server does
    /// not take yet.
    pub async fn write(&mut self, server: &Server, village: &str, now: i64, dice: &mut Chance) -> Result<String, String> {
        let unknown = dice.one_in(4);
        let stream = format!("{village}/{}", if unknown { "work" } else { "open" });
        let id = dice.id(now);
        let table = if unknown { "sample" } else { "finding" };
        let columns = vec![("kind".into(), Value::from("waste")), (COLUMN.into(), Value::from("strong"))];
        let put = Put { table: table.into(), id: id.clone(), deleted: false, bases: Vec::new(), columns };
        let head = self.chains.get(&stream).copied();
        self.counter = self.counter.wrapping_add(1);
        let fields = HeaderFields {
            stream: stream.parse().map_err(|_| "a stream".to_owned())?,
            seq: head.map_or(1, |(seq, _)| seq + 1),
            parent: head.map(|(_, hash)| hash),
            hlc: Hlc::from_parts(now, self.counter),
            author: self.person.clone(),
            grant: format!("{}/inspector", self.person),
            grant_version: 1,
            also: Vec::new(),
        };
        let sealed = seal(&self.key, fields, &[put]).map_err(|error| error.to_string())?;
        let commit = Commit::new(sealed.commit.envelope, sealed.commit.body);
        let page = PushRequest { commits: vec![commit] }.encode().map_err(|error| error.to_string())?;
        let reply = match server.endpoint().push(&self.session, page.into()).await {
            Ok(reply) => PushReply::decode(&reply).map_err(|error| error.to_string())?,
            // Restored since: this one does not come back.
            Err(error) => return Ok(format!("the newer app is told: {error}")),
        };
        let refusal = reply.verdicts.first().and_then(|verdict| verdict.refusal);
        match refusal {
            None => {
                self.chains.insert(stream.clone(), (sealed.header.seq, sealed.header_hash));
                self.rows.push((stream.clone(), id.clone()));
            }
            Some(refusal) if refusal.is_verdict() => {
                self.chains.insert(stream.clone(), (sealed.header.seq, sealed.header_hash));
            }
            Some(_) => {}
        }
        if unknown && !matches!(refusal, Some(Refusal::Unsupported | Refusal::Fork | Refusal::Gap | Refusal::UnknownDevice)) {
            return Err(format!("a table that nobody knows was answered {refusal:?}"));
        }
        Ok(format!("the newer app writes {table} {id} in {stream}: {refusal:?}"))
    }

    /// Invariant 8: the column is still there, whoever edited its row since.
    pub fn is_carried(&self, store: &Store) -> Result<(), String> {
        let dump = store.dump().map_err(|error| error.to_string())?;
        for (stream, id) in &self.rows {
            let name = format!("finding {stream} {id} ");
            let mut lines = dump.lines().skip_while(|line| !line.starts_with(&name));
            if lines.next().is_none() {
                // Gone with a restore.
                continue;
            }
            let heads: Vec<&str> = lines.take_while(|line| line.starts_with("  ")).collect();
            if heads.iter().any(|head| !head.contains("smell=\"strong\"")) {
                return Err(format!("invariant 8: {name} lost its new column: {heads:?}"));
            }
        }
        Ok(())
    }
}
