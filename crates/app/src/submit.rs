//! Submitting a visit: refused with the list of what is missing, or sealed.

use crate::api::{InspectionRef, SubmitOutcome};
use crate::{App, AppError, Caller, view};
use xuncun_domain::inspection::submission_id;
use xuncun_domain::missing::{may_submit, missing};
use xuncun_journal::Value;

/// Submits the visit if nothing that blocks is missing. After a return this is the next submission: n + 1.
pub fn submit(app: &App, caller: &Caller, args: InspectionRef) -> Result<SubmitOutcome, AppError> {
    let now = app.now()?;
    let (mut list, mut submitted) = (Vec::new(), false);
    let shown = app.edit(caller, &args.inspection, |tx, record| {
        list = view::missing_list(record);
        if !may_submit(&missing(&record.standard, &record.facts, &record.sheet, record.conflicts())) {
            return Ok(());
        }
        let n = record.submission().map_or(1, |last| last.n + 1);
        tx.put(
            "submission",
            &record.stream,
            &submission_id(&record.row.id, n),
            &[
                ("inspection", Value::from(record.row.id.as_str())),
                ("n", Value::from(i64::from(n))),
                ("content_hash", Value::from(record.content_hash.as_str())),
                ("score", Value::from(record.sheet.total_text())),
                ("submitted_at", Value::from(now)),
                ("by", Value::from(caller.person()?)),
            ],
        )?;
        submitted = true;
        Ok(())
    })?;
    if submitted {
        app.store.seal()?;
        app.engine.trigger();
    }
    Ok(SubmitOutcome { submitted, missing: list, view: shown })
}
