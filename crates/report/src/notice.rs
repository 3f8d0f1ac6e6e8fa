//! 交办单 / 整改通知书: what is wrong, where, until when it has to be put right, with a picture and a code for each finding.
//!
//! After GB/T 9704: A4 with margins of 37, 35, 28 and 26 mm, the title in 22 pt, the text in 16 pt on lines of 29 pt, page numbers outside.
//! The docx names the standard's fonts, which office computers have; the PDF carries the app's own.

mod docx;
mod item;
mod pdf;

use crate::ReportError;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Most findings of one notice.
pub const MOST: usize = 2000;

/// What the findings have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One visit: one village, which is the recipient and is not named again.
    Visit,
    /// All of a township.
    Township,
    /// Any.
    Selection,
}

/// A notice. Every text may be empty, and then does not appear. No personal data: nobody is named.
#[derive(Debug, Clone)]
pub struct Notice {
    /// What the findings have in common.
    pub scope: Scope,
    /// 农村人居环境整治问题交办单, say.
    pub title: String,
    /// Number of the document.
    pub number: String,
    /// Who it is for: a village or a township.
    pub recipient: String,
    /// Paragraphs before the findings.
    pub opening: Vec<String>,
    /// In the order they are printed.
    pub findings: Vec<NoticeFinding>,
    /// Paragraphs after them.
    pub closing: Vec<String>,
    /// The office that issues it.
    pub office: String,
    /// The day, as it is written.
    pub date: String,
    /// Lines to be filled in by hand where it is received.
    pub receipt: Vec<String>,
}

/// A finding in a notice.
#[derive(Debug, Clone, Default)]
pub struct NoticeFinding {
    /// Short code, as it is read aloud.
    pub code: String,
    /// The kind in words.
    pub kind: String,
    /// How many.
    pub count: Option<u32>,
    /// How large, in words.
    pub size: String,
    /// Name of the village.
    pub village: String,
    /// 组 and landmark.
    pub landmark: String,
    /// The last day, as it is written.
    pub deadline: String,
    /// Further words.
    pub description: String,
    /// The photograph from before, JPEG. One that cannot be read counts as none.
    pub photo: Option<Vec<u8>>,
    /// Longitude and latitude, degrees of WGS-84.
    pub position: Option<[f64; 2]>,
    /// What its QR code says; empty for no code.
    pub qr: String,
}

/// The words of a notice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NoticeWords {
    /// Language of all the texts, `zh-CN` say.
    pub language: String,
    /// Between a label and what it labels.
    pub colon: String,
    /// `{n} 处`.
    pub count: String,
    /// Titles of the columns: number, problem, deadline, photograph, code.
    pub columns: [String; 5],
    /// Label of the village.
    pub village: String,
    /// Label of 组 and landmark.
    pub place: String,
    /// Label of the description.
    pub description: String,
    /// Label of the position.
    pub position: String,
    /// Instead of a photograph.
    pub no_photo: String,
    /// Instead of the findings.
    pub nothing: String,
}

impl Notice {
    /// As a Word document.
    ///
    /// # Errors
    /// `TooMany` findings; `Code`; `Make`.
    pub fn docx(&self, words: &NoticeWords) -> Result<Vec<u8>, ReportError> {
        docx::document(self, words, &self.items(words)?)
    }

    /// As PDF.
    ///
    /// # Errors
    /// `TooMany` findings; `Code`; `Make`.
    pub fn pdf(&self, words: &NoticeWords) -> Result<Vec<u8>, ReportError> {
        pdf::document(self, words, &self.items(words)?)
    }
}
