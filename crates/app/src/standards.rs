//! Standards read once: a document is checked when it is first used and never changes.

use crate::{AppError, ErrorCode};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use xuncun_domain::standard::Standard;
use xuncun_store::query::{Connection, district};

/// A standard's row id and the items that a round asks for, if not all.
type Key = (String, Option<Vec<String>>);

/// The standards that were read since the start.
#[derive(Default)]
pub struct Standards(Mutex<HashMap<Key, Arc<Standard>>>);

impl Standards {
    /// The standard that was published last, for the names of things outside of visits.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn latest(&self, conn: &Connection) -> Result<Arc<Standard>, AppError> {
        let id = district::latest_standard(conn)?.ok_or(ErrorCode::NoStandard)?;
        self.get(conn, &id, None)
    }

    /// The standard of that row id, or the part of it that a round asks for.
    ///
    /// # Errors
    /// `no_standard` if the replica does not hold it, `standard_newer` or `standard_broken` if it cannot be scored with.
    pub fn get(&self, conn: &Connection, id: &str, items: Option<&[String]>) -> Result<Arc<Standard>, AppError> {
        let key = (id.to_owned(), items.map(<[String]>::to_vec));
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(known));
        }
        let document = district::standard(conn, id)?.ok_or(ErrorCode::NoStandard)?;
        let mut standard = Standard::load(&document)?;
        if let Some(items) = items {
            standard = standard.subset(items)?;
        }
        let standard = Arc::new(standard);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&standard));
        Ok(standard)
    }
}
