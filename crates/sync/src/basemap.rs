//! Fetching the district's ground map: one large file, in pieces, from where the last try ended.

use crate::chunk::Portion;
use crate::error::SyncError;
use crate::link::Link;
use crate::protocol::ProtocolError;
use std::io;
use std::path::{Path, PathBuf};
use tokio::fs::{self, File, OpenOptions};
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;
use xuncun_store::StoreError;

/// Most bytes that are fetched: no county's map is larger.
const MOST: u64 = 8 << 30;
/// Broken connections in a row that a fetch survives; what came until then is kept for the next.
const PATIENCE: u32 = 3;

/// Fetches the ground map to `to`, unless that is the one that the server has. Answers whether another one lies there now.
///
/// `room` bytes may be filled; `sound` looks at the whole file before it takes the place of the one before.
///
/// # Errors
/// The protocol's (`basemap_none` if nobody has laid one), the disk's as the store's (`disk_full` where there is no room for it); `WrongBlob` for a file that is not sound.
pub async fn fetch_basemap(link: &Link, to: &Path, room: u64, sound: impl FnOnce(&Path) -> bool) -> Result<bool, SyncError> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).await.map_err(disk)?;
    }
    let (part, tag_of_part, tag_of_whole) = (beside(to, "part"), beside(to, "part-tag"), beside(to, "tag"));
    let now = link.protocol.get_basemap(&link.session, 0, 1).await?;
    if now.total > MOST {
        return Err(ProtocolError::Decode("too large".into()).into());
    }
    if text(&tag_of_whole).await == now.tag && fs::try_exists(to).await.map_err(disk)? {
        return Ok(false);
    }
    if text(&tag_of_part).await != now.tag {
        // What is there is a part of another file.
        File::create(&part).await.map_err(disk)?;
        fs::write(&tag_of_part, &now.tag).await.map_err(disk)?;
    }
    let mut file = OpenOptions::new().append(true).create(true).open(&part).await.map_err(disk)?;
    let mut from = file.metadata().await.map_err(disk)?.len();
    if now.total.saturating_sub(from) > room {
        return Err(StoreError::DiskFull.into());
    }
    let mut portion = Portion::chunk();
    let mut broken = 0;
    while from < now.total {
        let began = Instant::now();
        match link.protocol.get_basemap(&link.session, from, portion.size() as u64).await {
            Ok(piece) if piece.tag != now.tag || piece.total != now.total || piece.bytes.is_empty() => {
                return Err(ProtocolError::Decode("another file".into()).into());
            }
            Ok(piece) => {
                broken = 0;
                portion.went_through(began.elapsed());
                file.write_all(&piece.bytes).await.map_err(disk)?;
                from += piece.bytes.len() as u64;
            }
            Err(ProtocolError::Unreachable(_)) if broken < PATIENCE => {
                broken += 1;
                portion.halve();
            }
            Err(error) => {
                file.flush().await.map_err(disk)?;
                return Err(error.into());
            }
        }
    }
    file.sync_all().await.map_err(disk)?;
    drop(file);
    // Whatever comes of it, these bytes are not gone on with.
    fs::remove_file(&tag_of_part).await.map_err(disk)?;
    if !sound(&part) {
        fs::remove_file(&part).await.map_err(disk)?;
        return Err(SyncError::WrongBlob);
    }
    fs::rename(&part, to).await.map_err(disk)?;
    if let Some(folder) = to.parent() {
        File::open(folder).await.map_err(disk)?.sync_all().await.map_err(disk)?;
    }
    fs::write(&tag_of_whole, &now.tag).await.map_err(disk)?;
    Ok(true)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    path.with_extension(ending)
}

/// What a small file says; nothing where there is none.
async fn text(path: &Path) -> String {
    fs::read_to_string(path).await.unwrap_or_default()
}

fn disk(error: io::Error) -> SyncError {
    StoreError::from(error).into()
}
