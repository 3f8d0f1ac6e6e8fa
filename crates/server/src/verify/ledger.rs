//! What stands beside the chains and derives from them: positions, and the heads of the rows that say who is who.

use crate::endpoint::Endpoint;
use crate::endpoint::directory::{TABLES, columns_json};
use crate::storage::{RowHead, StorageError, StoredCommit};
use std::collections::BTreeMap;
use xuncun_journal::{Body, DeviceId, Header};

/// A put of a row that says who is who, with the versions that it replaces.
struct Put {
    bases: Vec<(DeviceId, u64)>,
    head: RowHead,
}

/// What the commits say that must stand beside them.
#[derive(Default)]
pub(super) struct Ledger {
    /// How often each position was met.
    positions: BTreeMap<u64, u32>,
    /// Commits with a record of an erasure, each with its size.
    erased: BTreeMap<(String, DeviceId, u64), u64>,
    /// In the order in which the server took them.
    puts: BTreeMap<u64, Vec<Put>>,
}

impl Ledger {
    /// Notes a commit that was read and is sound.
    pub(super) fn note(&mut self, endpoint: &Endpoint, commit: &StoredCommit, header: Option<&Header>) {
        *self.positions.entry(commit.position).or_default() += 1;
        if commit.erasure.is_some() {
            self.erased.insert((commit.stream.clone(), commit.device, commit.seq), commit.size);
        }
        let (Some(header), Some(bytes)) = (header, &commit.body) else { return };
        if header.stream != endpoint.district().open_stream() {
            return;
        }
        let Ok(body) = Body::decode(header, bytes) else { return };
        for part in body.tables.iter().filter(|part| TABLES.contains(&part.name)) {
            for row in &part.rows {
                let columns: Vec<_> = part.columns.iter().zip(&row.values).map(|(name, value)| ((*name).to_owned(), value.to_value())).collect();
                let head = RowHead {
                    table: part.name.to_owned(),
                    id: row.id.to_owned(),
                    device: commit.device,
                    seq: commit.seq,
                    hlc: header.hlc.0,
                    deleted: row.deleted,
                    columns: columns_json(part.name, &columns),
                };
                let bases = row.bases.iter().map(|base| (base.device, base.seq)).collect();
                self.puts.entry(commit.position).or_default().push(Put { bases, head });
            }
        }
    }

    /// Compares with what the server keeps.
    pub(super) async fn compare(mut self, endpoint: &Endpoint, faults: &mut Vec<String>) -> Result<(), StorageError> {
        for row in endpoint.storage().erasures().await? {
            if self.erased.remove(&(row.stream.clone(), row.device, row.seq)) != Some(row.size) {
                faults
                    .push(format!("erasure of {} of {} in {}: it is not of a commit here, or its size is another", row.seq, row.device, row.stream));
            }
            if let Some(position) = row.position {
                *self.positions.entry(position).or_default() += 1;
            }
        }
        let last = endpoint.storage().last_position().await?;
        let once = self.positions.iter().zip(1..).all(|((position, count), expected)| *position == expected && *count == 1);
        if !once || self.positions.len() as u64 != last {
            faults.push(format!("positions: {} commits, the last position is {last}", self.positions.len()));
        }
        let mut heads: BTreeMap<(String, String), Vec<RowHead>> = BTreeMap::new();
        for put in self.puts.into_values().flatten() {
            let row = heads.entry((put.head.table.clone(), put.head.id.clone())).or_default();
            row.retain(|head| !put.bases.contains(&(head.device, head.seq)));
            row.push(put.head);
        }
        let (_, kept) = endpoint.storage().row_heads(TABLES).await?;
        for head in kept {
            let row = heads.entry((head.table.clone(), head.id.clone())).or_default();
            match row.iter().position(|known| *known == head) {
                Some(at) => drop(row.swap_remove(at)),
                None => faults.push(format!("row {} of {}: another than its commit says", head.id, head.table)),
            }
        }
        for ((table, id), _) in heads.iter().filter(|(_, left)| !left.is_empty()) {
            faults.push(format!("row {id} of {table}: it is not kept as its commit says"));
        }
        Ok(())
    }
}
