//! Values between the journal and SQLite.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef as SqlRef};
use xuncun_domain::table::Kind;
use xuncun_journal::{Value, ValueRef};

/// A journal's value as SQLite takes and gives it.
pub(crate) struct Cell<'a>(pub(crate) ValueRef<'a>);

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            ValueRef::Null => SqlRef::Null,
            ValueRef::Int(number) => SqlRef::Integer(number),
            ValueRef::Real(number) => SqlRef::Real(number),
            ValueRef::Text(text) => SqlRef::Text(text.as_bytes()),
            ValueRef::Bytes(bytes) => SqlRef::Blob(bytes),
        }))
    }
}

/// A value read from SQLite.
pub(crate) struct Read(pub(crate) Value);

impl FromSql for Read {
    fn column_result(value: SqlRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(match value {
            SqlRef::Null => Value::Null,
            SqlRef::Integer(number) => Value::Int(number),
            SqlRef::Real(number) => Value::Real(number),
            SqlRef::Text(_) => Value::Text(value.as_str()?.to_owned()),
            SqlRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        }))
    }
}

/// The value as a column of this kind holds it; none where the column cannot. Such a value is kept in `extra`, so that a
/// replica never shows a column something that its readers do not expect.
pub(crate) fn fit(kind: Kind, value: ValueRef<'_>) -> Option<ValueRef<'_>> {
    match (kind, value) {
        (_, ValueRef::Null)
        | (Kind::Int, ValueRef::Int(_))
        | (Kind::Real, ValueRef::Real(_))
        | (Kind::Text, ValueRef::Text(_))
        | (Kind::Bytes, ValueRef::Bytes(_)) => Some(value),
        // Whole numbers that a real column holds exactly.
        (Kind::Real, ValueRef::Int(number)) if number.unsigned_abs() <= 1 << 53 => Some(ValueRef::Real(number as f64)),
        _ => None,
    }
}
