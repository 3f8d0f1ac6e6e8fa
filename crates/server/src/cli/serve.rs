//! `init` and `serve`.

use super::{Failure, fingerprint};
use crate::config::Config;
use crate::init;
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};
use tokio::signal::unix::{SignalKind, signal};
use xuncun_domain::division::DivisionCode;

/// A new district.
#[derive(Args)]
pub(super) struct Init {
    /// County code, 6 digits.
    #[arg(long, required_unless_present = "demo")]
    district: Option<DivisionCode>,
    /// Its name.
    #[arg(long, required_unless_present = "demo")]
    name: Option<String>,
    /// A district of invented data, made from this seed.
    #[arg(long, value_name = "SEED", num_args = 0..=1, default_missing_value = "20261123", conflicts_with_all = ["district", "name"])]
    demo: Option<u64>,
}

pub(super) async fn init(config: Config, options: Init) -> Result<(), Failure> {
    if let Some(seed) = options.demo {
        let summary = crate::demo::make(&config, seed).await?;
        println!(
            "{} villages, {} visits, {} photographs, {} devices are in {}.",
            summary.villages,
            summary.visits,
            summary.photos,
            summary.devices,
            config.data.display()
        );
        return Ok(());
    }
    let (Some(code), Some(name)) = (options.district, options.name) else { return Err("--district and --name are needed".into()) };
    let endpoint = init::init(&config, init::Init::new(code, &name)).await?;
    println!("District {code} {name} is in {}.", config.data.display());
    println!("Root key fingerprint: {}", fingerprint(&endpoint.district().root.fingerprint()));
    println!("Keep a copy of keys/root.key in a safe place, away from this machine.");
    Ok(())
}

pub(super) async fn serve(config: Config, port_file: Option<PathBuf>) -> Result<(), Failure> {
    let mut term = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let server = crate::serve::start(config).await?;
    if let Some(path) = &port_file {
        write_port(path, &server.addr().to_string())?;
    }
    println!("Listening on {}", server.url());
    tracing::info!(address = %server.addr(), "listening");
    tokio::select! {
        _ = term.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    server.stop().await;
    if let Some(path) = port_file {
        let _ = std::fs::remove_file(path);
    }
    Ok(())
}

/// Whole or not at all: whoever waits for the file must not read half an address.
fn write_port(path: &Path, address: &str) -> std::io::Result<()> {
    let temp = path.with_extension("new");
    let mut file = std::fs::File::create(&temp)?;
    writeln!(file, "{address}")?;
    file.sync_all()?;
    std::fs::rename(temp, path)
}
