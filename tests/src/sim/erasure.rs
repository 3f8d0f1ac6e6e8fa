//! A body is erased by law: an operator deletes a row, and it must go from wherever it has got to by then.

use super::chance::Chance;
use super::check::{self, Wrong};
use super::device::Device;
use super::world::World;
use std::collections::BTreeSet;
use xuncun_domain::stream::StreamId;
use xuncun_journal::{Erasure, Hash, Put, decode_body, peek};
use xuncun_server::endpoint::Endpoint;
use xuncun_server::endpoint::erase::RowToErase;
use xuncun_server::storage::ErasureRow;

/// Tables that may hold what somebody wants deleted.
const TABLES: [&str; 6] = ["photo", "voice_note", "sighting", "contact", "finding", "answer"];

impl World {
    /// Some row that the server holds is erased. What stood beside it in the same commits goes with it, and is no loss.
    pub(super) async fn body_is_erased(&mut self, dice: &mut Chance) -> Result<(), check::Wrong> {
        if !self.server.is_up() || !self.is_well() {
            return Ok(());
        }
        let endpoint = self.server.endpoint();
        let rows = rows_of(&endpoint).await?;
        let Some((stream, table, id)) = dice.pick(&rows).cloned() else { return Ok(()) };
        let row = RowToErase { stream, table: table.clone(), id: id.clone() };
        let doomed = endpoint.doomed_with(&row).await.map_err(|error| error.to_string())?;
        let names = doomed.into_iter().flat_map(|body| body.rows).map(|(table, id)| format!("{table} {stream} {id}"));
        self.ledger().erased(names);
        let before = files_of(&endpoint).await?;
        let bodies = endpoint.erase(&row, "operator", "on request").await.map_err(|error| error.to_string())?;
        let after = files_of(&endpoint).await?;
        self.erased.extend(before.difference(&after));
        self.count("rows erased by law");
        self.tell(format!("{table} {id} of {stream} is erased: {bodies} bodies"));
        Ok(())
    }
}

/// The files that the server holds.
async fn files_of(endpoint: &Endpoint) -> Result<BTreeSet<Hash>, Wrong> {
    let held = endpoint.storage().holdings().await.map_err(|error| error.to_string())?;
    Ok(held.into_iter().map(|holding| holding.sha256).collect())
}

/// The rows that somebody may want deleted, in an order that is the same in every play.
async fn rows_of(endpoint: &Endpoint) -> Result<Vec<(StreamId, String, String)>, Wrong> {
    let mut rows = BTreeSet::new();
    for head in endpoint.storage().chain_heads().await.map_err(|error| error.to_string())? {
        let commits = endpoint.storage().chain(&head.stream, head.device, 1, 10_000).await.map_err(|error| error.to_string())?;
        for (envelope, body) in commits.into_iter().filter_map(|commit| Some((commit.envelope, commit.body?))) {
            let header = peek(&envelope).map_err(|error| error.to_string())?.header;
            let puts: Vec<Put> = decode_body(&header, &body).map_err(|error| error.to_string())?;
            let wanted = puts.into_iter().filter(|put| TABLES.contains(&put.table.as_str()));
            rows.extend(wanted.map(|put| (header.stream, put.table, put.id)));
        }
    }
    Ok(rows.into_iter().collect())
}

/// What was erased lies on no device any more, and no record of it was lost that a device still has.
pub fn is_gone(device: &Device, erased: &[ErasureRow]) -> Result<(), Wrong> {
    let records: Result<BTreeSet<Hash>, _> = erased.iter().map(|row| Erasure::peek(&row.record).map(|erasure| erasure.hash)).collect();
    let known = records.map_err(|error| error.to_string())?;
    let sql = "SELECT envelope, body IS NOT NULL, erased IS NOT NULL FROM commit_log UNION ALL \
               SELECT envelope, body IS NOT NULL, erased IS NOT NULL FROM waiting";
    let held = device.store().read(|conn| {
        let mut query = conn.prepare(sql)?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<Vec<(Vec<u8>, bool, bool)>, _>>()?)
    });
    for (envelope, body, record) in held.map_err(|error| error.to_string())? {
        let opened = peek(&envelope).map_err(|error| error.to_string())?;
        let (seq, stream, is_known) = (opened.header.seq, opened.header.stream, known.contains(&opened.header_hash));
        if is_known && body {
            return Err(format!("{} still holds commit {seq} of {stream}, which was erased", device.name));
        }
        if record && !is_known {
            return Err(format!("{} has a record that commit {seq} of {stream} was erased, and the server does not", device.name));
        }
    }
    Ok(())
}
