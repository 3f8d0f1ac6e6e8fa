//! The replica as text: replicas that hold the same commits give the same bytes.

use std::collections::BTreeMap;
use std::fmt::Write;

use rusqlite::Connection;
use xuncun_journal::Value;

use crate::Result;
use crate::refs::{device_id, stream_id};
use crate::row::{self, Content, RowKey, StoredHead};
use crate::schema;
use crate::store::Store;

impl Store {
    /// Every synced row with all its heads, and the end of every chain, in one canonical order. What is pending is sealed
    /// first. This replica's own numbers for streams and devices do not show.
    pub fn dump(&self) -> Result<String> {
        self.seal()?;
        self.read(|conn| {
            let mut lines = BTreeMap::new();
            for shape in schema::all() {
                let mut statement = conn.prepare(&shape.select_all)?;
                let mut rows = statement.query([])?;
                while let Some(found) = rows.next()? {
                    let (sql_id, stream): (String, i64) = (found.get(0)?, found.get(1)?);
                    let (table, id) = match sql_id.split_once('\u{1f}') {
                        Some(parts) if shape.is_unknown() => parts,
                        _ => (shape.name, sql_id.as_str()),
                    };
                    let (shown, rivalry) = row::from_row(shape, found, 2)?;
                    let mut heads = vec![shown];
                    heads.extend(row::read_others(conn, &RowKey::new(table, id, stream))?);
                    let text = heads_text(conn, heads)?;
                    let name = format!("{table} {} {id}", stream_id(conn, stream)?);
                    lines.insert(name, format!("conflict={}{text}", rivalry as i64));
                }
            }
            let mut statement = conn.prepare("SELECT stream, device, seq, hash FROM chain")?;
            let mut rows = statement.query([])?;
            while let Some(chain) = rows.next()? {
                let (stream, device) = (stream_id(conn, chain.get(0)?)?, device_id(conn, chain.get(1)?)?);
                let (seq, hash): (i64, Vec<u8>) = (chain.get(2)?, chain.get(3)?);
                lines.insert(format!("~chain {stream} {device}"), format!("{seq} {}", hex::encode(hash)));
            }
            Ok(lines.into_iter().map(|(name, text)| format!("{name} {text}\n")).collect())
        })
    }
}

/// The shown head first, then the others by their versions.
fn heads_text(conn: &Connection, heads: Vec<StoredHead>) -> Result<String> {
    let mut texts = Vec::new();
    for head in heads {
        let version = match head.stamp {
            Some(stamp) => format!("{}:{}", device_id(conn, stamp.device)?, stamp.seq),
            None => "pending".to_owned(),
        };
        let content = content_text(&head.content);
        texts.push(format!("\n  {version} {} {} {content}", head.hlc.0, head.author));
    }
    if let Some((_, others)) = texts.split_first_mut() {
        others.sort();
    }
    Ok(texts.concat())
}

fn content_text(content: &Content) -> String {
    let mut text = String::from(if content.deleted { "deleted" } else { "" });
    for (name, value) in &content.columns {
        // Debug quotes text and keeps every digit of a real number.
        let written = match value {
            Value::Null => Ok(()),
            Value::Int(number) => write!(text, " {name}={number}"),
            Value::Real(number) => write!(text, " {name}={number:?}"),
            Value::Text(words) => write!(text, " {name}={words:?}"),
            Value::Bytes(bytes) => write!(text, " {name}=x{}", hex::encode(bytes)),
        };
        debug_assert!(written.is_ok());
    }
    text
}
