//! What a visit comes to on this replica: for whoever holds the replica itself and compares it with another.

use crate::record::Record;
use crate::{App, AppError, ErrorCode};
use xuncun_domain::score::ScoreSheet;
use xuncun_store::query::visit;

/// A visit's content and what it scores, in exact numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoning {
    /// Hash of the content.
    pub content_hash: String,
    /// The score, explained.
    pub sheet: ScoreSheet,
}

impl App {
    /// Reckons a visit up. Nobody's rights are asked: no command hands this out.
    ///
    /// # Errors
    /// `inspection_unknown`, `no_standard`, `standard_broken`, `storage`.
    pub fn reckon(&self, inspection: &str) -> Result<Reckoning, AppError> {
        self.read(|conn| {
            let row = visit::visit(conn, inspection)?.ok_or(ErrorCode::InspectionUnknown)?;
            let record = Record::of(conn, &self.standards, row)?;
            Ok(Reckoning { content_hash: record.content_hash, sheet: record.sheet })
        })
    }
}
