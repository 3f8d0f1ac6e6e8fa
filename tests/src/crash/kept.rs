//! What a device has acknowledged, and whether it is still there.

use crate::device::Refused;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tokio::sync::oneshot::Receiver;
use xuncun_journal::Hash;

type Reply = Receiver<Result<Value, Refused>>;

/// Acknowledged taps and photographs, and those whose answer is still to come, or never will.
pub struct Kept {
    inspection: String,
    taps: BTreeMap<String, u32>,
    photos: Vec<String>,
    coming: Vec<(Sent, Reply)>,
}

enum Sent {
    Tap(String, u32),
    Photo,
}

impl Kept {
    pub fn new(inspection: &str) -> Self {
        Self { inspection: inspection.to_owned(), taps: BTreeMap::new(), photos: Vec::new(), coming: Vec::new() }
    }

    pub fn sent_tap(&mut self, item: &str, number: u32, reply: Reply) {
        self.coming.push((Sent::Tap(item.to_owned(), number), reply));
    }

    pub fn sent_photo(&mut self, reply: Reply) {
        self.coming.push((Sent::Photo, reply));
    }

    pub fn has_tap(&mut self, item: &str, number: u32) {
        let last = self.taps.entry(item.to_owned()).or_default();
        *last = number.max(*last);
    }

    /// Takes in the answers that have come. A device that was killed answers no more.
    pub fn hear(&mut self) {
        let mut coming = std::mem::take(&mut self.coming);
        coming.retain_mut(|(sent, reply)| match reply.try_recv() {
            Ok(Ok(answer)) => {
                match sent {
                    Sent::Tap(item, number) => self.has_tap(&item.clone(), *number),
                    Sent::Photo => self.photos.push(answer["id"].as_str().unwrap().to_owned()),
                }
                false
            }
            Ok(Err(refused)) => panic!("refused: {refused:?}"),
            Err(tokio::sync::oneshot::error::TryRecvError::Empty) => true,
            Err(tokio::sync::oneshot::error::TryRecvError::Closed) => false,
        });
        self.coming = coming;
    }

    /// Each acknowledged tap is there, or what was tapped over it; each photograph has its row and its bytes.
    pub fn is_in(&self, replica: &Path, when: &str) {
        let conn = read(&replica.join("replica.sqlite"));
        for (item, number) in &self.taps {
            let id = format!("{}/{item}", self.inspection);
            let note: Option<String> =
                conn.query_row("SELECT note FROM answer WHERE id = ?1 AND deleted = 0", [&id], |row| row.get(0)).optional().unwrap();
            let note = note.unwrap_or_else(|| panic!("{when}: the answer to {item} is gone"));
            assert!(note.parse::<u32>().is_ok_and(|found| found >= *number), "{when}: {item} was {number}, is {note}");
        }
        for photo in &self.photos {
            let sha256: Option<String> = conn.query_row("SELECT sha256 FROM photo WHERE id = ?1", [photo], |row| row.get(0)).optional().unwrap();
            let sha256 = sha256.unwrap_or_else(|| panic!("{when}: photograph {photo} is gone"));
            let bytes = std::fs::read(blob(&replica.join("blobs"), &sha256)).unwrap_or_else(|error| panic!("{when}: {photo}: {error}"));
            assert_eq!(Hash::of(&bytes).to_hex(), sha256, "{when}: {photo}");
        }
    }

    /// The replica as an older app would have left it: its rows are to be made anew.
    pub fn age(&mut self, replica: &Path) {
        self.hear();
        let conn = Connection::open(replica.join("replica.sqlite")).unwrap();
        conn.execute("UPDATE meta SET value = 'older' WHERE name = 'vocabulary'", []).unwrap();
    }
}

/// Commits by their heads, photographs by their hashes.
pub fn server_has_what_it_gave_receipts_for(replica: &Path, server: &Path) {
    let (device, safe) = (read(&replica.join("replica.sqlite")), read(&server.join("server.db")));
    let sql = "SELECT s.stream, v.device, d.seq, c.hash FROM delivered d JOIN stream_ref s ON s.ref = d.stream JOIN device_ref v ON v.ref = d.device \
               JOIN commit_log c ON c.stream = d.stream AND c.device = d.device AND c.seq = d.seq";
    let mut heads = device.prepare(sql).unwrap();
    let mut rows = heads.query([]).unwrap();
    let mut count = 0;
    while let Some(row) = rows.next().unwrap() {
        let (stream, key, seq, hash): (String, Vec<u8>, i64, Vec<u8>) =
            (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap(), row.get(3).unwrap());
        let sql = "SELECT header_hash FROM commits WHERE stream = ?1 AND device = ?2 AND seq = ?3";
        let there: Vec<u8> = safe.query_row(sql, (&stream, key, seq), |row| row.get(0)).unwrap();
        assert_eq!(there, hash, "{stream} {seq}");
        count += 1;
    }
    assert!(count > 0, "nothing was delivered");
    let mut blobs = device.prepare("SELECT hex(sha256) FROM blob_receipt").unwrap();
    for sha256 in blobs.query_map([], |row| row.get::<_, String>(0)).unwrap() {
        let sha256 = sha256.unwrap().to_lowercase();
        assert!(blob(&server.join("blobs"), &sha256).is_file(), "the server lost {sha256}");
    }
}

fn blob(dir: &Path, sha256: &str) -> PathBuf {
    dir.join(&sha256[..2]).join(sha256)
}

fn read(path: &Path) -> Connection {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    conn.busy_timeout(crate::PATIENCE).unwrap();
    conn
}
