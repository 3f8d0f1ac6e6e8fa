//! 「您在某村吗？」: where a visit is opened from outside its village, its person is asked, and the reviewer reads what they said.

use crate::api::{InspectionView, NamedId, Presence, PresenceView, SayPresence, WhereAmI, Whereabouts};
use crate::edit::{fresh_id, position};
use crate::names::Names;
use crate::record::Record;
use crate::{App, AppError, Caller};
use xuncun_domain::grant::{Role, own_id};
use xuncun_domain::presence::{Presence as Said, is_elsewhere, metres_outside};
use xuncun_domain::sighting::Position;
use xuncun_journal::Value;
use xuncun_store::query::visit::Visit;
use xuncun_store::query::{Connection, district, presence};

/// Villages whose middles are nearest to a position: one of them it lies in, however odd their shapes. A visit that is shown after every tap cannot read
/// the boundaries of a whole district.
const NEAR: u32 = 24;

/// Whether a position speaks against its person's being in the visit's village, and whose ground it is.
///
/// # Errors
/// `position_not_real`, and those of reading a visit.
pub fn where_am_i(app: &App, caller: &Caller, args: WhereAmI) -> Result<Whereabouts, AppError> {
    let at = position(&args.fix)?;
    app.read(|conn| {
        let record = Record::load(conn, &app.standards, caller, &args.inspection)?;
        let person = caller.person()?;
        let there = |said: &presence::Said| said.stamp.author == person && said.answer == Said::Here.as_str();
        let rings = district::boundary(conn, &record.row.village)?;
        let elsewhere = is_elsewhere(&rings, at);
        let said = elsewhere && presence::of_visit(conn, &record.row)?.iter().any(there);
        Ok(Whereabouts {
            ask: elsewhere && !said,
            metres: metres_outside(&rings, at).map(whole),
            inside: if elsewhere { other_village(conn, &record.row.village, at)? } else { None },
        })
    })
}

/// Records what somebody said of where they are.
///
/// # Errors
/// `position_not_real`, `bad_request` (its key is no UUID), and those of changing a visit.
pub fn say_presence(app: &App, caller: &Caller, args: SayPresence) -> Result<InspectionView, AppError> {
    let at = position(&args.fix)?;
    let key = fresh_id(args.key.as_deref())?;
    let now = app.now()?;
    app.edit(caller, &args.inspection, |tx, record| {
        let id = own_id(caller.person()?, &key);
        if tx.get("presence", &record.stream, &id)?.is_some() {
            return Ok(()); // a second try
        }
        tx.put(
            "presence",
            &record.stream,
            &id,
            &[
                ("inspection", Value::from(record.row.id.as_str())),
                ("answer", Value::from(Said::from(args.answer).as_str())),
                ("lon", Value::from(at.lon)),
                ("lat", Value::from(at.lat)),
                ("accuracy", Value::from(at.accuracy)),
                ("said_at", Value::from(now)),
                ("role", Value::from(Role::Inspector.as_str())),
            ],
        )?;
        Ok(())
    })
}

/// What was said in a visit, in order.
pub fn views(conn: &Connection, names: &Names<'_>, visit: &Visit) -> Result<Vec<PresenceView>, AppError> {
    let said = presence::of_visit(conn, visit)?;
    if said.is_empty() {
        return Ok(Vec::new());
    }
    let rings = district::boundary(conn, &visit.village)?;
    said.iter()
        // What a newer version's people said is kept, and not shown here.
        .filter_map(|said| Some((said, said.answer.parse::<Said>().ok()?)))
        .map(|(said, answer)| {
            let (lon, lat, accuracy) = said.position;
            let at = Position { lon, lat, accuracy };
            Ok(PresenceView {
                by: names.person(&said.stamp.author)?,
                at: said.said_at,
                answer: Presence::from(answer),
                metres: metres_outside(&rings, at).map(whole),
                accuracy: whole(accuracy),
                inside: other_village(conn, &visit.village, at)?,
            })
        })
        .collect()
}

/// The village that a position lies in, if it is another than this one.
fn other_village(conn: &Connection, village: &str, at: Position) -> Result<Option<NamedId>, AppError> {
    let near = district::villages_near(conn, (at.lon, at.lat), NEAR)?;
    let within = near.into_iter().find(|(_, rings)| metres_outside(rings, at) == Some(0.0)).filter(|(code, _)| code != village);
    within.map(|(code, _)| Names::new(conn).place(&code)).transpose()
}

fn whole(metres: f64) -> u32 {
    // A float turns into the nearest number that there is.
    metres.round() as u32
}
