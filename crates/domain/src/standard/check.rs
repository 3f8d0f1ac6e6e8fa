//! What a standard must satisfy beyond its shape.

use super::document::{AnswerRule, Document, EvidencePicture, Item, Side};
use crate::limit::NAME_MAX;
use crate::points::Points;
use std::collections::BTreeSet;
use std::fmt;

/// What is wrong with a standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StandardFault {
    /// No JSON, or not of a standard's shape: a field missing, unknown, or of another kind; points that are no decimal text.
    Malformed,
    /// Written for a newer version of the product.
    NewerFormat,
    /// A title or name is empty or longer than 60 characters.
    BadName,
    /// An id is empty, longer than 32 or has characters other than letters, digits and `_`.
    BadId,
    /// An id appears twice.
    DuplicateId,
    /// An item names no group, or a kind no item.
    UnknownGroup,
    /// A kind of sighting (or a round) names no item of the standard.
    UnknownItem,
    /// There are no items.
    NoItems,
    /// A side's points do not add up to 100.
    SumNot100,
    /// The weights do not add up to 1, or give weight to a side without items.
    Weights,
    /// An item of 0 points.
    NoPoints,
    /// A deduction of 0, or larger than its item's points, or 中 dearer than 差.
    BadDeduction,
    /// A sample of 0 or more than 10 households.
    BadSample,
    /// A kind of sighting counts in an item that is not answered by sightings.
    NotBySightings,
    /// An item answered by sightings has no kind of sighting.
    NoKinds,
    /// A grade that takes the whole item and names points for each as well.
    BadGrade,
    /// A photo rule is named twice.
    DuplicateRule,
    /// An evidence picture of less than 640 or more than 2048 pixels, or of a quality below 50 or above 95.
    BadEvidence,
}

impl StandardFault {
    /// The code that the UI translates.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "standard_malformed",
            Self::NewerFormat => "standard_newer_format",
            Self::BadEvidence => "standard_bad_evidence",
            Self::BadName => "standard_bad_name",
            Self::BadId => "standard_bad_id",
            Self::DuplicateId => "standard_duplicate_id",
            Self::UnknownGroup => "standard_unknown_group",
            Self::UnknownItem => "standard_unknown_item",
            Self::NoItems => "standard_no_items",
            Self::SumNot100 => "standard_sum_not_100",
            Self::Weights => "standard_weights",
            Self::NoPoints => "standard_no_points",
            Self::BadDeduction => "standard_bad_deduction",
            Self::BadSample => "standard_bad_sample",
            Self::NotBySightings => "standard_not_by_sightings",
            Self::NoKinds => "standard_no_kinds",
            Self::BadGrade => "standard_bad_grade",
            Self::DuplicateRule => "standard_duplicate_rule",
        }
    }
}

/// Why a standard is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct StandardError {
    /// What is wrong.
    pub fault: StandardFault,
    /// Where: `items.W1.points`, or line and column of a malformed document.
    pub path: String,
}

impl StandardError {
    /// The code that the UI translates.
    pub const fn code(&self) -> &'static str {
        self.fault.code()
    }

    pub(super) fn at(fault: StandardFault, path: impl Into<String>) -> Self {
        Self { fault, path: path.into() }
    }

    pub(super) fn malformed(error: &serde_json::Error) -> Self {
        Self::at(StandardFault::Malformed, error.to_string())
    }
}

impl fmt::Display for StandardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.code(), self.path)
    }
}

type Checked = Result<(), StandardError>;

fn ensure(holds: bool, fault: StandardFault, path: impl Into<String>) -> Checked {
    if holds { Ok(()) } else { Err(StandardError::at(fault, path)) }
}

pub(super) fn check(document: &Document) -> Checked {
    ensure(document.format == 1, StandardFault::NewerFormat, "format")?;
    name(&document.title, "title")?;
    ensure(!document.items.is_empty(), StandardFault::NoItems, "items")?;
    if let Some(EvidencePicture::Jpeg { side, quality }) = document.evidence_picture {
        ensure((640..=2048).contains(&side) && (50..=95).contains(&quality), StandardFault::BadEvidence, "evidence_picture")?;
    }
    let rules: BTreeSet<_> = document.photos_required.iter().collect();
    ensure(rules.len() == document.photos_required.len(), StandardFault::DuplicateRule, "photos_required")?;
    ids(document.groups.iter().map(|group| &group.id), "groups")?;
    ids(document.items.iter().map(|item| &item.id), "items")?;
    ids(document.sighting_kinds.iter().map(|kind| &kind.id), "sighting_kinds")?;
    for group in &document.groups {
        name(&group.name, format!("groups.{}.name", group.id))?;
    }
    for item in &document.items {
        let known = document.groups.iter().any(|group| group.id == item.group);
        ensure(known, StandardFault::UnknownGroup, format!("items.{}.group", item.id))?;
        check_item(item)?;
    }
    check_kinds(document)?;
    check_sums(document)
}

fn check_item(item: &Item) -> Checked {
    let path = format!("items.{}", item.id);
    name(&item.title, format!("{path}.title"))?;
    ensure(item.points > Points::ZERO, StandardFault::NoPoints, format!("{path}.points"))?;
    let deduction = |points: Points, field: &str| {
        let fits = points > Points::ZERO && points <= item.points;
        ensure(fits, StandardFault::BadDeduction, format!("{path}.answer.{field}"))
    };
    match item.answer {
        AnswerRule::Count { each } | AnswerRule::Sightings { each } => deduction(each, "each"),
        AnswerRule::Level { fair, poor } => {
            deduction(fair, "fair")?;
            deduction(poor, "poor")?;
            ensure(fair <= poor, StandardFault::BadDeduction, format!("{path}.answer.fair"))
        }
        AnswerRule::YesNo {} => Ok(()),
        AnswerRule::YesPartialNo { partial } => deduction(partial, "partial"),
        AnswerRule::Households { each, sample } => {
            ensure((1..=10).contains(&sample), StandardFault::BadSample, format!("{path}.answer.sample"))?;
            deduction(each, "each")
        }
        AnswerRule::Ratio { overdue } => ensure(overdue <= item.points, StandardFault::BadDeduction, format!("{path}.answer.overdue")),
    }
}

fn check_kinds(document: &Document) -> Checked {
    let by_sightings = |item: &&Item| matches!(item.answer, AnswerRule::Sightings { .. });
    for kind in &document.sighting_kinds {
        let path = format!("sighting_kinds.{}", kind.id);
        name(&kind.short, format!("{path}.short"))?;
        name(&kind.name, format!("{path}.name"))?;
        ids(kind.grades.iter().map(|grade| &grade.id), &format!("{path}.grades"))?;
        let Some(item) = document.items.iter().find(|item| item.id == kind.item) else {
            return Err(StandardError::at(StandardFault::UnknownItem, format!("{path}.item")));
        };
        ensure(by_sightings(&item), StandardFault::NotBySightings, format!("{path}.item"))?;
        let fits = |each: Option<Points>| each.is_none_or(|each| each > Points::ZERO && each <= item.points);
        ensure(fits(kind.each), StandardFault::BadDeduction, format!("{path}.each"))?;
        for grade in &kind.grades {
            let path = format!("{path}.grades.{}", grade.id);
            name(&grade.name, format!("{path}.name"))?;
            ensure(fits(grade.each), StandardFault::BadDeduction, format!("{path}.each"))?;
            ensure(!(grade.zeroes_item && grade.each.is_some()), StandardFault::BadGrade, path)?;
        }
    }
    for item in document.items.iter().filter(by_sightings) {
        let has_kind = document.sighting_kinds.iter().any(|kind| kind.item == item.id);
        ensure(has_kind, StandardFault::NoKinds, format!("items.{}", item.id))?;
    }
    Ok(())
}

fn check_sums(document: &Document) -> Checked {
    for (side, weight, path) in [(Side::Goals, document.weights.goals, "goals"), (Side::Measures, document.weights.measures, "measures")] {
        let on_side = |group_id: &str| document.groups.iter().any(|group| group.id == group_id && group.side == side);
        let sum: Points = document.items.iter().filter(|item| on_side(&item.group)).map(|item| item.points).sum();
        ensure(sum == Points::HUNDRED || sum.is_zero(), StandardFault::SumNot100, format!("items ({path})"))?;
        ensure(!sum.is_zero() || weight.is_zero(), StandardFault::Weights, format!("weights.{path}"))?;
    }
    ensure(document.weights.goals + document.weights.measures == Points::ONE, StandardFault::Weights, "weights")
}

fn name(text: &str, path: impl Into<String>) -> Checked {
    let fits = !text.trim().is_empty() && text.chars().count() <= NAME_MAX;
    ensure(fits, StandardFault::BadName, path)
}

fn ids<'a>(ids: impl Iterator<Item = &'a String>, path: &str) -> Checked {
    let mut seen = BTreeSet::new();
    for id in ids {
        let plain = (1..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        ensure(plain, StandardFault::BadId, format!("{path}.{id}"))?;
        ensure(seen.insert(id), StandardFault::DuplicateId, format!("{path}.{id}"))?;
    }
    Ok(())
}
