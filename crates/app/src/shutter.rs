//! Taking a photograph: the bytes are durable, and on their way, before anything is said of it.

use crate::api::{Phase, PhotoSource, PhotoView, TakePhoto};
use crate::edit::{fresh_id, position};
use crate::names::Names;
use crate::photo_row::Owner;
use crate::pictures::Pictures;
use crate::subject::{Subject, SubjectRef};
use crate::{App, AppError, Caller, ErrorCode, origin};
use xuncun_domain::inspection::VisitKind;
use xuncun_domain::stream::Class;
use xuncun_journal::{Hash, Value};
use xuncun_photo::{Original, stamp};
use xuncun_store::query::photo::Photo;
use xuncun_store::{NewUpload, WriteTx};

/// Originals leave last.
pub const PRIORITY: i64 = 2;

/// What is known of a photograph when its row is written.
struct Taken {
    id: String,
    hash: Hash,
    original: Original,
    taken_at: i64,
    offset_min: i32,
    fix: Option<crate::api::Fix>,
    /// When its receiver had that position.
    fixed_at: Option<i64>,
    /// How far this device's clock is ahead of what is known; nothing of a file, whose time is another clock's.
    clock_ahead: Option<i64>,
    source: PhotoSource,
}

impl App {
    /// Keeps a photograph. First its bytes, then, in one transaction, its row and its place in the upload queue; the smaller pictures follow.
    ///
    /// What our own camera took gets its time and position written into it first; a file is kept as it came, byte for byte, also one that cannot be
    /// decoded here.
    ///
    /// A second try with the same key and the same bytes is answered with the photograph that the first one made, so that a lost reply doubles nothing.
    ///
    /// # Errors
    /// `photo_too_large`, `not_a_photo`, `photo_damaged`, `position_not_real`, `photo_unknown` (its key was taken out since),
    /// `bad_request` (its key is no UUID, or another picture's; neither a visit's nor a finding's, or both), `finding_unknown`, `consent_missing` and `home_unannounced` of a home, `space_low`, `disk_full`, and those of changing a visit.
    pub fn take_photo(&self, caller: &Caller, args: TakePhoto, bytes: Vec<u8>) -> Result<PhotoView, AppError> {
        if bytes.len() as u64 > xuncun_photo::MAX_BYTES {
            return Err(AppError::photo_too_large());
        }
        self.check_space()?;
        let actor = of(&args).actor(self, caller, &["photo", "rendition"])?;
        let id = fresh_id(args.key.as_deref())?;
        let known = self.read(|conn| {
            let subject = of(&args).load(self, conn, caller)?;
            if subject.photo(&id).is_ok() {
                return Ok(true); // even of a visit that was submitted meanwhile
            }
            subject.check(conn, caller)?;
            owner(&subject, &args).map(|_| false)
        })?;
        // Where the device is now says nothing of where a file's picture was taken: it has its own position, or none.
        let ours = args.source == PhotoSource::Camera;
        let fix = if ours { args.fix.map(checked).transpose()? } else { None };
        let bytes = if ours { stamped(bytes, &args, fix) } else { bytes };
        let original = Original::inspect(&bytes)?;
        let taken = Taken {
            id,
            hash: self.store.blobs().put(&bytes)?,
            // A file knows better than its name when and where it was taken.
            taken_at: original.exif.taken_at.filter(|_| !ours).unwrap_or(args.taken_at),
            offset_min: original.exif.offset_min.filter(|_| !ours).unwrap_or(args.offset_min),
            fix: if ours { fix } else { original.exif.fix.map(from_exif).and_then(|fix| checked(fix).ok()) },
            fixed_at: if ours { fix.and(args.fixed_at) } else { original.exif.fix.and_then(|fix| fix.at) },
            clock_ahead: None,
            source: if ours { PhotoSource::Camera } else { origin::of_file(args.name.as_deref(), &original.exif) },
            original,
        };
        if known {
            return self.again(caller, &args, &taken);
        }
        let view = self.store.try_write(&actor, |tx| {
            let subject = of(&args).load(self, tx.conn(), caller)?;
            subject.check(tx.conn(), caller)?;
            if let Ok(photo) = subject.photo(&taken.id) {
                return Pictures::of(self).view(same(photo, &taken)?, &Names::new(tx.conn())); // two tries at once
            }
            // A key that names a row taken out since, or one of another visit, makes nothing.
            if tx.get("photo", &owner(&subject, &args)?.stream, &taken.id)?.is_some() {
                return Err(ErrorCode::PhotoUnknown.into());
            }
            let ahead = tx.clock_ahead(self.wall());
            let taken = Taken { clock_ahead: ours.then_some(ahead), ..taken };
            put(tx, &subject, &args, &taken)?;
            let subject = of(&args).load(self, tx.conn(), caller)?;
            Pictures::of(self).view(subject.photo(&taken.id)?, &Names::new(tx.conn()))
        })?;
        self.darkroom.ask();
        Ok(view)
    }

    /// The photograph that an earlier try made.
    fn again(&self, caller: &Caller, args: &TakePhoto, taken: &Taken) -> Result<PhotoView, AppError> {
        self.read(|conn| {
            let subject = of(args).load(self, conn, caller)?;
            Pictures::of(self).view(same(subject.photo(&taken.id)?, taken)?, &Names::new(conn))
        })
    }
}

fn of(args: &TakePhoto) -> SubjectRef<'_> {
    SubjectRef { inspection: args.inspection.as_deref(), finding: args.finding.as_deref() }
}

/// Whom the photograph belongs to. A home is photographed with the consent of whoever lives there alone.
fn owner<'a>(subject: &'a Subject, args: &'a TakePhoto) -> Result<Owner<'a>, AppError> {
    let owner = subject.owner(args.item.as_deref(), args.sighting.as_deref())?;
    match subject {
        Subject::Visit(record) if owner.stream.class == Class::Private && record.facts.visit.kind == VisitKind::Unannounced => {
            Err(ErrorCode::HomeUnannounced.into())
        }
        Subject::Visit(_) if owner.stream.class == Class::Private && args.consent_at.is_none() => Err(ErrorCode::ConsentMissing.into()),
        _ => Ok(owner),
    }
}

/// The photograph, if it is this picture: one key is one picture.
fn same<'a>(photo: &'a Photo, taken: &Taken) -> Result<&'a Photo, AppError> {
    if photo.sha256 == taken.hash.to_string() { Ok(photo) } else { Err(AppError::new(ErrorCode::BadRequest).with("detail", "key")) }
}

fn put(tx: &mut WriteTx<'_, '_>, subject: &Subject, args: &TakePhoto, taken: &Taken) -> Result<(), AppError> {
    let owner = owner(subject, args)?;
    let stream = owner.stream;
    let size = i64::try_from(taken.original.size).unwrap_or(i64::MAX);
    tx.put(
        "photo",
        &stream,
        &taken.id,
        &[
            ("owner_table", Value::from(owner.table)),
            ("owner_id", Value::from(owner.id)),
            ("item", Value::from(owner.item)),
            ("phase", Value::from(Phase::as_str(args.phase))),
            ("sha256", Value::from(taken.hash.to_string())),
            ("size", Value::from(size)),
            ("mime", Value::from(taken.original.format.mime())),
            ("width", Value::from(i64::from(taken.original.width))),
            ("height", Value::from(i64::from(taken.original.height))),
            ("taken_at", Value::from(taken.taken_at)),
            ("offset_min", Value::from(i64::from(taken.offset_min))),
            ("lon", Value::from(taken.fix.map(|fix| fix.lon))),
            ("lat", Value::from(taken.fix.map(|fix| fix.lat))),
            ("accuracy", Value::from(taken.fix.map(|fix| fix.accuracy))),
            ("altitude", Value::from(taken.fix.and_then(|fix| fix.altitude))),
            ("bearing", Value::from(taken.fix.and_then(|fix| fix.bearing))),
            ("source", Value::from(taken.source.as_str())),
            // A partner that somebody took out meanwhile is no reason to lose this photograph.
            ("fixed_at", Value::from(taken.fixed_at)),
            ("clock_ahead", Value::from(taken.clock_ahead.filter(|ahead| ahead.abs() >= 60_000))),
            ("consent_at", Value::from(args.consent_at.filter(|_| stream.class == Class::Private))),
            ("pair", Value::from(args.pair.as_deref().filter(|pair| subject.photo(pair).is_ok()))),
        ],
    )?;
    tx.enqueue_upload(&NewUpload {
        stream,
        sha256: taken.hash,
        kind: "original".into(),
        mime: taken.original.format.mime().into(),
        size: taken.original.size,
        priority: PRIORITY,
    })?;
    // Kept until the smaller pictures are made, so that a process that ends in between makes them at its next start.
    if taken.original.format.is_decoded() {
        tx.set_intent(&crate::darkroom::intent(&taken.id), Some("{}"))?;
    }
    Ok(())
}

/// With time and position inside. A camera that gives something else than JPEG gives it as it is.
fn stamped(bytes: Vec<u8>, args: &TakePhoto, fix: Option<crate::api::Fix>) -> Vec<u8> {
    stamp(&bytes, args.taken_at, args.offset_min, fix.map(|fix| exif(fix, args.fixed_at)).as_ref()).unwrap_or(bytes)
}

fn checked(fix: crate::api::Fix) -> Result<crate::api::Fix, AppError> {
    position(&fix).map(|_| fix)
}

fn exif(fix: crate::api::Fix, at: Option<i64>) -> xuncun_photo::Fix {
    xuncun_photo::Fix { lon: fix.lon, lat: fix.lat, accuracy: Some(fix.accuracy), altitude: fix.altitude, bearing: fix.bearing, at }
}

/// A file that does not say how sure it is of its position gets a wide circle: 100 metres.
fn from_exif(fix: xuncun_photo::Fix) -> crate::api::Fix {
    crate::api::Fix { lon: fix.lon, lat: fix.lat, accuracy: fix.accuracy.unwrap_or(100.0), altitude: fix.altitude, bearing: fix.bearing }
}
