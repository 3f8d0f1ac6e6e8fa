//! A visit as the replica holds it, with what derives from it: its facts, its score, the hash of its content, where it stands.

use crate::app::stream;
use crate::standards::Standards;
use crate::{AppError, Caller, ErrorCode};
use std::sync::Arc;
use xuncun_domain::answer::{AnswerFact, AnswerValue};
use xuncun_domain::inspection::{Facts, PhotoFact, ReviewFact, Status, SubmissionFact, Visit, content_hash, status};
use xuncun_domain::photo_mark::Mark;
use xuncun_domain::score::{ScoreSheet, score};
use xuncun_domain::sighting::{Position, Sighting, deadlines};
use xuncun_domain::size::Size;
use xuncun_domain::standard::Standard;
use xuncun_domain::stream::{Class, StreamId};
use xuncun_domain::voice_note::VoiceFact;
use xuncun_domain::witness::Witness;
use xuncun_store::query::{Connection, photo, round, verdict, visit, voice};

/// Everything of one visit.
pub struct Record {
    /// The village's `work` stream, where the rows of the visit lie; photographs of homes lie beside it, in the village's `private` one.
    pub stream: StreamId,
    pub row: visit::Visit,
    pub round: round::Round,
    pub standard: Arc<Standard>,
    pub answers: Vec<visit::Answer>,
    pub sightings: Vec<visit::Sighting>,
    pub photos: Vec<photo::Photo>,
    pub voices: Vec<voice::Voice>,
    pub submissions: Vec<verdict::Submission>,
    pub reviews: Vec<verdict::Review>,
    /// Rows that two people changed differently.
    pub rivals: Vec<visit::Rival>,
    pub facts: Facts,
    pub sheet: ScoreSheet,
    pub content_hash: String,
    pub status: Status,
}

impl Record {
    /// Reads the visit of that id, if the caller may.
    ///
    /// # Errors
    /// `not_enrolled`, `inspection_unknown`, `forbidden`, `no_standard`, `standard_broken`.
    pub fn load(conn: &Connection, standards: &Standards, caller: &Caller, id: &str) -> Result<Self, AppError> {
        caller.person()?;
        let row = visit::visit(conn, id)?;
        let Some(row) = row else {
            // To somebody without any rights in the visits' class, an id says nothing, not even that it is unknown.
            return Err(if caller.reads_visits() { ErrorCode::InspectionUnknown } else { ErrorCode::Forbidden }.into());
        };
        caller.check_read(&stream(&row.village, Class::Work)?)?;
        Self::of(conn, standards, row)
    }

    /// What derives from a visit's row. The caller's right to it was checked.
    pub fn of(conn: &Connection, standards: &Standards, row: visit::Visit) -> Result<Self, AppError> {
        let round = round::round(conn, &row.round)?.unwrap_or_else(|| unknown_round(&row));
        let standard = standards.get(conn, &row.standard, round.items.as_deref())?;
        let answers = visit::answers(conn, &row)?;
        let sightings = visit::sightings(conn, &row)?;
        let photos = photo::of_visit(conn, &row)?;
        let voices = voice::of_visit(conn, &row)?;
        let submissions = verdict::submissions(conn, &row)?;
        let reviews = verdict::reviews(conn, &row)?;
        // No score and no demand rests on what was taken in homes: the law may have it erased, and a visit that was accepted stays what it was.
        let outdoors = photos.iter().filter(|photo| !photo.is_private());
        let facts = Facts { voices: voices.iter().map(voice_fact).collect(), ..facts(&row, &answers, &sightings, outdoors)? };
        let content_hash = content_hash(&facts);
        let sheet = score(&standard, &facts, &deadlines(&facts.sightings));
        let rivals = visit::rivals(conn, &row)?;
        let status = match status(&submission_facts(&submissions), &review_facts(&reviews), &content_hash) {
            // Whichever side is shown: what was accepted is in doubt, and only a return lets its inspectors settle it.
            Status::Accepted if !rivals.is_empty() => Status::Submitted,
            stands => stands,
        };
        Ok(Self {
            stream: stream(&row.village, Class::Work)?,
            row,
            round,
            standard,
            answers,
            sightings,
            photos,
            voices,
            submissions,
            reviews,
            rivals,
            facts,
            sheet,
            content_hash,
            status,
        })
    }

    /// How many rows two people changed differently.
    pub fn conflicts(&self) -> u32 {
        u32::try_from(self.rivals.len()).unwrap_or(u32::MAX)
    }

    /// The latest submission.
    pub fn submission(&self) -> Option<&verdict::Submission> {
        self.submissions.iter().max_by(|a, b| (a.n, &a.id).cmp(&(b.n, &b.id)))
    }

    /// The last verdict on the latest submission.
    pub fn review(&self) -> Option<&verdict::Review> {
        let submission = self.submission()?;
        self.reviews.iter().filter(|review| review.submission == submission.id).max_by(|a, b| (a.stamp.hlc, &a.id).cmp(&(b.stamp.hlc, &b.id)))
    }

    /// The content is another than what was submitted.
    pub fn changed(&self) -> bool {
        self.submission().is_some_and(|submission| submission.content_hash != self.content_hash)
    }

    /// May it be changed, where it stands?
    pub fn is_open(&self) -> bool {
        matches!(self.status, Status::Open | Status::Returned)
    }

    /// The sighting of that id.
    pub fn sighting(&self, id: &str) -> Result<&visit::Sighting, AppError> {
        self.sightings.iter().find(|sighting| sighting.id == id).ok_or_else(|| ErrorCode::SightingUnknown.into())
    }

    /// The photograph of that id.
    pub fn photo(&self, id: &str) -> Result<&photo::Photo, AppError> {
        self.photos.iter().find(|photo| photo.id == id).ok_or_else(|| ErrorCode::PhotoUnknown.into())
    }

    /// The voice note of that id.
    pub fn voice(&self, id: &str) -> Result<&voice::Voice, AppError> {
        self.voices.iter().find(|voice| voice.id == id).ok_or_else(|| ErrorCode::VoiceUnknown.into())
    }

    /// The mark of that id, and the photograph that it is on.
    pub fn mark(&self, id: &str) -> Result<(&photo::Photo, &Mark), AppError> {
        let mut marks = self.photos.iter().flat_map(|photo| photo.marks.iter().map(move |mark| (photo, mark)));
        marks.find(|(_, mark)| mark.id == id).ok_or_else(|| ErrorCode::MarkUnknown.into())
    }
}

/// A round that this replica does not hold (its commit is still to come): the visit can be looked at all the same.
fn unknown_round(row: &visit::Visit) -> round::Round {
    round::Round {
        id: row.round.clone(),
        name: String::new(),
        kind: "regular".to_owned(),
        from: row.day.clone(),
        to: row.day.clone(),
        standard: row.standard.clone(),
        items: None,
    }
}

fn facts<'a>(
    row: &visit::Visit,
    answers: &[visit::Answer],
    sightings: &[visit::Sighting],
    photos: impl Iterator<Item = &'a photo::Photo> + Clone,
) -> Result<Facts, AppError> {
    let malformed = || AppError::new(ErrorCode::Storage).with("detail", format!("inspection {}", row.id));
    let visit = Visit {
        id: row.id.clone(),
        round: row.round.clone(),
        village: row.village.parse().map_err(|_| malformed())?,
        team: row.team.clone(),
        day: row.day.parse().map_err(|_| malformed())?,
        kind: row.kind.parse().map_err(|_| malformed())?,
        standard: row.standard.clone(),
    };
    let witness = row.witness.kind.parse().ok().map(|kind| Witness {
        kind,
        name: row.witness.name.clone(),
        reason: row.witness.reason.clone(),
        strokes: row.witness.strokes.clone(),
    });
    Ok(Facts {
        visit,
        witness,
        answers: answers.iter().map(answer_fact).collect(),
        sightings: sightings.iter().map(sighting_fact).collect(),
        photos: photos.clone().map(photo_fact).collect(),
        marks: photos.flat_map(|photo| photo.marks.clone()).collect(),
        voices: Vec::new(),
    })
}

/// A value that this version cannot read (a newer one wrote it) is no answer here; it is kept in its row.
pub fn value(json: Option<&str>) -> Option<AnswerValue> {
    json.and_then(|json| serde_json::from_str(json).ok())
}

fn answer_fact(answer: &visit::Answer) -> AnswerFact {
    AnswerFact { item: answer.item.clone(), household: answer.household, value: value(answer.value.as_deref()), note: answer.note.clone() }
}

fn sighting_fact(row: &visit::Sighting) -> Sighting {
    Sighting {
        id: row.id.clone(),
        kind: row.kind.clone(),
        grade: row.grade.clone(),
        count: row.count,
        position: row.position.map(|(lon, lat, accuracy)| Position { lon, lat, accuracy }),
        landmark: row.landmark.clone(),
        fixed_on_spot: row.fixed_on_spot,
        transferred: row.transferred,
        finding: row.finding.clone(),
        finding_due: row.finding_due.as_deref().and_then(|day| day.parse().ok()),
        finding_closed: row.finding_closed,
        size: Size::read(&row.size),
        difficulty: row.difficulty.parse().ok(),
        note: row.note.clone(),
        seen_at: row.seen_at,
    }
}

fn photo_fact(row: &photo::Photo) -> PhotoFact {
    PhotoFact {
        owner_table: row.owner_table.clone(),
        owner_id: row.owner_id.clone(),
        item: row.item.clone(),
        phase: row.phase.clone(),
        sha256: row.sha256.clone(),
    }
}

fn voice_fact(row: &voice::Voice) -> VoiceFact {
    VoiceFact { owner_table: row.owner_table.clone(), owner_id: row.owner_id.clone(), item: row.item.clone(), sha256: row.sha256.clone() }
}

fn submission_facts(rows: &[verdict::Submission]) -> Vec<SubmissionFact> {
    rows.iter().map(|row| SubmissionFact { id: row.id.clone(), n: row.n, content_hash: row.content_hash.clone() }).collect()
}

/// A verdict that this version does not know is none.
fn review_facts(rows: &[verdict::Review]) -> Vec<ReviewFact> {
    let fact = |row: &verdict::Review| {
        let verdict = row.verdict.parse().ok()?;
        Some(ReviewFact {
            id: row.id.clone(),
            submission: row.submission.clone(),
            verdict,
            content_hash: row.content_hash.clone(),
            hlc: row.stamp.hlc,
        })
    };
    rows.iter().filter_map(fact).collect()
}
