//! 反馈: what visits told the caller's villages.

use crate::api::{NoticeView, Notices};
use crate::app::stream;
use crate::names::Names;
use crate::{App, AppError, Caller};
use xuncun_domain::inspection::VisitKind;
use xuncun_domain::stream::Class;
use xuncun_store::query::district;
use xuncun_store::query::notice::{self, Notice};

/// Of each village.
const OF_VILLAGE: u32 = 24;
/// In all.
const IN_ALL: usize = 200;

/// The notices of the villages within the caller's grants, newest first.
pub fn notices(app: &App, caller: &Caller, (): ()) -> Result<Notices, AppError> {
    caller.check_any()?;
    app.read(|conn| {
        let mut found: Vec<Notice> = Vec::new();
        for village in district::divisions(conn)?.into_iter().filter(|division| division.level == "village") {
            let open = stream(&village.code, Class::Open)?;
            if caller.reads(&open) {
                found.extend(notice::of_village(conn, &open, OF_VILLAGE)?);
            }
        }
        found.sort_by(|a, b| (b.stamp.hlc, &b.id).cmp(&(a.stamp.hlc, &a.id)));
        found.truncate(IN_ALL);
        let names = Names::new(conn);
        Ok(Notices { rows: found.iter().map(|row| show(row, &names)).collect::<Result<_, _>>()? })
    })
}

fn show(row: &Notice, names: &Names<'_>) -> Result<NoticeView, AppError> {
    Ok(NoticeView {
        id: row.id.clone(),
        village: names.place(&row.village)?,
        township: names.township(&row.village)?,
        round: row.round_name.clone(),
        day: row.day.clone(),
        kind: row.kind.parse().unwrap_or(VisitKind::Open).into(),
        score: row.score.clone(),
        // Deductions that this version cannot read are not shown; the score is.
        deductions: serde_json::from_str(&row.deductions).unwrap_or_default(),
        at: row.stamp.at(),
    })
}
