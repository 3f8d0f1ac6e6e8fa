//! A put: one full row, and the versions that it replaces.

use crate::ids::Version;
use crate::value::Value;

/// One row as a commit writes it. A delete is a put with `deleted` and no columns.
#[derive(Clone, PartialEq, Debug)]
pub struct Put {
    /// The table's name: lower case, digits and `_`.
    pub table: String,
    /// The row's id within (table, stream).
    pub id: String,
    /// Whether the row is gone.
    pub deleted: bool,
    /// The versions that it replaces; empty for a new row. A version whose seq is the commit's own or later is malformed.
    pub bases: Vec<Version>,
    /// Column names with their values. A column that is not named is null.
    pub columns: Vec<(String, Value)>,
}
