//! The synced tables: one list that the store's SQL, the journal's checks and the access rules all follow.
//!
//! Beside the columns here every table has `stream`, `id`, `v_device`, `v_seq`, `hlc`, `author`, `deleted` and `extra`.
//! Any column may be null. Times are `Int` milliseconds, days and JSON are `Text`, flags are `Int` 0 or 1, points are `Text` decimals.
//! Columns are only ever added.

use crate::division::{DivisionCode, DivisionLevel};
use crate::stream::{Class, StreamId};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 64-bit integer.
    Int,
    /// 64-bit float.
    Real,
    /// UTF-8 text.
    Text,
    /// Bytes.
    Bytes,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name, on the wire and in SQL.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// At which depth of division a table's streams are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The county's stream.
    County,
    /// A village's stream.
    Village,
    /// Any division's.
    Any,
}

impl At {
    /// May a stream of this code hold the table?
    pub fn allows(self, code: &DivisionCode) -> bool {
        match self {
            Self::County => code.level() == DivisionLevel::County,
            Self::Village => code.level() == DivisionLevel::Village,
            Self::Any => true,
        }
    }
}

/// A synced table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Name, on the wire and in SQL.
    pub name: &'static str,
    /// Its class; `photo` and the rows that name one have their owner's.
    pub classes: &'static [Class],
    /// Where its streams are.
    pub at: At,
    /// Its own columns.
    pub columns: &'static [Column],
}

impl Table {
    /// May rows of this table lie in `stream`?
    pub fn allows(&self, stream: &StreamId) -> bool {
        self.classes.contains(&stream.class) && self.at.allows(&stream.code)
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// The table of that name; `None` for tables of newer versions.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

const OPEN: &[Class] = &[Class::Open];
const WORK: &[Class] = &[Class::Work];
const PRIVATE: &[Class] = &[Class::Private];
const AS_OWNER: &[Class] = &[Class::Open, Class::Work, Class::Private];

macro_rules! tables {
    ($($name:ident $classes:ident $at:ident { $($column:ident $kind:ident),* $(,)? })*) => {
        &[$(Table {
            name: stringify!($name),
            classes: $classes,
            at: At::$at,
            columns: &[$(Column { name: stringify!($column), kind: Kind::$kind }),*],
        }),*]
    };
}

/// Every synced table.
pub const TABLES: &[Table] = tables! {
    // The place and its people. `boundary`: rings of [lon, lat]; `prefixes`: division codes; `revoked_heads`: stream → seq.
    division OPEN County { name Text, level Text, parent Text, demonstration Int, suburban Int, lon Real, lat Real, boundary Text, households Int, people Int, labour Int }
    place OPEN County { division Text, kind Text, name Text, lon Real, lat Real }
    person OPEN County { name Text, title Text }
    team OPEN County { name Text, short Text, kind Text }
    team_member OPEN County { team Text, person Text }
    grant OPEN County { person Text, role Text, prefixes Text, valid_from Int, valid_to Int, team Text }
    device OPEN County { key Bytes, person Text, kind Text, name Text, valid_from Int, revoked_at Int, revoke_kind Text, revoked_heads Text }
    duty OPEN County { village Text, person Text, kind Text }

    // Whole documents, content-hashed.
    standard OPEN County { document Text, title Text, published Int }
    calendar OPEN County { document Text }
    setting OPEN County { name Text, value Text }

    // What a village sees.
    notice OPEN Village { inspection Text, submission Text, score Text, deductions Text, round_name Text, day Text, kind Text }
    appeal OPEN Village { notice Text, item Text, reason Text, verdict Text, verdict_reason Text }
    finding OPEN Village { sighting Text, kind Text, lon Real, lat Real, accuracy Real, landmark Text, size Text, difficulty Text, same_as Text, count Int, note Text, seen_at Int }
    step OPEN Village { finding Text, kind Text, note Text, answers Text, role Text, due Text, photos Text, calendar Text, voices Text }
    cleanup OPEN Village { day Text, fields Text }
    bulletin OPEN County { period Text, document Text }

    // The supervisors' business. `items`: item ids of a 专项 round, or null for all; `witness_strokes`: SHA-256 of the strokes' blob.
    round WORK County { name Text, kind Text, from_day Text, to_day Text, standard Text, items Text, weight Text }
    assignment WORK County { round Text, village Text, team Text, day Text }
    draw WORK County { round Text, document Text }
    inspection WORK Village { round Text, village Text, team Text, day Text, kind Text, standard Text, started_at Int, witness_kind Text, witness_name Text, witness_reason Text, witness_strokes Text }
    sighting WORK Village { inspection Text, kind Text, grade Text, count Int, lon Real, lat Real, accuracy Real, landmark Text, item Text, fixed_on_spot Int, transferred Int, finding Text, finding_due Text, finding_closed Int, note Text, seen_at Int, size Text, difficulty Text }
    answer WORK Village { inspection Text, item Text, household Int, value Text, note Text }
    submission WORK Village { inspection Text, n Int, content_hash Text, score Text, submitted_at Int, by Text }
    presence WORK Village { inspection Text, answer Text, lon Real, lat Real, accuracy Real, said_at Int, role Text }
    review WORK Village { submission Text, verdict Text, reason Text, content_hash Text }

    // In the stream of what it belongs to.
    photo AS_OWNER Village { owner_table Text, owner_id Text, item Text, phase Text, sha256 Text, size Int, mime Text, width Int, height Int, taken_at Int, offset_min Int, lon Real, lat Real, accuracy Real, altitude Real, bearing Real, source Text, pair Text, fixed_at Int, clock_ahead Int, consent_at Int, copy_of Text, taken_by Text }
    rendition AS_OWNER Village { photo Text, kind Text, sha256 Text, size Int, mime Text, width Int, height Int, phash Text, burnt Text }
    photo_fix AS_OWNER Village { photo Text, lon Real, lat Real, accuracy Real, altitude Real, fixed_at Int }
    photo_mark AS_OWNER Village { photo Text, kind Text, x1 Real, y1 Real, x2 Real, y2 Real, text Text, drawn_at Int }
    voice_note AS_OWNER Village { owner_table Text, owner_id Text, item Text, sha256 Text, size Int, mime Text, duration_ms Int, recorded_at Int, offset_min Int }

    // Personal data.
    contact PRIVATE Any { person Text, phone Text }
    owner PRIVATE Village { finding Text, name Text, phone Text }
};

/// Columns that every synced table has beside its own.
pub const COMMON_COLUMNS: &[&str] = &["stream", "id", "v_device", "v_seq", "hlc", "author", "deleted", "extra"];

/// A column that names a file by its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileColumn {
    /// Table.
    pub table: &'static str,
    /// Its column.
    pub column: &'static str,
    /// What such a file is called in the upload queue; `None` where each row says it in its own `kind`.
    pub kind: Option<&'static str>,
}

impl FileColumn {
    const fn new(table: &'static str, column: &'static str, kind: Option<&'static str>) -> Self {
        Self { table, column, kind }
    }

    /// Whether the table says of what type and size the file is.
    pub fn is_described(&self) -> bool {
        table(self.table).is_some_and(|table| table.column("mime").is_some() && table.column("size").is_some())
    }
}

/// The columns that name a file by its hash.
pub const FILE_COLUMNS: &[FileColumn] = &[
    FileColumn::new("photo", "sha256", Some("original")),
    FileColumn::new("rendition", "sha256", None),
    FileColumn::new("voice_note", "sha256", Some("voice")),
    FileColumn::new("inspection", "witness_strokes", Some("strokes")),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_plain() {
        let names: BTreeSet<_> = TABLES.iter().map(|t| t.name).collect();
        assert_eq!(names.len(), TABLES.len());
        for table in TABLES {
            let columns: BTreeSet<_> = table.columns.iter().map(|c| c.name).collect();
            assert_eq!(columns.len(), table.columns.len(), "{} names a column twice", table.name);
            assert!(COMMON_COLUMNS.iter().all(|common| !columns.contains(common)), "{} shadows a common column", table.name);
            assert!(columns.iter().chain([&table.name]).all(|n| n.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')));
            assert!(!table.classes.is_empty() && !table.columns.is_empty());
        }
    }

    #[test]
    fn rows_lie_where_the_design_says() {
        let (county, village) = ("629900/work".parse().unwrap(), "629900100201/work".parse().unwrap());
        let allows = |name: &str, stream: &StreamId| table(name).unwrap().allows(stream);
        assert!(allows("round", &county) && !allows("round", &village));
        assert!(allows("inspection", &village) && !allows("inspection", &county));
        assert!(!allows("inspection", &"629900100201/open".parse().unwrap()), "a visit is never in the open");
        for class in ["open", "work", "private"] {
            assert!(allows("photo", &format!("629900100201/{class}").parse().unwrap()));
        }
        assert!(allows("contact", &"629900100/private".parse().unwrap()));
        assert_eq!(table("from_the_future"), None);
    }

    #[test]
    fn what_names_a_file_is_a_column_of_its_table() {
        for FileColumn { table: name, column, kind } in FILE_COLUMNS {
            let table = table(name).unwrap();
            assert!(table.column(column).is_some(), "{name}.{column}");
            assert!(kind.is_some() || table.column("kind").is_some(), "{name}");
        }
        // Whatever is called a hash is one of these: its file is sent, carried, handed over and erased with its row.
        let hashes: BTreeSet<_> = TABLES.iter().filter(|table| table.column("sha256").is_some()).map(|table| table.name).collect();
        assert!(hashes.iter().all(|name| FILE_COLUMNS.iter().any(|file| file.table == *name)), "{hashes:?}");
    }

    #[test]
    fn secrets_have_one_class() {
        let open: BTreeSet<_> = TABLES.iter().filter(|t| t.classes.contains(&Class::Open)).map(|t| t.name).collect();
        for secret in ["round", "assignment", "draw", "inspection", "sighting", "answer", "submission", "presence", "review", "contact", "owner"] {
            assert!(!open.contains(secret), "{secret} must not be open");
        }
    }
}
