//! Hand-over without a network. A door opens and saves the file; what goes into a bundle, and what of one is kept, is decided here.

use crate::api::{BundleKind, BundleOutcome, BundleView, DoorKind, GiveBundle, HandOver};
use crate::names::Names;
use crate::pictures::Pictures;
use crate::{App, AppError, Caller, ErrorCode};
use std::io::{Read, Seek, Write};
use xuncun_domain::calendar::Day;
use xuncun_domain::division::{DivisionCode, DivisionLevel};
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::bundle::Manifest;
use xuncun_journal::{Hash, What};
use xuncun_store::{Allowed, Giving};

/// How a bundle's file ends.
const ENDING: &str = "xuncun";

/// What there is to hand over.
pub fn handover(app: &App, caller: &Caller, (): ()) -> Result<HandOver, AppError> {
    caller.person()?;
    let (own, carrying) = (app.store.undelivered()?, app.store.carrying()?);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(HandOver {
        changes: count(own.commits + own.pending_rows),
        files: count(own.uploads),
        carried: carrying.commits,
        held: carrying.held,
        carried_files: carrying.files,
        to_give_back: carrying.delivered,
    })
}

impl App {
    /// Writes a bundle into `out`, which is given back for the door to flush.
    ///
    /// # Errors
    /// `not_enrolled`, `forbidden`, `village_unknown`, `not_at_this_door`, `bundle_empty`, `bundle_too_large`, `disk_full`, `storage`.
    pub fn give_bundle<W: Write>(&self, caller: &Caller, args: &GiveBundle, out: W) -> Result<(BundleView, W), AppError> {
        caller.person()?;
        let what = match args {
            // The web pages' own work is on the server already, and it is many people's.
            GiveBundle::Unsent if self.options.door == DoorKind::Web => return Err(ErrorCode::NotAtThisDoor.into()),
            GiveBundle::Unsent => What::Unsent,
            GiveBundle::Receipts => What::Receipts,
            GiveBundle::Village { village } => What::Village(village_of(caller, village)?),
        };
        let pictures = Pictures::of(self);
        let reads = |stream: &StreamId| caller.reads(stream);
        let find = |stream: &StreamId, hash: &Hash| pictures.find(&stream.to_string(), &hash.to_hex());
        let (given, out) = self.store.give_bundle(&Giving { what, reads: &reads, find: &find, now_ms: self.now()? }, out)?;
        Ok((BundleView { files_missing: given.files_missing, ..self.bundle_view(&given.manifest)? }, out))
    }

    /// Takes in a bundle: verified to its last byte first, then all that the caller may have of it, or nothing.
    ///
    /// # Errors
    /// `not_enrolled`, the codes `bundle_…`, `disk_full`, `storage`.
    pub fn take_bundle(&self, caller: &Caller, file: &mut (impl Read + Seek)) -> Result<BundleOutcome, AppError> {
        caller.person()?;
        let reads = |stream: &StreamId| caller.reads(stream);
        let uploads = |stream: &StreamId| caller.may_write(&[(stream, "photo")]);
        let taken = self.store.take_bundle(file, &Allowed { reads: &reads, uploads: &uploads })?;
        self.engine.trigger();
        Ok(BundleOutcome {
            bundle: self.bundle_view(&taken.manifest)?,
            applied: taken.applied,
            carried: taken.carried,
            files: taken.files,
            receipts: taken.receipts,
            already: taken.already + taken.files_already,
            left_out: taken.left_out + taken.files_left_out,
        })
    }

    /// A name for the file of a bundle made now: what it is and when, in plain letters that every stick takes.
    ///
    /// # Errors
    /// `storage`.
    pub fn bundle_name(&self, args: &GiveBundle) -> Result<String, AppError> {
        let what = match args {
            GiveBundle::Unsent => "unsent",
            GiveBundle::Receipts => "receipts",
            GiveBundle::Village { village } => village.as_str(),
        };
        let what: String = what.chars().filter(char::is_ascii_alphanumeric).collect();
        let now = self.now()?;
        // Civil time is UTC+08:00; the minute keeps two of a day apart.
        let minute = (now + 8 * 3_600_000).div_euclid(60_000).rem_euclid(24 * 60);
        Ok(format!("xuncun-{what}-{}-{:02}{:02}.{ENDING}", Day::of(now), minute / 60, minute % 60))
    }

    fn bundle_view(&self, manifest: &Manifest) -> Result<BundleView, AppError> {
        let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        self.read(|conn| {
            let (names, maker) = (Names::new(conn), manifest.maker.to_string());
            let (kind, village) = match manifest.what {
                What::Unsent => (BundleKind::Unsent, None),
                What::Receipts => (BundleKind::Receipts, None),
                What::Village(code) => (BundleKind::Village, Some(names.place(code.as_str())?)),
            };
            Ok(BundleView {
                kind,
                village,
                maker: names.device(Some(&maker))?.map(|device| device.name).filter(|name| !name.is_empty()).unwrap_or(maker),
                made_at: manifest.made_at,
                changes: count(manifest.commits),
                files: count(manifest.blobs),
                receipts: count(manifest.receipts),
                files_missing: 0,
            })
        })
    }
}

fn village_of(caller: &Caller, code: &str) -> Result<DivisionCode, AppError> {
    let code: DivisionCode = code.parse().map_err(|_| AppError::from(ErrorCode::VillageUnknown))?;
    if code.level() != DivisionLevel::Village {
        return Err(ErrorCode::VillageUnknown.into());
    }
    caller.check_read(&StreamId::new(code, Class::Open))?;
    Ok(code)
}
