//! `verify` and `doctor`.

use super::Failure;
use crate::config::Config;
use crate::endpoint::Endpoint;
use crate::{doctor, verify};
use std::process::ExitCode;
use std::sync::Arc;
use xuncun_domain::photo_code;

pub(super) async fn verify(endpoint: &Arc<Endpoint>) -> Result<ExitCode, Failure> {
    let report = verify::verify(endpoint).await?;
    for fault in &report.faults {
        println!("DAMAGED  {fault}");
    }
    let erased = if report.erased == 0 { String::new() } else { format!(", {} bodies erased by law", report.erased) };
    println!("{} chains, {} commits{erased}, {} blobs: {} damaged", report.chains, report.commits, report.blobs, report.faults.len());
    Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The rows that name an original whose hash begins as the code says, each with whether its signature and chain are sound.
pub(super) async fn verify_code(endpoint: &Arc<Endpoint>, code: &str) -> Result<ExitCode, Failure> {
    let Some(beginning) = photo_code::beginning(code) else {
        return Err(Failure::from(format!("{code:?} is no verification code: it has twelve letters and digits, such as 7K3M-9QPD-2F4H")));
    };
    let found = verify::photographs(endpoint, &beginning).await?;
    for row in &found {
        println!("{}  photo {} in {}", if row.fault.is_none() { "SIGNED " } else { "DAMAGED" }, row.photo, row.stream);
        println!("         original {}", row.sha256);
        println!("         taken {}, by {}, signed by device {} as commit {}", row.taken_on, row.author, row.device, row.seq);
        if let Some(fault) = row.fault {
            println!("         {fault}");
        }
    }
    println!("{} rows bear this code", found.len());
    Ok(if !found.is_empty() && found.iter().all(|row| row.fault.is_none()) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
