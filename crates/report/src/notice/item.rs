//! A finding as both files print it.

use super::{Notice, NoticeFinding, NoticeWords, Scope};
use crate::qr::Modules;
use crate::{Place, ReportError, photograph};
use xuncun_photo::Rendition;

/// What stands in the row of a finding.
pub(super) struct Item {
    /// Kind, how many, how large.
    pub head: String,
    /// Labelled words beneath.
    pub lines: Vec<String>,
    pub deadline: String,
    pub code: String,
    pub photo: Option<Rendition>,
    pub qr: Option<Modules>,
}

impl Notice {
    pub(super) fn items(&self, words: &NoticeWords) -> Result<Vec<Item>, ReportError> {
        if self.findings.len() > super::MOST {
            return Err(ReportError::TooMany { what: "findings", most: super::MOST });
        }
        self.findings.iter().map(|finding| finding.item(self.scope, words)).collect()
    }
}

impl NoticeFinding {
    fn item(&self, scope: Scope, words: &NoticeWords) -> Result<Item, ReportError> {
        let count = self.count.map(|n| words.count.replace("{n}", &n.to_string())).unwrap_or_default();
        let head = [self.kind.trim(), count.trim(), self.size.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        let village = if scope == Scope::Visit { "" } else { &self.village };
        let position = self.position.filter(|at| Place::is_on_globe(*at)).map(|[lon, lat]| format!("{lon:.5}, {lat:.5}")).unwrap_or_default();
        let labelled =
            [(&words.village, village), (&words.place, &self.landmark), (&words.description, &self.description), (&words.position, &position)];
        let lines =
            labelled.into_iter().filter(|(_, text)| !text.trim().is_empty()).map(|(label, text)| format!("{label}{}{}", words.colon, text.trim()));
        Ok(Item {
            head,
            lines: lines.collect(),
            deadline: self.deadline.clone(),
            code: self.code.clone(),
            photo: photograph::small(self.photo.as_deref()),
            qr: if self.qr.is_empty() { None } else { Some(Modules::of(&self.qr)?) },
        })
    }
}
