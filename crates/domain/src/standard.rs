//! The standard (考核标准): a whole, versioned document that says what is looked at and what it costs. Published, never edited.
//!
//! The document is JSON by the schema `assets/standard/standard.schema.json`; [`Standard::load`] checks it and names what is wrong by code and path.
//! A standard's id is the hash of its content, so a visit that names it means these rules and no others.

use crate::canonical;
use crate::points::Points;
use std::collections::BTreeSet;

mod check;
mod document;
pub use check::{StandardError, StandardFault};
pub use document::{
    AnswerRule, Document, EvidencePicture, Grade, Group, Guidance, Item, PhotoRule, Side, SightingCosts, SightingKind, Source, StandardStatus,
    Weights,
};

/// The default standard, as shipped: criteria of the campaign that no office has approved yet.
pub const DEFAULT_STANDARD: &str = include_str!("../../../assets/standard/default.json");

/// The JSON Schema (draft 2020-12) of a standard.
pub const SCHEMA: &str = include_str!("../../../assets/standard/standard.schema.json");

/// A checked standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    id: String,
    document: Document,
}

impl Standard {
    /// Reads and checks a document.
    pub fn load(json: &str) -> Result<Self, StandardError> {
        // A newer format may have another shape altogether: it is not to be called malformed for that.
        if canonical::format_of(json).is_some_and(|format| format > 1) {
            return Err(StandardError::at(StandardFault::NewerFormat, "format"));
        }
        let document: Document = serde_json::from_str(json).map_err(|error| StandardError::malformed(&error))?;
        check::check(&document)?;
        let id = canonical::hash_of(&document)[..16].to_owned();
        Ok(Self { id, document })
    }

    /// The default standard.
    pub fn default_standard() -> Result<Self, StandardError> {
        Self::load(DEFAULT_STANDARD)
    }

    /// First 16 hex digits of SHA-256 of the canonical document. A subset keeps the id of its whole.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The document (of a subset: what is left of it).
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The canonical JSON, as it is stored.
    pub fn to_json(&self) -> String {
        canonical::to_text(&serde_json::to_value(&self.document).unwrap_or_default())
    }

    /// The picture by which its photographs are judged.
    pub fn evidence_picture(&self) -> EvidencePicture {
        self.document.evidence_picture.unwrap_or_default()
    }

    /// Title.
    pub fn title(&self) -> &str {
        &self.document.title
    }

    /// Not yet approved by the district: the UI says 默认标准 · 待区方案核定.
    pub fn is_default(&self) -> bool {
        self.document.status == StandardStatus::Default
    }

    /// Groups in order; those that a subset left empty are not among them.
    pub fn groups(&self) -> &[Group] {
        &self.document.groups
    }

    /// Items in order.
    pub fn items(&self) -> &[Item] {
        &self.document.items
    }

    /// Items of a group, in order.
    pub fn items_of<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a Item> {
        self.items().iter().filter(move |item| item.group == group)
    }

    /// The item of that id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items().iter().find(|item| item.id == id)
    }

    /// The group of that id.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups().iter().find(|group| group.id == id)
    }

    /// On which side of the weights an item stands.
    pub fn side_of(&self, item: &Item) -> Side {
        self.group(&item.group).map_or(Side::Goals, |group| group.side)
    }

    /// Kinds of sighting in order.
    pub fn kinds(&self) -> &[SightingKind] {
        &self.document.sighting_kinds
    }

    /// The kind of sighting of that id.
    pub fn kind(&self, id: &str) -> Option<&SightingKind> {
        self.kinds().iter().find(|kind| kind.id == id)
    }

    /// Do missing photographs of this rule stop a submission? Else they are a hint.
    pub fn photos_required(&self, rule: PhotoRule) -> bool {
        self.document.photos_required.contains(&rule)
    }

    /// The part of the standard that a 专项 round asks for: these items alone, their groups and their kinds of sighting. Points and rules stay as they
    /// are; the score is over the subset, because both sides of its ratio shrink.
    pub fn subset<S: AsRef<str>>(&self, items: &[S]) -> Result<Self, StandardError> {
        let wanted: BTreeSet<&str> = items.iter().map(AsRef::as_ref).collect();
        if wanted.is_empty() {
            return Err(StandardError::at(StandardFault::NoItems, "items"));
        }
        if let Some(unknown) = wanted.iter().find(|id| self.item(id).is_none()) {
            return Err(StandardError::at(StandardFault::UnknownItem, format!("items.{unknown}")));
        }
        let mut document = self.document.clone();
        document.items.retain(|item| wanted.contains(item.id.as_str()));
        document.sighting_kinds.retain(|kind| wanted.contains(kind.item.as_str()));
        document.groups.retain(|group| document.items.iter().any(|item| item.group == group.id));
        Ok(Self { id: self.id.clone(), document })
    }

    /// The subset that a round's `items` column asks for: null is the whole standard.
    pub fn for_round(&self, items_json: Option<&str>) -> Result<Self, StandardError> {
        let Some(json) = items_json else { return Ok(self.clone()) };
        let items: Vec<String> = serde_json::from_str(json).map_err(|error| StandardError::malformed(&error))?;
        self.subset(&items)
    }
}

/// What a grade of a kind of sighting costs in its item: points for each place, or the whole item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SightingPrice {
    /// Points for each place.
    Each(Points),
    /// The item scores 0.
    ZeroesItem,
}

impl SightingKind {
    /// The grade of that id; an empty or unknown one is read as the kind's first, `None` for a kind without grades.
    pub fn grade(&self, id: &str) -> Option<&Grade> {
        self.grades.iter().find(|grade| grade.id == id).or_else(|| self.grades.first())
    }

    /// What one place of that grade costs, in an item whose rule says `each`.
    pub fn price(&self, grade: &str, each: Points) -> SightingPrice {
        match self.grade(grade) {
            Some(grade) if grade.zeroes_item => SightingPrice::ZeroesItem,
            Some(grade) => SightingPrice::Each(grade.each.or(self.each).unwrap_or(each)),
            None => SightingPrice::Each(self.each.unwrap_or(each)),
        }
    }
}
