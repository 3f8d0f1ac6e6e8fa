//! `bundle take` and `bundle give`: hand-over by a stick.

use super::Failure;
use crate::endpoint::Endpoint;
use clap::Subcommand;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use xuncun_domain::division::{DivisionCode, DivisionLevel};
use xuncun_journal::DeviceId;

/// Hand-over without a network.
#[derive(Subcommand)]
pub(super) enum Bundle {
    /// Take a bundle in; lists what was not taken, and fails if there is any.
    Take {
        /// The bundle's file.
        file: PathBuf,
        /// Write the receipts for it into this file, to be carried back.
        #[arg(long)]
        receipts: Option<PathBuf>,
    },
    /// Make a bundle for a device: the receipts for what it made, and a village if asked.
    Give {
        /// The file to write.
        file: PathBuf,
        /// For which device (see `devices`).
        #[arg(long)]
        device: String,
        /// Division code of a village: all of it that the device's person may read.
        #[arg(long)]
        village: Option<DivisionCode>,
    },
}

pub(super) async fn bundle(endpoint: &Arc<Endpoint>, bundle: Bundle) -> Result<ExitCode, Failure> {
    match bundle {
        Bundle::Take { file, receipts } => take(endpoint, &file, receipts.as_deref()).await,
        Bundle::Give { file, device, village } => {
            if let Some(code) = village.filter(|code| code.level() != DivisionLevel::Village) {
                return Err(format!("{code} is no village").into());
            }
            let device = DeviceId::from_hex(&device).map_err(|_| format!("{device} is no device's id"))?;
            endpoint.give_bundle(device, village, &file).await?;
            println!("The bundle is in {}.", file.display());
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn take(endpoint: &Arc<Endpoint>, file: &Path, receipts: Option<&Path>) -> Result<ExitCode, Failure> {
    let taken = endpoint.take_bundle(file).await?;
    for refused in &taken.refused {
        println!("NOT TAKEN  {}  {}", refused.name, refused.code);
    }
    if taken.commits + taken.photographs == 0 && taken.refused.is_empty() {
        println!("All of it was here already.");
    }
    println!(
        "{} commits and {} photographs taken, {} already there, {} not taken",
        taken.commits,
        taken.photographs,
        taken.already,
        taken.refused.len()
    );
    if let Some(to) = receipts {
        if taken.receipts.is_empty() {
            println!("There is nothing to give a receipt for.");
        } else {
            endpoint.write_receipts(taken.receipts, to)?;
            println!("The receipts are in {}.", to.display());
        }
    }
    Ok(if taken.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
