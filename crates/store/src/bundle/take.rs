//! Taking in a bundle: verified whole, then taken whole.

use std::io::{BufReader, Read, Seek, SeekFrom};

use rusqlite::{Connection, OptionalExtension, params};
use xuncun_domain::stream::StreamId;
use xuncun_journal::bundle::read::{Contents, Place, read};
use xuncun_journal::bundle::{BundleError, Manifest};
use xuncun_journal::{DeviceId, Hash, PublicKey, Receipt};

use super::proof::Proof;
use crate::Result;
use crate::apply::{ApplyOutcome, Chains, Source};
use crate::error::StoreError;
use crate::known_keys::KnownKeys;
use crate::refs::find_stream;
use crate::store::{Replica, Store};
use crate::verify::{Checked, check};

/// Files of others go after one's own, in the same order among themselves.
const PRIORITY: i64 = 10;

/// What the person who takes a bundle in may have of it.
pub struct Allowed<'a> {
    /// May the stream be read? What may not is not kept, not even to be carried.
    pub reads: &'a dyn Fn(&StreamId) -> bool,
    /// May files be brought into the stream? The server takes them from those alone.
    pub uploads: &'a dyn Fn(&StreamId) -> bool,
}

/// What became of a bundle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BundleTaken {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Commits that the server had accepted, and that are applied now or wait for what they rest on.
    pub applied: u32,
    /// Commits kept aside, to be carried to the server.
    pub carried: u32,
    /// Commits that were here.
    pub already: u32,
    /// Commits that this person may not have, or that prove nothing.
    pub left_out: u32,
    /// Files kept.
    pub files: u32,
    /// Files that were here, or on the server.
    pub files_already: u32,
    /// Files that this person may not have.
    pub files_left_out: u32,
    /// Receipts that told something new.
    pub receipts: u32,
}

/// A bundle that was verified, with what its parts mean here.
struct Sorted<'a> {
    accepted: Vec<Checked<'a>>,
    to_carry: Vec<Checked<'a>>,
    /// Each with whether the server is to get it from here.
    files: Vec<(&'a Place, bool)>,
    receipts: Vec<Vec<u8>>,
}

impl Store {
    /// Takes in a bundle. What a receipt of the server proves is applied, where `allowed` lets it be read; other devices' commits are
    /// kept aside to be carried; receipts deliver what they name. A bundle that was taken before changes nothing.
    ///
    /// Fails with the codes of [`BundleError`], and then has changed nothing.
    pub fn take_bundle(&self, file: &mut (impl Read + Seek), allowed: &Allowed<'_>) -> Result<BundleTaken> {
        let identity = self.identity()?.ok_or(StoreError::NotEnrolled)?;
        let mut keys = self.read(KnownKeys::load)?;
        file.seek(SeekFrom::Start(0))?;
        let contents = read(BufReader::with_capacity(64 * 1024, &mut *file), &identity.district, |maker| {
            let lost = self.read(|conn| is_lost(conn, maker)).map_err(|_| BundleError::MakerUnknown)?;
            if lost { Err(BundleError::MakerLost) } else { keys.of(maker).ok_or(BundleError::MakerUnknown) }
        })?;
        let mut taken = empty(&contents);
        let commits = check_all(&contents, &identity.district, &mut keys)?;
        let servers = self.read(server_keys)?;
        let (receipts, proven) = believed(&contents, &servers, &identity.district);
        let proof = Proof::of(&proven);
        let sorted = self.sort(&contents, commits, receipts, &proof, allowed, &mut taken)?;
        let put = self.put_files(file, &sorted.files)?;
        let own = identity.key.id();
        let done = self.transact(|replica| replica.take_sorted(&sorted, own, &mut taken).and_then(|()| self.still_here(&sorted.files)));
        if let Err(error) = done {
            for hash in put {
                // A file that nothing names is only in the way; one that cannot be removed now is no more than that.
                self.blobs().remove(&hash).ok();
            }
            return Err(error);
        }
        self.finish_erasing();
        self.free_delivered();
        Ok(taken)
    }

    /// A file that was here already may have been freed before it was queued again; the bundle is then taken in once more.
    fn still_here(&self, files: &[(&Place, bool)]) -> Result<()> {
        if files.iter().all(|(place, _)| self.blobs().has(&place.blob.sha256)) { Ok(()) } else { Err(StoreError::Busy) }
    }

    fn sort<'a>(
        &self,
        contents: &'a Contents,
        commits: Vec<Checked<'a>>,
        receipts: Vec<Vec<u8>>,
        proof: &Proof,
        allowed: &Allowed<'_>,
        taken: &mut BundleTaken,
    ) -> Result<Sorted<'a>> {
        let mut sorted = Sorted { accepted: Vec::new(), to_carry: Vec::new(), files: Vec::new(), receipts };
        let accepted = proof.accepted(&commits);
        for commit in commits {
            if !(allowed.reads)(&commit.header.stream) {
                taken.left_out += 1;
            } else if accepted.contains(&commit.hash) {
                sorted.accepted.push(commit);
            } else {
                sorted.to_carry.push(commit);
            }
        }
        for place in &contents.blobs {
            let (stream, sha256) = (place.blob.stream, place.blob.sha256);
            // What the bundle proves to be on the server is handed out to be looked at; what is known to be there from elsewhere was only to be carried.
            let given = proof.holds(stream, sha256);
            let delivered = given || self.blob_delivered(&stream, &sha256)?;
            let here = self.blobs().has(&sha256);
            if !(allowed.reads)(&stream) || !(delivered || (allowed.uploads)(&stream)) {
                taken.files_left_out += 1;
            } else if (here && (given || self.is_queued(&stream, &sha256)?)) || (delivered && !given) {
                taken.files_already += 1;
            } else {
                taken.files += 1;
                sorted.files.push((place, !delivered));
            }
        }
        Ok(sorted)
    }

    fn is_queued(&self, stream: &StreamId, sha256: &Hash) -> Result<bool> {
        self.read(|conn| {
            let Some(stream) = find_stream(conn, stream)? else { return Ok(false) };
            let sql = "SELECT EXISTS (SELECT 1 FROM upload WHERE stream = ?1 AND sha256 = ?2)";
            Ok(conn.prepare_cached(sql)?.query_row(params![stream, &sha256.0[..]], |row| row.get(0))?)
        })
    }

    /// Puts the files into the folder, each checked once more by its hash; answers those that were not there. All, or none.
    fn put_files(&self, file: &mut (impl Read + Seek), places: &[(&Place, bool)]) -> Result<Vec<Hash>> {
        let mut put = Vec::new();
        for (place, _) in places {
            if self.blobs().has(&place.blob.sha256) {
                continue;
            }
            let kept = file.seek(SeekFrom::Start(place.at)).map_err(StoreError::from);
            let kept = kept.and_then(|_| self.blobs().put_exact(&mut file.by_ref().take(place.blob.size), &place.blob.sha256));
            match kept {
                Ok(()) => put.push(place.blob.sha256),
                Err(error) => {
                    for hash in put {
                        self.blobs().remove(&hash).ok();
                    }
                    return Err(error);
                }
            }
        }
        Ok(put)
    }
}

impl Replica<'_> {
    fn take_sorted(&mut self, sorted: &Sorted<'_>, own: DeviceId, taken: &mut BundleTaken) -> Result<()> {
        self.seal_all()?;
        let (mut outcome, mut chains) = (ApplyOutcome::default(), Chains::of(Source::Server));
        for commit in &sorted.accepted {
            if self.take(&mut chains, commit, &mut outcome)?.is_settled() {
                self.wake(&mut chains, commit, &mut outcome)?;
            }
        }
        self.keep_chains(chains)?;
        if !outcome.forked.is_empty() {
            // The server vouches for one chain and another is here: a person must look, and nothing of this is taken.
            return Err(BundleError::Damaged("fork").into());
        }
        taken.applied = count(outcome.applied + outcome.waiting);
        taken.already += count(outcome.already);
        for commit in &sorted.to_carry {
            match self.carry(commit, own)? {
                Carry::Kept => taken.carried += 1,
                Carry::Already => taken.already += 1,
                Carry::Not => taken.left_out += 1,
            }
        }
        for (place, _) in sorted.files.iter().filter(|(_, carried)| *carried) {
            self.queue_carried(place)?;
        }
        for receipt in &sorted.receipts {
            let told = self.note_receipt(receipt)?;
            taken.receipts += u32::from(told.delivered_chains + told.delivered_blobs > 0);
        }
        Ok(())
    }

    /// Keeps another device's commit aside. One's own come from one's own replica, or from the server, or not at all.
    fn carry(&mut self, commit: &Checked<'_>, own: DeviceId) -> Result<Carry> {
        let header = &commit.header;
        let stream = self.session.refs.stream(self.conn, &header.stream)?;
        let device = self.session.refs.device(self.conn, &header.device)?;
        let here = "SELECT EXISTS (SELECT 1 FROM commit_log WHERE stream = ?1 AND device = ?2 AND seq = ?3 AND hash = ?4)";
        let here: bool =
            self.conn.prepare_cached(here)?.query_row(params![stream, device, header.seq as i64, &commit.hash.0[..]], |row| row.get(0))?;
        if here {
            return Ok(Carry::Already);
        }
        let Some(body) = commit.entry.body.as_ref().filter(|_| commit.entry.refused.is_none() && header.device != own) else {
            return Ok(Carry::Not);
        };
        let new = self
            .conn
            .prepare_cached(
                "INSERT INTO carried (stream, device, seq, hash, envelope_hash, envelope, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                stream,
                device,
                header.seq as i64,
                &commit.hash.0[..],
                &Hash::of(&commit.entry.envelope).0[..],
                commit.entry.envelope,
                body
            ])?;
        Ok(if new == 1 { Carry::Kept } else { Carry::Already })
    }

    fn queue_carried(&mut self, place: &Place) -> Result<()> {
        let blob = &place.blob;
        let stream = self.session.refs.stream(self.conn, &blob.stream)?;
        let now = self.session.clock.last().physical_ms();
        self.conn
            .prepare_cached(
                "INSERT INTO upload (sha256, stream, kind, mime, size, priority, queued_at, sent, state, carried) \
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, iif(held, ?5, 0), held, 1 FROM \
                 (SELECT EXISTS (SELECT 1 FROM blob_receipt WHERE sha256 = ?1 AND stream = ?2) AS held) WHERE true \
                 ON CONFLICT (sha256, stream) DO NOTHING",
            )?
            .execute(params![&blob.sha256.0[..], stream, blob.kind, blob.mime, blob.size as i64, PRIORITY, now])?;
        Ok(())
    }
}

/// What was done with a commit that no receipt names.
enum Carry {
    Kept,
    Already,
    Not,
}

/// Every commit is what it claims, by a device of this district: else the bundle's maker is not to be trusted with the rest.
fn check_all<'a>(contents: &'a Contents, district: &str, keys: &mut KnownKeys) -> Result<Vec<Checked<'a>>> {
    let mut checked = Vec::with_capacity(contents.commits.len());
    for entry in &contents.commits {
        let commit = check(entry, keys).map_err(|_| BundleError::Damaged("commit"))?;
        if commit.header.stream.code.county().as_str() != district {
            return Err(BundleError::WrongDistrict.into());
        }
        checked.push(commit);
    }
    let elsewhere = |place: &Place| place.blob.stream.code.county().as_str() != district;
    if contents.blobs.iter().any(elsewhere) { Err(BundleError::WrongDistrict.into()) } else { Ok(checked) }
}

/// The receipts of servers of this district. Another (its server's row may only come with the next sync) proves nothing.
fn believed(contents: &Contents, servers: &[PublicKey], district: &str) -> (Vec<Vec<u8>>, Vec<Receipt>) {
    let open = |bytes: &Vec<u8>| servers.iter().find_map(|key| Receipt::open(bytes, key).ok()).filter(|receipt| receipt.district == district);
    contents.receipts.iter().filter_map(|bytes| Some((bytes.clone(), open(bytes)?))).unzip()
}

fn server_keys(conn: &Connection) -> Result<Vec<PublicKey>> {
    let mut statement = conn.prepare_cached("SELECT key FROM device_key WHERE kind = 'server'")?;
    let keys = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    keys.map(|key| Ok(PublicKey::from_bytes(&key?)?)).collect()
}

fn is_lost(conn: &Connection, device: &DeviceId) -> Result<bool> {
    let sql = "SELECT coalesce(revoke_kind, '') <> 'retired' FROM device WHERE id = ?1 AND deleted = 0 AND revoked_at IS NOT NULL";
    Ok(conn.prepare_cached(sql)?.query_row([device.to_string()], |row| row.get(0)).optional()?.unwrap_or(false))
}

fn empty(contents: &Contents) -> BundleTaken {
    BundleTaken {
        manifest: contents.manifest.clone(),
        applied: 0,
        carried: 0,
        already: 0,
        left_out: 0,
        files: 0,
        files_already: 0,
        files_left_out: 0,
        receipts: 0,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
