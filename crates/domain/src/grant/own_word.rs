//! Rows that are a person's own word: whoever else may write in the place can neither change them nor take them back.

use super::{Denied, Grant};

/// Tables whose rows are written once and stay, each with the column that says as what their author wrote them. A row's id begins with its author, so
/// that nobody has another's.
pub const OWN_WORD: &[(&str, &str)] = &[("step", "role"), ("presence", "role")];

/// A row as a commit puts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// Of which table.
    pub table: &'a str,
    /// Row id.
    pub id: &'a str,
    /// It replaces a version that was there.
    pub replaces: bool,
    /// It takes the row out.
    pub deleted: bool,
    /// As what its author wrote it, in the column that [`OWN_WORD`] names.
    pub role: Option<&'a str>,
}

/// The column in which a table's rows say as what they were written, if they are somebody's own word.
pub fn role_column(table: &str) -> Option<&'static str> {
    OWN_WORD.iter().find(|(name, _)| *name == table).map(|(_, column)| *column)
}

/// The id of somebody's own word: `<person>/<key>`.
pub fn own_id(person: &str, key: &str) -> String {
    format!("{person}/{key}")
}

/// May the row be put under this grant? Rows of other tables may.
pub fn may_say(grant: &Grant, word: &Word<'_>) -> Result<(), Denied> {
    if role_column(word.table).is_none() {
        return Ok(());
    }
    let own = word.id.strip_prefix(&grant.person).is_some_and(|rest| rest.len() > 1 && rest.starts_with('/'));
    let once = !word.replaces && !word.deleted;
    if own && once && word.role == Some(grant.role.as_str()) { Ok(()) } else { Err(Denied::Word) }
}
