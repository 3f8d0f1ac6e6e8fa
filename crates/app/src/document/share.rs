//! One finding as a picture for a chat group: nobody is named in it.

use super::photos::Photos;
use super::{Document, kind_name, making, written};
use crate::api::ShareOrder;
use crate::finding::{FindingRecord, Shown};
use crate::{App, AppError, Caller, MediaKind};
use xuncun_domain::finding as rules;
use xuncun_report::share::Share;

pub async fn make(app: &App, caller: &Caller, order: ShareOrder) -> Result<Document, AppError> {
    let (mut share, photo) = app.read(|conn| {
        let record = FindingRecord::load(conn, caller, &order.finding)?;
        let (shown, row) = (Shown::new(app, conn, caller)?, &record.row);
        let code = rules::code(&row.id);
        let count = if row.count > 1 { format!(" · {}", order.count.replace("{n}", &row.count.to_string())) } else { String::new() };
        let share = Share {
            kind: format!("{}{count}", kind_name(&shown, &order.kinds, &row.kind)),
            village: format!("{} · {}", shown.names.township(&row.village)?.name, shown.names.place(&row.village)?.name),
            landmark: row.landmark.clone(),
            deadline: record.case.due.filter(|_| record.case.status.is_due()).map(|due| written(&order.day, due)).unwrap_or_default(),
            qr: order.link.replace("{code}", &code),
            code,
            photo: None,
        };
        Ok((share, record.photos.iter().find(|photo| photo.phase != "after").map(|photo| photo.id.clone())))
    })?;
    if let Some(photo) = photo {
        share.photo = Photos::new(app, caller).get(&photo, MediaKind::Evidence).await;
    }
    making(move || Ok(Document { bytes: share.jpeg(&order.words)?, mime: "image/jpeg", ending: "jpg" })).await
}
