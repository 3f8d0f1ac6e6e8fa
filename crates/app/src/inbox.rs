//! The inbox: what the server refused of the caller's, and what two people changed differently, each with what there is to
//! decide about it.

use crate::api::{BaseView, Both, ConflictSide, ConflictView, DoorKind, Inbox, NamedId, RefusedRow, RefusedView, Subject};
use crate::app::stream;
use crate::edit::check_not_own;
use crate::names::Names;
use crate::record::Record;
use crate::{App, AppError, Caller, field_words, redraft};
use xuncun_domain::calendar::Day;
use xuncun_domain::cleanup::DayEntry;
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::{Hash, Put, Value};
use xuncun_store::query::{Connection, finding, photo, visit, voice};
use xuncun_store::{Conflict, Draft, Side};

/// Tables whose rows lie in a visit.
const OF_VISIT: [&str; 4] = ["inspection", "answer", "sighting", "photo"];

/// What waits for the caller.
pub fn inbox(app: &App, caller: &Caller, (): ()) -> Result<Inbox, AppError> {
    caller.check_any()?;
    let (drafts, conflicts) = (drafts(app, caller)?, app.store.conflicts()?);
    app.read(|conn| {
        let look = Look { app, conn, caller, names: Names::new(conn) };
        let refused = drafts.iter().map(|draft| look.refused(draft)).collect::<Result<_, _>>()?;
        let mut views = Vec::new();
        for conflict in conflicts.iter().filter(|conflict| settles(conn, caller, conflict)) {
            views.push(look.conflict(conflict)?);
        }
        Ok(Inbox { refused, conflicts: views })
    })
}

/// The caller's own drafts: a server's replica keeps those of all its web users.
pub fn drafts(app: &App, caller: &Caller) -> Result<Vec<Draft>, AppError> {
    let person = caller.person()?;
    let mut drafts = app.store.drafts()?;
    drafts.retain(|draft| app.options.door == DoorKind::App || draft.header.author == person);
    Ok(drafts)
}

/// How many rows the caller may settle.
pub fn conflict_count(app: &App, caller: &Caller) -> Result<u32, AppError> {
    let conflicts = app.store.conflicts()?;
    app.read(|conn| {
        let count = conflicts.iter().filter(|conflict| settles(conn, caller, conflict)).count();
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    })
}

/// May the caller settle it? Whoever may write the row may; in a visit its team, where the village is not their own.
/// A visit that was submitted meanwhile is not excepted: until it is settled nobody can review it.
pub fn settles(conn: &Connection, caller: &Caller, conflict: &Conflict) -> bool {
    if !caller.reads(&conflict.stream) || !caller.may_write(&[(&conflict.stream, conflict.table.as_str())]) {
        return false;
    }
    if !OF_VISIT.contains(&conflict.table.as_str()) || conflict.stream.class != Class::Work {
        return true;
    }
    let Some(inspection) = inspection_of(conn, &conflict.table, &conflict.id, &conflict.shown.columns) else { return true };
    let team = visit::visit(conn, &inspection).ok().flatten().map(|visit| visit.team);
    caller.team(conn).is_ok_and(|own| own.is_some() && own == team) && check_not_own(conn, caller, conflict.stream.code.as_str()).is_ok()
}

/// Stands for the sides of a conflict: another commit on either, and it is another.
pub fn seen(conflict: &Conflict) -> String {
    let mut versions: Vec<String> = sides(conflict).map(|side| format!("{:?} {}", side.version, side.hlc.0)).collect();
    versions.sort();
    Hash::of(versions.join("\n").as_bytes()).to_hex()
}

/// The sides, what is shown first.
pub fn sides(conflict: &Conflict) -> impl Iterator<Item = &Side> {
    std::iter::once(&conflict.shown).chain(&conflict.others)
}

/// How both sides can be kept: of exactly two that are there.
pub fn both(conflict: &Conflict) -> Option<Both> {
    let all: Vec<&Side> = sides(conflict).collect();
    if all.len() != 2 || all.iter().any(|side| side.deleted) {
        return None;
    }
    if conflict.table == "cleanup" {
        return joined_day(conflict).map(|_| Both::Filled);
    }
    let names = field_words::differences(&[&all[0].columns, &all[1].columns]);
    if !names.is_empty() && names.iter().all(|name| field_words::is_words(name)) {
        return Some(Both::Joined);
    }
    (conflict.table == "sighting").then_some(Both::Two)
}

/// Two entries of one day in the ledger as one, where each fills in what the other left open.
pub fn joined_day(conflict: &Conflict) -> Option<DayEntry> {
    let read = |side: &Side| DayEntry::read(field_words::column(&side.columns, "fields").as_text().unwrap_or_default());
    sides(conflict).map(read).try_fold(DayEntry::default(), |both, day| both.joined(&day))
}

/// The visit that a row lies in.
pub fn inspection_of(conn: &Connection, table: &str, id: &str, columns: &[(String, Value)]) -> Option<String> {
    let text = |name: &str| field_words::column(columns, name).as_text().map(str::to_owned);
    match table {
        "inspection" | "answer" | "submission" | "review" => id.split('/').next().map(str::to_owned),
        "presence" => text("inspection"),
        "sighting" => text("inspection").or_else(|| visit::inspection_of_sighting(conn, id).ok().flatten()),
        "photo" => match text("owner_table").as_deref() {
            Some("inspection") => text("owner_id"),
            Some("sighting") => visit::inspection_of_sighting(conn, &text("owner_id")?).ok().flatten(),
            _ => photo::photo(conn, id).ok().flatten().filter(|photo| photo.owner_table == "inspection").map(|photo| photo.owner_id),
        },
        "voice_note" => {
            // A row that is taken out says nothing of its place any more.
            let there = || voice::voice(conn, id).ok().flatten().map(|voice| (voice.owner_table, voice.owner_id));
            match text("owner_table").zip(text("owner_id")).or_else(there)? {
                (table, owner) if table == "sighting" => visit::inspection_of_sighting(conn, &owner).ok().flatten(),
                (_, owner) => Some(owner),
            }
        }
        "photo_fix" | "photo_mark" => {
            let photo = photo::photo(conn, &text("photo")?).ok().flatten()?;
            match photo.owner_table.as_str() {
                "sighting" => visit::inspection_of_sighting(conn, &photo.owner_id).ok().flatten(),
                _ => Some(photo.owner_id),
            }
        }
        _ => None,
    }
}

struct Look<'a> {
    app: &'a App,
    conn: &'a Connection,
    caller: &'a Caller,
    names: Names<'a>,
}

impl Look<'_> {
    fn refused(&self, draft: &Draft) -> Result<RefusedView, AppError> {
        let mut rows = Vec::new();
        for put in draft.puts.iter().filter(|put| put.table != "rendition") {
            rows.push(self.row(&draft.stream, put)?);
        }
        Ok(RefusedView {
            id: draft.number.to_string(),
            code: draft.code.to_string(),
            place: self.names.place(draft.stream.code.as_str())?,
            by: self.names.person(&draft.header.author)?,
            at: draft.header.hlc.physical_ms(),
            rows,
            recordable: redraft::allowed(self.conn, &self.app.standards, self.caller, draft).is_ok(),
        })
    }

    fn row(&self, stream: &StreamId, put: &Put) -> Result<RefusedRow, AppError> {
        let here = |sha256: &str| Hash::from_hex(sha256).is_ok_and(|hash| self.app.store.blobs().has(&hash));
        let photo = (put.table == "photo" && field_words::column(&put.columns, "sha256").as_text().is_some_and(here)).then(|| put.id.clone());
        Ok(RefusedRow {
            subject: self.subject(&put.table, stream, &put.id, &put.columns)?,
            removed: put.deleted,
            fields: field_words::fields(&put.table, &put.columns),
            photo: photo.filter(|id| photo::photo(self.conn, id).is_ok_and(|found| found.is_some())),
        })
    }

    fn conflict(&self, conflict: &Conflict) -> Result<ConflictView, AppError> {
        let there = sides(conflict).filter(|side| !side.deleted);
        let opened: Vec<_> = there.map(|side| field_words::opened(&conflict.table, &side.columns)).collect();
        let columns: Vec<&[(String, Value)]> = opened.iter().map(|columns| &**columns).collect();
        let mut names = field_words::differences(&columns);
        if columns.len() == 1 {
            // Against a side that took the row out, all of it differs.
            names = columns[0].iter().map(|(name, _)| name.clone()).collect();
        }
        let shown = sides(conflict).find(|side| !side.deleted).unwrap_or(&conflict.shown);
        let subject = self.subject(&conflict.table, &conflict.stream, &conflict.id, &shown.columns)?;
        let views = sides(conflict).map(|side| self.side(conflict, &subject, side, &names)).collect::<Result<_, _>>()?;
        Ok(ConflictView {
            table: conflict.table.clone(),
            stream: conflict.stream.to_string(),
            id: conflict.id.clone(),
            subject,
            sides: views,
            both: both(conflict),
            seen: seen(conflict),
        })
    }

    fn side(&self, conflict: &Conflict, subject: &Subject, side: &Side, names: &[String]) -> Result<ConflictSide, AppError> {
        let device = self.names.device(side.version.map(|version| version.device.to_string()).as_deref())?;
        let base =
            |base: &xuncun_store::conflict::Base| Ok::<_, AppError>(BaseView { by: self.names.person(&base.author)?, at: base.hlc.physical_ms() });
        Ok(ConflictSide {
            by: self.names.person(&side.author)?,
            by_server: device.as_ref().is_some_and(|device| device.kind == "server"),
            device: device.map(|device| device.name).unwrap_or_default(),
            at: side.hlc.physical_ms(),
            removed: side.deleted,
            fields: if side.deleted { Vec::new() } else { field_words::differing(&conflict.table, &side.columns, names) },
            bases: side.bases.iter().map(base).collect::<Result<_, _>>()?,
            photos: self.photos(conflict, subject, side)?,
        })
    }

    /// Photographs that this side's author took of it: of the item, of the sighting, or the photograph itself.
    fn photos(&self, conflict: &Conflict, subject: &Subject, side: &Side) -> Result<Vec<String>, AppError> {
        if conflict.table == "photo" {
            return Ok(vec![conflict.id.clone()]);
        }
        let Some(visit) = subject.inspection.as_deref().map(|id| visit::visit(self.conn, id)).transpose()?.flatten() else { return Ok(Vec::new()) };
        let item = subject.item.as_ref().map(|item| item.id.as_str());
        let of_row = |photo: &photo::Photo| match conflict.table.as_str() {
            "sighting" => photo.owner_table == "sighting" && photo.owner_id == conflict.id,
            "answer" => photo.owner_table == "inspection" && Some(photo.item.as_str()) == item,
            _ => false,
        };
        let all = photo::of_visit(self.conn, &visit)?;
        Ok(all.into_iter().filter(|photo| of_row(photo) && photo.stamp.author == side.author).map(|photo| photo.id).collect())
    }

    fn subject(&self, table: &str, of: &StreamId, id: &str, columns: &[(String, Value)]) -> Result<Subject, AppError> {
        let text = |name: &str| field_words::column(columns, name).as_text().unwrap_or_default().to_owned();
        let inspection = inspection_of(self.conn, table, id, columns);
        let visit = inspection.as_deref().map(|id| visit::visit(self.conn, id)).transpose()?.flatten();
        let visit = visit.filter(|visit| stream(&visit.village, Class::Work).is_ok_and(|stream| self.caller.reads(&stream)));
        let record = visit.map(|visit| Record::of(self.conn, &self.app.standards, visit)).and_then(Result::ok);
        // `<inspection>/<item>[/<household>]`
        let mut parts = id.split('/').skip(1).map(str::to_owned);
        let (item, household) = match table {
            "answer" => (parts.next(), parts.next().and_then(|household| household.parse().ok())),
            "sighting" | "photo" | "voice_note" => (Some(text("item")).filter(|item| !item.is_empty()), None),
            _ => (None, None),
        };
        let known = item.as_deref().and_then(|id| record.as_ref()?.standard.item(id));
        let kind = if table == "sighting" { text("kind") } else { String::new() };
        let of_finding = self.kind_of_finding(table, id, columns)?;
        let day = (table == "cleanup").then(|| text("day")).filter(|day| day.parse::<Day>().is_ok());
        Ok(Subject {
            day,
            table: table.to_owned(),
            place: self.names.place(of.code.as_str())?,
            inspection: record.as_ref().map(|record| record.row.id.clone()),
            unit: known.map(|item| item.unit.clone()).unwrap_or_default(),
            item: item.map(|id| NamedId { name: known.map(|item| item.title.clone()).unwrap_or_default(), id }),
            household,
            kind: of_finding.or_else(|| record.as_ref()?.standard.kind(&kind).map(|kind| kind.name.clone())).unwrap_or(kind),
        })
    }

    /// What a row of a finding's is about: the kind of what lies there, of a finding that the caller sees.
    fn kind_of_finding(&self, table: &str, id: &str, columns: &[(String, Value)]) -> Result<Option<String>, AppError> {
        let id = match table {
            "finding" | "owner" => id,
            "step" => field_words::column(columns, "finding").as_text().unwrap_or_default(),
            _ => return Ok(None),
        };
        let Some(row) = finding::finding(self.conn, id)?.filter(|row| self.caller.reads_in(&row.village, Class::Open)) else { return Ok(None) };
        let standard = self.app.standards.latest(self.conn).ok();
        Ok(Some(standard.and_then(|standard| standard.kind(&row.kind).map(|kind| kind.name.clone())).unwrap_or(row.kind)))
    }
}
