//! The witness of a visit: signs on the glass, refuses, or is absent.

use crate::api::{InspectionView, SetWitness, WitnessKind};
use crate::edit::settle;
use crate::{App, AppError, Caller};
use xuncun_domain::witness::{Witness, check, check_strokes};
use xuncun_journal::{Hash, Value};
use xuncun_store::NewUpload;
use xuncun_store::query::visit::witness_id;

/// Strokes are as small as a thumbnail and go with them.
const PRIORITY: i64 = 0;

/// Records who witnessed the visit. The strokes become a blob before the row names them.
pub fn set_witness(app: &App, caller: &Caller, args: SetWitness) -> Result<InspectionView, AppError> {
    let strokes = if args.kind == WitnessKind::Signed && !args.strokes.is_empty() {
        check_strokes(&args.strokes)?;
        // The caller is checked before anything of theirs is kept.
        app.inspector(caller, &args.inspection)?;
        let bytes = serde_json::to_vec(&args.strokes).map_err(AppError::internal)?;
        Some((app.store.blobs().put(&bytes)?, bytes.len() as u64))
    } else {
        None
    };
    app.edit(caller, &args.inspection, |tx, record| {
        let kept = record.facts.witness.as_ref().and_then(|witness| witness.strokes.clone()).filter(|_| args.kind == WitnessKind::Signed);
        let named = strokes.as_ref().map(|(hash, _): &(Hash, u64)| hash.to_string()).or(kept);
        let witness = Witness { kind: args.kind.into(), name: args.name.trim().to_owned(), reason: args.reason.trim().to_owned(), strokes: named };
        check(record.facts.visit.kind, &witness)?;
        // One began an announced visit, the other an unannounced one: the witness says which it was.
        settle(tx, record, "inspection", &record.row.id)?;
        settle(tx, record, "inspection", &witness_id(&record.row.id))?;
        tx.put(
            "inspection",
            &record.stream,
            &witness_id(&record.row.id),
            &[
                ("witness_kind", Value::from(witness.kind.as_str())),
                ("witness_name", Value::from(witness.name)),
                ("witness_reason", Value::from(witness.reason)),
                ("witness_strokes", Value::from(witness.strokes)),
            ],
        )?;
        if let Some((hash, size)) = strokes {
            tx.enqueue_upload(&NewUpload {
                stream: record.stream,
                sha256: hash,
                kind: "strokes".into(),
                mime: "application/json".into(),
                size,
                priority: PRIORITY,
            })?;
        }
        Ok(())
    })
}
