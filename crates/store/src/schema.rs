//! The statements of each synced table, made once from the domain's list.
//!
//! Parameters are, in all statements that write a row: 1 id, 2 stream, 3 v_device, 4 v_seq, 5 hlc, 6 author, 7 deleted,
//! 8 conflict, 9 extra, then the table's own columns.

use std::collections::HashMap;
use std::sync::LazyLock;

use xuncun_domain::table::{Column, TABLES};

/// The parameter of the first of a table's own columns.
pub(crate) const FIRST_COLUMN: usize = 10;

/// A table's columns and statements.
pub(crate) struct Shape {
    /// The table in SQL.
    pub(crate) name: &'static str,
    /// Its own columns.
    pub(crate) columns: &'static [Column],
    /// A row by (id, stream): v_device, v_seq, hlc, author, deleted, conflict, extra, own columns.
    pub(crate) select: String,
    /// All rows, as `select`, led by id and stream.
    pub(crate) select_all: String,
    /// Writes a row, whatever is there.
    pub(crate) write: String,
    /// Writes a row that is new, or whose only head is the version in the two parameters after the columns.
    pub(crate) advance: String,
    /// Gives a row (4 id, 5 stream) the version that its commit got (1 v_device, 2 v_seq, 3 hlc).
    pub(crate) stamp: String,
    /// Removes a row by (id, stream).
    pub(crate) remove: String,
}

impl Shape {
    fn new(name: &'static str, columns: &'static [Column]) -> Self {
        let fixed = "v_device, v_seq, hlc, author, deleted, conflict, extra";
        let own: String = columns.iter().map(|column| format!(", \"{}\"", column.name)).collect();
        let places: String = (1..FIRST_COLUMN + columns.len()).map(|place| format!("{}?{place}", if place == 1 { "" } else { ", " })).collect();
        let sets: String = columns.iter().map(|column| format!(", \"{0}\" = excluded.\"{0}\"", column.name)).collect();
        let write = format!(
            "INSERT INTO \"{name}\" (id, stream, {fixed}{own}) VALUES ({places}) \
             ON CONFLICT (id, stream) DO UPDATE SET v_device = excluded.v_device, v_seq = excluded.v_seq, \
             hlc = excluded.hlc, author = excluded.author, deleted = excluded.deleted, \
             conflict = excluded.conflict, extra = excluded.extra{sets}"
        );
        let base = FIRST_COLUMN + columns.len();
        Self {
            name,
            columns,
            select: format!("SELECT {fixed}{own} FROM \"{name}\" WHERE id = ?1 AND stream = ?2"),
            select_all: format!("SELECT id, stream, {fixed}{own} FROM \"{name}\""),
            advance: format!("{write} WHERE v_device = ?{base} AND v_seq = ?{} AND conflict = 0", base + 1),
            write,
            stamp: format!("UPDATE \"{name}\" SET v_device = ?1, v_seq = ?2, hlc = ?3 WHERE id = ?4 AND stream = ?5"),
            remove: format!("DELETE FROM \"{name}\" WHERE id = ?1 AND stream = ?2"),
        }
    }

    /// Whether rows here stand for rows of tables that this version does not know.
    pub(crate) fn is_unknown(&self) -> bool {
        self.columns.is_empty()
    }

    /// The place among the own columns of the column of this name.
    pub(crate) fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|own| own.name == column)
    }

    #[cfg(test)]
    pub(crate) fn statements(&self) -> [&str; 6] {
        [&self.select, &self.select_all, &self.write, &self.advance, &self.stamp, &self.remove]
    }
}

static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    let known = TABLES.iter().map(|table| Shape::new(table.name, table.columns));
    known.chain([Shape::new("unknown_row", &[])]).collect()
});

static BY_NAME: LazyLock<HashMap<&'static str, &'static Shape>> =
    LazyLock::new(|| SHAPES.iter().filter(|shape| !shape.is_unknown()).map(|shape| (shape.name, shape)).collect());

/// Every table, the one for unknown rows last.
pub(crate) fn all() -> &'static [Shape] {
    &SHAPES
}

/// The table of this name, or the one that keeps rows of unknown tables.
pub(crate) fn shape(table: &str) -> &'static Shape {
    BY_NAME.get(table).copied().unwrap_or(&SHAPES[SHAPES.len() - 1])
}

/// A text that changes whenever tables or columns are added: rows are then applied anew, see [`crate::rebuild`].
pub(crate) fn vocabulary() -> String {
    let mut text = String::new();
    for shape in all() {
        text.push_str(shape.name);
        for column in shape.columns {
            text.push(' ');
            text.push_str(column.name);
        }
        text.push('\n');
    }
    xuncun_journal::Hash::of(text.as_bytes()).to_hex()
}
