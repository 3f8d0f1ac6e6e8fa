//! What people do: rows written through the one door, as the app's commands write them.

use super::chance::Chance;
use super::ledger::{Ledger, unsealed_words};
use super::screen::Screen;
use super::sheet::{STANDARD, some_item, some_part, some_sight, some_value};
use xuncun_domain::calendar::Day;
use xuncun_domain::grant::own_id;
use xuncun_domain::inspection::{answer_id, inspection_id, submission_id};
use xuncun_domain::step::{StepKind, case, next};
use xuncun_domain::stream::{Class, StreamId};
use xuncun_journal::Value;
use xuncun_store::query::finding;
use xuncun_store::{Actor, NewUpload};

/// The villages of the story.
pub const VILLAGES: [&str; 5] = ["629900100201", "629900100202", "629900100203", "629900101201", "629900101202"];
const COUNTY_WORK: &str = "629900/work";
const TEAMS: [&str; 2] = ["team-1", "team-2"];

/// Rounds of a story.
pub const ROUNDS: usize = 3;

/// Which text column of a table carries the word.
fn column(table: &str) -> &'static str {
    match table {
        "inspection" => "witness_name",
        "cleanup" => "fields",
        "finding" => "landmark",
        "review" | "appeal" => "reason",
        "round" => "name",
        "assignment" => "day",
        "notice" => "round_name",
        "submission" => "score",
        "contact" => "phone",
        "photo" | "rendition" | "voice_note" => "mime",
        _ => "note",
    }
}

/// Tables whose rows several people may write again.
const EDITED: [&str; 7] = ["inspection", "answer", "sighting", "finding", "cleanup", "review", "round"];

/// A person at a device, at one moment of the story.
pub struct Hand<'a> {
    /// What is in hand.
    pub screen: &'a Screen,
    /// What was seen as saved.
    pub ledger: &'a mut Ledger,
    /// The step's dice.
    pub dice: &'a mut Chance,
    /// The true time.
    pub now: i64,
}

/// One act.
#[derive(Debug, Clone, Copy)]
enum Act {
    Visit,
    Answer,
    Sighting,
    Photo,
    Submit,
    Finding,
    Step,
    Cleanup,
    Review,
    Notice,
    Round,
    Assign,
    Contact,
    Edit,
    Delete,
    Settle,
    Strokes,
}

impl Hand<'_> {
    /// Does something that the person may do, and says what.
    pub fn act(&mut self) -> Option<String> {
        let acts = [
            (4, Act::Visit),
            (10, Act::Answer),
            (6, Act::Sighting),
            (4, Act::Photo),
            (2, Act::Submit),
            (3, Act::Finding),
            (5, Act::Step),
            (3, Act::Cleanup),
            (3, Act::Review),
            (1, Act::Notice),
            (1, Act::Round),
            (1, Act::Assign),
            (1, Act::Contact),
            (8, Act::Edit),
            (2, Act::Delete),
            (3, Act::Settle),
            (1, Act::Strokes),
        ];
        // Most acts are not everybody's: a few tries find one that is.
        (0..6).find_map(|_| {
            let act = self.dice.weighted(&acts);
            self.try_act(act)
        })
    }

    fn try_act(&mut self, act: Act) -> Option<String> {
        let village = *self.dice.pick(&VILLAGES)?;
        let stream = |class: &str| format!("{village}/{class}").parse::<StreamId>().ok();
        let (work, open, private) = (stream("work")?, stream("open")?, stream("private")?);
        let day = Day::of(self.screen.clock_ms(self.now));
        match act {
            Act::Visit => {
                let (round, team) = (self.some_round()?, *self.dice.pick(&TEAMS)?);
                let id = inspection_id(&round, &village.parse().ok()?, team, day);
                let columns = [
                    ("round", round.as_str().into()),
                    ("village", village.into()),
                    ("team", team.into()),
                    ("day", day.to_string().into()),
                    ("kind", "open".into()),
                    ("standard", STANDARD.id().into()),
                ];
                self.put("inspection", &work, &id, &columns)
            }
            Act::Answer => {
                let (id, at) = self.some_row("inspection")?;
                let (item, household) = some_item(self.dice)?;
                let mut columns = vec![("inspection", id.as_str().into()), ("item", item.id.as_str().into()), ("value", some_value(item, self.dice))];
                columns.extend(household.map(|household| ("household", Value::Int(household.into()))));
                self.put("answer", &at, &answer_id(&id, &item.id, household), &columns)
            }
            Act::Sighting => {
                let (id, at) = self.some_row("inspection")?;
                let mut columns = vec![("inspection", id.into()), ("seen_at", Value::Int(self.now))];
                columns.extend(some_sight(self.dice));
                // Several people may see one and the same.
                let finding = if self.dice.one_in(4) { self.some_row("finding") } else { None };
                columns.extend(finding.map(|(finding, _)| ("finding", finding.into())));
                let id = self.dice.id(self.now);
                self.put("sighting", &at, &id, &columns)
            }
            Act::Photo => self.photo(),
            Act::Strokes => {
                let (id, at) = self.some_row("inspection")?;
                let strokes = self.dice.bytes(500);
                let sha256 = self.screen.store().blobs().put(&strokes).ok()?;
                let upload = NewUpload { stream: at, sha256, kind: "strokes".into(), mime: "application/json".into(), size: 500, priority: 0 };
                self.write("inspection", &at, &format!("{id}/witness"), &[("witness_strokes", sha256.to_hex().into())], Some(&upload))
            }
            Act::Submit => {
                let (id, at) = self.some_row("inspection")?;
                let n = 1 + self.dice.below(2) as u32;
                let told = self.put("submission", &at, &submission_id(&id, n), &[("inspection", id.as_str().into()), ("n", Value::Int(n.into()))])?;
                self.screen.store().seal().ok()?;
                Some(told)
            }
            Act::Finding => {
                let id = self.dice.id(self.now);
                self.put("finding", &open, &id, &[("kind", "waste".into())])
            }
            Act::Step => self.step(day),
            Act::Cleanup => self.put("cleanup", &open, &day.to_string(), &[("day", day.to_string().into())]),
            Act::Review => {
                let (submission, at) = self.some_row("submission")?;
                let id = self.dice.id(self.now);
                let verdict = if self.dice.one_in(2) { "returned" } else { "accepted" };
                self.put("review", &at, &id, &[("submission", submission.into()), ("verdict", verdict.into())])
            }
            Act::Notice => {
                let id = self.dice.id(self.now);
                self.put("notice", &open, &id, &[("kind", "open".into())])
            }
            Act::Round => {
                let n = self.dice.below(ROUNDS);
                self.round(n)
            }
            Act::Assign => {
                let round = self.some_round()?;
                self.put("assignment", &COUNTY_WORK.parse().ok()?, &format!("{round}/{village}"), &[("round", round.as_str().into())])
            }
            Act::Contact => {
                let id = format!("contact-{}", self.dice.below(2));
                self.put("contact", &private, &id, &[])
            }
            Act::Edit => self.edit(),
            Act::Delete => self.delete(),
            Act::Settle => self.settle(),
        }
    }

    /// Plans a round, or changes one.
    pub fn round(&mut self, n: usize) -> Option<String> {
        let columns = [("kind", "regular".into()), ("standard", STANDARD.id().into()), ("items", some_part(self.dice))];
        self.put("round", &COUNTY_WORK.parse().ok()?, &format!("round-{n}"), &columns)
    }

    /// A step of some finding that the person may take where it stands, as far as this device knows; now and then one at a venture.
    fn step(&mut self, day: Day) -> Option<String> {
        let (id, at) = self.some_row("finding")?;
        let actor = self.actor("step", &at)?;
        let role = self.screen.grants_of(&actor.person).into_iter().find(|grant| grant.id == actor.grant)?.role;
        let known = self.screen.store().read(|conn| {
            let found = finding::finding(conn, &id)?;
            Ok(found.map(|found| finding::steps(conn, &found)).transpose()?.unwrap_or_default())
        });
        let stands = case(&known.ok()?.into_iter().map(|row| row.step).collect::<Vec<_>>());
        let kinds = next(stands.status, &[role]);
        let kind = if self.dice.one_in(8) { self.dice.pick(StepKind::ALL) } else { self.dice.pick(&kinds) }?;
        let columns = [
            ("finding", id.into()),
            ("kind", kind.as_str().into()),
            ("answers", stands.last().into()),
            ("role", role.as_str().into()),
            ("due", kind.sets_due().then(|| day.plus(3).to_string()).into()),
        ];
        let own = own_id(&actor.person, &self.dice.id(self.now));
        self.put("step", &at, &own, &columns)
    }

    fn photo(&mut self) -> Option<String> {
        let table = *self.dice.pick(&["finding", "sighting", "sighting", "sighting", "inspection"])?;
        let (owner, at) = self.some_row(table)?;
        // Of a visit itself: somebody's home.
        let home = table == "inspection";
        let at = if home { StreamId::new(at.code, Class::Private) } else { at };
        if table == "sighting" && self.dice.one_in(4) {
            return self.voice(&at, &owner);
        }
        let kind = *self.dice.pick(&["thumb", "original"])?;
        let length = if kind == "thumb" { 200 + self.dice.below(2_000) } else { 2_000 + self.dice.below(600_000) };
        let bytes = self.dice.bytes(length);
        let sha256 = self.screen.store().blobs().put(&bytes).ok()?;
        let upload = NewUpload { stream: at, sha256, kind: kind.into(), mime: "image/jpeg".into(), size: length as u64, priority: 1 };
        let id = self.dice.id(self.now);
        let size = i64::try_from(length).unwrap_or_default();
        let columns = [
            ("owner_table", table.into()),
            ("owner_id", owner.into()),
            ("item", if home { "J2" } else { "" }.into()),
            ("sha256", sha256.to_hex().into()),
            ("size", size.into()),
            ("taken_at", self.now.into()),
            ("consent_at", home.then_some(self.now).into()),
        ];
        let told = self.write("photo", &at, &id, &columns, Some(&upload))?;
        if kind == "original" {
            self.thumbnail(&at, &id);
        }
        Some(told)
    }

    /// A voice note: a file that its row alone names, sent before originals.
    fn voice(&mut self, at: &StreamId, sighting: &str) -> Option<String> {
        let length = 500 + self.dice.below(60_000);
        let bytes = self.dice.bytes(length);
        let sha256 = self.screen.store().blobs().put(&bytes).ok()?;
        let upload = NewUpload { stream: *at, sha256, kind: "voice".into(), mime: "audio/webm".into(), size: length as u64, priority: 1 };
        let id = self.dice.id(self.now);
        let size = i64::try_from(length).unwrap_or_default();
        let columns = [
            ("owner_table", "sighting".into()),
            ("owner_id", sighting.into()),
            ("sha256", sha256.to_hex().into()),
            ("size", size.into()),
            ("duration_ms", size.into()),
            ("recorded_at", self.now.into()),
        ];
        self.write("voice_note", at, &id, &columns, Some(&upload))
    }

    /// The small picture of a photograph, as the darkroom makes it.
    fn thumbnail(&mut self, at: &StreamId, photo: &str) -> Option<String> {
        let bytes = self.dice.bytes(300);
        let sha256 = self.screen.store().blobs().put(&bytes).ok()?;
        let upload = NewUpload { stream: *at, sha256, kind: "thumb".into(), mime: "image/jpeg".into(), size: 300, priority: 0 };
        let columns = [("photo", photo.into()), ("kind", "thumb".into()), ("sha256", sha256.to_hex().into())];
        self.write("rendition", at, &format!("{photo}/thumb"), &columns, Some(&upload))
    }

    fn edit(&mut self) -> Option<String> {
        let table = *self.dice.pick(&EDITED)?;
        let (id, at) = self.some_row(table)?;
        let actor = self.actor(table, &at)?;
        let (word, pending) = (self.ledger.word(), self.pending(table, &at, &id));
        let mut columns = match table {
            "sighting" => some_sight(self.dice),
            "answer" => vec![("value", self.another_value(&id)?)],
            _ => Vec::new(),
        };
        columns.push((column(table), word.as_str().into()));
        self.screen.store().write(&actor, |tx| tx.update(table, &at, &id, &columns)).ok()?;
        Some(self.told("edits", table, &at, &id, &pending))
    }

    /// Another value for an answer: its id ends in its item, or in the item's household.
    fn another_value(&mut self, id: &str) -> Option<Value> {
        let item = id.split('/').find_map(|part| STANDARD.item(part))?;
        Some(some_value(item, self.dice))
    }

    fn delete(&mut self) -> Option<String> {
        let table = *self.dice.pick(&["answer", "sighting"])?;
        let (id, at) = self.some_row(table)?;
        let actor = self.actor(table, &at)?;
        let pending = self.pending(table, &at, &id);
        self.screen.store().write(&actor, |tx| tx.delete(table, &at, &id)).ok()?;
        self.ledger.taken_back(&pending);
        Some(format!("{} deletes {table} {id} in {at}", self.screen.device))
    }

    /// Settles a conflict, if there is one here that the person may settle.
    fn settle(&mut self) -> Option<String> {
        let conflicts = self.screen.store().conflicts().ok()?;
        let conflict = self.dice.pick(&conflicts)?;
        let (table, at, id) = (conflict.table.clone(), conflict.stream, conflict.id.clone());
        let actor = self.actor(&table, &at)?;
        let (word, pending) = (self.ledger.word(), self.pending(&table, &at, &id));
        let kept = if self.dice.one_in(2) { &conflict.shown } else { conflict.others.first()? };
        let known = xuncun_domain::table::table(&table)?;
        let mut columns: Vec<(&str, Value)> =
            kept.columns.iter().filter(|(name, _)| known.column(name).is_some()).map(|(name, value)| (name.as_str(), value.clone())).collect();
        columns.retain(|(name, _)| *name != column(&table));
        columns.push((column(&table), word.as_str().into()));
        self.screen.store().write(&actor, |tx| tx.resolve(&table, &at, &id, &columns)).ok()?;
        Some(self.told("settles", &table, &at, &id, &pending))
    }

    fn put(&mut self, table: &str, stream: &StreamId, id: &str, columns: &[(&str, Value)]) -> Option<String> {
        self.write(table, stream, id, columns, None)
    }

    fn write(&mut self, table: &str, stream: &StreamId, id: &str, columns: &[(&str, Value)], upload: Option<&NewUpload>) -> Option<String> {
        let actor = self.actor(table, stream)?;
        let (word, pending) = (self.ledger.word(), self.pending(table, stream, id));
        let mut columns = columns.to_vec();
        columns.push((column(table), word.as_str().into()));
        let written = self.screen.store().write(&actor, |tx| {
            if let Some(upload) = upload {
                tx.enqueue_upload(upload)?;
            }
            tx.put(table, stream, id, &columns)
        });
        written.ok()?;
        Some(self.told("writes", table, stream, id, &pending))
    }

    fn told(&mut self, verb: &str, table: &str, stream: &StreamId, id: &str, pending: &[String]) -> String {
        let told = format!("{} {verb} {table} {id} in {stream}: {}", self.screen.device, self.ledger.word());
        self.ledger.acknowledge(&row_name(table, stream, id), pending, told.clone());
        told
    }

    fn actor(&self, table: &str, stream: &StreamId) -> Option<Actor> {
        self.screen.actor(table, stream, self.now)
    }

    /// The words in the row, if it is not sealed yet: they go with the next tap on it.
    fn pending(&self, table: &str, stream: &StreamId, id: &str) -> Vec<String> {
        self.screen.store().read(|conn| Ok(unsealed_words(conn, table, &stream.to_string(), id)?)).unwrap()
    }

    /// Some row that this device shows.
    fn some_row(&mut self, table: &str) -> Option<(String, StreamId)> {
        let sql = format!(
            "SELECT r.id, s.stream FROM \"{table}\" r JOIN stream_ref s ON s.ref = r.stream \
             WHERE r.deleted = 0 AND r.id NOT LIKE '%/witness' ORDER BY r.id, s.stream"
        );
        let rows = self.screen.store().read(|conn| {
            let mut query = conn.prepare(&sql)?;
            let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        });
        let rows = rows.ok()?;
        let (id, stream) = self.dice.pick(&rows)?;
        Some((id.clone(), stream.parse().ok()?))
    }

    fn some_round(&mut self) -> Option<String> {
        self.some_row("round").map(|(id, _)| id)
    }
}

fn row_name(table: &str, stream: &StreamId, id: &str) -> String {
    format!("{table} {stream} {id}")
}
