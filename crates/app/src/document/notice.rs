//! 交办单 / 整改通知书: what a village or a township has to clear, until when.

use super::photos::Photos;
use super::{Document, kind_name, making, size_words, written};
use crate::api::{NoticeForm, NoticeOrder, NoticeScope};
use crate::finding::{Filter, Line, Shown, lines};
use crate::{App, AppError, Caller, ErrorCode, MediaKind};
use xuncun_domain::finding as rules;
use xuncun_report::ReportError;
use xuncun_report::notice::{MOST, Notice, NoticeFinding, Scope};
use xuncun_store::query::Connection;

/// Up to so many findings, each has its photograph sharp enough for print; beyond, small ones keep the file one that can be sent.
const SHARP: usize = 100;

pub async fn make(app: &App, caller: &Caller, order: NoticeOrder) -> Result<Document, AppError> {
    caller.check_any()?;
    let mut findings = app.read(|conn| read(app, conn, caller, &order))?;
    match findings.len() {
        0 => return Err(ErrorCode::DocumentEmpty.into()),
        1..=MOST => {}
        // Said before a photograph is looked for.
        _ => return Err(ReportError::TooMany { what: "findings", most: MOST }.into()),
    }
    let kind = if findings.len() <= SHARP { MediaKind::Evidence } else { MediaKind::Thumb };
    let mut photos = Photos::new(app, caller);
    for (finding, photo) in &mut findings {
        if let Some(photo) = photo {
            finding.photo = photos.get(photo, kind).await;
        }
    }
    let texts = order.texts;
    let count = findings.len().to_string();
    let scope = match order.scope {
        NoticeScope::Village => Scope::Visit,
        NoticeScope::Township => Scope::Township,
        NoticeScope::Selection => Scope::Selection,
    };
    let notice = Notice {
        scope,
        title: texts.title,
        number: texts.number,
        recipient: texts.recipient,
        opening: texts.opening.iter().map(|paragraph| paragraph.replace("{n}", &count)).collect(),
        findings: findings.into_iter().map(|(finding, _)| finding).collect(),
        closing: texts.closing,
        office: texts.office,
        date: texts.date,
        receipt: texts.receipt,
    };
    let (form, words) = (order.form, texts.words);
    making(move || {
        Ok(match form {
            NoticeForm::Docx => Document {
                bytes: notice.docx(&words)?,
                mime: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                ending: "docx",
            },
            NoticeForm::Pdf => Document { bytes: notice.pdf(&words)?, mime: "application/pdf", ending: "pdf" },
        })
    })
    .await
}

/// Those that fit, village by village, each with its photograph's id.
fn read(app: &App, conn: &Connection, caller: &Caller, order: &NoticeOrder) -> Result<Vec<(NoticeFinding, Option<String>)>, AppError> {
    let shown = Shown::new(app, conn, caller)?;
    let lines = lines(app, conn, caller, &shown)?;
    let mut fitting = Filter::new(conn, &order.filter, &shown)?.fitting(&lines);
    fitting.sort_by(|a, b| a.row.village.cmp(&b.row.village));
    let texts = &order.texts;
    let one = |line: &Line| {
        let (row, code) = (&line.row, rules::code(&line.row.id));
        let finding = NoticeFinding {
            kind: kind_name(&shown, &texts.kinds, &row.kind),
            count: Some(row.count),
            size: size_words(row, &texts.sizes),
            village: shown.names.place(&row.village)?.name,
            landmark: row.landmark.clone(),
            deadline: line.case.due.map(|due| written(&texts.day, due)).unwrap_or_default(),
            description: row.note.clone(),
            photo: None,
            position: row.position.map(|(lon, lat, _)| [lon, lat]),
            qr: texts.link.replace("{code}", &code),
            code,
        };
        Ok((finding, line.photo.clone()))
    };
    fitting.into_iter().map(one).collect()
}
