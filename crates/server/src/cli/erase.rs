//! `erase row` and `erase list`: what the law asks to be deleted, and what was.

use super::Failure;
use crate::endpoint::Endpoint;
use crate::endpoint::erase::RowToErase;
use clap::{Args, Subcommand};
use serde_json::json;
use std::sync::Arc;
use xuncun_domain::stream::StreamId;
use xuncun_journal::Erasure;

/// Erasing by law.
#[derive(Subcommand)]
pub(super) enum Erase {
    /// Say what goes with a row; with --yes, erase it here and on every device.
    Row(Row),
    /// Everything that was erased: when, by whom, why.
    List {
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
}

/// A row of which nothing is to be left.
#[derive(Args)]
pub(super) struct Row {
    /// Its stream, such as 629900100201/private.
    #[arg(long)]
    stream: String,
    /// Its table.
    #[arg(long)]
    table: String,
    /// Its id.
    #[arg(long)]
    id: String,
    /// Who erases it. Every device of the stream's readers keeps this.
    #[arg(long)]
    by: String,
    /// Why, without the data of whoever asked. Every device of the stream's readers keeps this.
    #[arg(long)]
    reason: String,
    /// Erase it. Without, it is only said what would go.
    #[arg(long)]
    yes: bool,
}

pub(super) async fn erase(endpoint: &Arc<Endpoint>, erase: Erase) -> Result<(), Failure> {
    match erase {
        Erase::Row(row) => erase_row(endpoint, row).await,
        Erase::List { json } => list(endpoint, json).await,
    }
}

async fn erase_row(endpoint: &Arc<Endpoint>, row: Row) -> Result<(), Failure> {
    let stream: StreamId = row.stream.parse().map_err(|_| format!("{} is no stream", row.stream))?;
    let named = RowToErase { stream, table: row.table, id: row.id };
    for doomed in endpoint.doomed_with(&named).await? {
        println!("commit {} of {}, {} ms, by {}:", doomed.seq, doomed.device, doomed.made_at, doomed.author);
        for (table, id) in doomed.rows {
            println!("    {table} {id}");
        }
    }
    if row.yes {
        let bodies = endpoint.erase(&named, &row.by, &row.reason).await?;
        println!("{bodies} bodies are erased, with everything that is listed above. Devices follow when they next sync.");
        println!("Backups from before still hold them: see the handbook.");
    } else {
        println!("All of this would be erased, and nothing was yet: --yes does it.");
    }
    Ok(())
}

async fn list(endpoint: &Arc<Endpoint>, as_json: bool) -> Result<(), Failure> {
    for row in endpoint.storage().erasures().await? {
        let erasure = Erasure::peek(&row.record)?;
        if as_json {
            let (stream, device) = (erasure.stream.to_string(), erasure.device.to_string());
            println!(
                "{}",
                json!({ "stream": stream, "device": device, "seq": erasure.seq, "hash": erasure.hash.to_hex(), "at": erasure.at, "by": erasure.by, "reason": erasure.reason })
            );
        } else {
            println!("{} ms  {}  commit {} of {}  {}  {}", erasure.at, erasure.stream, erasure.seq, erasure.device, erasure.by, erasure.reason);
        }
    }
    Ok(())
}
