//! The body of a commit: a salt and the puts, column names once a table, rows positional.
//!
//! ```text
//! [salt bstr16, [ [table, [column..], [ [id, deleted 0|1, [base..], value..] .. ]] .. ]]
//! base = seq of the commit's own device | [device bstr16, seq]
//! ```
//! Tables are in ascending order of their names, rows of their ids (bytewise), so a row occurs once and the same puts have
//! the same bytes. The salt keeps the hash of an erased body from being guessed back to its content.

use minicbor::data::Type;

use crate::cbor::{In, Out, Written, to_vec, write_value};
use crate::error::JournalError;
use crate::header::Header;
use crate::ids::{DeviceId, Hash, Version};
use crate::limits;
use crate::put::Put;
use crate::value::{Value, ValueRef};

/// A body whose words and bytes are borrowed from the bytes that were read.
#[derive(Clone, PartialEq, Debug)]
pub struct Body<'a> {
    /// Random bytes.
    pub salt: [u8; 16],
    /// The tables with rows, in the order of their names.
    pub tables: Vec<TablePuts<'a>>,
}

/// The puts of one table.
#[derive(Clone, PartialEq, Debug)]
pub struct TablePuts<'a> {
    /// The table's name.
    pub name: &'a str,
    /// The columns that the rows' values stand for, in this order.
    pub columns: Vec<&'a str>,
    /// The rows, in the order of their ids.
    pub rows: Vec<RowPut<'a>>,
}

/// The put of one row.
#[derive(Clone, PartialEq, Debug)]
pub struct RowPut<'a> {
    /// The row's id.
    pub id: &'a str,
    /// Whether the row is gone.
    pub deleted: bool,
    /// The versions that it replaces.
    pub bases: Vec<Version>,
    /// One value a column.
    pub values: Vec<ValueRef<'a>>,
}

/// Whether these bytes are the body that the header names.
pub fn check_body(header: &Header, bytes: &[u8]) -> Result<(), JournalError> {
    if bytes.len() as u64 != header.body_len || Hash::of(bytes) != header.body_hash {
        return Err(JournalError::WrongBody);
    }
    Ok(())
}

/// The puts of a body, owned. `header` is the one that names it.
pub fn decode_body(header: &Header, bytes: &[u8]) -> Result<Vec<Put>, JournalError> {
    Ok(Body::decode(header, bytes)?.to_puts())
}

impl<'a> Body<'a> {
    /// Reads a body. Bases that name the commit itself or a later one of its device are refused: they could never be met.
    pub fn decode(header: &Header, bytes: &'a [u8]) -> Result<Self, JournalError> {
        if bytes.len() > limits::BODY_BYTES {
            return Err(JournalError::TooLarge("body"));
        }
        read(header, bytes).map_err(|error| match error {
            JournalError::Malformed(_) => JournalError::BadBody("format"),
            other => other,
        })
    }

    /// The same puts, owned. Values that are null are left out.
    #[must_use]
    pub fn to_puts(&self) -> Vec<Put> {
        let mut puts = Vec::new();
        for table in &self.tables {
            for row in &table.rows {
                let columns = table.columns.iter().zip(&row.values);
                puts.push(Put {
                    table: table.name.to_owned(),
                    id: row.id.to_owned(),
                    deleted: row.deleted,
                    bases: row.bases.clone(),
                    columns: columns
                        .filter(|(_, value)| **value != ValueRef::Null)
                        .map(|(name, value)| ((*name).to_owned(), value.to_value()))
                        .collect(),
                });
            }
        }
        puts
    }
}

fn read<'a>(header: &Header, bytes: &'a [u8]) -> Result<Body<'a>, JournalError> {
    let mut input = In::new(bytes, "body");
    input.tuple(2)?;
    let salt = input.fixed()?;
    let mut tables: Vec<TablePuts<'a>> = Vec::new();
    let mut puts = 0;
    for _ in 0..input.array(limits::PUTS)? {
        input.tuple(3)?;
        let name = input.text(limits::NAME_BYTES)?;
        if !is_name(name) || tables.last().is_some_and(|before| before.name >= name) {
            return Err(JournalError::BadBody("table"));
        }
        let columns = read_columns(&mut input)?;
        let length = input.array(limits::PUTS)?;
        puts += length;
        if puts > limits::PUTS {
            return Err(JournalError::TooLarge("puts"));
        }
        let mut rows: Vec<RowPut<'a>> = Vec::new();
        for _ in 0..length {
            let row = read_row(&mut input, header, columns.len())?;
            if rows.last().is_some_and(|before| before.id >= row.id) {
                return Err(JournalError::BadBody("row order"));
            }
            rows.push(row);
        }
        tables.push(TablePuts { name, columns, rows });
    }
    input.end()?;
    Ok(Body { salt, tables })
}

fn read_columns<'a>(input: &mut In<'a>) -> Result<Vec<&'a str>, JournalError> {
    let mut columns: Vec<&'a str> = Vec::new();
    for _ in 0..input.array(limits::COLUMNS)? {
        let column = input.text(limits::NAME_BYTES)?;
        if !is_name(column) || columns.contains(&column) {
            return Err(JournalError::BadBody("column"));
        }
        columns.push(column);
    }
    Ok(columns)
}

fn read_row<'a>(input: &mut In<'a>, header: &Header, columns: usize) -> Result<RowPut<'a>, JournalError> {
    input.tuple(3 + columns as u64)?;
    let id = input.text(limits::ID_BYTES)?;
    if id.is_empty() {
        return Err(JournalError::BadBody("id"));
    }
    let deleted = input.flag()?;
    let bases = read_bases(input, header.device, header.seq)?;
    let mut values = Vec::with_capacity(columns);
    for _ in 0..columns {
        values.push(input.value(limits::TEXT_BYTES)?);
    }
    Ok(RowPut { id, deleted, bases, values })
}

/// The bases of a put in the commit `seq` of device `own`.
pub(crate) fn read_bases(input: &mut In<'_>, own: DeviceId, seq: u64) -> Result<Vec<Version>, JournalError> {
    let mut bases: Vec<Version> = Vec::new();
    for _ in 0..input.array(limits::BASES)? {
        let base = read_base(input, own)?;
        let unmet = base.device == own && base.seq >= seq;
        if unmet || base.seq == 0 || base.seq > limits::SEQ || bases.contains(&base) {
            return Err(JournalError::BadBody("base"));
        }
        bases.push(base);
    }
    Ok(bases)
}

fn read_base(input: &mut In<'_>, own: DeviceId) -> Result<Version, JournalError> {
    if input.kind()? == Type::Array {
        input.tuple(2)?;
        Ok(Version { device: DeviceId(input.fixed()?), seq: input.uint()? })
    } else {
        Ok(Version { device: own, seq: input.uint()? })
    }
}

/// Tables and columns are named by lower-case letters, digits and `_`.
pub(crate) fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase()) && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// The same body without some rows; none where nothing is left. It is no longer the one that the header names.
pub fn body_without(header: &Header, bytes: &[u8], gone: impl Fn(&Put) -> bool) -> Result<Option<Vec<u8>>, JournalError> {
    let body = Body::decode(header, bytes)?;
    let left: Vec<Put> = body.to_puts().into_iter().filter(|put| !gone(put)).collect();
    if left.is_empty() { Ok(None) } else { encode(header.device, body.salt, &left).map(Some) }
}

/// The bytes of a body. The order of `puts` does not matter; two puts of one row are an error.
///
/// Columns that are null in every row of a table are left out: to a reader they are the same.
pub(crate) fn encode(device: DeviceId, salt: [u8; 16], puts: &[Put]) -> Result<Vec<u8>, JournalError> {
    if puts.len() > limits::PUTS {
        return Err(JournalError::TooLarge("puts"));
    }
    let mut puts: Vec<&Put> = puts.iter().collect();
    puts.sort_by(|a, b| (&a.table, &a.id).cmp(&(&b.table, &b.id)));
    if puts.windows(2).any(|pair| (&pair[0].table, &pair[0].id) == (&pair[1].table, &pair[1].id)) {
        return Err(JournalError::BadBody("two puts of one row"));
    }
    let tables: Vec<&[&Put]> = puts.chunk_by(|a, b| a.table == b.table).collect();
    let bytes = to_vec(|out| {
        out.array(2)?.bytes(&salt)?.array(tables.len() as u64)?;
        for rows in &tables {
            let columns = columns_of(rows);
            out.array(3)?.str(&rows[0].table)?.array(columns.len() as u64)?;
            for column in &columns {
                out.str(column)?;
            }
            out.array(rows.len() as u64)?;
            for put in *rows {
                out.array(3 + columns.len() as u64)?.str(&put.id)?.u8(put.deleted.into())?;
                write_bases(out, device, &put.bases)?;
                for column in &columns {
                    let value = put.columns.iter().find(|(name, _)| name == column);
                    write_value(out, value.map_or(&Value::Null, |(_, value)| value))?;
                }
            }
        }
        Ok(())
    });
    if bytes.len() > limits::BODY_BYTES { Err(JournalError::TooLarge("body")) } else { Ok(bytes) }
}

pub(crate) fn write_bases(out: &mut Out<'_>, own: DeviceId, bases: &[Version]) -> Written {
    out.array(bases.len() as u64)?;
    for base in bases {
        if base.device == own {
            out.u64(base.seq)?;
        } else {
            out.array(2)?.bytes(&base.device.0)?.u64(base.seq)?;
        }
    }
    Ok(())
}

/// The columns that some row fills, in the order in which the rows name them.
fn columns_of<'a>(rows: &[&'a Put]) -> Vec<&'a str> {
    let mut columns: Vec<&'a str> = Vec::new();
    for put in rows {
        for (name, value) in &put.columns {
            if !value.is_null() && !columns.contains(&name.as_str()) {
                columns.push(name);
            }
        }
    }
    columns
}
