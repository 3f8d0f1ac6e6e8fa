//! Files that are handed on: lists for other programs, notices (交办单), pictures for a chat. Every word in them that is not the district's own comes
//! with the request, from the UI's catalogues; `{…}` in them is filled in here.

use super::{FindingStatus, FindingsArgs, LedgerFigure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use xuncun_report::boundary::BoundaryWords;
use xuncun_report::cleanup::CleanupWords;
use xuncun_report::finding::FindingWords;
use xuncun_report::notice::NoticeWords;
use xuncun_report::share::ShareWords;

/// Argument of `make_document`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum MakeDocument {
    /// Lists, of what a filter shows.
    Lists(Box<ListOrder>),
    /// 交办单 / 整改通知书.
    Notice(Box<NoticeOrder>),
    /// One finding as a picture.
    Share(Box<ShareOrder>),
}

/// A list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocumentList {
    /// Findings that fit.
    Findings,
    /// 台账 of the villages that fit.
    Cleanups,
    /// Boundaries of the divisions that fit.
    Boundaries,
}

/// What lists are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ListForm {
    /// One list.
    Csv,
    /// A sheet each.
    Xlsx,
    /// One list.
    Geojson,
    /// A layer each.
    Gpkg,
}

/// Which lists, as what.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ListOrder {
    /// One, or several where the form takes several.
    pub lists: Vec<DocumentList>,
    /// As what.
    pub form: ListForm,
    /// Which findings. Townships, villages and whoever answers for them hold for the other lists too, its days for the 台账.
    pub filter: FindingsArgs,
    /// Titles.
    pub words: ListWords,
}

/// The words of lists.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct ListWords {
    /// Columns of findings.
    pub findings: FindingWords,
    /// Columns of the 台账.
    pub cleanups: CleanupWords,
    /// Columns of boundaries.
    pub boundaries: BoundaryWords,
    /// Where a finding stands.
    pub statuses: BTreeMap<FindingStatus, String>,
    /// Names of kinds, by their ids, where they are to be other than the standard's.
    pub kinds: BTreeMap<String, String>,
    /// Figures of the 台账, with their units.
    pub figures: BTreeMap<LedgerFigure, String>,
    /// Roads that were cleared, km.
    pub roads: String,
    /// How large something is.
    pub sizes: SizeWords,
}

/// How large something is, in words.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct SizeWords {
    /// m³: `{n}`.
    pub volume: String,
    /// m²: `{n}`.
    pub area: String,
    /// Storeys: `{n}`.
    pub storeys: String,
    /// Between two of them.
    pub sep: String,
}

/// What a notice is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticeForm {
    /// Word.
    Docx,
    /// PDF.
    Pdf,
}

/// What the findings of a notice have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticeScope {
    /// One village, which is not named again.
    Village,
    /// A township.
    Township,
    /// Any.
    Selection,
}

/// Which findings, for whom.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NoticeOrder {
    /// As what.
    pub form: NoticeForm,
    /// What they have in common.
    pub scope: NoticeScope,
    /// Which findings.
    pub filter: FindingsArgs,
    /// What it says.
    pub texts: NoticeTexts,
}

/// What a notice says beside its findings. What is empty does not appear.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct NoticeTexts {
    /// 农村人居环境整治问题交办单, say.
    pub title: String,
    /// 文号.
    pub number: String,
    /// Whom it is for.
    pub recipient: String,
    /// Paragraphs before the findings; `{n}` is how many they are.
    pub opening: Vec<String>,
    /// Paragraphs after them.
    pub closing: Vec<String>,
    /// The office that issues it.
    pub office: String,
    /// The day, as it is written.
    pub date: String,
    /// Lines to be filled in by hand where it is received.
    pub receipt: Vec<String>,
    /// How a day is written: `{y}`, `{m}`, `{d}`.
    pub day: String,
    /// What a code's QR says: `{code}`.
    pub link: String,
    /// Names of kinds, by their ids, where they are to be other than the standard's.
    pub kinds: BTreeMap<String, String>,
    /// How large something is.
    pub sizes: SizeWords,
    /// The rest.
    pub words: NoticeWords,
}

/// Which finding.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShareOrder {
    /// Row id, or its code.
    pub finding: String,
    /// How a day is written: `{y}`, `{m}`, `{d}`.
    pub day: String,
    /// What its QR says: `{code}`.
    pub link: String,
    /// How many places: `{n}`.
    pub count: String,
    /// Names of kinds, by their ids, where they are to be other than the standard's.
    pub kinds: BTreeMap<String, String>,
    /// The rest.
    pub words: ShareWords,
}
