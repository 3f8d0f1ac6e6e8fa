//! How much room is left on the disk: a warning while there is little, and no more photographs when there is hardly any, so that answers
//! always find room.

use crate::api::SpaceLeft;
use crate::{App, AppError, ErrorCode};
use std::io;
use std::path::Path;
use std::sync::Arc;
use xuncun_store::query::district;

/// Tells the free bytes where a folder lies.
pub type TellSpace = Arc<dyn Fn(&Path) -> io::Result<u64> + Send + Sync>;

/// The setting below which a person is warned, and its default: megabytes of a million bytes.
const WARN: (&str, u64) = ("space_warn_mb", 1_000);
/// The setting below which no photograph is taken, and its default.
const STOP: (&str, u64) = ("space_stop_mb", 300);
const MEGABYTE: u64 = 1_000_000;

/// What the system says. Where it says nothing, room is not watched.
pub fn system_space() -> TellSpace {
    Arc::new(free)
}

#[cfg(unix)]
fn free(folder: &Path) -> io::Result<u64> {
    let found = nix::sys::statvfs::statvfs(folder)?;
    // Both are 32 bits wide on some phones.
    #[allow(clippy::useless_conversion, reason = "needed where they are")]
    Ok(u64::from(found.blocks_available()).saturating_mul(u64::from(found.fragment_size())))
}

#[cfg(not(unix))]
fn free(_: &Path) -> io::Result<u64> {
    Err(io::ErrorKind::Unsupported.into())
}

impl App {
    /// What is left, once it is little.
    pub(crate) fn space_left(&self) -> Result<Option<SpaceLeft>, AppError> {
        let Ok(free) = (self.options.space)(self.store.dir()) else { return Ok(None) };
        let left = free / MEGABYTE;
        if left >= self.megabytes(WARN)? {
            return Ok(None);
        }
        let megabytes = u32::try_from(left).unwrap_or(u32::MAX);
        Ok(Some(SpaceLeft { megabytes, photos_stopped: left < self.megabytes(STOP)? }))
    }

    /// Refuses a photograph where there is hardly any room, and has room made where there is little.
    pub(crate) fn check_space(&self) -> Result<(), AppError> {
        let Some(left) = self.space_left()? else { return Ok(()) };
        self.room.ask();
        if left.photos_stopped {
            return Err(AppError::new(ErrorCode::SpaceLow).with("left", left.megabytes));
        }
        Ok(())
    }

    /// Bytes that are to be freed, so that there is a fifth more than what a person is warned below; 0 while nobody is warned.
    pub(crate) fn room_wanted(&self) -> Result<u64, AppError> {
        let Ok(free) = (self.options.space)(self.store.dir()) else { return Ok(0) };
        let warned = self.megabytes(WARN)?.saturating_mul(MEGABYTE);
        Ok(if free < warned { (warned / 5 * 6).saturating_sub(free) } else { 0 })
    }

    /// Bytes that may be filled before a person is warned.
    pub(crate) fn room_to_spare(&self) -> Result<u64, AppError> {
        let Ok(free) = (self.options.space)(self.store.dir()) else { return Ok(u64::MAX) };
        Ok(free.saturating_sub(self.megabytes(WARN)?.saturating_mul(MEGABYTE)))
    }

    fn megabytes(&self, setting: (&str, u64)) -> Result<u64, AppError> {
        self.read(|conn| Ok(district::number(conn, setting)?))
    }
}
