//! A district's findings: ten thousand of them in 368 villages, at every stage of the loop, and the office's question that combines filters, against
//! the same question in SQL over one flat table with an index that covers it.

use crate::apply::PAGE;
use crate::first_screen::{pulled, replica};
use crate::measure::{Measure, median, timed};
use crate::year::{Year, inspections};
use rusqlite::{Connection, Row, params};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;
use xuncun_app::App;
use xuncun_app::api::{DueFilter, FindingBrief, Findings, FindingsArgs};
use xuncun_demo::District;
use xuncun_domain::calendar::Day;
use xuncun_domain::grant::own_id;
use xuncun_domain::step::StepKind;
use xuncun_journal::{Entry, Value as Cell};
use xuncun_store::Actor;
use xuncun_tests::district::{founded, now, untouched};

/// Findings of a district in a year.
pub const MANY: usize = 10_000;
const LOOKS: usize = 200;
const DAY: i64 = 86_400_000;
const KINDS: [&str; 5] = ["firewood", "manure", "earth", "garbage", "clutter"];

pub async fn measure() -> Vec<Measure> {
    let folder = tempfile::tempdir().unwrap();
    let (district, plan) = untouched();
    let office = founded(&folder.path().join("server"), &district, &plan).await;
    let mut year = Year::new();
    year.register(&office).await;
    let person = &district.guide.supervisor;
    let (_, entries) = pulled(&office, person).await;
    let app = replica(&folder.path().join("desk"), &office, person, &entries);
    let commits: Vec<Entry> = (0..inspections()).map(|n| year.inspection(n)).collect();
    for page in commits.chunks(PAGE) {
        assert_eq!(app.store().apply(page).unwrap().applied, page.len());
    }
    write(&app, &district, MANY);
    let all = ask(&app, &json!({ "limit": u32::MAX })).await;
    let all: Findings = serde_json::from_value(all).unwrap();
    assert_eq!(all.rows.len(), MANY);
    let flat = flat(&all);
    let question = question(&district.townships[3].code);
    let asked = json!(question);
    let (mut ours, mut against) = (Vec::new(), Vec::new());
    for _ in 0..LOOKS {
        let begun = Instant::now();
        let answer = ask(&app, &asked).await;
        ours.push(begun.elapsed());
        let (time, by_hand) = timed(|| by_hand(&flat, &question, &all));
        against.push(time);
        let same = ["rows", "total", "unsettled", "overdue", "dueToday", "toVerify", "moved", "mine"].iter().all(|key| answer[key] == by_hand[key]);
        assert!(same, "the two answers differ");
        assert!(answer["total"].as_u64().unwrap() > 3);
    }
    let said = format!("the question over {MANY} findings and {} inspections", commits.len());
    vec![Measure::ratio("findings_filter", 1.5, (&said, median(ours)), ("the same in SQL, by a covering index", median(against)))]
}

/// What the office asks: one township's firewood that is overdue, seen in the last sixty days.
fn question(township: &str) -> FindingsArgs {
    FindingsArgs {
        unsettled: true,
        townships: vec![township.to_owned()],
        kinds: vec![KINDS[0].to_owned()],
        due: Some(DueFilter::Overdue),
        from: Some(Day::of(now() - 60 * DAY).to_string()),
        ..FindingsArgs::default()
    }
}

async fn ask(app: &Arc<App>, args: &Value) -> Value {
    let caller = app.device_caller().unwrap();
    app.dispatch(&caller, "findings", args.clone()).await.unwrap()
}

/// Writes findings of every status that the office can bring about alone, over the villages and the last ninety days.
pub fn write(app: &App, district: &District, many: usize) {
    let person = &district.guide.supervisor;
    let grant = &district.grants.iter().find(|grant| grant.person == *person).unwrap().id;
    let (today, villages) = (now(), district.villages.len());
    for (v, village) in district.villages.iter().enumerate() {
        let actor = Actor { person: person.clone(), grant: grant.clone(), grant_version: 0, clock_ms: today };
        let open = format!("{}/open", village.code).parse().unwrap();
        app.store()
            .write(&actor, |tx| {
                for n in (v..many).step_by(villages) {
                    let seen_at = today - (n as i64 * 37 % 90) * DAY - n as i64 * 1_000;
                    let id = uuid::Builder::from_unix_timestamp_millis(
                        seen_at as u64,
                        &[7, (n / 65_536) as u8, (n / 256) as u8, n as u8, 3, 4, 5, 6, 7, 8],
                    )
                    .into_uuid()
                    .to_string();
                    // Over some three kilometres around the committee.
                    let exact = |degrees: f64| (degrees * 1e5).round() / 1e5;
                    let (east, north) = ((n * 7919 % 1_000) as f64 / 1_000.0 - 0.5, (n * 104_729 % 1_000) as f64 / 1_000.0 - 0.5);
                    let columns: [(&str, Cell); 9] = [
                        ("kind", KINDS[n % KINDS.len()].into()),
                        ("lon", exact(village.centre.0 + east * 0.03).into()),
                        ("lat", exact(village.centre.1 + north * 0.03).into()),
                        ("accuracy", 6.0.into()),
                        ("landmark", "二组涝坝旁".into()),
                        ("count", 1_i64.into()),
                        ("note", "".into()),
                        ("seen_at", seen_at.into()),
                        ("difficulty", ["easy", "", "hard"][n % 3].into()),
                    ];
                    tx.put("finding", &open, &id, &columns)?;
                    let mut before: Option<String> = None;
                    for (at, kind) in steps(n).iter().enumerate() {
                        let step = own_id(person, &uuid::Uuid::from_u128((n as u128) << 64 | (at as u128 + 1) << 32 | 0x8000).to_string());
                        let due = kind.sets_due().then(|| Day::of(seen_at + (3 + n as i64 % 17) * DAY).to_string());
                        let columns: [(&str, Cell); 8] = [
                            ("finding", id.clone().into()),
                            ("kind", kind.as_str().into()),
                            ("note", "".into()),
                            ("answers", before.replace(step.clone()).into()),
                            ("role", "supervisor".into()),
                            ("due", due.into()),
                            ("calendar", Cell::Null),
                            ("photos", Cell::Null),
                        ];
                        tx.put("step", &open, &step, &columns)?;
                    }
                }
                Ok(())
            })
            .unwrap();
        app.store().seal().unwrap();
    }
}

/// Of ten: one just reported, five to be cleared, the others further on.
const fn steps(n: usize) -> &'static [StepKind] {
    use StepKind::{Assign, Close, Reopen, SendBack, Verify, Withdraw};
    match n / 5 % 10 {
        0 => &[],
        1..=5 => &[Assign],
        6 => &[Assign, Verify],
        7 => &[Assign, Verify, SendBack],
        8 => &[Assign, Verify, Close, Reopen, Verify, Close],
        _ => &[Assign, Withdraw],
    }
}

/// One flat table in which everything is worked out that the list says, with an index that covers the question.
fn flat(all: &Findings) -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(
        "CREATE TABLE flat (id TEXT PRIMARY KEY, township TEXT, kind TEXT, unsettled INTEGER, days_left INTEGER, seen_at INTEGER, status TEXT, mine INTEGER,
           brief TEXT) WITHOUT ROWID;
         CREATE INDEX covering ON flat (township, kind, unsettled, days_left, seen_at, id, brief);
         CREATE INDEX counted ON flat (unsettled, days_left, status, mine);",
    )
    .unwrap();
    for row in &all.rows {
        let over = matches!(json!(row.status).as_str().unwrap(), "closed" | "moved" | "withdrawn");
        let status = json!(row.status);
        let values = params![
            row.id,
            row.township.id,
            row.kind,
            !over,
            row.days_left,
            row.seen_at,
            status.as_str().unwrap(),
            row.mine,
            serde_json::to_string(row).unwrap()
        ];
        db.execute("INSERT INTO flat VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", values).unwrap();
    }
    db
}

/// The question in SQL: its counts by one scan of an index, its rows by another.
fn by_hand(flat: &Connection, question: &FindingsArgs, all: &Findings) -> Value {
    let from: Day = question.from.as_deref().unwrap().parse().unwrap();
    let counts = "SELECT sum(unsettled), sum(days_left < 0), sum(days_left = 0), sum(status IN ('replied', 'checked')),
        sum(status IN ('moved', 'disputed')), sum(mine) FROM flat";
    let count = |row: &Row<'_>, at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<u32>>(at)?.unwrap_or_default());
    let counted = flat.prepare_cached(counts).unwrap().query_row([], |row| {
        Ok(Findings {
            unsettled: count(row, 0)?,
            overdue: count(row, 1)?,
            due_today: count(row, 2)?,
            to_verify: count(row, 3)?,
            moved: count(row, 4)?,
            mine: count(row, 5)?,
            rows: Vec::new(),
            total: 0,
            today: all.today.clone(),
            as_of: all.as_of,
        })
    });
    let rows = "SELECT brief FROM flat WHERE township = ?1 AND kind = ?2 AND unsettled = 1 AND days_left < 0 AND seen_at >= ?3
        ORDER BY days_left, seen_at DESC, id";
    let mut statement = flat.prepare_cached(rows).unwrap();
    let values = params![question.townships[0], question.kinds[0], from.start()];
    let rows = statement.query_map(values, |row| row.get::<_, String>(0)).unwrap();
    let rows: Vec<FindingBrief> = rows.map(|brief| serde_json::from_str(&brief.unwrap()).unwrap()).collect();
    serde_json::to_value(Findings { total: rows.len() as u32, rows, ..counted.unwrap() }).unwrap()
}
