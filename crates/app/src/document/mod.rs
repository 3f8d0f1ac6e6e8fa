//! Files that are handed on. Who may see what decides what is in them; how they look, `xuncun_report` says.

mod lists;
mod notice;
mod photos;
mod share;

use crate::api::{MakeDocument, SizeWords};
use crate::finding::Shown;
use crate::{App, AppError, Caller};
use std::collections::BTreeMap;
use std::sync::Arc;
use time::{Date, Month};
use xuncun_domain::calendar::Day;
use xuncun_domain::cleanup::Amount;
use xuncun_domain::size::Size;
use xuncun_store::query::finding::Finding;

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its type.
    pub mime: &'static str,
    /// What its name ends in.
    pub ending: &'static str,
}

impl App {
    /// Makes a file of what the caller sees.
    ///
    /// # Errors
    /// `not_enrolled`, `forbidden`, `bad_request` (several lists in a form that holds one; a day that is none), `finding_unknown`, `document_too_long`,
    /// `document_empty`.
    pub async fn make_document(self: &Arc<Self>, caller: &Caller, args: MakeDocument) -> Result<Document, AppError> {
        match args {
            MakeDocument::Lists(order) => {
                let (app, caller) = (self.clone(), caller.clone());
                making(move || lists::make(&app, &caller, &order)).await
            }
            MakeDocument::Notice(order) => notice::make(self, caller, *order).await,
            MakeDocument::Share(order) => share::make(self, caller, *order).await,
        }
    }
}

/// What takes long is done where it holds nobody up.
async fn making<T: Send + 'static>(work: impl FnOnce() -> Result<T, AppError> + Send + 'static) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?
}

fn date(day: Day) -> Option<Date> {
    let (year, month, day) = day.ymd();
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

/// A day as the template writes it: `{y}`, `{m}`, `{d}`.
fn written(template: &str, day: Day) -> String {
    let (year, month, day) = day.ymd();
    template.replace("{y}", &year.to_string()).replace("{m}", &month.to_string()).replace("{d}", &day.to_string())
}

fn kind_name(shown: &Shown<'_>, names: &BTreeMap<String, String>, kind: &str) -> String {
    names.get(kind).cloned().unwrap_or_else(|| shown.kind_name(kind))
}

/// How large all the places of a finding are together: `3.8 m³`, `36 m², 1 层`. Empty where nobody measured.
fn size_words(row: &Finding, words: &SizeWords) -> String {
    let Some(size) = Size::read(&row.size) else { return String::new() };
    let volume = size.volume(row.count).map(|tenths| words.volume.replace("{n}", &Amount::of_tenths(tenths).to_string()));
    let area = size.area.map(|area| words.area.replace("{n}", &(u64::from(area) * u64::from(row.count)).to_string()));
    let storeys = size.storeys.map(|storeys| words.storeys.replace("{n}", &storeys.to_string()));
    [volume, area, storeys].into_iter().flatten().collect::<Vec<_>>().join(&words.sep)
}
