//! `backup` and `restore`.

use super::Failure;
use crate::config::Config;
use crate::copies;
use clap::Args;
use std::path::PathBuf;

/// A backup.
#[derive(Args)]
pub(super) struct Backup {
    /// Folder to make; must not exist yet.
    to: PathBuf,
    /// Leave the root key out: without it the copy can serve, but enrol nobody.
    #[arg(long)]
    without_root_key: bool,
}

pub(super) fn backup(config: &Config, backup: &Backup) -> Result<(), Failure> {
    let made = copies::backup(&config.data, &backup.to, !backup.without_root_key)?;
    println!("{made} are in {}.", backup.to.display());
    Ok(())
}

/// A restore.
#[derive(Args)]
pub(super) struct Restore {
    /// Folder of the backup.
    #[arg(required_unless_present = "finish")]
    from: Option<PathBuf>,
    /// The devices have synced since the restore: enrolments and signing may go on.
    #[arg(long, conflicts_with = "from")]
    finish: bool,
}

pub(super) async fn restore(config: &Config, restore: &Restore) -> Result<(), Failure> {
    if restore.finish {
        copies::finish(config).await?;
        println!("The server signs again.");
        return Ok(());
    }
    let Some(from) = &restore.from else { return Err("the backup's folder is needed".into()) };
    let made = copies::restore(from, config).await?;
    println!("{made} are in {}, in a new epoch.", config.data.display());
    println!("Devices that come now bring back what the backup did not have.");
    println!("Until you run `xuncun-server restore --finish` the server enrols nobody and signs for no web user.");
    Ok(())
}
