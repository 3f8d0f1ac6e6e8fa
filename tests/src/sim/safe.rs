//! A storage that dies at a chosen call, or is full: before the call, after it, or after it answered and before it was durable.

use async_trait::async_trait;
use bytes::Bytes;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use xuncun_journal::planted::{self, Bug};
use xuncun_journal::{DeviceId, Hash};
use xuncun_server::storage::embedded::Embedded;
use xuncun_server::storage::*;

/// What is to happen to the calls that write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    /// All is well.
    #[default]
    Well,
    /// Every write finds the disk full.
    Full,
    /// Dies before the nth write from now.
    DiesBefore(u32),
    /// Dies after the nth write from now, before anybody hears of it.
    DiesAfter(u32),
    /// Dead: every call is refused.
    Dead,
}

/// The embedded storage, with a mood.
pub struct MortalSafe {
    inner: Embedded,
    mood: Mutex<Mood>,
}

/// What a write is to do.
enum Fate {
    Do,
    DoAndDie,
}

impl MortalSafe {
    /// Around a storage.
    pub fn new(inner: Embedded) -> Self {
        Self { inner, mood: Mutex::default() }
    }

    /// Sets what is to happen.
    pub fn set_mood(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    /// What is to happen.
    pub fn mood(&self) -> Mood {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fate(&self) -> Kept<Fate> {
        let mut mood = self.mood.lock().unwrap_or_else(PoisonError::into_inner);
        let (fate, next) = match *mood {
            Mood::Well => (Ok(Fate::Do), Mood::Well),
            Mood::Full => (Err(StorageError::Full), Mood::Full),
            Mood::Dead | Mood::DiesBefore(0) => (Err(StorageError::Closed), Mood::Dead),
            Mood::DiesBefore(left) => (Ok(Fate::Do), Mood::DiesBefore(left - 1)),
            Mood::DiesAfter(0) => (Ok(Fate::DoAndDie), Mood::Dead),
            Mood::DiesAfter(left) => (Ok(Fate::Do), Mood::DiesAfter(left - 1)),
        };
        *mood = next;
        fate
    }

    fn alive(&self) -> Kept<()> {
        if self.mood() == Mood::Dead { Err(StorageError::Closed) } else { Ok(()) }
    }
}

/// A call that writes: may be the last.
macro_rules! write {
    ($self:ident . $call:ident ( $($argument:expr),* )) => {{
        let fate = $self.fate()?;
        let made = $self.inner.$call($($argument),*).await;
        match fate {
            Fate::Do => made,
            Fate::DoAndDie => Err(StorageError::Closed),
        }
    }};
}

/// A call that reads.
macro_rules! read {
    ($self:ident . $call:ident ( $($argument:expr),* )) => {{
        $self.alive()?;
        $self.inner.$call($($argument),*).await
    }};
}

#[async_trait]
impl Storage for MortalSafe {
    async fn meta(&self, name: &str) -> Kept<Option<Vec<u8>>> {
        read!(self.meta(name))
    }
    async fn set_meta(&self, name: &str, value: Vec<u8>) -> Kept<()> {
        write!(self.set_meta(name, value))
    }
    async fn drop_meta(&self, name: &str) -> Kept<()> {
        write!(self.drop_meta(name))
    }
    async fn epoch(&self) -> Kept<Option<[u8; 16]>> {
        read!(self.epoch())
    }
    async fn begin_epoch(&self, epoch: [u8; 16], at: i64, reason: &str) -> Kept<()> {
        write!(self.begin_epoch(epoch, at, reason))
    }
    async fn append(&self, offered: Vec<Offered>, now: i64) -> Kept<Vec<Verdict>> {
        let dying = matches!(self.mood(), Mood::DiesBefore(0) | Mood::DiesAfter(0));
        if planted::on(Bug::ReceiptBeforeFsync) && dying {
            // The answer goes out; what it promises was in a cache that the power cut emptied.
            let last = self.inner.last_position().await?;
            self.set_mood(Mood::Dead);
            let stored = |(position, offer): (u64, &Offered)| Verdict::Stored { position, refused: offer.refused };
            return Ok((last + 1..).zip(&offered).map(stored).collect());
        }
        write!(self.append(offered, now))
    }
    async fn page(&self, after: u64, until: Option<u64>, wanted: Wanted, max_bytes: usize) -> Kept<Page> {
        read!(self.page(after, until, wanted, max_bytes))
    }
    async fn last_position(&self) -> Kept<u64> {
        read!(self.last_position())
    }
    async fn chain_head(&self, stream: &str, device: DeviceId) -> Kept<Option<ChainHead>> {
        read!(self.chain_head(stream, device))
    }
    async fn refusals(&self, heads: Vec<ChainHead>, most: usize) -> Kept<Vec<RefusedCommit>> {
        if planted::on(Bug::ReceiptBeforeFsync) {
            // As its receipt goes out all the same, see above.
            return self.inner.refusals(heads, most).await;
        }
        read!(self.refusals(heads, most))
    }
    async fn chain_heads(&self) -> Kept<Vec<ChainHead>> {
        read!(self.chain_heads())
    }
    async fn chain(&self, stream: &str, device: DeviceId, from: u64, limit: usize) -> Kept<Vec<StoredCommit>> {
        read!(self.chain(stream, device, from, limit))
    }
    async fn erase(&self, erased: Vec<Erased>) -> Kept<usize> {
        write!(self.erase(erased))
    }
    async fn erasures(&self) -> Kept<Vec<ErasureRow>> {
        read!(self.erasures())
    }
    async fn erased_between(&self, after: u64, until: u64) -> Kept<Vec<StoredCommit>> {
        read!(self.erased_between(after, until))
    }
    async fn count(&self, after: u64, until: Option<u64>, wanted: Wanted) -> Kept<u64> {
        read!(self.count(after, until, wanted))
    }
    async fn row_heads(&self, tables: &'static [&'static str]) -> Kept<(u64, Vec<RowHead>)> {
        // What was answered before the death is answered with what is known of who is who.
        self.inner.row_heads(tables).await
    }
    async fn grant_versions(&self) -> Kept<Vec<RowHead>> {
        self.inner.grant_versions().await
    }
    async fn heads_of(&self, table: &str, id: &str) -> Kept<Vec<(DeviceId, u64)>> {
        read!(self.heads_of(table, id))
    }
    async fn generation(&self) -> Kept<(u64, u64)> {
        read!(self.generation())
    }
    async fn put_code(&self, code: Code) -> Kept<()> {
        write!(self.put_code(code))
    }
    async fn redeem_code(&self, try_: CodeTry, now: i64) -> Kept<CodeOutcome> {
        write!(self.redeem_code(try_, now))
    }
    async fn put_token(&self, token: TokenRow) -> Kept<()> {
        write!(self.put_token(token))
    }
    async fn token(&self, hash: Hash, now: i64) -> Kept<Option<TokenRow>> {
        read!(self.token(hash, now))
    }
    async fn drop_token(&self, hash: Hash) -> Kept<()> {
        write!(self.drop_token(hash))
    }
    async fn put_scope(&self, id: [u8; 8], text: String) -> Kept<()> {
        write!(self.put_scope(id, text))
    }
    async fn scope(&self, id: [u8; 8]) -> Kept<Option<String>> {
        read!(self.scope(id))
    }
    async fn holding(&self, stream: &str, sha256: Hash) -> Kept<Option<u64>> {
        read!(self.holding(stream, sha256))
    }
    async fn holders(&self, sha256: Hash) -> Kept<Vec<String>> {
        read!(self.holders(sha256))
    }
    async fn backed_up(&self, blobs: Vec<Hash>) -> Kept<Vec<bool>> {
        read!(self.backed_up(blobs))
    }

    async fn link_blob(&self, stream: &str, sha256: Hash, device: DeviceId, now: i64) -> Kept<Option<u64>> {
        write!(self.link_blob(stream, sha256, device, now))
    }
    async fn read_blob(&self, sha256: Hash, from: u64, len: u64) -> Kept<Option<(u64, Bytes)>> {
        read!(self.read_blob(sha256, from, len))
    }
    fn held_file(&self, stream: &str, sha256: Hash) -> Kept<Option<PathBuf>> {
        self.alive()?;
        self.inner.held_file(stream, sha256)
    }
    async fn holdings(&self) -> Kept<Vec<Holding>> {
        read!(self.holdings())
    }
    async fn begin_upload(&self, upload: Upload) -> Kept<Upload> {
        write!(self.begin_upload(upload))
    }
    async fn upload(&self, id: &str, now: i64) -> Kept<Option<Upload>> {
        read!(self.upload(id, now))
    }
    async fn write_chunk(&self, id: &str, offset: u64, bytes: Bytes, expires_at: i64) -> Kept<Option<Upload>> {
        write!(self.write_chunk(id, offset, bytes, expires_at))
    }
    async fn finish_upload(&self, id: &str, now: i64) -> Kept<Finished> {
        write!(self.finish_upload(id, now))
    }
    async fn drop_upload(&self, id: &str) -> Kept<()> {
        write!(self.drop_upload(id))
    }
    async fn expire(&self, now: i64) -> Kept<usize> {
        write!(self.expire(now))
    }
}
