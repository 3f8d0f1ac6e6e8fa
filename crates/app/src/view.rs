//! A visit as the UI shows it: every control, the live score, and what is missing.

use crate::api::{
    AnswerKind, DeductionView, GroupView, GuidanceView, InspectionView, ItemView, Missing, PhotoView, ReturnBrief, RoundBrief, ScoreView,
    SightingKindView, SightingView, TermView, VisitKind, VoiceView, WitnessView,
};
use crate::app::stream;
use crate::finding::Known;
use crate::names::Names;
use crate::pictures::Pictures;
use crate::record::{Record, value};
use crate::{AppError, presence, rival, voice};
use std::collections::BTreeSet;
use xuncun_domain::answer::{AnswerValue, Tick};
use xuncun_domain::inspection::Status;
use xuncun_domain::missing::missing;
use xuncun_domain::photo_rule::{item_photos_missing, sighting_photos_missing, unclassified};
use xuncun_domain::points::Points;
use xuncun_domain::score::{ItemScore, Term};
use xuncun_domain::size::Measure;
use xuncun_domain::standard::{AnswerRule, Item, Standard};
use xuncun_domain::stream::Class;
use xuncun_store::query::photo::Photo;
use xuncun_store::query::round::Round;
use xuncun_store::query::visit::Sighting;
use xuncun_store::query::voice::Voice;

/// Makes the view. `editable`: the caller may change the visit where it stands.
pub fn inspection(record: &Record, names: &Names<'_>, pictures: &Pictures<'_>, editable: bool) -> Result<InspectionView, AppError> {
    // Every tap shows the visit anew: what is a finding already is looked up where there is something that it may be.
    let known = match record.sightings.as_slice() {
        [] => Known::default(),
        _ => Known::of(names.conn(), &stream(&record.row.village, Class::Open)?)?,
    };
    let show = Show { record, names, pictures, known };
    let items: Vec<ItemView> = record.standard.items().iter().map(|item| show.item(item)).collect::<Result<_, _>>()?;
    let deductions =
        record.standard.items().iter().zip(&items).filter(|(_, view)| view.lost != "0").map(|(item, view)| show.deduction(item, view)).collect();
    let sightings = record.sightings.iter().map(|sighting| show.sighting(sighting)).collect::<Result<_, _>>()?;
    Ok(InspectionView {
        id: record.row.id.clone(),
        village: names.place(&record.row.village)?,
        township: names.township(&record.row.village)?,
        round: round(&record.round, &record.standard),
        team: names.team(&record.row.team)?,
        day: record.row.day.clone(),
        kind: record.facts.visit.kind.into(),
        status: record.status.into(),
        editable,
        score: show.score(),
        groups: show.groups(items),
        deductions,
        sightings,
        unclassified: show.unclassified()?,
        inspectors: show.inspectors()?,
        presences: presence::views(names.conn(), names, &record.row)?,
        witness: show.witness(),
        missing: missing_list(record),
        returned: returned(record, names)?,
        conflicts: record.conflicts(),
        rivals: rival::views(pictures.store(), record, names)?,
        chips: chips(&record.standard),
        photos: len(&record.photos),
        photos_delivered: len(&record.photos.iter().filter(|photo| pictures.delivered(photo)).collect::<Vec<_>>()),
    })
}

/// A round in one line.
pub fn round(round: &Round, standard: &Standard) -> RoundBrief {
    RoundBrief {
        id: round.id.clone(),
        name: round.name.clone(),
        kind: round.kind.parse().unwrap_or(xuncun_domain::round::RoundKind::Regular).into(),
        from: round.from.clone(),
        to: round.to.clone(),
        standard: standard.title().to_owned(),
        standard_default: standard.is_default(),
    }
}

/// What submitting would refuse now, with the items' titles.
pub fn missing_list(record: &Record) -> Vec<Missing> {
    // Rows in conflict are listed one by one below.
    let list = missing(&record.standard, &record.facts, &record.sheet, 0);
    let title = |item: &Option<String>| item.as_deref().and_then(|id| record.standard.item(id)).map(|item| item.title.clone()).unwrap_or_default();
    list.into_iter()
        .map(|entry| Missing {
            title: title(&entry.item),
            kind: entry.kind.into(),
            group: entry.group,
            item: entry.item,
            sighting: entry.sighting,
            count: entry.count,
            blocks: entry.blocks,
        })
        .chain(rival::missing(record))
        .collect()
}

/// Why the visit came back, while it stands so.
pub fn returned(record: &Record, names: &Names<'_>) -> Result<Option<ReturnBrief>, AppError> {
    let Some(review) = record.review().filter(|_| record.status == Status::Returned) else { return Ok(None) };
    Ok(Some(ReturnBrief { reason: review.reason.clone(), by: names.person(&review.stamp.author)?, at: review.stamp.at() }))
}

/// The arithmetic of an item.
pub fn terms(score: &ItemScore) -> Vec<TermView> {
    let view = |term: &Term| TermView {
        rule: term.rule.clone(),
        count: term.count,
        each: term.each.map(|each| each.to_string()),
        lost: term.lost.to_string(),
        detail: term.detail.clone(),
    };
    score.terms.iter().map(view).collect()
}

fn len<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

pub fn chips(standard: &Standard) -> Vec<SightingKindView> {
    let chip = |kind: &xuncun_domain::standard::SightingKind| SightingKindView {
        id: kind.id.clone(),
        short: kind.short.clone(),
        name: kind.name.clone(),
        item: kind.item.clone(),
        measure: Measure::of_kind(&kind.id),
        grades: kind.grades.iter().map(|grade| grade.id.clone()).collect(),
    };
    standard.kinds().iter().map(chip).collect()
}

struct Show<'a> {
    record: &'a Record,
    names: &'a Names<'a>,
    pictures: &'a Pictures<'a>,
    /// What is a finding in its village already.
    known: Known,
}

impl Show<'_> {
    fn score(&self) -> ScoreView {
        let sheet = &self.record.sheet;
        let weights = self.record.standard.document().weights;
        ScoreView {
            total: sheet.total_text(),
            goals: sheet.goals.map(Points::fixed),
            measures: sheet.measures.map(Points::fixed),
            goals_weight: weights.goals.to_string(),
            measures_weight: weights.measures.to_string(),
            unanswered: sheet.unanswered,
            lost: sheet.lost.to_string(),
        }
    }

    fn groups(&self, items: Vec<ItemView>) -> Vec<GroupView> {
        let standard = &self.record.standard;
        let mut items: Vec<Option<ItemView>> = items.into_iter().map(Some).collect();
        let group = |group: &xuncun_domain::standard::Group| {
            let mut lost = Points::ZERO;
            let mut of_group = Vec::new();
            for (item, view) in standard.items().iter().zip(&mut items).filter(|(item, _)| item.group == group.id) {
                lost = lost + self.record.sheet.item(&item.id).map_or(Points::ZERO, |score| score.lost);
                of_group.extend(view.take());
            }
            let unanswered = of_group.iter().filter(|view| !view.answered && !view.not_applicable).count();
            GroupView {
                id: group.id.clone(),
                name: group.name.clone(),
                items: of_group,
                unanswered: u32::try_from(unanswered).unwrap_or(u32::MAX),
                lost: lost.to_string(),
            }
        };
        standard.groups().iter().map(group).collect()
    }

    fn item(&self, item: &Item) -> Result<ItemView, AppError> {
        let (record, score) = (self.record, self.record.sheet.item(&item.id));
        let own = record.answers.iter().find(|answer| answer.item == item.id && answer.household.is_none());
        let households = match item.answer {
            AnswerRule::Households { sample, .. } => (1..=sample).map(|household| self.tick(&item.id, household)).collect(),
            _ => Vec::new(),
        };
        let kind = AnswerKind::from(&item.answer);
        let of_sightings: u32 = self.sightings_of(item).map(|fact| sighting_photos_missing(item, fact, &record.facts).count()).sum();
        let counted = score.is_some_and(|score| score.answered && !score.not_applicable);
        Ok(ItemView {
            id: item.id.clone(),
            title: item.title.clone(),
            answer_kind: kind,
            unit: item.unit.clone(),
            rule: item.rule.clone(),
            guidance: GuidanceView { counts: item.guidance.counts.clone(), does_not_count: item.guidance.does_not_count.clone() },
            points: item.points.to_string(),
            got: score.filter(|_| counted).map(|score| score.got.to_string()),
            may_not_apply: item.may_not_apply,
            value: own.and_then(|answer| value(answer.value.as_deref())),
            households,
            answered: score.is_some_and(|score| !score.unanswered && score.answered),
            not_applicable: score.is_some_and(|score| score.not_applicable),
            lost: score.map_or(Points::ZERO, |score| score.lost).to_string(),
            terms: score.map(terms).unwrap_or_default(),
            note: own.map(|answer| answer.note.clone()).unwrap_or_default(),
            voices: self.voices(|voice| voice.owner_table == "inspection" && voice.item == item.id)?,
            photos: self.photos_of(item)?,
            photos_missing: item_photos_missing(item, &record.facts, &record.sheet) + of_sightings,
            photo_rule: item.photo_rule.as_str().to_owned(),
        })
    }

    fn tick(&self, item: &str, household: u32) -> Option<Tick> {
        let answer = self.record.answers.iter().find(|answer| answer.item == item && answer.household == Some(household))?;
        match value(answer.value.as_deref())? {
            AnswerValue::Household { tick } => Some(tick),
            _ => None,
        }
    }

    fn sightings_of<'a>(&'a self, item: &'a Item) -> impl Iterator<Item = &'a xuncun_domain::sighting::Sighting> {
        let counts_in = |kind: &str| self.record.standard.kind(kind).is_some_and(|kind| kind.item == item.id);
        self.record.facts.sightings.iter().filter(move |sighting| counts_in(&sighting.kind))
    }

    fn photos_of(&self, item: &Item) -> Result<Vec<PhotoView>, AppError> {
        let sightings: BTreeSet<&str> = self.sightings_of(item).map(|sighting| sighting.id.as_str()).collect();
        self.photos(|photo| match photo.owner_table.as_str() {
            "sighting" => sightings.contains(photo.owner_id.as_str()),
            _ => photo.item == item.id,
        })
    }

    fn photos(&self, belongs: impl Fn(&Photo) -> bool) -> Result<Vec<PhotoView>, AppError> {
        self.record.photos.iter().filter(|photo| belongs(photo)).map(|photo| self.pictures.view(photo, self.names)).collect()
    }

    fn voices(&self, belongs: impl Fn(&Voice) -> bool) -> Result<Vec<VoiceView>, AppError> {
        self.record.voices.iter().filter(|voice| belongs(voice)).map(|voice| voice::view(voice, self.names, self.pictures)).collect()
    }

    fn unclassified(&self) -> Result<Vec<PhotoView>, AppError> {
        let loose: Vec<_> = unclassified(self.record.standard.items(), &self.record.facts).collect();
        self.photos(|photo| loose.iter().any(|fact| fact.owner_id == photo.owner_id && fact.item == photo.item && fact.sha256 == photo.sha256))
    }

    fn deduction(&self, item: &Item, view: &ItemView) -> DeductionView {
        let said = |sighting: &xuncun_domain::sighting::Sighting| [sighting.landmark.clone(), sighting.note.clone()];
        let mut places: Vec<String> =
            self.sightings_of(item).flat_map(said).chain([view.note.clone()]).filter(|text| !text.trim().is_empty()).collect();
        places.dedup();
        DeductionView {
            item: item.id.clone(),
            title: item.title.clone(),
            lost: view.lost.clone(),
            terms: view.terms.clone(),
            places,
            photos: view.photos.clone(),
        }
    }

    fn sighting(&self, row: &Sighting) -> Result<SightingView, AppError> {
        let kind = self.record.standard.kind(&row.kind);
        let item = kind.and_then(|kind| self.record.standard.item(&kind.item));
        let fact = self.record.facts.sightings.iter().find(|fact| fact.id == row.id);
        Ok(SightingView {
            id: row.id.clone(),
            kind: row.kind.clone(),
            grade: kind.and_then(|kind| kind.grade(&row.grade)).map_or_else(|| row.grade.clone(), |grade| grade.id.clone()),
            count: row.count,
            item: item.map(|item| item.id.clone()).unwrap_or_default(),
            lost: self.cost(item, row).to_string(),
            fix: row.position.map(|(lon, lat, accuracy)| crate::api::Fix { lon, lat, accuracy, altitude: None, bearing: None }),
            landmark: row.landmark.clone(),
            fixed_on_spot: row.fixed_on_spot,
            transferred: row.transferred,
            size: fact.and_then(|fact| fact.size.clone()),
            difficulty: fact.and_then(|fact| fact.difficulty),
            note: row.note.clone(),
            voices: self.voices(|voice| voice.owner_table == "sighting" && voice.owner_id == row.id)?,
            seen_at: row.seen_at,
            by: self.names.person(&row.stamp.author)?,
            photos: self.photos(|photo| photo.owner_table == "sighting" && photo.owner_id == row.id)?,
            photos_missing: item.zip(fact).map_or(0, |(item, fact)| sighting_photos_missing(item, fact, &self.record.facts).count()),
            finding: row.finding.as_deref().and_then(|id| self.known.named(id)),
            same: self.known.offered(row),
        })
    }

    /// What a sighting costs before its item's floor: its share of the term that names it.
    fn cost(&self, item: Option<&Item>, row: &Sighting) -> Points {
        let score = item.and_then(|item| self.record.sheet.item(&item.id));
        let term = score.and_then(|score| score.terms.iter().find(|term| term.sightings.contains(&row.id)));
        term.map_or(Points::ZERO, |term| term.each.map_or(term.lost, |each| each * Points::whole(row.count)))
    }

    fn inspectors(&self) -> Result<Vec<String>, AppError> {
        let record = self.record;
        let mut authors: Vec<&str> = vec![&record.row.stamp.author];
        authors.extend(record.answers.iter().map(|row| row.stamp.author.as_str()));
        authors.extend(record.sightings.iter().map(|row| row.stamp.author.as_str()));
        authors.extend(record.photos.iter().map(|row| row.stamp.author.as_str()));
        authors.extend(record.voices.iter().map(|row| row.stamp.author.as_str()));
        let mut seen = BTreeSet::new();
        authors.retain(|author| seen.insert(*author));
        authors.into_iter().map(|author| self.names.person(author)).collect()
    }

    fn witness(&self) -> Option<WitnessView> {
        let witness = self.record.facts.witness.as_ref();
        let unannounced = VisitKind::from(self.record.facts.visit.kind) == VisitKind::Unannounced;
        match witness {
            Some(witness) => Some(WitnessView {
                kind: witness.kind.into(),
                name: witness.name.clone(),
                reason: witness.reason.clone(),
                signed: witness.strokes.is_some(),
            }),
            // A 暗访 has no witness from its beginning: nothing is asked for.
            None if unannounced => {
                Some(WitnessView { kind: crate::api::WitnessKind::Unannounced, name: String::new(), reason: String::new(), signed: false })
            }
            None => None,
        }
    }
}
