//! Columns by name outside of a body: how a replica keeps what its own tables have no column for.

use crate::cbor::{In, to_vec, write_value};
use crate::error::JournalError;
use crate::value::Value;

/// A CBOR map from name to value.
#[must_use]
pub fn encode_columns(columns: &[(String, Value)]) -> Vec<u8> {
    to_vec(|out| {
        out.map(columns.len() as u64)?;
        for (name, value) in columns {
            out.str(name)?;
            write_value(out, value)?;
        }
        Ok(())
    })
}

/// What [`encode_columns`] wrote.
pub fn decode_columns(bytes: &[u8]) -> Result<Vec<(String, Value)>, JournalError> {
    let mut input = In::new(bytes, "columns");
    let length = input.d.map();
    let Some(length) = input.or(length)? else { return Err(input.malformed()) };
    let mut columns = Vec::new();
    for _ in 0..length {
        let name = input.text(usize::MAX)?.to_owned();
        columns.push((name, input.value(usize::MAX)?.to_value()));
    }
    input.end()?;
    Ok(columns)
}
