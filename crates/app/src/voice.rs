//! Voice notes: what is said instead of typed. The bytes are durable, and on their way, before anything is said of them.

use crate::api::{FindingView, InspectionView, KeepVoice, RemoveFindingVoice, RemoveVoice, VoiceView};
use crate::edit::fresh_id;
use crate::finding::{FindingRecord, whole};
use crate::names::Names;
use crate::pictures::Pictures;
use crate::subject::{Subject, SubjectRef};
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::voice_note::{Container, GRACE_MS, MAX_BYTES, MAX_MS};
use xuncun_journal::{Hash, Value};
use xuncun_store::query::voice::Voice;
use xuncun_store::{NewUpload, WriteTx};

const TABLE: &str = "voice_note";
/// With what the desk looks at, before originals.
const PRIORITY: i64 = 1;

/// What is known of a voice note when its row is written.
struct Kept {
    id: String,
    hash: Hash,
    container: Container,
    size: u64,
}

impl App {
    /// Keeps a voice note. First its bytes, then, in one transaction, its row and its place in the upload queue.
    ///
    /// A second try with the same key and the same bytes is answered with the note that the first one made, so that a lost reply doubles nothing.
    ///
    /// # Errors
    /// `voice_too_large`, `voice_too_long`, `not_a_voice_note`, `voice_unknown` (its key was taken out since), `bad_request` (its key is no UUID, or
    /// another note's; neither a visit's nor a finding's, or both), `space_low`, `disk_full`, `item_unknown`, `sighting_unknown`, and those of changing a visit.
    pub fn keep_voice(&self, caller: &Caller, args: KeepVoice, bytes: Vec<u8>) -> Result<VoiceView, AppError> {
        let size = bytes.len() as u64;
        if size > MAX_BYTES {
            return Err(AppError::voice_too_large());
        }
        if !(0..=MAX_MS + GRACE_MS).contains(&args.duration_ms) {
            return Err(AppError::new(ErrorCode::VoiceTooLong).with("max", u32::try_from(MAX_MS / 60_000).unwrap_or(u32::MAX)));
        }
        let container = Container::sniff(&bytes).ok_or(ErrorCode::NotAVoiceNote)?;
        self.check_space()?;
        let actor = of(&args).actor(self, caller, &[TABLE])?;
        // Unlike a photograph, which is looked at later, it has no place of its own in a visit to wait for one in.
        if args.inspection.is_some() && args.item.is_none() && args.sighting.is_none() {
            return Err(ErrorCode::ItemUnknown.into());
        }
        let id = fresh_id(args.key.as_deref())?;
        let known = self.read(|conn| {
            let subject = of(&args).load(self, conn, caller)?;
            if subject.voice(&id).is_ok() {
                return Ok(true); // even of a visit that was submitted meanwhile
            }
            subject.check(conn, caller)?;
            subject.owner(args.item.as_deref(), args.sighting.as_deref()).map(|_| false)
        })?;
        let kept = Kept { id, hash: self.store.blobs().put(&bytes)?, container, size };
        if known {
            return self.read(|conn| {
                let subject = of(&args).load(self, conn, caller)?;
                view(same(subject.voice(&kept.id)?, &kept)?, &Names::new(conn), &Pictures::of(self))
            });
        }
        self.store.try_write(&actor, |tx| {
            let subject = of(&args).load(self, tx.conn(), caller)?;
            subject.check(tx.conn(), caller)?;
            if let Ok(voice) = subject.voice(&kept.id) {
                return view(same(voice, &kept)?, &Names::new(tx.conn()), &Pictures::of(self)); // two tries at once
            }
            // A key that names a row taken out since, or one of another visit, makes nothing.
            if tx.get(TABLE, &subject.stream(), &kept.id)?.is_some() {
                return Err(ErrorCode::VoiceUnknown.into());
            }
            put(tx, &subject, &args, &kept)?;
            let subject = of(&args).load(self, tx.conn(), caller)?;
            view(subject.voice(&kept.id)?, &Names::new(tx.conn()), &Pictures::of(self))
        })
    }
}

fn of(args: &KeepVoice) -> SubjectRef<'_> {
    SubjectRef { inspection: args.inspection.as_deref(), finding: args.finding.as_deref() }
}

/// Takes a voice note's row out. The bytes are never touched.
///
/// # Errors
/// `voice_unknown`, and those of changing a visit.
pub fn remove_voice(app: &App, caller: &Caller, args: RemoveVoice) -> Result<InspectionView, AppError> {
    app.edit(caller, &args.inspection, |tx, record| {
        let voice = record.voice(&args.id)?;
        tx.delete(TABLE, &record.stream, &voice.id)?;
        Ok(())
    })
}

/// Takes the caller's own voice note of a finding out, while no step says it. The bytes are never touched.
///
/// # Errors
/// `finding_unknown`, `voice_unknown`, `forbidden` (somebody else's, or a step's), `device_retired`.
pub fn remove_finding_voice(app: &App, caller: &Caller, args: RemoveFindingVoice) -> Result<FindingView, AppError> {
    let actor = SubjectRef { inspection: None, finding: Some(&args.finding) }.actor(app, caller, &[TABLE])?;
    app.store.try_write(&actor, |tx| {
        let record = FindingRecord::load(tx.conn(), caller, &args.finding)?;
        let voice = record.voice(&args.id)?;
        if !record.is_unsaid(voice, caller.person()?) {
            return Err(ErrorCode::Forbidden.into());
        }
        tx.delete(TABLE, &record.stream, &voice.id)?;
        Ok::<_, AppError>(())
    })?;
    app.read(|conn| whole(app, conn, caller, &FindingRecord::load(conn, caller, &args.finding)?))
}

/// The voice note as the UI shows it.
pub fn view(voice: &Voice, names: &Names<'_>, sounds: &Pictures<'_>) -> Result<VoiceView, AppError> {
    Ok(VoiceView {
        id: voice.id.clone(),
        item: Some(voice.item.clone()).filter(|item| !item.is_empty()),
        duration_ms: voice.duration_ms,
        recorded_at: voice.recorded_at,
        by: names.person(&voice.stamp.author)?,
        here: sounds.find(&voice.stream, &voice.sha256).is_some(),
        delivered: voice.delivered || sounds.holds(&voice.stream, &voice.sha256),
    })
}

/// The note, if it is this sound: one key is one recording.
fn same<'a>(voice: &'a Voice, kept: &Kept) -> Result<&'a Voice, AppError> {
    if voice.sha256 == kept.hash.to_string() { Ok(voice) } else { Err(AppError::new(ErrorCode::BadRequest).with("detail", "key")) }
}

fn put(tx: &mut WriteTx<'_, '_>, subject: &Subject, args: &KeepVoice, kept: &Kept) -> Result<(), AppError> {
    let owner = subject.owner(args.item.as_deref(), args.sighting.as_deref())?;
    let stream = subject.stream();
    tx.put(
        TABLE,
        &stream,
        &kept.id,
        &[
            ("owner_table", Value::from(owner.table)),
            ("owner_id", Value::from(owner.id)),
            ("item", Value::from(owner.item)),
            ("sha256", Value::from(kept.hash.to_string())),
            ("size", Value::from(i64::try_from(kept.size).unwrap_or(i64::MAX))),
            ("mime", Value::from(kept.container.mime())),
            ("duration_ms", Value::from(args.duration_ms.min(MAX_MS))),
            ("recorded_at", Value::from(args.recorded_at)),
            ("offset_min", Value::from(i64::from(args.offset_min))),
        ],
    )?;
    tx.enqueue_upload(&NewUpload {
        stream,
        sha256: kept.hash,
        kind: "voice".into(),
        mime: kept.container.mime().into(),
        size: kept.size,
        priority: PRIORITY,
    })?;
    Ok(())
}
