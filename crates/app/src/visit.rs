//! Beginning a visit and looking at one.

use crate::api::{InspectionRef, InspectionView, StartInspection};
use crate::app::stream;
use crate::edit::{check_not_own, recorder};
use crate::{App, AppError, Caller, ErrorCode};
use xuncun_domain::inspection::{VisitKind, inspection_id};
use xuncun_domain::stream::Class;
use xuncun_journal::Value;
use xuncun_store::query::{district, round, visit};

/// Begins a visit of the caller's team in a village today, or joins the one that the team has begun there today: both have the same key, so that
/// two inspectors who begin it apart share it after the sync.
pub fn start_inspection(app: &App, caller: &Caller, args: StartInspection) -> Result<InspectionView, AppError> {
    caller.person()?;
    let village = stream(&args.village, Class::Work)?;
    let actor = recorder(caller, &village.code, app.wall())?;
    let today = app.today()?;
    app.store.try_write(&actor, |tx| {
        let conn = tx.conn();
        district::division(conn, &args.village)?.filter(|division| division.level == "village").ok_or(ErrorCode::VillageUnknown)?;
        check_not_own(conn, caller, &args.village)?;
        let team = caller.team(conn)?.ok_or(ErrorCode::NoTeam)?;
        let round = round::running(conn, &today.to_string())?.into_iter().next().ok_or(ErrorCode::NoRound)?;
        // A visit under rules that cannot be read could not be scored: better not to begin it.
        app.standards.get(conn, &round.standard, round.items.as_deref())?;
        let id = inspection_id(&round.id, &village.code, &team, today);
        if visit::visit(conn, &id)?.is_none() {
            tx.put(
                "inspection",
                &village,
                &id,
                &[
                    ("round", Value::from(round.id.as_str())),
                    ("village", Value::from(args.village.as_str())),
                    ("team", Value::from(team.as_str())),
                    ("day", Value::from(today.to_string())),
                    ("kind", Value::from(VisitKind::from(args.kind).as_str())),
                    ("standard", Value::from(round.standard.as_str())),
                    // Whoever begins it, the row says the same: two who begin the visit apart have no conflict. When each began, their commits say.
                    ("started_at", Value::from(today.start())),
                ],
            )?;
        }
        app.show(tx.conn(), caller, &id)
    })
}

/// A visit, whole.
pub fn inspection(app: &App, caller: &Caller, args: InspectionRef) -> Result<InspectionView, AppError> {
    app.read(|conn| app.show(conn, caller, &args.inspection))
}
