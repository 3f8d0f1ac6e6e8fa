//! `verify` and `doctor`.

use super::Failure;
use crate::config::Config;
use crate::endpoint::Endpoint;
use crate::{doctor, verify};
use std::process::ExitCode;
use std::sync::Arc;

pub(super) async fn verify(endpoint: &Arc<Endpoint>) -> Result<ExitCode, Failure> {
    let report = verify::verify(endpoint).await?;
    for fault in &report.faults {
        println!("DAMAGED  {fault}");
    }
    let erased = if report.erased == 0 { String::new() } else { format!(", {} bodies erased by law", report.erased) };
    println!("{} chains, {} commits{erased}, {} blobs: {} damaged", report.chains, report.commits, report.blobs, report.faults.len());
    Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(super) async fn doctor(config: &Config) -> Result<ExitCode, Failure> {
    let findings = doctor::examine(config).await;
    let mut well = true;
    for finding in findings {
        well &= finding.well;
        println!("{}  {}", if finding.well { "ok     " } else { "PROBLEM" }, finding.words);
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
